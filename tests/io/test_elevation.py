"""Horizons of terrain: synthetic heights whose horizon follows from formulas."""

import re
import sys
from pathlib import Path

import numpy as np
import pytest
import rasterio
from pyproj import Geod
from rasterio import Affine
from ruamel.yaml import YAML
from typer.testing import CliRunner

import tocsin
from tocsin.cli import app
from tocsin.errors import InputError
from tocsin.geometry.refraction import gaussian_radius_m, horizon_deg
from tocsin.io import elevation

sys.path.insert(0, str(Path(__file__).parents[1] / "model"))
from slow_sensors import ray

LAT, LON = 46.5, 8.0
RADIUS_M = gaussian_radius_m(LAT)


@pytest.fixture
def written(tmp_path):
    """Write heights given as a function of latitude and longitude; return the file."""

    def write(heights, *, middle=(LAT, LON), half_deg=0.5, cell_deg=0.005, **options):
        count = round(2 * half_deg / cell_deg)
        north, west = middle[0] + half_deg, middle[1] - half_deg
        lat = north - cell_deg * (np.arange(count) + 0.5)
        lon = west + cell_deg * (np.arange(count) + 0.5)
        values = heights(*np.meshgrid(lat, lon, indexing="ij")).astype("float32")
        profile = {
            "driver": "GTiff", "height": count, "width": count, "count": 1, "dtype": "float32",
            "crs": "EPSG:4326", "transform": Affine(cell_deg, 0.0, west, 0.0, -cell_deg, north),
        }  # fmt: skip
        units = options.pop("units", None)
        with rasterio.open(tmp_path / "heights.tif", "w", **profile | options) as file:
            file.write(values, 1)
            if units:
                file.units = (units,)
        return tmp_path / "heights.tif"

    return write


def from_site(lat, lon, middle=(LAT, LON)):
    """Azimuth [deg] and distance [m] from the site."""
    start = np.full((2, lat.size), [[middle[1]], [middle[0]]])
    azimuth, _, away = Geod(ellps="WGS84").inv(*start, lon.ravel(), lat.ravel())
    return azimuth.reshape(lat.shape) % 360, away.reshape(lat.shape)


def geometric_deg(away_m, height_m, site_m):
    """Elevation of a point over the touching sphere, by its triangle with the centre."""
    angle, top = away_m / RADIUS_M, RADIUS_M + height_m
    return np.degrees(np.arctan2(top * np.cos(angle) - RADIUS_M - site_m, top * np.sin(angle)))


def ridge(away_m, at_m, wide_m, high_m):
    return high_m * np.cos(np.pi / 2 * np.clip((away_m - at_m) / wide_m, -1, 1)) ** 2


RIDGES = [(20e3, 4e3, 1500.0, 0.002, 0.4, 30.0), (90e3, 15e3, 4000.0, 0.01, 1.5, 120.0)]


@pytest.mark.parametrize(("at_m", "wide_m", "high_m", "cell_deg", "half_deg", "reach_km"), RIDGES)
def test_a_ridge_all_round_makes_the_horizon_of_its_profile(
    written, at_m, wide_m, high_m, cell_deg, half_deg, reach_km
):
    file = written(
        lambda lat, lon: ridge(from_site(lat, lon)[1], at_m, wide_m, high_m),
        cell_deg=cell_deg,
        half_deg=half_deg,
    )
    asked = {"height_m": 300.0, "step_deg": 10.0, "reach_km": reach_km}
    away_m = np.linspace(at_m - wide_m, at_m + wide_m, 4001)
    heights_m = ridge(away_m, at_m, wide_m, high_m)
    angles = geometric_deg(away_m, heights_m, 300.0)
    straight = tocsin.horizon(file, LAT, LON, refraction="none", **asked)
    assert straight.elevation_deg == pytest.approx(np.full(36, angles.max()), abs=0.03)
    assert straight.distance_km == pytest.approx(
        np.full(36, away_m[angles.argmax()] / 1e3), abs=0.1 * wide_m / 1e3
    )
    # The ray that leaves at the mask's elevation passes that place at its geometric one.
    traced = tocsin.horizon(file, LAT, LON, **asked)
    lift = np.subtract(traced.elevation_deg, straight.elevation_deg)
    assert 0.005 < lift.mean() < 0.2
    top = angles.argmax()
    passed = ray(float(np.mean(traced.elevation_deg)), 300.0, RADIUS_M, "traced")(heights_m[top])
    assert np.degrees(passed) == pytest.approx(np.mean(straight.elevation_deg), abs=0.01)


def test_a_cone_hides_its_own_azimuths_only(written):
    peak_lon, peak_lat, _ = Geod(ellps="WGS84").fwd(LON, LAT, 70.0, 25e3)

    def cone(lat, lon):
        away_m = from_site(lat, lon, (peak_lat, peak_lon))[1]
        return 2000.0 * np.clip(1 - away_m / 6000.0, 0, None)

    made = tocsin.horizon(written(cone), LAT, LON, step_deg=2.0, reach_km=36.0)
    found = dict(made.mask)
    assert max(found, key=found.get) == 70.0
    # The grid cuts the very tip: by no more than a cell of its slope.
    assert geometric_deg(25e3, 1850, 10) < found[70.0] < geometric_deg(25e3, 2000, 10) + 0.03
    beside = [azimuth for azimuth, e in made.mask if e > 0.05]
    assert min(beside) >= 70 - np.degrees(np.arcsin(6 / 25))
    assert max(beside) <= 70 + np.degrees(np.arcsin(6 / 25))
    assert found[250.0] == round(horizon_deg(10.0, radius_m=RADIUS_M), 2)
    assert made.unknown_share == 0.0
    assert made.height_m == 10.0


def test_over_a_plain_the_horizon_is_that_of_the_ellipsoid(written):
    file = written(lambda lat, _lon: 0 * lat, half_deg=1.0, cell_deg=0.01)
    made = tocsin.horizon(file, LAT, LON, height_m=500.0, step_deg=30.0, reach_km=60.0)
    own = horizon_deg(500.0, radius_m=RADIUS_M)
    assert made.elevation_deg == pytest.approx(np.full(12, own), abs=0.01)


def test_unknown_heights_hide_nothing_and_are_counted(written):
    def half(lat, lon):
        return np.where(lon > LON - 0.02, 900.0 * (from_site(lat, lon)[1] > 9e3), -9999.0)

    file = written(half, nodata=-9999.0)
    made = tocsin.horizon(file, LAT, LON, step_deg=10.0, reach_km=30.0)
    found = dict(made.mask)
    assert found[90.0] > 5.0
    assert found[270.0] < 0.0
    assert 0.4 < made.unknown_share < 0.5
    assert "No height is known of" in made.to_yaml()
    with pytest.raises(InputError, match="No height is known at 46"):
        tocsin.horizon(file, LAT, LON - 0.2)
    assert tocsin.horizon(file, LAT, LON - 0.2, height_m=5.0, step_deg=45.0, reach_km=5.0)


def test_the_antimeridian_is_no_edge(written):
    file = written(lambda lat, lon: 800.0 * (np.abs(lon - 180.3) < 0.02), middle=(-17.0, 180.0))
    for lon in (-179.9, 180.1):
        made = tocsin.horizon(file, -17.0, lon, step_deg=90.0, reach_km=30.0)
        # The wall stands a fifth of a degree east.
        assert made.distance_km[1] == pytest.approx(0.18 * 111.32 * np.cos(np.radians(17)), abs=1.5)
        assert made.elevation_deg[1] > 1.5
        assert made.elevation_deg[3] < 0.0


def flat(lat, _lon):
    return 100.0 + 0 * lat


@pytest.mark.parametrize(
    ("options", "asked", "says"),
    [
        ({"crs": "EPSG:32632"}, {}, "EPSG:32632. Must be of longitude and latitude. Make one with"),
        ({"crs": None}, {}, "Does not say where on the earth it lies"),
        ({"units": "feet"}, {}, "heights are in 'feet'"),
        ({}, {"lat": 12.0}, "12, 8 lies outside. It holds 46 to 47 N, 7.5 to 8.5 E."),
        ({}, {"height_m": 20.0}, "Invalid height_m 20. The ground at 46.5, 8 is at 100 m"),
        ({}, {"step_deg": 0.1}, "Invalid step_deg 0.1"),
        ({}, {"reach_km": 900.0}, "Invalid reach_km 900"),
        ({}, {"refraction": "some"}, "Invalid refraction 'some'"),
        ({}, {"lat": 99.0}, "Invalid latitude_deg 99"),
    ],
)
def test_what_does_not_serve_is_refused(written, options, asked, says):
    file = written(flat, **options)
    with pytest.raises(InputError, match=re.escape(says)):
        tocsin.horizon(file, **{"lat": LAT, "lon": LON} | asked)


def test_too_much_and_no_file_at_all_are_refused(written, monkeypatch, tmp_path):
    file = written(flat)
    monkeypatch.setattr(elevation, "MAX_VALUES", 1000)
    with pytest.raises(InputError, match="heights within 100 km are more than 1,000"):
        tocsin.horizon(file, LAT, LON)
    monkeypatch.undo()
    monkeypatch.setattr(elevation, "MAX_PLACES", 1000)
    with pytest.raises(InputError, match="places along the rays are more than 1,000"):
        tocsin.horizon(file, LAT, LON)
    (tmp_path / "text.tif").write_text("no picture")
    with pytest.raises(InputError, match="Cannot be read as heights on a grid"):
        tocsin.horizon(tmp_path / "text.tif", LAT, LON)


def test_the_command_prints_what_a_sensor_takes(written, tmp_path):
    file = written(lambda lat, lon: ridge(from_site(lat, lon)[1], 20e3, 4e3, 1500.0))
    words = ["horizon", str(file), "--lat", "46.5", "--lon", "8", "--step-deg", "15"]
    printed = CliRunner().invoke(app, words).output
    made = tocsin.horizon(file, LAT, LON, step_deg=15.0)
    pasted = YAML(typ="safe").load(printed)
    entry = {"class": "ship-s-band", "owner": "A", "lat": LAT, "lon": LON, **pasted}
    world = tocsin.Scenario.from_dict(
        {
            "tocsin": 1,
            "nations": {
                "A": {"territory": {"box": {"west": 7, "south": 46, "east": 8, "north": 47}}}
            },
            "sensors": {"hill": entry},
            "launches": {"there": {"nation": "A", "lat": 45, "lon": 8}},
            "arcs": {"any": {"class": "medium"}},
            "targets": {"h3_resolution": 3, "nations": ["A"]},
        }
    )
    spec = world.sensor_spec("hill")
    assert spec.mask == made.mask
    assert spec.height_m == made.height_m
    # What the mask hides is hidden: just above the ridge, and just below its line of sight.
    above, below = (geometric_deg(60e3, h, made.height_m) for h in (5000.0, 4000.0))
    assert below < max(made.elevation_deg) < above
    seen = spec.in_view(*Geod(ellps="WGS84").fwd(LON, LAT, 30.0, 60e3)[1::-1], [4.0, 5.0])
    assert seen.tolist() == [False, True]
    done = CliRunner().invoke(app, [*words, "-o", str(tmp_path / "mask.csv")])
    assert "24 corners" in done.output
    lines = (tmp_path / "mask.csv").read_text().splitlines()
    assert lines[0] == "azimuth_deg,elevation_deg,distance_km"
    assert len(lines) == 25
    assert "mask.txt" in str(CliRunner().invoke(app, [*words, "-o", "mask.txt"]).exception)
