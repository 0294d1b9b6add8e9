"""Windows against dense sampling with bisection, and beside access searches that users have."""

import numpy as np
from measured import Row, row_of
from orekit_peer import access_orekit
from peers import access_brahe, find_discrete_skyfield
from reference import Infrared, Radar, windows, worst_difference
from validate import random_batch
from worlds import kernel_windows, orbits_of, random_arcs

# What a peer's own search promises of itself is its users' business: nothing is promised here.
PEERS = (
    ("Orekit, detectors that look every 30 s", access_orekit),
    ("skyfield, changes looked for every 10 s", find_discrete_skyfield),
    ("brahe, its default steps", access_brahe),
)


def _words(sensor):
    if isinstance(sensor, Infrared):
        return f"satellite at {sensor.longitude_deg:.0f}°, cloud top {sensor.cloud_top_m:,.0f} m"
    rays = {"none": "straight", "effective-earth": "4/3"}.get(sensor.refraction, "traced")
    return (
        f"radar at {sensor.latitude_deg:.1f}°, {sensor.height_m:,.0f} m, {rays} rays from "
        f"{sensor.low_deg:.1f}°"
    )


def sampled_rows(batches=20, seed=5, samples=1200, size=(60, 24)):
    """Rows of every end of window, and of what was missed or invented, against sampling."""
    ends, wrong, of_end, of_pair = [], [], [], []
    for number in range(batches):
        rng = np.random.default_rng([seed, number])
        rows, boost_s, orbits, sensors = random_batch(rng, *size, graze=number % 2 == 0)
        ours = kernel_windows(sensors, rows, boost_s)
        for j, sensor in enumerate(sensors):
            for i, expected in enumerate(windows(sensor, orbits, boost_s, samples=samples)):
                found = ours.get((i, j), [])
                wrong.append(worst_difference(found, expected))
                of_pair.append(sensor)
                if len(found) == len(expected):
                    more = np.abs(np.ravel(found) - np.ravel(expected))
                    ends += more.tolist()
                    of_end += [sensor] * more.size
    return [
        row_of("ends of windows, half of the batches with limits moved to graze", ends, "s",
               lambda i: _words(of_end[i]), promise=1e-3),
        row_of("longest stretch that is missed or invented", wrong, "s",
               lambda i: _words(of_pair[i]), promise=1e-3),
    ]  # fmt: skip


def common_ground(rng, arcs):
    """Arcs, and a site near each with what all peers know: a range and a least elevation."""
    rows, boost_s = random_arcs(rng, arcs)
    orbits = orbits_of(rows)
    middle = orbits.positions(np.arange(arcs), rng.uniform(0.1, 0.9, arcs) * orbits.duration_s)
    sites = []
    for x, y, z in middle:
        lat = np.degrees(np.arctan2(z, np.hypot(x, y))) + rng.normal(0, 4)
        lon = np.degrees(np.arctan2(y, x)) + rng.normal(0, 4)
        sites.append(
            Radar(float(np.clip(lat, -89, 89)), float((lon + 180) % 360 - 180), 0.0,
                  float(rng.choice([800e3, 1500e3, 3000e3])), 0.0, 180.0,
                  float(rng.choice([0.0, 3.0, 10.0])), 90.0, "none")
        )  # fmt: skip
    return rows, np.zeros_like(boost_s), orbits, sites


def peer_rows(areas=10, arcs=30, seed=6):
    """Rows of each peer's windows against ours: the longest stretch that one alone sees."""
    made = [common_ground(np.random.default_rng([seed, area]), arcs) for area in range(areas)]
    ours = [one for each in made for one in _ours(*each)]
    found = []
    for name, ask in PEERS:
        try:
            theirs = [
                ask([site], orbits, i)[0]
                for _rows, _boost_s, orbits, sites in made
                for i, site in enumerate(sites)
            ]
        except ImportError as problem:
            found.append(Row(name, missing=f"not here: {problem}"))
            continue
        stretch = [worst_difference(a, b) for a, b in zip(ours, theirs, strict=True)]
        lost = sum(len(a) > len(b) for a, b in zip(ours, theirs, strict=True))
        words = [
            f"{_words(site)}; windows: {len(a)} here, {len(b)} there"
            for site, a, b in zip((s for m in made for s in m[3]), ours, theirs, strict=True)
        ]
        found.append(row_of(f"{name} (fewer windows: {lost})", stretch, "s", words.__getitem__))
    return found


def _ours(rows, boost_s, _orbits, sites):
    for i, site in enumerate(sites):
        only = slice(i, i + 1)
        yield kernel_windows([site], rows[only], boost_s[only]).get((0, 0), [])
