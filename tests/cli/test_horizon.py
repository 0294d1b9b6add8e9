"""The command about horizons, over smooth ground; over terrain: tests/io/test_elevation.py."""

from tocsin.constants import NOTIONAL


def test_smooth_ground_is_told_by_three_models_and_drawn(call, tmp_path):
    done = call("horizon", "--height-m", "20", "--reach-km", "600", "--figure", tmp_path / "h.svg")
    assert done.code == 0, done.err
    last = [line.split() for line in done.out.splitlines() if line.strip().startswith("600")]
    assert last == [["600", "28.35", "22.94", "21.23"]]
    assert "Notional" in done.out
    assert "600 km away, nothing below 22.9 km" in (tmp_path / "h.svg").read_text("utf-8")
    assert NOTIONAL in (tmp_path / "h.svg").read_text("utf-8")


def test_what_cannot_be_is_refused(call, tmp_path):
    assert "Must be within [1, 5000]" in call("horizon", "--reach-km", "9e9").err
    assert call("horizon", "-o", tmp_path / "mask.yaml").code == 2
    assert "--lat or --lon" in call("horizon", tmp_path / "heights.tif").err
    assert call("horizon", "--figure", tmp_path / "h.bmp").code == 2
