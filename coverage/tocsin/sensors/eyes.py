"""Whence sensors look: sites that stand, and satellites that move."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.kernels.orbit import N_SATELLITE
from tocsin.sensors.kind import SensorSpec


class Eyes(NamedTuple):
    """Ends of the lines of sight of s sensors.

    Attributes
    ----------
    sites_m : ndarray, shape (s, 3)
        Earth-fixed places of sensors that stand [m].
    satellites : ndarray, shape (t, N_SATELLITE)
        Satellites of layers, sensor by sensor.
    flights : ndarray of int, shape (s + 1,)
        Those of sensor j are flights[j] .. flights[j + 1] - 1; none where it stands.
    """

    sites_m: NDArray[np.float64]
    satellites: NDArray[np.float64]
    flights: NDArray[np.int64]


def eyes_of(sensors: Sequence[SensorSpec], *, position: int) -> Eyes:
    """Return whence sensors look.

    Parameters
    ----------
    sensors : sequence of SensorSpec
    position : int
        Number of the launch point within its area, which is that of the patrols' positions.

    Examples
    --------
    A radar and a geostationary satellite, 42,164 km from the earth's centre:

    >>> from tocsin.scenario import Scenario, scaffold
    >>> scenario = Scenario.from_text(scaffold("island"))
    >>> eyes = eyes_of([scenario.sensor_spec(name) for name in scenario.sensors], position=0)
    >>> eyes.flights.tolist(), int(np.linalg.norm(eyes.sites_m, axis=1).max() / 1e3)
    ([0, 0, 0], 42164)
    """
    # The object's size decides how far a sensor sees, and not where it stands.
    pairs = [sensor.layout(position=position, rcs_m2=1.0).eyes for sensor in sensors]
    return Eyes(
        np.array([site for site, _ in pairs]).reshape(-1, 3),
        np.concatenate([np.empty((0, N_SATELLITE)), *(satellites for _, satellites in pairs)]),
        np.cumsum([0, *(len(satellites) for _, satellites in pairs)]),
    )
