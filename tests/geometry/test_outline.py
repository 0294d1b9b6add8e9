"""Outlines as GeoJSON writes them: rings, holes, parts, anywhere on the globe."""

import json

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.geometry.outline import as_written, read_outline
from tocsin.geometry.rings import lay_out

SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4]]
HOLE = [[1, 1], [2, 1], [2, 2], [1, 2]]
ISLES = {"type": "MultiPolygon", "coordinates": [[SQUARE], [[[9, 0], [10, 0], [10, 1], [9, 1]]]]}
FIFTHS = range(-144, 180, 72)


def shape(written):
    outline = read_outline(written)
    assert outline.faults == []
    layout = lay_out(outline.parts)
    assert layout.faults == {}
    assert layout.shape.is_valid
    return layout.shape


def fault(written):
    ((_, text),) = lay_out(read_outline(written).parts).faults.items()
    return text


@pytest.mark.parametrize(
    ("written", "area"),
    [
        (SQUARE, 16),
        ([SQUARE, HOLE], 15),
        ([[SQUARE], [[[9, 0], [10, 0], [10, 1], [9, 1]]]], 17),
        ([[SQUARE, HOLE], [HOLE]], 16),
        ([[*corner, 120.5] for corner in SQUARE], 16),
        ({"type": "Polygon", "coordinates": [SQUARE, HOLE]}, 15),
        ({"type": "Feature", "properties": None, "geometry": ISLES}, 17),
        ({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": ISLES}]}, 17),
        ("MULTIPOLYGON (((0 0, 4 0, 4 4, 0 4, 0 0)))", 16),
        # Over the antimeridian, with a hole over it; once round a pole, with a hole round it.
        ([[[170, 0], [-170, 0], [-170, 9], [170, 9]], [[-179, 5], [179, 5], [179, 6]]], 179),
        ([[[170, 0], [190, 0], [190, 20], [170, 20]]], 400),
        ([[[lon, 60] for lon in range(0, 360, 72)], [[lon, 80] for lon in FIFTHS]], 7200),
        # Antarctica as planar files write it, closed along the pole.
        ([[-180, -80], [0, -70], [180, -80], [180, -90], [-180, -90]], 5400),
        # A side that runs back over itself holds nothing, and nothing is wrong with it.
        ([[0, 0], [4, 0], [4, 4], [4, 6], [4, 4], [0, 4]], 16),
    ],
)  # fmt: skip
def test_forms(written, area):
    assert shape(written).area == pytest.approx(area)
    assert shape(json.loads(json.dumps(as_written(read_outline(written).parts)))).equals(
        shape(written)
    )


@pytest.mark.parametrize(
    ("written", "at", "text"),
    [
        ([1, 2], (), "Must be a list of corners"),
        ([], (), "Must be a list of corners"),
        (5, (), "Must be a list of corners"),
        ("somewhere", (), "WKT"),
        ([[0, 0], [1, True], [1, 1]], (1, 1), "a number within [-90, 90]"),
        ([[0, 0], [10**400, 0], [1, 1]], (1, 0), "a number within [-180, 360]"),
        ([[0, 0], [1, 0, 0, 0], [1, 1]], (1,), "Must be a corner [lon, lat]"),
        ([[0, 0], [1, 0], [0, 0]], (), "2 different corners"),
        ([SQUARE, [[1, 1], [2, 2]]], (1,), "2 different corners"),
        ([[[SQUARE]]], (), "Lists stand 5 deep"),
        ({"type": "Point", "coordinates": [1, 2]}, ("type",), "A GeoJSON Point has no area."),
        ({"type": "Polygon", "coordinates": [[[0, "a"]]]}, ("coordinates", 0, 0, 1), "a number"),
        ({"type": "Feature", "geometry": None}, (), "Must be a GeoJSON Polygon"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_where_it_stands(written, at, text):
    (found,) = read_outline(written).faults
    assert found.at == at
    assert text in found.text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ([[0, 0], [2, 2], [2, 0], [0, 2]], "cross at 1 E, 1 N"),
        ([[0, 0], [4, 4], [4, 0], [0, 2]], "cross at 1.333 E, 1.333 N"),
        ([[179, 0], [-179, 2], [-179, 0], [179, 2]], "cross at 180 W, 1 N"),
        ([[-100, 0], [100, 0], [100, 10], [-100, 10]], "200 degrees wide, or 160 the other way"),
        ([[0, 0], [1, 1], [2, 2]], "no area"),
        ([SQUARE, [[3, 3], [5, 3], [5, 5], [3, 5]]], "outside its outer ring at"),
        ([SQUARE, [[8, 8], [9, 8], [9, 9]]], "outside its outer ring at"),
        ([[lon % 360, lat] for lat in (60, 50) for lon in range(0, 360, 60)], "more than once"),
    ],
)
def test_what_no_outline_can_be(written, text):
    assert text in fault(written)


@settings(max_examples=60, deadline=None)
@given(
    lon=st.floats(-180, 180),
    lat=st.floats(-60, 60),
    radii=st.lists(st.floats(0.5, 20), min_size=3, max_size=12),
    start=st.integers(0, 11),
    backwards=st.booleans(),
)
def test_a_ring_is_the_same_wherever_it_lies_and_however_it_is_written(
    lon, lat, radii, start, backwards
):
    # Star-shaped about its middle, so that no sides cross.
    angle = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    ring = np.column_stack([np.cos(angle), np.sin(angle)]) * np.array(radii)[:, None] + (lon, lat)
    expected = shapely.Polygon(ring).area
    written = np.roll(ring, start, axis=0)[:: -1 if backwards else 1]
    for low in (-180.0, 0.0):
        wrapped = np.column_stack([(written[:, 0] - low) % 360.0 + low, written[:, 1]])
        assert shape(wrapped.tolist()).area == pytest.approx(expected, rel=1e-6, abs=1e-6)
