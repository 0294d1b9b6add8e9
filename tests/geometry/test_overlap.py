"""Areas by how many shapes cover them, and counts on a raster."""

import numpy as np
import pytest
import shapely

from tocsin.geometry.overlap import count_raster, folds
from tocsin.geometry.territory import disc
from tocsin.geometry.wrap import area_km2


@pytest.fixture(scope="module")
def shapes():
    """Discs over the antimeridian, over a pole, with a hole, and apart."""
    ring = disc(65, 170, radius_km=2600).difference(disc(65, 170, radius_km=900))
    return [
        disc(55, 179, radius_km=2600),
        disc(84, 60, radius_km=2900),
        ring,
        disc(-89, 0, radius_km=800),
        disc(20, 10, radius_km=700),
    ]


def test_folds_are_those_of_unions_and_intersections(shapes):
    found = folds(shapes)
    pairs = [a.intersection(b) for i, a in enumerate(shapes) for b in shapes[:i] if a.intersects(b)]
    triple = shapes[0].intersection(shapes[1]).intersection(shapes[2])
    wanted = [shapely.union_all(shapes), shapely.union_all(pairs), triple]
    np.testing.assert_allclose(found.area_km2, [area_km2(each) for each in wanted], rtol=1e-4)
    assert (found.error_km2 < 1e-3 * found.area_km2).all()
    # Every place is counted as often as it is covered.
    assert found.area_km2.sum() == pytest.approx(sum(map(area_km2, shapes)), rel=1e-4)


def test_more_shapes_never_cover_less(shapes):
    fewer, more = folds(shapes[:3]).area_km2, folds(shapes).area_km2
    assert (more[: len(fewer)] >= fewer * (1 - 1e-4)).all()


def test_nothing_covers_nothing():
    assert len(folds([]).area_km2) == 0
    assert len(folds([shapely.MultiPolygon()]).area_km2) == 0
    assert count_raster([], (0.0, 1.0, 0.0, 1.0), (2, 3)).tolist() == [[0, 0, 0], [0, 0, 0]]


def test_a_raster_counts_what_holds_the_middle_of_each_pixel():
    rng = np.random.default_rng(5)
    centres = rng.uniform(0, 10, (12, 2))
    shapes = [shapely.Point(c).buffer(rng.uniform(1, 4)) for c in centres]
    shapes.append(shapes[0].difference(shapely.Point(centres[0]).buffer(0.5)))
    count = count_raster(shapes, (1.0, 9.0, 2.0, 8.0), (60, 80))
    x, y = np.meshgrid(1.05 + 0.1 * np.arange(80), 2.05 + 0.1 * np.arange(60))
    wanted = sum(shapely.contains_xy(shape, x, y).astype(int) for shape in shapes)
    assert (count == wanted).all()
