"""The big job from scenario to answer: 22 million (arc, sensor) pairs and 64 policies.

Ten launch points, three arc classes, some 30,000 cells of four nations, 25 sensors. In a process of
its own, so that the peak of memory is the job's.
"""

import resource
import time

import numpy as np

from tocsin.engine.bank import Bank
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.world import World
from tocsin.kernels.parts import KERNELS
from tocsin.scenario import Scenario

NATIONS = ("A", "B", "C", "D")
CLASSES = ("forward-x-band", "national-warning", "air-defence", "ship-s-band")
POLICIES = 64


def scenario():
    """Four nations east of a launch area; policies are random sets of sixteen agreements."""
    rng = np.random.default_rng(7)
    sensors = {
        f"s{i}": {
            "class": CLASSES[i % len(CLASSES)],
            "owner": NATIONS[i % len(NATIONS)],
            "lat": int(rng.integers(31, 44)),
            "lon": int(rng.integers(127, 145)),
            "facing_deg": int(rng.integers(240, 320)),
        }
        for i in range(24)
    } | {"high": {"class": "geo-infrared", "owner": "A", "lon": 110}}
    pacts = {}
    for i in range(16):
        giver, taker = rng.choice(NATIONS, 2, replace=False).tolist()
        tier, mode = rng.choice(["alert", "track"]), rng.choice(["auto", "auto", "release"])
        way = {"from": giver, "to": taker, "tier": str(tier), "mode": str(mode), "onward": "any"}
        pacts[f"pact-{i}"] = {"kind": "sharing", **way}
    policies = {
        f"p{i}": {"as_of": "2020-01-01", "except": [p for p in pacts if rng.random() < 0.5]}
        for i in range(POLICIES)
    }
    return Scenario.from_dict(
        {
            "tocsin": 1,
            "nations": {"L": {}}
            | {
                name: {"territory": {"box": {"west": w, "east": w + 4, "south": 30, "north": 45}}}
                for name, w in zip(NATIONS, (129, 133, 137, 141), strict=True)
            },
            "sensors": sensors,
            "launches": {"west": {"nation": "L", "lat": 39.5, "lon": 125.5, "spread_km": 80,
                                  "points": 10}},
            "arcs": {"medium": {"boost_s": 150},
                     "lofted": {"boost_s": 150, "apogee_ratio": 2.0},
                     "depressed": {"boost_s": 150, "apogee_ratio": 0.6}},
            "targets": {"grid": {"spacing_deg": 0.09}, "nations": list(NATIONS)},
            "agreements": pacts,
            "policies": policies,
        }
    )  # fmt: skip


def main():
    """Print the seconds of each stage and the peak of memory."""
    KERNELS.ready()
    begin = time.perf_counter()
    world = World(scenario())
    arcs = len(world.launches) * len(world.arcs) * len(world.cells)
    laps = {"cells": time.perf_counter() - begin}
    begin = time.perf_counter()
    bank = Bank.of(world)
    laps["arcs and detection"] = time.perf_counter() - begin
    begin = time.perf_counter()
    rulebooks = [Rulebook.of(world.book, name) for name in world.scenario.policies]
    for group in bank.groups:
        effects = [bank.group_outcome(group, rulebook).effect for rulebook in rulebooks]
        delays = np.array([effect.delays for effect in effects])
        bank.effective_sums(group, delays, rulebook=rulebooks[0])
    laps[f"{POLICIES} policies"] = time.perf_counter() - begin
    told = ", ".join(f"{name} {spent:.2f} s" for name, spent in laps.items())
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    print(f"  {arcs:,} arcs x {len(world.sensors)} sensors: {told}; peak memory {peak_mb:.0f} MB")


if __name__ == "__main__":
    main()
