"""What a verdict found: gains of draws by nation and arc, in numbers and in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tocsin.answers.answer import Answer
from tocsin.answers.common import Question
from tocsin.answers.verdict.words import Counts, Finding, finding, in_words
from tocsin.engine.draws import DEFAULT_MEASURE
from tocsin.engine.measures import ALL, MEASURES
from tocsin.words import counted, minutes, records, signed, span

NUMBERS = (
    *("median_s", "p5_s", "p95_s", "least_s", "most_s", "at_cards_s", "at_cards_own_s"),
    *("better", "within", "worse"),
)
TABLE_COLUMNS = ("launch", "nation", "arc", *NUMBERS, "word", "finding")
SETTING_COLUMNS = ("launch", "nation", "arc", "assumption", "made", *NUMBERS, "word")
DRIVER_COLUMNS = (*("launch", "nation", "arc", "unknown", "range", "flipped_share", "change_s"),)
LEVEL_COLUMNS = (
    *("policy", "launch", "nation", "arc"),
    *("median_s", "p5_s", "p95_s", "at_cards_s", "at_cards_own_s"),
)
BOX_COLUMNS = ("launch", "nation", "arc", "gain", "where", "coverage_share", "purity_share")


@dataclass(frozen=True, repr=False)
class Verdict(Answer):
    """Whether one policy is better than another over the ranges of all that is not known. Notional.

    Shares are of draws, not probabilities.

    Attributes
    ----------
    question : Question
        Whence, and on what the numbers rest.
    a, b : str
        Policies; every gain is of B over A, in the same draw.
    only_a, only_b : tuple of str
        Agreements in force under one of them only: what the difference is owed to.
    draws, refused : int
        How many draws, and how many of them made no valid world.
    seed : int
    grid : str
        On which targets the draws are worked out.
    measure : str
        What a gain is a change of, in `tocsin.engine.measures.MEASURES`.
    table : DataFrame
        A row a nation and arc (and ``all``): the gain [s], its median, 5 and 95 %,
        extremes, value at the cards on the draws' grid and on the scenario's own; draws that are
        ``better`` by over a second, ``within`` one, ``worse``; the ``word`` and the whole finding.
    settings : DataFrame
        The same for the draws in which each assumption is made, and in which it is not.
    drivers : DataFrame
        What each nation's gain over all arcs depends on, strongest first, where that was asked.
    boxes : DataFrame
        Where draws are unlike most others.
    gains : DataFrame
        ``draw nation arc gain_s`` of every draw that was not refused.
    levels : DataFrame
        The measure itself under A and under B [s]: median, 5 and 95 %, value at the cards.
    """

    verb = "verdict"

    question: Question
    a: str
    b: str
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    draws: int
    refused: int
    seed: int
    grid: str
    measure: str
    table: pd.DataFrame
    settings: pd.DataFrame
    drivers: pd.DataFrame
    boxes: pd.DataFrame
    gains: pd.DataFrame
    levels: pd.DataFrame

    @property
    def title(self) -> str:
        """What the gain is a change of, and what it is weighted by.

        It is told wherever a gain stands.
        """
        measure = MEASURES[self.measure]
        return f"{measure.title} by {measure.weighted}"

    @property
    def sentences(self) -> tuple[str, ...]:  # type: ignore[override]  # made of the tables
        """A sentence a nation, levels, and the agreements that the difference is owed to."""
        owed = [
            f"{'; '.join(names)} only in {policy}"
            for policy, names in ((self.b, self.only_b), (self.a, self.only_a))
            if names
        ]
        credit = [f"The difference is owed to what is in force: {', '.join(owed)}."] if owed else []
        return (*self._of_nations(), self._of_levels(), *credit)

    def _of_levels(self) -> str:
        """Say what the measure itself is: a gain of some seconds may be much or little of it."""
        rows = self.levels[self.levels["arc"] == ALL]
        told = [
            f"{nation} "
            + ", ".join(
                f"{row['policy']} {minutes(row['median_s'])} "
                f"({minutes(row['p5_s'])} to {minutes(row['p95_s'])})"
                for row in part.to_dict("records")
            )
            for nation, part in rows.groupby("nation", sort=False)
        ]
        name = MEASURES[self.measure].title
        return f"{name.capitalize()} itself, median and 5-95 %: {'; '.join(told)}."

    def _of_nations(self) -> Iterator[str]:
        names = [arc for arc in self.table["arc"].unique() if arc != ALL]
        which = f"arc {names[0]}" if len(names) == 1 else f"mean of {counted(len(names), 'arc')}"
        whence = f"From {self.question.title}, {self.b} against {self.a}"
        measure = MEASURES[self.measure]
        # The usual measure goes without saying.
        named = "" if self.measure == DEFAULT_MEASURE else f"{measure.title}, "
        head = f"{whence}, {named}{which} by {measure.weighted}"
        for nation, rows in self.table.groupby("nation", sort=False):
            whole = rows[rows["arc"] == ALL].iloc[0]
            arcs = [
                f"{row['arc']} {signed(row['median_s'])} {row['word']}"
                for row in rows[rows["arc"] != ALL].to_dict("records")
            ]
            own, drawn = signed(whole["at_cards_own_s"]), signed(whole["at_cards_s"])
            # Of one arc all is said already.
            by_arc = f" By arc: {', '.join(arcs)}." if len(arcs) > 1 else ""
            yield (
                f"{head}: {nation} median {signed(whole['median_s'])} "
                f"(5-95 % {span(whole['p5_s'], whole['p95_s'])}), at card values "
                f"{own}{f' (on the grid of the draws {drawn})' if own != drawn else ''}; "
                f"{whole['finding']}.{by_arc}"
            )

    def to_dict(self) -> dict[str, Any]:
        """Return all but the gains of single draws as plain data that JSON can hold."""
        parts = {"draws": self.draws, "refused": self.refused, "seed": self.seed, "grid": self.grid}
        return {
            **self.head(),
            **{"a": self.a, "b": self.b, "measure": self.measure, **parts},
            "only_a": list(self.only_a),
            "only_b": list(self.only_b),
            "nations": records(self.table),
            "settings": records(self.settings),
            "drivers": records(self.drivers),
            "boxes": records(self.boxes),
            "levels": records(self.levels),
            "sentences": list(self.sentences),
        }


def numbers_of(
    gain_s: NDArray[np.float64], *, at_cards_s: float, at_cards_own_s: float, refused: int
) -> tuple[dict[str, Any], Finding]:
    """Sum up the gains of some draws [s], shape (n,), and say what may be said of them.

    Examples
    --------
    >>> row, found = numbers_of(np.array([2.0, 4.0, 6.0]), at_cards_s=3.0, at_cards_own_s=3.1,
    ...                         refused=0)
    >>> row["median_s"], row["better"], found.word
    (4.0, 3, 'holds throughout')
    """
    counts = Counts.of(gain_s, refused=refused)
    # A nation without a cell on the draws' grid has no gain there.
    gain_s = gain_s[np.isfinite(gain_s)]
    if len(gain_s):
        p5, median, p95 = np.quantile(gain_s, [0.05, 0.5, 0.95]).tolist()
        least, most = float(gain_s.min()), float(gain_s.max())
    else:
        p5 = median = p95 = least = most = float("nan")
    values = (median, p5, p95, least, most, at_cards_s, at_cards_own_s, *counts[:3])
    return dict(zip(NUMBERS, values, strict=True)), finding(counts)


def finding_words(
    found: Finding, *, a: str, b: str, drivers: list[str] | None, others: bool
) -> dict[str, str]:
    """Return the word, and the whole finding, as columns of the table."""
    whole = in_words(found, a=a, b=b, drivers=drivers, others=others)
    return {"word": found.word, "finding": whole}
