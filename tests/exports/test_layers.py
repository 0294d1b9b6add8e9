"""What is exported: shapes beside those that other libraries make, values beside the run's."""

import antimeridian
import h3
import numpy as np
import pyproj
import pytest
import shapely

import tocsin
from tocsin.exports.content import Content
from tocsin.exports.source import source_of
from tocsin.exports.tracks import STEP_S

GEOD = pyproj.Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def content(result):
    return Content(source_of(result), "together", altitudes_km=(100.0, 300.0))


def test_cells_are_cut_at_the_antimeridian_and_keep_their_area(content):
    layer = content.layer("cells")
    assert len(layer) >= 20
    for row, shape in zip(layer.table.itertuples(), layer.shapes, strict=True):
        corners = [(lon, lat) for lat, lon in h3.cell_to_boundary(row.cell)]
        cut = antimeridian.fix_polygon(shapely.Polygon(corners), great_circle=False)
        assert shape.symmetric_difference(cut).area < 1e-7  # it rounds to seven decimals
        assert abs(GEOD.geometry_area_perimeter(shape)[0]) == pytest.approx(
            1e6 * row.area_km2, rel=1e-4
        )
        assert abs(np.array(shape.bounds)[[0, 2]]).max() <= 180.0
    assert {shape.geom_type for shape in layer.shapes} == {"Polygon", "MultiPolygon"}


def test_values_of_cells_are_those_of_the_run(content, result):
    table = content.layer("cells").table
    leads = result.question.launch
    cases = result.warning.query("policy == 'together'")
    cases = cases[cases["launch"].isin(["west-area", "east-area"])]
    assert leads == "FAR"
    left = cases["warning_s"].clip(lower=0).fillna(0)
    median = left.groupby(cases["cell"], observed=True).median()
    assert np.allclose(table["effective_warning_s"], median[table["cell"]], atol=1e-3)
    assert table["notional"].all()


@pytest.mark.parametrize("name", ["cells", "footprints", "launches"])
def test_rings_turn_as_the_standard_says(name, content):
    for part in shapely.get_parts(content.layer(name).shapes):
        assert part.exterior.is_ccw
        assert not any(ring.is_ccw for ring in part.interiors)
        assert part.is_valid


def test_footprints_are_those_of_the_sensors(content):
    layer = content.layer("footprints")
    specs = {spec.id: spec for spec in content.world.sensors}
    assert len(layer) == 2 * len(specs)
    for row, shape in zip(layer.table.itertuples(), layer.shapes, strict=True):
        assert shape.equals(specs[row.sensor].footprint(altitude_km=row.altitude_km))


def test_arcs_begin_and_end_on_the_ground_and_are_right_between(content, result):
    layer, world = content.layer("arcs"), result.world
    crossed = 0
    for row, line, track in zip(
        layer.table.itertuples(), layer.shapes, content.tracks, strict=True
    ):
        points = shapely.get_coordinates(line, include_z=True)
        start = world.launches.lon[track.launch], world.launches.lat[track.launch]
        end = world.cells.lon[track.cell], world.cells.lat[track.cell]
        height_m = 10e3 if row.arc == "low" else 0.0
        for place, point in ((start, points[0]), (end, points[-1])):
            assert GEOD.inv(*place, *point[:2])[2] < 0.01
            assert point[2] == pytest.approx(height_m, abs=0.01)
        assert abs(points[:, 0]).max() <= 180.0
        crossed += line.geom_type == "MultiLineString"
        # Half way between two samples the arc is near the middle of the chord.
        solved = world.solve(track.launch, track.arc, slice(track.cell, track.cell + 1))
        ends = solved.position_m(track.time_s)[0]
        middle = solved.position_m(0.5 * (track.time_s[1:] + track.time_s[:-1]))[0]
        off_m = np.linalg.norm(middle - 0.5 * (ends[1:] + ends[:-1]), axis=1)
        assert off_m.max() < 150.0
        assert np.diff(track.time_s).max() <= STEP_S + 1e-9
    assert crossed > 0


def test_properties_of_arcs_are_those_of_an_explanation(content, crossing):
    row = content.layer("arcs").table.iloc[0]
    told = tocsin.explain(
        crossing, policy="together", at=row.cell, arc=row.arc, launch=row.launch, point=row.point
    )
    assert told.impact_s == pytest.approx(row.impact_s, abs=1e-3)
    assert told.route == row.route
    assert told.notice_s == pytest.approx(row.notice_s, abs=1e-3)


def test_a_satellite_has_no_place(content):
    layer = content.layer("sensors")
    places = dict(zip(layer.table["sensor"], layer.shapes, strict=True))
    assert places["eye"] is None
    assert places["round"].equals(shapely.Point(-179, 1))


def test_targets_without_area_are_points_and_grids_boxes():
    shapes = {}
    for targets in (
        {"grid": {"spacing_deg": 1}},
        {"points": {"a": {"lat": 1, "lon": 9, "nation": "B"}}},
    ):
        scenario = tocsin.Scenario.from_dict({
            "tocsin": 1,
            "nations": {"A": {}, "B": {"territory": {"box": {"west": 8, "south": 0, "east": 10,
                                                              "north": 2}}}},
            "launches": {"west": {"nation": "A", "lat": 0, "lon": 0}},
            "arcs": {"short": {"class": "short"}},
            "targets": targets | ({"nations": ["B"]} if "grid" in targets else {}),
        })  # fmt: skip
        layer = Content(source_of(scenario), "all").layer("cells")
        shapes[next(iter(targets))] = layer.shapes
    assert shapes["points"][0].equals(shapely.Point(9, 1))
    assert shapely.union_all(shapes["grid"]).equals(shapely.box(8, 0, 10, 2))
