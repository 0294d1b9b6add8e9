"""The page on accuracy in small: a few cases of each table keep what is promised."""

import doctest
from pathlib import Path

import numpy as np
import pytest


def kept(rows):
    assert [row for row in rows if row.missing] == []
    broken = [(row.what, row.greatest, row.worst) for row in rows if not row.kept]
    assert broken == []
    return {row.what: row for row in rows}


def test_angles_agree_with_pyproj_and_skyfield():
    from accuracy_sight import angle_rows

    assert len(kept(angle_rows(40))) == 6


def test_traced_limits_agree_with_an_integrated_ray():
    from accuracy_sight import refraction_rows

    far, near = kept(refraction_rows(6)).values()
    assert (far.cases, near.cases) == (42, 12)
    assert near.greatest < 1e-6


def test_arcs_agree_with_an_integrator_and_flattening_would_show():
    from accuracy_arcs import arc_rows

    rows, left_out = arc_rows(8)
    kept(rows)
    # The integrator would notice: what is left out moves ends by kilometres.
    assert left_out[0].greatest > 1.0


def test_least_energy_agrees_with_a_search():
    from accuracy_arcs import least_rows

    kept(least_rows(5))


def test_announced_flights_that_fit_are_within_two_minutes_and_misses_are_told():
    from accuracy_arcs import flight_rows, flight_table

    fit, misses = flight_rows()
    assert fit.greatest < 120.0 < misses.greatest
    text = flight_table()
    assert text.count("\n") == 2 + fit.cases + misses.cases
    assert "parachute" in text


def test_footprints_agree_with_counting_over_a_pole_and_the_antimeridian():
    from accuracy_footprints import RADARS, SITES, footprint_rows

    rows, left_out = footprint_rows((SITES[1], SITES[4]), RADARS[2:4], steps=300)
    kept([row for row in rows if row.what.startswith("tocsin")])
    assert left_out[0].greatest > 1.0


def test_windows_agree_with_sampling():
    from accuracy_windows import sampled_rows

    kept(sampled_rows(1, samples=400, size=(24, 12)))


def test_windows_agree_with_brahe_where_it_looked():
    """Its steps cost it up to a minute at an end, but the middle pair agrees to milliseconds."""
    from accuracy_windows import peer_rows

    rows = {row.what.split(" ")[0].rstrip(","): row for row in peer_rows(1, 8)}
    assert rows["brahe"].median < 0.01
    assert rows["skyfield"].greatest < 0.01
    assert rows["Orekit"].missing or rows["Orekit"].greatest < 1e-4


def test_a_broken_promise_is_seen():
    from measured import row_of

    row = row_of("it", [0.1, -3.0], "m", ["first", "second"].__getitem__, promise=1.0)
    assert (row.kept, row.greatest, row.worst) == (False, 3.0, "second")
    with pytest.raises(ValueError, match="not finite"):
        row_of("it", [np.nan], "m", str)


def test_the_page_has_a_place_for_every_table():
    import measured

    assert doctest.testmod(measured).failed == 0
    page = (Path(__file__).parents[2] / "docs" / "accuracy.md").read_text("utf-8")
    marks = ("angles", "refraction", "arcs", "left-out", "announced", "flights", "footprints",
             "windows", "peers")  # fmt: skip
    assert measured.written(page, dict.fromkeys(marks, "x\n")).count("\nx\n") == len(marks)
    # What stands there was measured: no table is empty.
    assert all(f"<!-- {mark}: begin -->\n\n|" in page for mark in marks)
