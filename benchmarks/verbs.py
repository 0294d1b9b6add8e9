"""What each verb costs on the shipped scenario: processor seconds of a whole command.

``python benchmarks/verbs.py`` measures this tree; ``python benchmarks/verbs.py OLD_TREE`` measures
another checkout beside it, in turn, so that a machine whose speed drifts misleads neither: judge
by the ratios. Kernels are compiled before anything is measured.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
# From the root of a tree: each tree is asked about its own file, whose keys the other may not know.
SCENARIO = Path("configs", "scenarios", "northeast-asia.yaml")
POLICY = ("-p", "realtime-2024")
BYTECODE = tempfile.TemporaryDirectory(prefix="tocsin-bytecode-")
VERBS = {
    "help": ("--help",),
    "check": ("check", SCENARIO),
    "explain": ("explain", SCENARIO, *POLICY, "--at", "Osaka"),
    "rank": ("rank", SCENARIO, *POLICY, "-q"),
    "compare": ("compare", SCENARIO, "bilateral-2012", "realtime-2024", "-q"),
    "friction": ("friction", SCENARIO, *POLICY, "-q"),
    "burden": ("burden", SCENARIO, *POLICY, "-q"),
    "history": ("history", SCENARIO, "-q"),
}


def spent(tree, words):
    """Processor seconds of one command of a tree, user and system, all threads."""
    environment = {**os.environ, "PYTHONPATH": str(Path(tree, "coverage"))}
    # As for a user, whose Python keeps what it has compiled: a quarter of a check would else be
    # compiling our sources anew.
    environment["PYTHONPYCACHEPREFIX"] = BYTECODE.name
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "tocsin", *map(str, words)],
        cwd=tree,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    told = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, words))} of {tree} failed:\n{told}")
    return usage.ru_utime + usage.ru_stime


def pairs(trees, words, *, repeats):
    """Seconds of each tree, in turn; the first round fills caches and is not counted."""
    rounds = [[spent(tree, words) for tree in trees] for _ in range(repeats + 1)]
    return rounds[1:]


def main(arguments=None):
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", nargs="?", type=Path, help="another checkout to measure beside this")
    parser.add_argument("--verb", action="append", choices=VERBS, help="only this; repeatable")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args(arguments)
    trees = [ROOT] if options.old is None else [ROOT, options.old.resolve()]
    print("\nVerbs on the shipped scenario: processor seconds, median of", options.repeats)
    for name in options.verb or VERBS:
        rounds = pairs(trees, VERBS[name], repeats=options.repeats)
        times = [f"{median(column):6.2f}" for column in zip(*rounds, strict=True)]
        ratio = ""
        if len(trees) == 2:
            ratio = f"   new/old {median(new / old for new, old in rounds):5.2f}"
        print(f"  {name:9s} {'  '.join(times)}{ratio}", flush=True)


if __name__ == "__main__":
    main()
