"""Peers and the floor in small: the answers beside which times stand are right."""

import numpy as np
import pytest


def test_tocsin_is_exact_and_samples_are_off_by_up_to_their_step():
    import side_by_side as pair
    from peers import numpy_sampling, sampling_pymap3d
    from worlds import orbits_of

    radars, rows = pair.sites_of(3), pair.arcs_of(8)
    truth = pair.truth_of(radars, rows)
    worst, missed, pairs = pair.errors(pair.of_tocsin(radars, rows), truth)
    assert (worst < 1e-6, missed, pairs) == (True, 0, 24)
    assert sum(map(len, (windows for arc in truth for windows in arc))) > 10
    for peer in (numpy_sampling, sampling_pymap3d):
        theirs = [peer(radars, orbits_of(rows), i) for i in range(8)]
        worst, missed, _ = pair.errors(theirs, truth)
        assert 0.1 < worst <= 1.0 + 1e-9
        assert missed == 0


def test_all_sites_at_once_are_each_by_itself():
    import side_by_side as pair
    from peers import access_brahe, find_discrete_skyfield
    from worlds import orbits_of

    radars, orbits = pair.sites_of(2), orbits_of(pair.arcs_of(2))
    for peer in (access_brahe, find_discrete_skyfield):
        both = peer(radars, orbits, 1)
        assert both == [peer([radar], orbits, 1)[0] for radar in radars]
        assert any(both)


def test_the_satellite_of_the_floor_flies():
    import floor
    from sgp4.api import Satrec

    wrong, place, _ = Satrec.twoline2rv(*floor.SATELLITE).sgp4(2460310.5, 0.01)
    assert wrong == 0
    assert 6700.0 < np.linalg.norm(place) < 6900.0


def test_a_propagator_of_the_floor_flies_the_arcs(monkeypatch, capsys):
    import floor

    monkeypatch.setattr(floor, "POSITIONS", 1000)
    monkeypatch.setattr(floor, "TURNS", 1)
    floor.main(["--only", "numpy, Kepler"])
    assert "off by 0.0e+00 m" in capsys.readouterr().out
    pytest.importorskip("heyoka")
    floor.main(["--only", "heyoka, Kepler (C++ and LLVM)"])
    assert float(capsys.readouterr().out.split()[-2]) < 1e-6
