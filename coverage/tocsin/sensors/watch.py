"""All sensors of a world over one launch point: who sees what when."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.geometry.arcs import Arcs
from tocsin.sensors.finders import Finder, Layout, Spans
from tocsin.sensors.kind import SensorSpec


class Windows(NamedTuple):
    """Intervals in view, ordered by arc, sensor, time.

    Attributes
    ----------
    arc, sensor : ndarray of int, shape (n,)
        Positions.
    window_in_s, window_out_s : ndarray, shape (n,)
        Seconds after launch.
    """

    arc: NDArray[np.int64]
    sensor: NDArray[np.int64]
    window_in_s: NDArray[np.float64]
    window_out_s: NDArray[np.float64]


@dataclass(frozen=True)
class Watch:
    """Sensors laid out at one position of the patrols, for objects of one size.

    Attributes
    ----------
    count : int
        Number of sensors, s.
    finders : tuple of (ndarray of int, Finder)
        Each with the positions of its sensors among the s.
    """

    count: int
    finders: tuple[tuple[NDArray[np.int64], Finder], ...]

    def tier_times(
        self, arcs: Arcs, *, order: NDArray[np.int64] | None = None
    ) -> NDArray[np.float64]:
        """First time of each tier for every arc and sensor.

        Parameters
        ----------
        arcs : Arcs
            n arcs.
        order : ndarray of int, shape (n,), optional
            Arcs in an order in which neighbours stand together, which saves work and may change
            times by less than a microsecond; as they are by default.

        Returns
        -------
        ndarray, shape (n, s, 2)
            Alert and track [s after launch]; inf where never.
        """
        parts = [(at, finder.tier_times(arcs, order=order)) for at, finder in self.finders]
        # The usual case, without the copy that would cost it a tenth of the time.
        if len(parts) == 1:
            return parts[0][1]
        out = np.empty((len(arcs), self.count, 2))
        for at, times in parts:
            out[:, at] = times
        return out

    def windows(self, arcs: Arcs, *, order: NDArray[np.int64] | None = None) -> Windows:
        """Every interval in view of every arc and sensor; parameters as `tier_times`."""
        # A world without sensors has a table too.
        parts: list[Spans] = [(np.empty((0, 2), dtype=np.int64), np.empty((0, 2)))]
        for at, finder in self.finders:
            pair, span = finder.windows(arcs, order=order)
            parts.append((np.column_stack([pair[:, 0], at[pair[:, 1]]]), span))
        pair, span = (np.concatenate(column) for column in zip(*parts, strict=True))
        # Those of one arc and sensor come in order of time, and a stable sort leaves them so.
        rows = np.argsort(pair[:, 0] * self.count + pair[:, 1], kind="stable")
        return Windows(pair[rows, 0], pair[rows, 1], span[rows, 0], span[rows, 1])


def watch_of(sensors: Sequence[SensorSpec], *, position: int, rcs_m2: float) -> Watch:
    """Lay out sensors, those that are laid out alike with one finder.

    Parameters
    ----------
    sensors : sequence of SensorSpec
    position : int
        Number of the launch point within its area, which is that of the patrols' positions.
    rcs_m2 : float
        Radar cross-section of the object [m2].

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> scenario = Scenario.from_text(scaffold("island"))
    >>> sensors = [scenario.sensor_spec(name) for name in scenario.sensors]
    >>> watch = watch_of(sensors, position=0, rcs_m2=1.0)
    >>> [type(finder).__name__ for _, finder in watch.finders]  # a radar and a satellite: views
    ['ViewFinder']
    """
    alike: dict[type[Layout], list[int]] = {}
    layouts: list[Layout] = []
    for at, sensor in enumerate(sensors):
        layouts.append(sensor.layout(position=position, rcs_m2=rcs_m2))
        alike.setdefault(type(layouts[-1]), []).append(at)
    needed = [[_or_inf(sensor.alert_s), _or_inf(sensor.track_s)] for sensor in sensors]
    needed_s = np.array(needed, dtype=np.float64).reshape(-1, 2)
    finders = [
        (np.array(at), layout.finder([layouts[each] for each in at], needed_s[at]))
        for layout, at in alike.items()
    ]
    return Watch(len(sensors), tuple(finders))


def _or_inf(seconds: float | None) -> float:
    return np.inf if seconds is None else seconds
