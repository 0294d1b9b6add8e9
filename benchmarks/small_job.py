"""Small questions in one thread (a few hundred arcs, one draw of a verdict), and large ones in two.

``python benchmarks/small_job.py`` measures this tree; ``python benchmarks/small_job.py OLD_TREE``
measures another checkout beside it: each tree has a process of its own, and they take turns of a
tenth of a second or so, so that both meet the same machine. Judge by the ratios.
"""

import argparse
import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
POLICIES = ("bilateral-2012", "realtime-2024")
SMALL_ARCS, BIG_ARCS, DRAWS = 400, 16_384, 2
LARGE_ARCS, THREADS = 40_000, 2


def detection(arcs, repeats):
    """First detection of arcs of a region by 25 sensors: work, and its number of pairs."""
    import run

    job = run.Job(run.solve(*run.regional_points(arcs)), run.pack(run.sensors("regional")))

    def work():
        for _ in range(repeats):
            job._first(slice(0, arcs))

    return work, arcs * run.N_SENSORS * repeats


def large(where, *, every):
    """A million pairs in the region or over the globe, in chunks on two threads."""
    import run

    job = run.Job(run.solve(*run.regional_points(LARGE_ARCS)), run.pack(run.sensors(where)))
    work = partial(job.run, every=every, threads=THREADS)
    return work, LARGE_ARCS * run.N_SENSORS


def drawn():
    """Draws of everything not known of the shipped scenario: work, and how many draws."""
    from tocsin.answers.verdict.ask import coarser
    from tocsin.engine.draws import LaidOut, Trial, latin_hypercube
    from tocsin.scenario.launching import leading_launch, narrowed
    from tocsin.scenario.source import scenario_of

    scenario = coarser(scenario_of("northeast-asia"))
    trial = Trial.of(narrowed(scenario, launch=leading_launch(scenario)), POLICIES)
    world = LaidOut(trial)
    points = iter(latin_hypercube(256, len(trial.unknowns), seed=0))

    def work():
        for _ in range(DRAWS):
            world.value_of(next(points), None)

    return work, DRAWS


# Name, unit, units of a second, work. One thread is measured by the processor's clock, two by the
# clock on the wall, which a busy machine puts forward.
JOBS = {
    "small": (f"ns a pair, {SMALL_ARCS} arcs", 1e9, lambda: detection(SMALL_ARCS, 20)),
    "big": (f"ns a pair, {BIG_ARCS:,} arcs", 1e9, lambda: detection(BIG_ARCS, 1)),
    "draw": ("ms a draw of a verdict", 1e3, drawn),
    "region": ("ns a pair, two threads", 1e9, partial(large, "regional", every=False)),
    "every": ("ns a pair, two threads, every window", 1e9, partial(large, "regional", every=True)),
    "globe": ("ns a pair, two threads, globe", 1e9, partial(large, "global", every=False)),
    "globe-every": (
        "ns a pair, two threads, globe, every window", 1e9, partial(large, "global", every=True)
    ),
}  # fmt: skip
LARGE = ("region", "every", "globe", "globe-every")


def serve(name):
    """Do a job once for each line that comes in; answer with the seconds for one of it."""
    work, count = JOBS[name][2]()
    clock = time.perf_counter if name in LARGE else time.process_time
    work()
    for _ in sys.stdin:
        begin = clock()
        work()
        print((clock() - begin) / count, flush=True)


def turns(trees, name, *, repeats):
    """Seconds of each tree, in turn."""
    started = [
        subprocess.Popen(
            [sys.executable, __file__, "--serve", name],
            env={**os.environ, "PYTHONPATH": str(tree / "coverage")},
            cwd=tree,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for tree in trees
    ]
    rounds = [[_asked(process) for process in started] for _ in range(repeats)]
    for process in started:
        process.communicate()
    return rounds


def _asked(process):
    process.stdin.write("again\n")
    process.stdin.flush()
    return float(process.stdout.readline())


def main(arguments=None):
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", nargs="?", type=Path, help="another checkout to measure beside this")
    parser.add_argument("--job", action="append", choices=JOBS, help="only this; repeatable")
    parser.add_argument("--repeats", type=int, default=25)
    parser.add_argument("--serve", choices=JOBS, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.serve:
        serve(options.serve)
        return
    trees = [ROOT] if options.old is None else [ROOT, options.old.resolve()]
    print(f"\nSmall questions and large ones, median and least of {options.repeats} turns")
    for name in options.job or JOBS:
        unit, scale, _ = JOBS[name]
        rounds = turns(trees, name, repeats=options.repeats)
        columns = list(zip(*rounds, strict=True))
        told = [f"{scale * median(each):6.1f} ({scale * min(each):.1f})" for each in columns]
        ratio = ""
        if len(trees) == 2:
            pairs = median(new / old for new, old in rounds)
            ratio = f"   new/old {pairs:.2f} ({min(columns[0]) / min(columns[1]):.2f})"
        print(f"  {name:12s}{'  '.join(told)}  {unit}{ratio}", flush=True)


if __name__ == "__main__":
    main()
