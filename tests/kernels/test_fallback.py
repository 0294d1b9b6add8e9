"""Kernels that numba compiles by itself give the windows of those that are built as usual."""

import numpy as np
import pytest

from tocsin.compile import Library, library
from tocsin.kernels import detect


def fail(*_):
    raise RuntimeError("cannot be built")


@pytest.mark.faults
@pytest.mark.timeout(1800)
def test_windows_of_both_are_equal(tmp_path, monkeypatch):
    """To a microsecond. All that kernels do to a workspace is done here, some minutes long."""
    from validate import random_batch
    from worlds import kernel_windows

    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(library, "build", fail)
    monkeypatch.setattr(Library, "_started", fail)
    rows, boost_s, _orbits, sensors = random_batch(np.random.default_rng(11), 120, 24)
    usual = kernel_windows(sensors, rows, boost_s)
    plain = Library("tocsin.kernels", {"sight": ("detect",)}, ("sight",))
    monkeypatch.setattr(detect._all_windows, "_call", plain.call_of(detect._all_windows))
    other = kernel_windows(sensors, rows, boost_s)
    assert len(usual) > 300
    assert usual.keys() == other.keys()
    for pair, windows in usual.items():
        np.testing.assert_allclose(other[pair], windows, atol=1e-6, rtol=0.0)
