"""The waits that a person feels: each command on the shipped scenario, cold and warm.

``python benchmarks/waits.py`` measures this tree; ``python benchmarks/waits.py OLD_TREE`` measures
another checkout beside it, in turn, so that a machine whose speed drifts misleads neither. Seconds
of wall clock, and in brackets processor seconds of the command with all processes that it waited
for. Cold: no kernel is compiled, each try in an empty cache of its own. Prints a table in Markdown.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import psutil
from verbs import BYTECODE, ROOT, SCENARIO, VERBS

FIRST_MAP = Path("maps", "warning-isolated.png")
# Name of a wait: words of the command, and the file at which the wait is over; its end otherwise.
# What has a folder is measured twice in one run: at the file, and at the end.
WAITS = {
    "`tocsin --help`": (("--help",), None),
    "`check`": (VERBS["check"], None),
    "`explain`": (VERBS["explain"], None),
    "`compare`": (VERBS["compare"], None),
    "`report`, the page alone": (("report", SCENARIO, "-q", "-o", "{out}/page.html"), None),
    "`demo --draws 0`": (("demo", "--draws", "0", "-q", "-o", "{out}"), FIRST_MAP),
    "`demo`, with its verdicts": (("demo", "-q", "-o", "{out}"), None),
}
# A compiler that somebody left running is waited for as long as this [s].
PATIENCE_S = 120.0


def spent(tree, words, cache, until):
    """Seconds of a command: wall clock to a file (nan without one) and to its end, processor."""
    environment = {**os.environ, "PYTHONPATH": str(Path(tree, "coverage"))}
    # As for a user, whose Python keeps what it has compiled of our sources.
    environment |= {"PYTHONPYCACHEPREFIX": BYTECODE.name, "NUMBA_CACHE_DIR": str(cache)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as out:
        told, seen = Path(out, "told"), float("nan")
        command = [str(word).replace("{out}", f"{out}/run") for word in words]
        Path(out, "run").mkdir()
        begin = time.perf_counter()
        with told.open("w", encoding="utf-8") as errors:
            process = subprocess.Popen(
                [sys.executable, "-m", "tocsin", *command],
                cwd=tree,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
            done = 0
            while not done:
                if until is not None and seen != seen and Path(out, "run", until).exists():
                    seen = time.perf_counter() - begin
                done, status, usage = os.wait4(process.pid, os.WNOHANG)
                time.sleep(0.0 if done else 0.005)
        end = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} of {tree} failed:\n{told.read_text('utf-8')}")
    return seen, end, usage.ru_utime + usage.ru_stime


def settled(cache):
    """Wait until no compiler that goes on beside an answer fills this cache."""
    begin = time.perf_counter()
    while time.perf_counter() - begin < PATIENCE_S:
        running = psutil.process_iter(["cmdline"])
        if not any(str(cache) in word for each in running for word in each.info["cmdline"] or ()):
            return
        time.sleep(0.1)


def tries(trees, words, until, *, folder, is_cold, repeats):
    """Seconds of every tree in turn; the first warm round fills caches and is not counted."""
    rounds = []
    for number in range(repeats + (not is_cold)):
        row = []
        for place, tree in enumerate(trees):
            cache = Path(folder, f"cold-{number}-{place}" if is_cold else f"warm-{place}")
            cache.mkdir(exist_ok=True)
            row.append(spent(tree, words, cache, until))
            settled(cache)
        rounds.append(row)
    return rounds if is_cold else rounds[1:]


def cells(rounds, at, *, has_processor, count):
    """Cells of a table: seconds of the old tree and of this one, and how they compare."""
    if not rounds:
        return ["–"] * count
    columns = [[row[place] for row in rounds] for place in range(len(rounds[0]))]
    texts = []
    for column in columns:
        text = f"{median(each[at] for each in column):.1f}"
        if has_processor:
            text += f" ({median(each[2] for each in column):.1f})"
        texts.append(text)
    ratios = [new[at] / old[at] for old, new in rounds] if len(columns) == 2 else []
    return [*texts, *([f"{median(ratios):.2f}"] if ratios else [])]


def main(arguments=None):
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", nargs="?", type=Path, help="another checkout to measure beside this")
    parser.add_argument("--wait", action="append", help="only those whose name has this")
    parser.add_argument("--cold", type=int, default=3, help="tries with an empty cache")
    parser.add_argument("--warm", type=int, default=5, help="tries with kernels compiled")
    options = parser.parse_args(arguments)
    trees = [ROOT] if options.old is None else [options.old.resolve(), ROOT]
    heads = [
        *(["cold, old", "cold, new", "ratio"] if options.old else ["cold"]),
        *(["warm, old", "warm, new", "ratio"] if options.old else ["warm"]),
    ]
    sys.stdout.write(f"| wait | {' | '.join(heads)} |\n|---|{'--:|' * len(heads)}\n")
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, (words, until)) in enumerate(WAITS.items()):
            # What another command has compiled would not be cold.
            own = Path(folder, str(number))
            own.mkdir()
            if options.wait and not any(each in name for each in options.wait):
                continue
            # Warm first: that compiles bytecode too, which an installation has done.
            warm, cold = (
                tries(trees, words, until, folder=own, is_cold=is_cold, repeats=repeats)
                for is_cold, repeats in ((False, options.warm), (True, options.cold))
            )
            for at, what in ((0, ", first map"), (1, ", all of it" if until else "")):
                if at or until:
                    look = {"has_processor": at, "count": len(heads) // 2}
                    row = [*cells(cold, at, **look), *cells(warm, at, **look)]
                    sys.stdout.write(f"| {name}{what} | {' | '.join(row)} |\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
