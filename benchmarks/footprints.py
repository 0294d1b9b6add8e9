"""Footprints, how much ground so many sensors see, and who sees a grid of points.

``python benchmarks/footprints.py`` does 200 footprints of the shipped region and the areas of their
overlaps, and 15,000 points x 25 sensors at one height, in one thread. Beside it is what a user of
cartopy and shapely would write: geodesic circles of the ground range on a sphere with 4/3 of the
earth's radius, cut by wedges; overlaps by noding all edges and counting over the pieces.
"""

import time
from functools import cache
from statistics import median

import numpy as np
import shapely
from cartopy.geodesic import Geodesic
from pyproj import Geod
from shapely.ops import polygonize, unary_union
from shapely.strtree import STRtree

from tocsin.geometry.overlap import folds
from tocsin.geometry.wrap import area_km2
from tocsin.scenario.source import scenario_of

LOW_KM = (5, 10, 15, 20, 30, 40, 50, 60, 80, 100)
HEIGHTS_KM = (*LOW_KM, 120, 150, 180, 200, 220, 250, 280, 300, 350, 400)
COUNT, POINTS, SENSORS, TURNS = 200, 15_000, 25, 3
EARTH_KM, GEOD = 6371.0, Geod(ellps="WGS84")


@cache
def sensors():
    """Sensors of the shipped region that have a site."""
    scenario = scenario_of("northeast-asia")
    specs = [scenario.sensor_spec(name) for name in scenario.sensors]
    return [spec for spec in specs if spec.site is not None]


def jobs():
    """Sensors and heights, as many as are asked for."""
    return [(spec, height) for height in HEIGHTS_KM for spec in sensors()][:COUNT]


def ours():
    """Shapes, and the area that each number of them covers."""
    shapes = [spec.footprint(altitude_km=height) for spec, height in jobs()]
    return shapes, folds(shapes).area_km2


def ground_km(spec, height):
    """Ground range by the law of cosines: range limit and horizon, 4/3 of the radius."""
    big, reach = EARTH_KM * 4 / 3, spec.reach_km(1.0)
    elevation = np.radians(max(spec.elevation_min_deg, 0.0))
    horizon = big * (np.arccos(big * np.cos(elevation) / (big + height)) - elevation)
    top = EARTH_KM + height
    cosine = (EARTH_KM**2 + top**2 - reach**2) / (2 * EARTH_KM * top)
    return min(horizon, EARTH_KM * np.arccos(np.clip(cosine, -1, 1))) if reach > height else 0.0


def circle(spec, height):
    """A footprint as a user would draw it."""
    radius_m = 1e3 * ground_km(spec, height)
    if radius_m <= 0:
        return shapely.Polygon()
    lat, lon = spec.site
    whole = shapely.Polygon(Geodesic().circle(lon, lat, radius_m, n_samples=360))
    if spec.sectors == ((0.0, 180.0),):
        return whole
    wedges = []
    for centre, half in spec.sectors:
        azimuth = np.linspace(centre - half, centre + half, 121)
        ends = Geodesic().direct((lon, lat), azimuth, np.full(121, radius_m))[:, :2]
        wedges.append(shapely.Polygon([(lon, lat), *ends]))
    return unary_union(wedges)


def theirs():
    """The same by noding: pieces of ground, and how many circles hold each."""
    shapes = [shape for shape in (circle(*job) for job in jobs()) if not shape.is_empty]
    pieces = list(polygonize(unary_union([shape.boundary for shape in shapes])))
    tree = STRtree(shapes)
    inside, _ = tree.query([piece.representative_point() for piece in pieces], predicate="within")
    count = np.bincount(inside, minlength=len(pieces))
    area = np.array([abs(GEOD.geometry_area_perimeter(piece)[0]) / 1e6 for piece in pieces])
    return shapes, np.array([area[count >= k].sum() for k in range(1, count.max() + 1)])


def points():
    rng = np.random.default_rng(1)
    return rng.uniform(20, 50, POINTS), rng.uniform(110, 150, POINTS)


def our_counts():
    """How many of 25 sensors see each point at 100 km."""
    lat, lon = points()
    return sum(spec.in_view(lat, lon, 100.0).astype(int) for spec in (sensors() * 3)[:SENSORS])


def their_counts():
    lat, lon = points()
    shapes = [circle(spec, 100.0) for spec in (sensors() * 3)[:SENSORS]]
    return sum(shapely.contains_xy(shape, lon, lat).astype(int) for shape in shapes)


def seconds(work):
    """Processor seconds of a job: the median of a few, after one that warms up."""
    work()
    spent = []
    for _ in range(TURNS):
        start = time.process_time()
        result = work()
        spent.append(time.process_time() - start)
    return median(spent), result


def main():
    own_s, (shapes, areas) = seconds(ours)
    other_s, (_, others) = seconds(theirs)
    print(
        f"{COUNT} footprints and their overlaps: {own_s:.2f} s; cartopy and shapely {other_s:.2f} s"
    )
    exact = [(area_km2(shape), circle(*job)) for shape, job in zip(shapes, jobs(), strict=True)]
    off = [abs(abs(GEOD.geometry_area_perimeter(c)[0]) / 1e6 / a - 1) for a, c in exact if a > 0]
    print(
        f"area of one: circles are off by {100 * median(off):.1f} % in the median, "
        f"{100 * max(off):.0f} % at most"
    )
    print(f"seen by one or more: {areas[0]:,.0f} km2; {others[0]:,.0f} by circles")
    own_s, own = seconds(our_counts)
    other_s, other = seconds(their_counts)
    print(f"{POINTS:,} points x {SENSORS} sensors: {own_s:.3f} s; circles {other_s:.3f} s, "
          f"another count at {100 * (own != other).mean():.0f} % of the points")  # fmt: skip


if __name__ == "__main__":
    main()
