"""The figures of merit: name, unit and definition of each, and how it comes from sums over cases.

A figure is one entry of `MERITS`. A case is a launch point, an arc and a cell.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin import attrs
from tocsin.kernels import merit

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Tally:
    """Sums over some cases, for each of s sets of usable sensors.

    Attributes
    ----------
    cases : int
    people : float
        In the cells of the cases, each as often as it has cases.
    sums, by_people : ndarray, shape (s, len(SUMMANDS))
        Each summand over cases, and times the people of each case.
    greatest_s : ndarray, shape (s,)
        Longest gap of any case [s].
    """

    cases: int
    people: float
    sums: Floats
    by_people: Floats
    greatest_s: Floats

    @classmethod
    def of(cls, summands: Floats, people: Floats) -> "Tally":
        """Sum cases up.

        Parameters
        ----------
        summands : ndarray, shape (n, s, len(SUMMANDS))
        people : ndarray, shape (n,)

        Examples
        --------
        >>> Tally.of(np.ones((3, 1, len(SUMMANDS))), np.array([1.0, 2.0, 3.0])).by_people[0, 0]
        np.float64(6.0)
        """
        # Not a product of matrices, whose last bits depend on the number of threads.
        by_people = (summands * people[:, None, None]).sum(axis=0)
        greatest_s = summands[..., SUMMANDS.index("gap_s")].max(axis=0, initial=0.0)
        return cls(len(people), float(people.sum()), summands.sum(axis=0), by_people, greatest_s)

    def __add__(self, other: "Tally") -> "Tally":
        """Sum cases of both up."""
        return Tally(
            self.cases + other.cases,
            self.people + other.people,
            self.sums + other.sums,
            self.by_people + other.by_people,
            np.maximum(self.greatest_s, other.greatest_s),
        )

    def placed(self, places: NDArray[np.int64]) -> "Tally":
        """Return the sums of some sets, which may come to the same.

        Examples
        --------
        >>> Tally.of(np.ones((3, 1, len(SUMMANDS))), np.ones(3)).placed(np.array([0, 0])).sums.shape
        (2, 16)
        """
        return replace(
            self,
            sums=self.sums[places],
            by_people=self.by_people[places],
            greatest_s=self.greatest_s[places],
        )

    def mean(self, name: str, *, per: str = "") -> Floats:
        """Mean of a summand over cases, or over those counted by another; nan where none are.

        Examples
        --------
        >>> summands = np.zeros((2, 1, len(SUMMANDS)))
        >>> summands[0, 0, [SUMMANDS.index("first_s"), SUMMANDS.index("seen")]] = 30.0, 1.0
        >>> Tally.of(summands, np.ones(2)).mean("first_s", per="seen").tolist()
        [30.0]
        """
        # Of flights never seen there is no first sight: they are counted by themselves.
        count = self.sums[:, SUMMANDS.index(per)] if per else np.full(len(self.sums), self.cases)
        total = self.sums[:, SUMMANDS.index(name)]
        return np.divide(total, count, out=np.full(len(total), np.nan), where=count > 0)

    def mean_of_people(self, name: str) -> Floats:
        """Mean of a summand over people; nan where nobody lives.

        Examples
        --------
        >>> summands = np.ones((2, 1, len(SUMMANDS)))
        >>> Tally.of(summands, np.zeros(2)).mean_of_people("in_view").tolist()
        [nan]
        """
        if not self.people > 0.0:
            return np.full(len(self.sums), np.nan)
        return self.by_people[:, SUMMANDS.index(name)] / self.people


# What is summed up of each case: shares of its flight, seconds, counts.
SUMMANDS = (
    *("in_view", "kfold", "custody", "dark_boost", "dark_midcourse", "dark_terminal"),
    *("dark_s", "custody_s", "gap_s", "wait_s", "gaps", "seen", "first_s", "last_s"),
    *("returns", "return_s"),
)


_SHARES = {
    **{"in_view": merit.IN_VIEW, "kfold": merit.KFOLD, "custody": merit.CUSTODY},
    **{"dark_boost": merit.DARK_BOOST, "dark_midcourse": merit.DARK_MIDCOURSE},
    "dark_terminal": merit.DARK_TERMINAL,
}


# Arcs whose sums are filled in together: as many as a core's own memory holds.
_AT_ONCE = 256


def summands_of(figures: Floats, impact_s: Floats) -> Floats:
    """Return what is summed up, from the figures of the kernel.

    Parameters
    ----------
    figures : ndarray, shape (n, s, N_FIGURES)
        As `tocsin.kernels.merit.figures` fills it.
    impact_s : ndarray, shape (n,)
        Times of flight [s].

    Returns
    -------
    ndarray, shape (n, s, len(SUMMANDS))

    Examples
    --------
    A flight of 100 s that is never seen: one gap, and whoever looks at any moment waits 50 s for
    its end.

    >>> dark = np.zeros((1, 1, merit.N_FIGURES))
    >>> dark[..., [merit.LONGEST, merit.SQUARES, merit.FIRST]] = 100.0, 1e4, np.inf
    >>> found = dict(zip(SUMMANDS, summands_of(dark, np.array([100.0]))[0, 0], strict=True))
    >>> float(found["dark_s"]), float(found["wait_s"]), float(found["seen"])
    (100.0, 50.0, 0.0)
    """
    out = np.empty((*figures.shape[:2], len(SUMMANDS)))
    for first in range(0, len(figures), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        _sum_up(figures[part], impact_s[part], out[part])
    return out


def _sum_up(figures: Floats, impact_s: Floats, out: Floats) -> None:
    # Every share is one of the whole flight, so that parts of it add up to 1.
    whole = impact_s[:, None]
    seen = np.isfinite(figures[..., merit.FIRST])
    columns: dict[str, Floats] = {
        "dark_s": whole - figures[..., merit.IN_VIEW],
        "custody_s": figures[..., merit.CUSTODY],
        "gap_s": figures[..., merit.LONGEST],
        # A moment within a gap of length g waits g / 2 on average, and g / T of all are in it.
        "wait_s": figures[..., merit.SQUARES] / (2.0 * whole),
        "gaps": figures[..., merit.GAPS],
        "seen": seen,
        # Infinity times nothing is no number.
        "first_s": np.where(seen, figures[..., merit.FIRST], 0.0),
        "last_s": figures[..., merit.LAST],
        "returns": figures[..., merit.BETWEEN],
        "return_s": figures[..., merit.BETWEEN_S],
    }
    # Filled, not stacked of columns of its own: that takes half the time.
    for at, name in enumerate(SUMMANDS):
        if name in columns:
            out[..., at] = columns[name]
        else:
            np.divide(figures[..., _SHARES[name]], whole, out=out[..., at])


class Merit(NamedTuple):
    """One figure of merit.

    Attributes
    ----------
    name, units, definition : str
        Column in every table; ``s``, or ``1`` for a share or a count; what it is, in a phrase.
    of : callable
        From a `Tally` to a number for each set of usable sensors.
    """

    name: str
    units: str
    definition: str
    of: Callable[[Tally], Floats]


_TABLE = (
    Merit("in_view_share", "1", "share of the flight in view", lambda t: t.mean("in_view")),
    Merit(
        "in_view_pop_share", "1", "share of the flight in view, mean over people",
        lambda t: t.mean_of_people("in_view"),
    ),
    Merit(
        "kfold_share", "1", "share of the flight in view of k or more sensors at once",
        lambda t: t.mean("kfold"),
    ),
    Merit(
        "kfold_pop_share", "1", "the same, mean over people",
        lambda t: t.mean_of_people("kfold"),
    ),
    Merit(
        "custody_share", "1", "share of the flight in custody: lines of sight of two sensors cross "
        "at the angle asked for or more", lambda t: t.mean("custody"),
    ),
    Merit(
        "custody_pop_share", "1", "the same, mean over people",
        lambda t: t.mean_of_people("custody"),
    ),
    Merit("custody_s", "s", "time in custody", lambda t: t.mean("custody_s")),
    Merit("dark_s", "s", "time in the dark: in view of no sensor", lambda t: t.mean("dark_s")),
    Merit(
        "dark_boost_share", "1", "share of the flight that is boost in the dark",
        lambda t: t.mean("dark_boost"),
    ),
    Merit(
        "dark_midcourse_share", "1", "share of the flight that is midcourse in the dark",
        lambda t: t.mean("dark_midcourse"),
    ),
    Merit(
        "dark_terminal_share", "1", "share of the flight that is the terminal phase in the dark",
        lambda t: t.mean("dark_terminal"),
    ),
    Merit("gap_s", "s", "longest gap of a flight, mean over cases", lambda t: t.mean("gap_s")),
    Merit(
        "gap_pop_s", "s", "longest gap of a flight, mean over people",
        lambda t: t.mean_of_people("gap_s"),
    ),
    Merit("greatest_gap_s", "s", "longest gap of any case", lambda t: t.greatest_s),
    Merit("gaps", "1", "gaps in a flight, mean over cases", lambda t: t.mean("gaps")),
    Merit(
        "revisit_s", "s", "mean length of the gaps between two sights",
        lambda t: t.mean("return_s", per="returns"),
    ),
    Merit(
        "wait_s", "s", "wait from a random moment of the flight to the next sight, or to impact",
        lambda t: t.mean("wait_s"),
    ),
    Merit("seen_share", "1", "share of cases that are in view at all", lambda t: t.mean("seen")),
    Merit(
        "first_sight_s", "s", "first sight after launch, mean over the cases seen",
        lambda t: t.mean("first_s", per="seen"),
    ),
    Merit(
        "last_sight_s", "s", "last sight after launch, mean over the cases seen",
        lambda t: t.mean("last_s", per="seen"),
    ),
)  # fmt: skip

MERITS = {merit.name: merit for merit in _TABLE}

attrs.define({m.name: attrs.Variable("real", m.units, m.definition) for m in _TABLE})
