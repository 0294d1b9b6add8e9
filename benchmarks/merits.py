"""What coverage costs: points at a height, and flights, in processor seconds of one thread.

``python benchmarks/merits.py`` asks 25 sensors about 15,344 points at one height, beside the same
in numpy as a user would write it (straight rays, one sensor after another), and works out the
figures of merit of one launch point and arc class of the shipped scenario.
"""

import time
from statistics import median

import numpy as np
from pyproj import Transformer

from tocsin.engine.merits import merits_of
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.still import Points, sighted
from tocsin.engine.usable import usable_sets
from tocsin.engine.world import World
from tocsin.scenario.launching import leading_launch, narrowed
from tocsin.scenario.source import scenario_of

N_SENSORS, HEIGHT_KM, REPEATS = 25, 100.0, 7
GEOCENTRIC = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)


def spent(work):
    """Median processor seconds of some calls, and what the last one gave; the first only warms."""
    times = []
    for _ in range(REPEATS + 1):
        begun = time.process_time()
        found = work()
        times.append(time.process_time() - begun)
    return median(times[1:]), found


def as_a_user_would(radars, points, height_km):
    """Which radars see which points, by azimuth, elevation and range over straight rays."""
    seen = []
    for radar in radars:
        lat, lon = radar.site
        place = np.stack(
            GEOCENTRIC.transform(points.lon, points.lat, 1e3 * height_km + 0 * points.lat)
        )
        site = np.array(GEOCENTRIC.transform(lon, lat, radar.height_m))
        phi, lam = np.radians([lat, lon])
        east = np.array([-np.sin(lam), np.cos(lam), 0.0])
        up = np.array([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
        d = place - site[:, None]
        e, n, u = east @ d, np.cross(up, east) @ d, up @ d
        slant = np.sqrt((d * d).sum(axis=0))
        elevation, azimuth = np.degrees(np.arcsin(u / slant)), np.degrees(np.arctan2(e, n))
        inside = slant <= 1e3 * min(radar.instrumented_km, radar.r1_km)
        inside &= elevation >= max(radar.elevation_min_deg, 0.0)
        if radar.elevation_max_deg is not None:
            inside &= elevation <= radar.elevation_max_deg
        sectors = [
            np.abs((azimuth - centre + 180.0) % 360.0 - 180.0) <= half
            for centre, half in radar.sectors
        ]
        seen.append(inside & np.any(sectors, axis=0))
    return np.array(seen)


def main():
    """Print what both cost, and where they differ."""
    scenario = scenario_of("northeast-asia")
    scenario = narrowed(scenario, launch=leading_launch(scenario))
    world = World(scenario)
    points = Points.of_targets(world)
    every = (list(world.sensors) * N_SENSORS)[:N_SENSORS]
    cost, _ = spent(lambda: sighted(every, points, HEIGHT_KM))
    print(f"{N_SENSORS} sensors x {len(points.id):,} points at one height: {cost:.3f} s")
    radars = [sensor for sensor in world.sensors if sensor.kind == "radar" and sensor.site]
    own, seen = spent(lambda: sighted(radars, points, HEIGHT_KM).seen[0])
    peer, straight = spent(lambda: as_a_user_would(radars, points, HEIGHT_KM))
    print(f"{len(radars)} radars: {own:.3f} s; straight rays in numpy: {peer / own:.1f} times that")
    print(f"of {seen.size:,} pairs straight rays tell {(seen != straight).sum():,} otherwise")
    one = narrowed(scenario, arcs=[next(iter(scenario.arcs))])
    one = World(one.updated({f"launches.{name}.points": 1 for name in one.launches}))
    len(one.cells)
    rulebooks = [Rulebook.of(one.book, name) for name in ("bilateral-2012", "realtime-2024")]
    sets = usable_sets(one, rulebooks)
    cost, _ = spent(lambda: merits_of(one, sets, k=2, angle_deg=20.0, threads=1))
    each_us = 1e6 * cost / (len(one.cells) * len(one.launches))
    print(
        f"figures of merit of {len(one.cells):,} flights: {cost:.2f} s, {each_us:.0f} us a flight"
    )


if __name__ == "__main__":
    main()
