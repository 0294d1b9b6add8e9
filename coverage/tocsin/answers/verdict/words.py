"""The words of a verdict: what counts of draws allow one to say, by exact one-sided bounds."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.words import percent

WITHIN_S = 1.0
"""A gain within this of zero is none."""
CONFIDENCE = 0.95
SAME = 0.95
"""Least share of draws within `WITHIN_S`, by its bound, for *no difference*."""
MOSTLY = 0.90
"""Least share of draws on one side, by its bound, for *holds mostly*."""

NO_DIFFERENCE = "no difference"
THROUGHOUT = "holds throughout"
HOLDS_MOSTLY = "holds mostly"
DEPENDS = "depends"
UNJUDGED = "not judged"
"""Of a row without any draw: no cell lies on the draws' coarser grid, or all draws are refused."""
WORDS = (NO_DIFFERENCE, THROUGHOUT, HOLDS_MOSTLY, DEPENDS, UNJUDGED)


def classes(gain_s: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return 1 where a gain is better by over a second, -1 where worse, 0 within; 0 for nan.

    Examples
    --------
    >>> classes(np.array([1.0, 1.5, -7.0, 0.0])).tolist()
    [0, 1, -1, 0]
    """
    better, worse = gain_s > WITHIN_S, gain_s < -WITHIN_S
    return better.astype(np.int64) - worse.astype(np.int64)


class Counts(NamedTuple):
    """Draws by what becomes of the gain.

    Attributes
    ----------
    better, within, worse : int
        By over a second, within one, worse by over one.
    refused : int
        Draws that made no valid world.
    """

    better: int
    within: int
    worse: int
    refused: int = 0

    @classmethod
    def of(cls, gain_s: NDArray[np.float64], *, refused: int = 0) -> "Counts":
        """Count gains, shape (n,), refused ones left out; nan, of no case, is no draw.

        Examples
        --------
        >>> Counts.of(np.array([2.0, 0.0, -3.0, -4.0]))
        Counts(better=1, within=1, worse=2, refused=0)
        """
        kinds = classes(gain_s[np.isfinite(gain_s)])
        better, within, worse = (int((kinds == kind).sum()) for kind in (1, 0, -1))
        return cls(better, within, worse, refused)

    @property
    def draws(self) -> int:
        """How many draws there are, refused ones left out."""
        return self.better + self.within + self.worse


def least_share(count: int, draws: int) -> float:
    """Return the one-sided 95 % Clopper-Pearson bound: the share is hardly less than this.

    Source: Clopper and Pearson, Biometrika 26 (1934) 404.

    Examples
    --------
    All of 256: exceptions are 1.2 % at most.

    >>> round(1.0 - least_share(256, 256), 4), least_share(0, 256)
    (0.0116, 0.0)
    """
    if count == 0:
        return 0.0
    # The quantile itself: to import scipy's statistics takes longer than a verdict.
    from scipy.special import betaincinv

    return float(betaincinv(count, draws - count + 1, 1.0 - CONFIDENCE))


class Finding(NamedTuple):
    """What may be said of a gain.

    Attributes
    ----------
    word : str
        One of `WORDS`.
    side : int
        1: the second policy is better; -1: the first one is; 0: neither.
    exceptions : float
        Upper bound of the share of draws that are otherwise, for what holds throughout; else nan.
    """

    word: str
    side: int
    exceptions: float = float("nan")


def finding(counts: Counts) -> Finding:
    """Return the first word that fits.

    Examples
    --------
    >>> finding(Counts(256, 0, 0)).word, finding(Counts(0, 10, 246)).side
    ('holds throughout', -1)
    >>> finding(Counts(256, 0, 0, refused=1)).word, finding(Counts(30, 226, 0)).word
    ('holds mostly', 'depends')
    """
    draws = counts.draws
    if not draws:
        return Finding(UNJUDGED, 0)
    if least_share(counts.within, draws) >= SAME:
        return Finding(NO_DIFFERENCE, 0)
    for count, side in ((counts.better, 1), (counts.worse, -1)):
        bound = least_share(count, draws)
        # A world that was refused might have been an exception.
        if count == draws and not counts.refused:
            return Finding(THROUGHOUT, side, 1.0 - bound)
        if bound >= MOSTLY:
            return Finding(HOLDS_MOSTLY, side)
    return Finding(DEPENDS, 0)


def in_words(
    found: Finding, *, a: str, b: str, drivers: Sequence[str] | None, others: bool = False
) -> str:
    """Say a finding, of policies by name.

    Parameters
    ----------
    found : Finding
    a, b : str
        Policies.
    drivers : sequence of str or None
        What it depends on; None where nobody looked.
    others : bool
        Whether it depends on others, too, which were not found.

    Examples
    --------
    >>> in_words(finding(Counts(256, 0, 0)), a="old", b="new", drivers=None)
    'new is better: holds throughout (exceptions ≤ 1.2 %)'
    >>> in_words(finding(Counts(99, 99, 0)), a="old", b="new", drivers=["size"], others=True)
    'depends on size, and others not found'
    """
    if found.word == NO_DIFFERENCE:
        return NO_DIFFERENCE
    if found.word == UNJUDGED:
        return f"{UNJUDGED} (no cell on the grid of the draws: --full)"
    if found.word == DEPENDS:
        return f"{DEPENDS} on {_named(drivers, others)}"
    better = b if found.side > 0 else a
    bound = ""
    if found.word == THROUGHOUT:
        bound = f" (exceptions ≤ {100.0 * found.exceptions:.1f} %)"
    return f"{better} is better: {found.word}{bound}"


def _named(drivers: Sequence[str] | None, others: bool) -> str:
    if drivers is None:
        return "what is not known (--why names it)"
    if not drivers:
        return "what was not found"
    return ", ".join(drivers) + (", and others not found" if others else "")


def box_sentence(row: Mapping[str, Any]) -> str:
    """Say where draws are unlike most others: a row of a verdict's boxes as a sentence.

    Examples
    --------
    >>> row = {"nation": "ISLE", "gain": "not better", "where": "assess_s >= 90 s",
    ...        "coverage_share": 0.8, "purity_share": 0.9}
    >>> box_sentence(row).partition(" (")[0]
    'ISLE: not better where assess_s >= 90 s'
    """
    head = f"{row['nation']}: {row['gain']}"
    if row["coverage_share"] is None:
        return f"{head}: {row['where']}."
    return (
        f"{head} where {row['where']} (holds {percent(row['coverage_share'])} of such draws; "
        f"{percent(row['purity_share'])} of the draws within are such)."
    )
