"""Lines sampled as finely as they bend, and rings that say which side is inside."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.constants import MEAN_RADIUS_KM

Floats = NDArray[np.float64]

# A side may leave the line by this share of the line's distance from the site, or by this much.
BEND_SHARE = 5e-5
BEND_KM = 0.005
# A half of a side that is off by so much is off by a quarter of it.
_OF_HALF = 4.0
_HALVINGS = 9


class Slice(NamedTuple):
    """What is known at n places of a parameter.

    Attributes
    ----------
    at : ndarray, shape (n,)
    lines : ndarray, shape (k, n, 2)
        Longitude and latitude [deg] of k lines.
    codes : ndarray of int, shape (c, n)
        What must not change along a side.
    size_km : ndarray, shape (n,)
        Distance of the farthest line from the site.
    """

    at: Floats
    lines: Floats
    codes: NDArray[np.int64]
    size_km: Floats


def sampled(trace: Callable[[Floats], Slice], at: Floats) -> Slice:
    """Sample lines at values of a parameter, and between them where they bend.

    Parameters
    ----------
    trace : callable
        Gives the lines at values of the parameter.
    at : ndarray, shape (n,)
        Values to begin with, growing; all are kept, and their middles are added.

    Returns
    -------
    Slice
        Sides between neighbours are straight in longitude and latitude to `BEND_SHARE`. Where a
        code changes, neighbours lie closer than a five-hundredth of the first step.

    Examples
    --------
    A line along a meridian needs no more than the middles of what is given:

    >>> def meridian(at):
    ...     line = np.column_stack([np.zeros(len(at)), at])
    ...     return Slice(at, line[None], np.zeros((1, len(at)), dtype=int), np.ones(len(at)))
    >>> sampled(meridian, np.array([0.0, 10.0, 20.0])).at.tolist()
    [0.0, 5.0, 10.0, 15.0, 20.0]
    """
    known = trace(np.sort(np.concatenate([at, 0.5 * (at[:-1] + at[1:])])))
    bent = np.arange(1, len(known.at), 2)
    bent = bent[_bends(known, bent)]
    # Both sides of a middle that is off are halved.
    left = np.unique(np.concatenate([bent - 1, bent]))
    for _ in range(_HALVINGS):
        if not left.size:
            break
        middles = trace(0.5 * (known.at[left] + known.at[left + 1]))
        known = Slice(*(_inserted(*pair, left + 1) for pair in zip(known, middles, strict=True)))
        new = left + np.arange(1, len(left) + 1)
        bent = new[_bends(known, new)]
        left = np.unique(np.concatenate([bent - 1, bent]))
    return known


def _inserted(old: NDArray, new: NDArray, where: NDArray[np.int64]) -> NDArray:
    # Places stand on the last axis, but for lines, which have two numbers each.
    return np.insert(old, where, new, axis=1 if old.ndim > 1 else 0)


def _bends(known: Slice, middles: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether lines bend, or codes change, between the neighbours of middles."""
    before, after = middles - 1, middles + 1
    a, m, b = (known.lines[:, each] for each in (before, middles, after))
    off = m - 0.5 * (a + (a + _shortest(b - a)))
    off = _shortest(off)
    off[..., 0] *= np.cos(np.radians(m[..., 1]))
    off_km = np.radians(np.hypot(off[..., 0], off[..., 1])).max(axis=0) * MEAN_RADIUS_KM
    codes = known.codes
    changes = (
        (codes[:, before] != codes[:, middles]) | (codes[:, middles] != codes[:, after])
    ).any(axis=0)
    bends: NDArray[np.bool_] = off_km > _OF_HALF * np.maximum(
        BEND_SHARE * known.size_km[middles], BEND_KM
    )
    return bends | changes


def _shortest(step: Floats) -> Floats:
    """Steps in longitude and latitude, the shorter way round in longitude."""
    turned = step.copy()
    turned[..., 0] = (step[..., 0] + 180.0) % 360.0 - 180.0
    return turned


def length_km(line: Floats) -> float:
    """Length of a line of longitudes and latitudes (n, 2) on the mean sphere. [km]

    >>> round(length_km(np.array([[0.0, 0.0], [90.0, 0.0]])))
    10008
    """
    lon, lat = np.radians(np.asarray(line).T)
    rise, turn = np.sin(0.5 * np.diff(lat)), np.sin(0.5 * np.diff(lon))
    square = rise**2 + np.cos(lat[:-1]) * np.cos(lat[1:]) * turn**2
    return float(2.0 * MEAN_RADIUS_KM * np.arcsin(np.sqrt(square.clip(0.0, 1.0))).sum())
