"""The order in which cells meet the kernels."""

import numpy as np
import pytest

from tocsin.geometry.order import morton


def test_bits_alternate():
    """Independent: text of the bits, woven."""
    rng = np.random.default_rng(5)
    lat, lon = rng.uniform(-90, 90, 200), rng.uniform(-180, 180, 200)
    for code, north, east in zip(morton(lat, lon).tolist(), lat, lon, strict=True):
        up = f"{int((north + 90) / 180 * 65536):016b}"
        along = f"{int((east + 180) / 360 * 65536):016b}"
        assert f"{code:032b}" == "".join(a + b for a, b in zip(up, along, strict=True))


@pytest.mark.parametrize("place", [(90.0, 180.0), (-90.0, -180.0), (90.0, 540.0), (0.0, 179.999)])
def test_ends_of_the_globe(place):
    assert 0 <= int(morton(*place)) < 2**32


def test_blocks_of_it_are_small():
    """Sixty-four neighbours of a grid stand close together; cells of a row do not."""
    lat, lon = (v.ravel() for v in np.mgrid[30:45:0.1, 130:145:0.1])
    order = np.argsort(morton(lat, lon))
    blocks = order[: len(order) // 64 * 64].reshape(-1, 64)
    spans = np.maximum(np.ptp(lat[blocks], axis=1), np.ptp(lon[blocks], axis=1))
    assert np.median(spans) < 2.0
    rows = np.arange(len(lat))[: blocks.size].reshape(-1, 64)
    assert np.median(np.ptp(lon[rows], axis=1)) > 6.0
