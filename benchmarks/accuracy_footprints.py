"""Footprints against counting, near poles and the antimeridian; TAT-C's of the same radar beside.

Counted is by `reference`: azimuth and elevation at each of some hundred thousand points of an
equal-area grid. TAT-C (Tradespace Analysis Toolkit for Constellations) has radar stations that see
all round, on a sphere, with rays of 4/3 of the earth's radius: it is asked for those alone.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from measured import Row, place, row_of
from pyproj import Transformer
from reference import ecef
from test_set_check import specs_of
from test_set_windows import reference_of

# Latitudes and longitudes of sites.
SITES = ((0.0, 10.0), (45.0, 179.0), (-80.0, -179.5), (84.0, 136.0), (88.5, 20.0), (90.0, 0.0),
         (-89.99, 60.0))  # fmt: skip
ALL_ROUND = [[0.0, 180.0]]
# Range [km], least and greatest elevation [deg], sectors, altitude [km].
RADARS = (
    (1500.0, 3.0, 90.0, ALL_ROUND, 300.0),
    (5000.0, 0.5, 60.0, ALL_ROUND, 1000.0),
    (800.0, 2.0, 40.0, ALL_ROUND, 100.0),
    (2500.0, 3.0, 90.0, [[350.0, 60.0]], 300.0),
    (3000.0, 1.0, 70.0, [[100.0, 120.0]], 600.0),
    (460.0, 0.5, 19.5, ALL_ROUND, 10.0),  # a weather radar, for which TAT-C's stations are meant
)
# Beyond this latitude a site counts as near a pole.
POLAR_DEG = 60.0


@dataclass(frozen=True)
class Counted:
    """Points around a site, in which of them a radar sees, and how large each of them is. [km2]"""

    lat: np.ndarray
    lon: np.ndarray
    seen: np.ndarray
    cell_km2: float

    @property
    def area_km2(self):
        """What is seen."""
        return self.cell_km2 * int(self.seen.sum())

    def of(self, shape):
        """Area of a shape of longitude and latitude, and what is in one of both alone. [km2]"""
        shapely.prepare(shape)
        inside = shapely.contains_xy(shape, self.lon, self.lat)
        wrong = self.cell_km2 * int((inside != self.seen).sum())
        return self.cell_km2 * int(inside.sum()), wrong


def counted(sensor, altitude_km, steps):
    """Count on a square grid of an equal-area projection about the site."""
    about = f"+proj=laea +lat_0={sensor['lat']} +lon_0={sensor['lon']} +ellps=WGS84"
    to_ground = Transformer.from_crs(about, "+proj=longlat +ellps=WGS84", always_xy=True)
    # Nothing is seen beyond the horizon of 4/3 of the radius, nor beyond the range.
    top = 6371.0 / (6371.0 + altitude_km)
    extent_km = min(1.2 * 6371.0 * np.arccos(top), sensor["range_km"]) + 50.0
    step = 2.0 * extent_km / steps
    line = 1e3 * (-extent_km + step * (np.arange(steps) + 0.5))
    x, y = (each.ravel() for each in np.meshgrid(line, line))
    lon, lat = to_ground.transform(x, y)
    seen = reference_of(sensor).inside(ecef(lat, lon, 1e3 * altitude_km))
    return Counted(lat, lon, seen, step**2)


def cases(sites, radars):
    """Radars of the test set's form at every site, and the altitude of each. [km]"""
    for lat, lon in sites:
        for range_km, low, high, sectors, altitude_km in radars:
            yield {
                "kind": "radar", "lat": lat, "lon": lon, "height_m": 0.0, "range_km": range_km,
                "range_min_km": 0.0, "sectors": sectors, "low_deg": low, "high_deg": high,
                "refraction": "effective-earth", "mask": [],
            }, altitude_km  # fmt: skip


def by_tatc(sensor, altitude_km):
    """Footprint of the same radar by TAT-C."""
    from tatc.schemas import RadarStation

    station = RadarStation(
        name="radar", latitude=sensor["lat"], longitude=sensor["lon"], elevation=0.0,
        max_range=1e3 * sensor["range_km"], min_elevation_angle=sensor["low_deg"],
        max_elevation_angle=sensor["high_deg"], beam_width=0.0,
    )  # fmt: skip
    return station.compute_footprint(1e3 * altitude_km)


def footprint_rows(sites=SITES, radars=RADARS, steps=700):
    """Rows of areas against counting: of ours, by both kinds of rays, and of TAT-C's."""
    ours, rays, bent = [], [], []
    for sensor, altitude_km in cases(sites, radars):
        words, areas = _words(sensor, altitude_km), []
        for refraction in ("traced", "effective-earth"):
            one = sensor | {"refraction": refraction}
            count = counted(one, altitude_km, steps)
            (spec,) = specs_of([one])
            shape = spec.footprint(altitude_km=altitude_km)
            ours.append((*_percent(count, shape), f"{words}, {refraction}"))
            areas.append(count.area_km2)
        rays.append((100.0 * (areas[1] / areas[0] - 1.0), words))
        if sensor["sectors"] == ALL_ROUND:
            bent.append((sensor, altitude_km, count, words))
    percent, words = zip(*rays, strict=True)
    what = "rays of 4/3 instead of traced: area of a footprint"
    found = [*_both("tocsin", ours, promise=0.1), *_tatc_rows(bent)]
    return found, [row_of(what, percent, "%", words.__getitem__)]


def _tatc_rows(bent):
    """Rows of TAT-C's footprints of radars that see all round, by rays of 4/3."""
    found, failed = {"": [], ", near poles": []}, 0
    for sensor, altitude_km, count, words in bent:
        try:
            shape = by_tatc(sensor, altitude_km)
        except ImportError as missing:
            return [Row("TAT-C", missing=f"not here: {missing}")]
        except AttributeError:  # of an inner ring over a pole
            failed += 1
            continue
        where = ", near poles" if abs(sensor["lat"]) > POLAR_DEG else ""
        found[where].append((*_percent(count, shape), words))
    rows = [row for where, each in found.items() if each for row in _both(f"TAT-C{where}", each)]
    if failed:
        rows.append(Row("TAT-C, no footprint", missing=f"it failed in {failed} of the cases"))
    return rows


def _percent(count, shape):
    area_km2, wrong_km2 = count.of(shape)
    return (100.0 * (area_km2 / count.area_km2 - 1.0), 100.0 * wrong_km2 / count.area_km2)


def _both(name, found, promise=None):
    area, wrong, words = zip(*found, strict=True)
    return [
        row_of(f"{name}: area", area, "%", words.__getitem__, promise=promise),
        row_of(f"{name}: ground wrongly in or out", wrong, "%", words.__getitem__, promise=promise),
    ]


def _words(sensor, altitude_km):
    sectors = "" if sensor["sectors"] == ALL_ROUND else ", a sector"
    elevation = f"{sensor['low_deg']:g} to {sensor['high_deg']:g}°"
    site = place(sensor["lat"], sensor["lon"])
    return f"{site}, {elevation}, {sensor['range_km']:,.0f} km{sectors}, at {altitude_km:,.0f} km"
