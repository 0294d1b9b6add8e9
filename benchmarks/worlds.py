"""Random arcs and sensors, and how they are handed to the kernels."""

from math import cos, pi, radians, sin

import numpy as np
from reference import GEOSTATIONARY_M, OMEGA, Infrared, Orbits, Radar, ecef

from tocsin.geometry.order import morton
from tocsin.geometry.refraction import limit_curve
from tocsin.kernels import arc, detect, path, sight

PROFILES = ((0, 0.0), (1, 400e3), (1, 1500e3), (2, 0.6), (2, 2.0), (2, 4.0))


def solve(launches, targets, profile, value):
    """Rows of the arcs that exist between points (n, 3), and which they are."""
    rows = np.zeros((len(launches), arc.N_ELEMENTS))
    status = np.zeros(len(launches), np.int64)
    arc.solve_arcs(launches, targets, profile, value, rows, status)
    return rows[status == 0], np.flatnonzero(status == 0)


def regional_points(n, seed=0):
    """One launch and targets of a region in the order of the analysis, earth-fixed [m]."""
    rng = np.random.default_rng(seed)
    lat, lon = rng.uniform(30, 45, n), rng.uniform(130, 145, n)
    order = np.argsort(morton(lat, lon))
    return np.repeat(ecef(39.5, 125.5)[None], n, axis=0), ecef(lat[order], lon[order])


def orbits_of(rows):
    """Inertial states at launch, from the elements: axes are the earth's at launch."""
    e, n, phi = rows[:, arc.ECC], rows[:, arc.RATE], rows[:, arc.PHI_0]
    c, s = np.cos(phi)[:, None], np.sin(phi)[:, None]
    a, b, centre = rows[:, 0:3], rows[:, 3:6], rows[:, 6:9]
    r = a * c + b * s + centre
    v = (b * c - a * s) * (n / (1.0 + e * c[:, 0]))[:, None]
    # From the axes of apogee to those of launch, -m_0 / n earlier.
    angle = OMEGA * rows[:, arc.M_0] / n
    return Orbits(_turned(r, angle), _turned(v, angle), rows[:, arc.T_ARC])


def _turned(vectors, angle):
    c, s = np.cos(angle), np.sin(angle)
    x, y, z = vectors.T
    return np.column_stack([x * c + y * s, y * c - x * s, z])


def random_arcs(rng, n):
    """Arcs of every profile from one launch area: rows and boost_s."""
    parts, boosts = [], []
    each = -(-n // len(PROFILES))
    lat, lon = _launch(rng)
    middle = rng.uniform(0.0, 2.0 * pi)
    launch = np.repeat(ecef(lat, lon)[None], 4 * each, axis=0)
    for profile, value in PROFILES:
        rows = np.empty((0, arc.N_ELEMENTS))
        while len(rows) < each:
            angle = radians(rng.choice([3.0, 12.0, 50.0]))
            targets = _around(rng, lat, lon, angle, middle, 4 * each)
            rows = np.concatenate([rows, solve(launch, targets, profile, value)[0]])
        parts.append(rows[:each])
        boosts.append(np.full(each, rng.choice([90.0, 150.0, 240.0, 370.0])))
    rows = np.ascontiguousarray(np.concatenate(parts)[:n])
    return rows, np.concatenate(boosts)[:n]


def _launch(rng):
    places = ((39.5, 125.5), (86.0, 40.0), (rng.uniform(-60, 60), 179.5), (-88.0, 10.0))
    if rng.random() < 0.5:
        return float(rng.uniform(-80, 80)), float(rng.uniform(-180, 180))
    return places[rng.integers(len(places))]


def _around(rng, lat, lon, angle, middle, n):
    """Points within an angle of a place, on the ellipsoid, in order of azimuth."""
    la, lo = radians(lat), radians(lon)
    up = np.array([cos(la) * cos(lo), cos(la) * sin(lo), sin(la)])
    east = np.array([-sin(lo), cos(lo), 0.0])
    north = np.cross(up, east)
    away = angle * np.sqrt(rng.uniform(0.05, 1.0, n))[:, None]
    turn = np.sort(middle + rng.uniform(-0.5, 0.5, n))[:, None]
    p = np.cos(away) * up + np.sin(away) * (np.cos(turn) * north + np.sin(turn) * east)
    return ecef(np.degrees(np.arcsin(p[:, 2])), np.degrees(np.arctan2(p[:, 1], p[:, 0])))


def random_radar(rng, near):
    """A radar near a point (3,) of an arc, of any kind: wide, narrow, airborne, refracted."""
    x, y, z = near
    lat = np.degrees(np.arctan2(z, np.hypot(x, y))) + rng.normal(0.0, 6.0)
    lon = np.degrees(np.arctan2(y, x)) + rng.normal(0.0, 6.0) / max(0.05, cos(radians(lat)))
    if rng.random() < 0.04:
        lat = rng.choice([-90.0, 90.0])
    height = float(rng.choice([0.0, 0.0, 300.0, 9000.0]))
    low = float(rng.choice([0.0, 0.5, 2.0, 3.0, 10.0, 30.0]))
    if height > 1000.0 and rng.random() < 0.7:
        low = float(rng.choice([-1.0, -5.0]))
    range_m = float(rng.choice([300e3, 800e3, 1500e3, 2500e3, 5000e3]))
    return Radar(
        latitude_deg=float(np.clip(lat, -90, 90)),
        longitude_deg=float((lon + 180.0) % 360.0 - 180.0),
        height_m=height,
        range_m=range_m,
        range_min_m=range_m * float(rng.choice([0.0, 0.0, 0.0, 0.1, 0.5, 0.95])),
        center_deg=float(rng.choice([0.0, 5.0, 355.0, rng.uniform(0, 360)])),
        half_width_deg=float(rng.choice([10.0, 45.0, 60.0, 90.0, 120.0, 175.0, 180.0])),
        low_deg=low,
        high_deg=float(rng.choice([40.0, 60.0, 85.0, 90.0, 90.0])),
        refraction=str(rng.choice(["traced", "traced", "none", "effective-earth"])),
    )


def random_infrared(rng, near):
    """A geostationary satellite within sight of a point, or nearly."""
    lon = np.degrees(np.arctan2(near[1], near[0])) + rng.uniform(-85.0, 85.0)
    return Infrared(
        float((lon + 180) % 360 - 180),
        min_elevation_deg=float(rng.choice([0.0, 5.0, 20.0])),
        cloud_top_m=float(rng.choice([0.0, 5e3, 10e3])),
    )


def _radar_view(radar):
    floats, ints, tables = np.zeros(sight.N_VIEW_FLOATS), np.zeros(sight.N_VIEW_INTS, int), []
    lat, lon = radians(radar.latitude_deg), radians(radar.longitude_deg)
    up = np.array([cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)])
    east = np.array([-sin(lon), cos(lon), 0.0])
    north = np.cross(up, east)
    az, half = radians(radar.center_deg), radians(radar.half_width_deg)
    ahead, right = sin(az) * east + cos(az) * north, cos(az) * east - sin(az) * north
    floats[sight.SITE : sight.SITE + 3] = ecef(
        radar.latitude_deg, radar.longitude_deg, radar.height_m
    )
    floats[sight.UP : sight.UP + 3] = up
    floats[sight.NORMAL_1 : sight.NORMAL_1 + 3] = sin(half) * ahead + cos(half) * right
    floats[sight.NORMAL_2 : sight.NORMAL_2 + 3] = sin(half) * ahead - cos(half) * right
    floats[sight.RANGE_M] = radar.range_m
    if radar.range_min_m > 0.0:  # older trees, measured beside this one, have no such limit
        floats[sight.RANGE_MIN_M], ints[sight.KIND] = radar.range_min_m, sight.ANNULAR
    ints[sight.SECTOR] = sight.NARROW if half <= pi / 2 else sight.WIDE
    if radar.half_width_deg >= 180.0:
        ints[sight.SECTOR] = sight.FULL_CIRCLE
    for column, limit_deg, lower in (
        (sight.LOW_COS, radar.low_deg, True),
        (sight.HIGH_COS, radar.high_deg, False),
    ):
        place = sight.LOW_TABLE if lower else sight.HIGH_TABLE
        ints[place] = -1
        if limit_deg >= 90.0:
            continue
        curve = limit_curve(
            limit_deg,
            site_height_m=radar.height_m,
            radius_m=float(radar.radius_m),
            model=radar.refraction,
            lower=lower,
        )
        floats[column : column + 5] = (
            cos(radians(curve.elevation_deg)), *curve.slopes, curve.steepest, curve.curvature,
        )  # fmt: skip
        ints[place] = len(tables)
        tables.append(curve.cubics)
    return floats, ints, tables


def _infrared_view(satellite):
    floats, ints = np.zeros(sight.N_VIEW_FLOATS), np.full(sight.N_VIEW_INTS, -1)
    lon = radians(satellite.longitude_deg)
    floats[sight.SITE : sight.SITE + 3] = GEOSTATIONARY_M * np.array([cos(lon), sin(lon), 0.0])
    floats[sight.SAT_SIN] = sin(radians(satellite.min_elevation_deg))
    floats[sight.CLOUD_M] = satellite.cloud_top_m
    floats[sight.SAT_RADIUS] = GEOSTATIONARY_M
    ints[sight.KIND] = sight.GEOSTATIONARY
    return floats, ints, []


def pack(sensors):
    """Views, integers and tables of sensors, as the kernels take them."""
    views, ints, tables = [], [], []
    for sensor in sensors:
        one = _infrared_view(sensor) if isinstance(sensor, Infrared) else _radar_view(sensor)
        for place in (sight.LOW_TABLE, sight.HIGH_TABLE):
            if one[1][place] >= 0:
                one[1][place] += len(tables)
        views.append(one[0])
        ints.append(one[1])
        tables += one[2]
    empty = np.zeros((1, sight.TABLE_NODES - 1, 4))
    return np.array(views), np.array(ints), np.array(tables) if tables else empty


def kernel_spans(sensors, rows, boost_s, *, capacity=16, nodes=None):
    """Every window by the kernels: arc and sensor (w, 2), in and out (w, 2) [s]."""
    views, ints, tables = pack(sensors)
    nodes = np.empty((0, path.NODES, 9)) if nodes is None else nodes
    room = 4 * len(rows) * len(sensors) + 64
    found, spans = np.empty((room, 2), np.int64), np.empty((room, 2))
    runs = np.arange(len(sensors) + 1)
    most, total = detect.all_windows(
        rows, boost_s, nodes, views, ints, tables, runs, capacity, found, spans
    )
    if most > capacity or total > room:
        raise RuntimeError(f"Room for {capacity} and {room} windows; met {most} and {total}.")
    return found[:total], spans[:total]


def kernel_windows(sensors, rows, boost_s, *, capacity=16, nodes=None):
    """The same as a dict from (arc, sensor) to a list of (in, out) [s]."""
    found, spans = kernel_spans(sensors, rows, boost_s, capacity=capacity, nodes=nodes)
    by_pair = {}
    for (i, j), span in zip(found.tolist(), spans.tolist(), strict=True):
        by_pair.setdefault((i, j), []).append(tuple(span))
    return by_pair
