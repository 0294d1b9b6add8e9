"""A student's notebook beside tocsin: time to a first map, and what its numbers get wrong.

The notebook is `student_map.py`: circles of radar ranges, a graph of who tells whom, a sum of
delays. Both have the same cells, cards and launch point. Seconds of wall clock and, in brackets,
processor seconds, in turn; cold: no font list of matplotlib and no compiled kernel is there yet.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
from waits import FIRST_MAP, ROOT, WAITS, settled, spent

POLICIES = ("isolated", "gsomia-2017", "without-hub", "realtime-2024")
NATIONS = ("JPN", "KOR")
ARC = "medium"


def asked(resolution=None):
    """The shipped scenario from the centre of its leading launch area by one class of arcs."""
    from tocsin.scenario import Scenario

    changes = {} if resolution is None else {"targets.h3_resolution": resolution}
    changes |= {"launches.west-area.points": 1, "launches.inland-area": None}
    shipped = Scenario.shipped("northeast-asia")
    changes |= {f"arcs.{name}": None for name in shipped.arcs if name != ARC}
    return shipped.updated(changes)


def write_targets(world, path):
    """The cells as a table: latitude, longitude, nation."""
    cells = world.cells
    names = np.array(world.nations)[cells.nation]
    rows = zip(cells.lat, cells.lon, names, strict=True)
    path.write_text("".join(f"{lat:.9f},{lon:.9f},{name}\n" for lat, lon, name in rows), "utf-8")


def drawn(targets, picture, policy, folder=None):
    """Draw the student's map: wall and processor seconds, and its numbers as `ours`."""
    environment = {**os.environ} | ({} if folder is None else {"MPLCONFIGDIR": str(folder)})
    script = Path(__file__).with_name("student_map.py")
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, script, targets, picture, policy]
    subprocess.run(command, check=True, env=environment, stderr=subprocess.DEVNULL)
    wall, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    with np.load(f"{picture}.npz") as found:
        said = [found["flight_s"], found["know_s"], np.maximum(found["warning_s"], 0.0)]
    return (wall, used), said


def ours(world):
    """By policy the flight time, first usable item and warning (0 for late) of every cell [s]."""
    from tocsin.engine.bank import Bank
    from tocsin.engine.rulebook import Rulebook

    bank, names = Bank.of(world), ("impact_s", "know_s", "effective_s")
    outcomes = {policy: bank.outcome(Rulebook.of(world.book, policy)) for policy in POLICIES}
    return {
        policy: [outcome.in_file_order(name) for name in names]
        for policy, outcome in outcomes.items()
    }


def compared(world, folder):
    """Rows of nation, policy, and three means of both [s]: flight, first item, warning."""
    write_targets(world, folder / "targets.csv")
    right, rows = ours(world), []
    for policy in POLICIES:
        _, theirs = drawn(folder / "targets.csv", folder / "map.png", policy)
        for nation in NATIONS:
            cells = world.cells.nation == world.nations.index(nation)
            means = [
                (float(said[cells].mean()), float(true[cells].mean()))
                for said, true in zip(theirs, right[policy], strict=True)
            ]
            rows.append((nation, policy, means))
    return rows


def gains(rows, nation):
    """What the last policy gives a nation over each of the others: by both [s]."""
    last = {policy: means[2] for name, policy, means in rows if name == nation}
    return {
        policy: tuple(last[POLICIES[-1]][who] - last[policy][who] for who in (0, 1))
        for policy in POLICIES[:-1]
    }


def print_numbers(rows):
    """Both tables, in Markdown."""
    print("| nation | policy | flight | first item | warning |\n|---|---|--:|--:|--:|")
    for nation, policy, means in rows:
        cells = " | ".join(f"{theirs:.0f}, {right:.0f}" for theirs, right in means)
        print(f"| {nation} | `{policy}` | {cells} |")
    for nation in NATIONS:
        for policy, (theirs, right) in gains(rows, nation).items():
            print(f"  {nation}, {POLICIES[-1]} over {policy}: {theirs:.1f} s, {right:.1f} s")


def print_times(folder, repeats):
    """Time to the first map of both, cold and warm, in turn."""
    from tocsin.engine.world import World

    write_targets(World(asked()), folder / "all.csv")
    words, until = WAITS["`demo --draws 0`"]
    for is_cold in (True, False):
        laps = []
        for number in range(repeats + (not is_cold)):
            place = folder / (f"cold-{number}" if is_cold else "warm")
            place.mkdir(exist_ok=True)
            student, _ = drawn(folder / "all.csv", folder / "all.png", "realtime-2024", place)
            os.environ["MPLCONFIGDIR"] = str(place)
            seen, _, _ = spent(ROOT, words, place, until)
            settled(place)
            laps.append((*student, seen))
        told = [median(column) for column in zip(*laps[not is_cold :], strict=True)]
        print(f"  {'cold' if is_cold else 'warm'}: the notebook {told[0]:.1f} s ({told[1]:.1f}), "
              f"tocsin's {FIRST_MAP.name} {told[2]:.1f} s", flush=True)  # fmt: skip


def main(arguments=None):
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--resolution", type=int, help="of H3; the scenario's own if absent")
    options = parser.parse_args(arguments)
    from tocsin.engine.world import World

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        print("Means over cells, notebook and tocsin, s; one launch point, medium arcs; notional")
        print_numbers(compared(World(asked(options.resolution)), folder))
        if options.repeats:
            print_times(folder, options.repeats)


if __name__ == "__main__":
    main()
