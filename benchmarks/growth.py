"""Growth, really run: up to a million cells x 500 sensors x 1,000 policies on one machine.

One launch point and class, ten fictional nations side by side, some ten sensors of each in every
ten degrees. Each size has a process of its own, which prints a line as it ends, so that peaks of
memory are its own: `python benchmarks/growth.py`. With ``--cluster`` the largest size is also a
study that two workers of a local dask cluster sweep, and every number of it must be equal to the
bit. What is finished is kept in the folder ``--out``: the same command goes on where it was.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import numpy as np

SPACINGS_DEG = (10.0, 5.0, 2.5, 1.0, 0.5, 0.25, 0.1, 0.05)
SENSORS, POLICIES = 500, 1000
NATIONS = tuple(f"N{i}" for i in range(10))
CLASSES = ("forward-x-band", "national-warning", "air-defence", "ship-s-band")
POLL_S = 0.05


def world_data(spacing_deg, *, sensors=SENSORS, policies=POLICIES):
    """Scenario of ten nations, each 10 degrees wide and 25 high, east of a launch point."""
    rng = np.random.default_rng(7)
    boxes = {
        name: {"west": 110 + 10 * (i % 5), "east": 120 + 10 * (i % 5),
               "south": 25 * (i // 5), "north": 25 + 25 * (i // 5)}
        for i, name in enumerate(NATIONS)
    }  # fmt: skip
    radars = {
        f"s{i}": {
            "class": CLASSES[i % len(CLASSES)],
            "owner": NATIONS[i % len(NATIONS)],
            "lat": int(rng.integers(0, 50)),
            "lon": int(rng.integers(110, 160)),
            "facing_deg": int(rng.integers(220, 340)),
        }
        for i in range(sensors)
    }
    pacts = {}
    for i in range(24):
        giver, taker = rng.choice(NATIONS, 2, replace=False).tolist()
        tier, mode = rng.choice(["alert", "track"]), rng.choice(["auto", "auto", "release"])
        way = {"from": giver, "to": taker, "tier": str(tier), "mode": str(mode), "onward": "any"}
        pacts[f"pact-{i}"] = {"kind": "sharing", **way}
    return {
        "tocsin": 1,
        "nations": {"L": {}} | {name: {"territory": {"box": box}} for name, box in boxes.items()},
        "sensors": radars,
        "launches": {"west": {"nation": "L", "lat": 39.5, "lon": 105}},
        "arcs": {"medium": {"boost_s": 150}},
        "targets": {"grid": {"spacing_deg": spacing_deg}, "nations": list(NATIONS)},
        "agreements": pacts,
        "policies": {
            f"p{i}": {"as_of": "2020-01-01", "except": [p for p in pacts if rng.random() < 0.5]}
            for i in range(policies)
        },
    }


@contextmanager
def watched():
    """Peak memory [MB] of this process with all that it starts, in a list of one number.

    Pages that several processes share count in each: the sum is no less than what is taken.
    """
    import psutil

    here, over, peak = psutil.Process(), Event(), [0.0]

    def held(process):
        try:
            return process.memory_info().rss
        except psutil.NoSuchProcess:  # ended since it was listed
            return 0

    def look():
        while not over.wait(POLL_S):
            everyone = [here, *here.children(recursive=True)]
            peak[0] = max(peak[0], sum(map(held, everyone)) / 2**20)

    watcher = Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()


def whole(data, threads=None):
    """Every policy over every cell in this process: seconds of each stage, and the numbers.

    The numbers: shape (policies, rows, measures), a row a nation and arc, with ``all``.
    """
    from tocsin.engine.bank import Bank
    from tocsin.engine.measures import MEASURES, Rows, row_names
    from tocsin.engine.rulebook import Rulebook
    from tocsin.engine.visibility import in_order
    from tocsin.engine.world import World
    from tocsin.kernels.parts import KERNELS
    from tocsin.scenario import Scenario

    KERNELS.ready()
    laps, begin = {}, time.perf_counter()

    def lap(name):
        nonlocal begin
        laps[name], begin = time.perf_counter() - begin, time.perf_counter()

    world = World(Scenario.from_dict(data))
    lap("scenario")
    cells = len(world.cells)
    lap("cells")
    bank = Bank.of(world, threads=threads)
    lap("arcs and detection")
    rows = Rows(bank)

    def numbers(policy):
        # One outcome a thread is held, and goes when its row of numbers is there.
        outcome = bank.outcome(Rulebook.of(world.book, policy))
        return [[of(sample) for _, _, _, of, _ in MEASURES.values()]
                for _, sample in rows.samples(outcome)]  # fmt: skip

    found = np.array(list(in_order(numbers, list(world.scenario.policies), threads=threads)))
    lap("policies")
    assert found.shape[1] == len(row_names(world))
    return {"cells": cells, "pairs": cells * len(world.sensors), "laps": laps}, found


def swept(data, folder, *, workers=None, scheduler=None):
    """The same by a sweep of the study of all policies: seconds, and the same numbers."""
    from tocsin.engine.measures import MEASURES
    from tocsin.study import load_table, sweep

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "base.json").write_text(json.dumps(data), "utf-8")
    study = {"tocsin_study": 1, "base": "base.json", "axes": {"policy": {"policies": "all"}}}
    (folder / "study.json").write_text(json.dumps(study), "utf-8")
    begin = time.perf_counter()
    outcome = sweep(folder / "study.json", folder / "out", workers=workers, scheduler=scheduler)
    seconds = time.perf_counter() - begin
    if outcome.failures:
        raise SystemExit(f"Runs failed: {outcome.failures}")
    table = load_table(folder / "out", columns=list(MEASURES))
    return seconds, table.to_numpy().reshape(len(data["policies"]), -1, len(MEASURES))


@contextmanager
def cluster(folder, workers=2):
    """A scheduler and workers of one thread each on this machine: its address."""
    place = folder / "scheduler.json"
    common = ["--scheduler-file", str(place), "--host", "127.0.0.1", "--no-dashboard"]
    # Without nannies, which set an allocator's threshold that makes numeric work slower.
    calls = [["scheduler", "--port", "0"], *[["worker", "--no-nanny", "--nthreads", "1"]] * workers]
    started = []
    try:
        for call in calls:
            command = [sys.executable, "-m", "dask", call[0], *common, *call[1:]]
            env = {**os.environ, "TOCSIN_THREADS": "1"}
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            started.append(subprocess.Popen(command, env=env, **quiet))
            while not place.exists():
                time.sleep(POLL_S)
        yield json.loads(place.read_text("utf-8"))["address"]
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()
        place.unlink(missing_ok=True)


def one_size(spacing_deg, folder, *, with_cluster):
    """Work a size out, by two threads or by a cluster, and keep what came of it."""
    data = world_data(spacing_deg)
    with watched() as peak:
        if with_cluster:
            with cluster(folder) as address:
                seconds, found = swept(data, folder / "sweep", scheduler=address)
            told = {"laps": {"sweep": seconds}}
        else:
            told, found = whole(data)
    told |= {"spacing_deg": spacing_deg, "peak_mb": peak[0], "processor_s": _used_s()}
    np.save(folder / _numbers_of(spacing_deg, with_cluster), found)
    return told


def _used_s():
    """Processor seconds of this process and of those that have ended under it."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)


def _numbers_of(spacing_deg, with_cluster):
    return f"{'cluster' if with_cluster else 'whole'}-{spacing_deg:g}.npy"


def _told(line):
    laps = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in line["laps"].items())
    total = sum(line["laps"].values())
    who = f"{line['pairs']:>11,} pairs" if "pairs" in line else "two dask workers"
    told = f"  {who}: {total:7.2f} s ({laps}); "
    told += f"processor {line['processor_s']:.1f} s, peak {line['peak_mb']:.0f} MB"
    return told


def _asked(spacing_deg, folder, *, with_cluster):
    """Print a size's line, from the folder or from a process of its own."""
    kept = folder / _numbers_of(spacing_deg, with_cluster).replace(".npy", ".json")
    if not kept.exists():
        command = [sys.executable, __file__, "--out", str(folder), "--serve", str(spacing_deg)]
        command += ["--cluster"] if with_cluster else []
        kept.write_bytes(subprocess.run(command, check=True, capture_output=True).stdout)
    print(_told(json.loads(kept.read_text("utf-8"))), flush=True)


def main(arguments=None):
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--finest", type=float, default=SPACINGS_DEG[-1], help="least spacing, deg")
    parser.add_argument("--cluster", action="store_true", help="the largest on two workers too")
    parser.add_argument("--out", type=Path, default=Path("out/growth"), help="what is kept")
    parser.add_argument("--serve", type=float, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    if options.serve:
        print(json.dumps(one_size(options.serve, options.out, with_cluster=options.cluster)))
        return
    print(f"\nGrowth: cells x {SENSORS} sensors x {POLICIES:,} policies, two threads", flush=True)
    for spacing_deg in SPACINGS_DEG:
        if spacing_deg >= options.finest:
            _asked(spacing_deg, options.out, with_cluster=False)
    if options.cluster:
        _asked(options.finest, options.out, with_cluster=True)
        both = [np.load(options.out / _numbers_of(options.finest, w)) for w in (False, True)]
        same = np.array_equal(*both, equal_nan=True)
        print(f"  {both[0].size:,} numbers of both: {'equal to the bit' if same else 'DIFFER'}")
        sys.exit(not same)


if __name__ == "__main__":
    main()
