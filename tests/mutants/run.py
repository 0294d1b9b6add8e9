"""Do the tests notice a wrong model? Each mutant breaks one rule; some test must fail.

``python tests/mutants/run.py [PATTERN]`` copies the tree, makes one change at a time and runs the
tests that should notice it. Ends with 1 when a mutant survives, no longer applies, or breaks more
than it says (no test could run).
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from table import MUTANTS

ROOT = Path(__file__).parents[2]
COPIED = ("benchmarks", "coverage", "configs", "docs", "examples", "tests", "pyproject.toml")
PASSED, FAILED = 0, 1  # how pytest ends


def copy_tree(folder):
    """A copy of what the tests need."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            unwanted = shutil.ignore_patterns("__pycache__", "_build", "gallery")
            shutil.copytree(source, folder / name, ignore=unwanted)
        else:
            shutil.copy2(source, folder / name)
    return folder


def mutated(mutant):
    """Text of the mutant's file with its change made; none where it does not apply just once."""
    text = (ROOT / "coverage" / "tocsin" / mutant.file).read_text("utf-8")
    return text.replace(mutant.old, mutant.new) if text.count(mutant.old) == 1 else None


def tests_end(folder, tests, **settings):
    """How pytest ends in a copy of the tree, and the last of what it says."""
    environment = {
        **os.environ,
        **settings,
        "PYTHONPATH": str(folder / "coverage"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    options = ["-q", "-x", "-p", "no:cacheprovider", "--no-header", "--tb=line", "--timeout=900"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *tests],
        cwd=folder, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    return done.returncode, done.stdout[-2000:] + done.stderr[-1000:]


def verdict_of(mutant, folder, *, cache):
    """``killed``, or why not (SURVIVED, DOES NOT APPLY, NO TEST RAN, TIMED OUT); what was said."""
    text = mutated(mutant)
    if text is None:
        return "DOES NOT APPLY", f"{mutant.file} does not hold this once:\n{mutant.old}"
    path = folder / "coverage" / "tocsin" / mutant.file
    original = path.read_text("utf-8")
    path.write_text(text, "utf-8")
    settings = {}
    if mutant.interpreted:
        settings["NUMBA_DISABLE_JIT"] = "1"
    elif mutant.file.startswith("kernels/"):
        settings["NUMBA_CACHE_DIR"] = str(cache)  # a wrong kernel's machine code is kept apart
    code, said = tests_end(folder, mutant.tests, **settings)
    path.write_text(original, "utf-8")
    if "Failed: Timeout" in said:
        return "TIMED OUT", said
    return {PASSED: "SURVIVED", FAILED: "killed"}.get(code, "NO TEST RAN"), said


def check_tests(mutants, folder):
    """The tests pass while nothing is changed; or else every mutant would look killed."""
    tests = list(dict.fromkeys(test for mutant in mutants for test in mutant.tests))
    code, said = tests_end(folder, tests)
    if code != PASSED:
        sys.exit(f"The tests fail before anything is changed:\n{said}")


def main(arguments=None):
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("pattern", nargs="?", default="", help="names of mutants (pattern)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--list", action="store_true", help="only name them, run nothing")
    options = parser.parse_args(arguments)
    mutants = [mutant for mutant in MUTANTS if re.search(options.pattern, mutant.name)]
    if options.list:
        for mutant in mutants:
            applies = "" if mutated(mutant) is not None else "   DOES NOT APPLY"
            print(f"{mutant.name:<62}{mutant.file}{applies}")
        return int(any(mutated(mutant) is None for mutant in mutants))
    with tempfile.TemporaryDirectory() as scratch:
        cache, copies = Path(scratch, "cache"), SimpleQueue()
        for number in range(options.jobs):
            copies.put(copy_tree(Path(scratch, f"tree-{number}")))
        first = copies.get()
        check_tests(mutants, first)
        copies.put(first)

        def judged(mutant):
            folder, begin = copies.get(), time.perf_counter()
            verdict, said = verdict_of(mutant, folder, cache=cache)
            copies.put(folder)
            print(f"{mutant.name:<62}{verdict:<16}{time.perf_counter() - begin:6.1f} s", flush=True)
            return verdict, said

        with ThreadPoolExecutor(options.jobs) as pool:
            verdicts = list(pool.map(judged, mutants))
    alive = [(m, *v) for m, v in zip(mutants, verdicts, strict=True) if v[0] != "killed"]
    for mutant, verdict, said in alive:
        print(f"\n{mutant.name}: {verdict}\n{said}")
    print(f"\n{len(mutants) - len(alive)} of {len(mutants)} mutants are noticed.")
    return int(bool(alive))


if __name__ == "__main__":
    sys.exit(main())
