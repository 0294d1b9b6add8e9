"""One question of a verdict: two policies over the same draws, and their gains."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tocsin.answers.common import Question
from tocsin.answers.grid import draws_told
from tocsin.answers.verdict.found import numbers_of
from tocsin.engine.draws import (
    DEFAULT_MEASURE,
    ON,
    Draws,
    Trial,
    at_values,
    draw,
    latin_hypercube,
    names_of,
)

if TYPE_CHECKING:
    from tocsin.scenario import Scenario


@dataclass(frozen=True)
class Case:
    """One question: two of some policies, one launch, so many draws.

    Attributes
    ----------
    scenario, drawn : Scenario
        On its own grid, and on that of the draws.
    policies : tuple of str
        All that get the same draws.
    count, seed : int
        Of the draws.
    threads, progress
        As for the verb.
    measure : str
        What a gain is a change of.
    pair : (int, int)
        Positions of A and B among the policies.
    """

    scenario: "Scenario"
    drawn: "Scenario"
    policies: tuple[str, ...]
    count: int
    seed: int
    threads: int | None
    progress: Callable[[int, int], None] | None
    measure: str = DEFAULT_MEASURE
    pair: tuple[int, int] = (0, 1)
    # Cases of other pairs share what the draws of all policies came to.
    _made: dict[str, Draws] = field(default_factory=dict, repr=False)

    def _once(self, name: str, make: Callable[[], Draws]) -> Draws:
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    @cached_property
    def trial(self) -> Trial:
        """What every draw is asked."""
        return Trial.of(self.drawn, self.policies, measures=[self.measure])

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Nation and arc of each row."""
        return names_of(self.drawn)

    @cached_property
    def question(self) -> Question:
        """Whence, by which arcs, and on what the numbers rest."""
        refused = len(self.found.refused)
        told = draws_told(
            f"{self.count} draws",
            refused=refused,
            seed=self.seed,
            drawn=self.drawn,
            own=self.scenario,
        )
        basis = f"{told}. Shares are of draws, not probabilities."
        return Question.of(self.scenario, basis=basis)

    @cached_property
    def points(self) -> NDArray[np.float64]:
        """The draws, as shares."""
        return latin_hypercube(self.count, len(self.trial.unknowns), seed=self.seed)

    @property
    def found(self) -> Draws:
        """What the draws came to."""
        return self._once("draws", lambda: self.draw(self.points))

    def draw(self, points: NDArray[np.float64], *, alike: int = 1) -> Draws:
        """Work out draws."""
        return draw(self.trial, points, alike=alike, threads=self.threads, progress=self.progress)

    @cached_property
    def gain_s(self) -> NDArray[np.float64]:
        """Gain of B over A of each valid draw and row."""
        return self.gains_of(self.found)[self.found.valid]

    @cached_property
    def _switches(self) -> list[int]:
        return [n for n, each in enumerate(self.trial.unknowns) if each.is_switch]

    @property
    def _at_cards(self) -> Draws:
        """The case at the cards on the grid of the draws; then with each assumption alone."""
        points = np.full((1 + len(self._switches), len(self.trial.unknowns)), np.nan)
        points[np.arange(1, len(points)), self._switches] = 1.0
        return self._once("cards", lambda: draw(self.trial, points, threads=1))

    @property
    def _at_cards_own(self) -> Draws:
        """The case at the cards on the scenario's own grid."""
        if self.drawn is self.scenario:
            return self._at_cards
        own = replace(self.trial, scenario=self.scenario)
        return self._once("own", lambda: at_values(own, threads=self.threads))

    @cached_property
    def at_cards_s(self) -> dict[str, NDArray[np.float64]]:
        """Gain at the cards by what is assumed (``""``: nothing), each assumption alone."""
        names = ["", *(self.trial.unknowns[n].name for n in self._switches)]
        return dict(zip(names, self.gains_of(self._at_cards), strict=True))

    @cached_property
    def at_cards_own_s(self) -> NDArray[np.float64]:
        """Gain at the cards on the scenario's own grid."""
        first: NDArray[np.float64] = self.gains_of(self._at_cards_own)[0]
        return first

    def gains_of(self, found: Draws) -> NDArray[np.float64]:
        """Return the gain of B over A of each draw and row [s], nan where refused."""
        a, b = self.pair
        mean_s = found.values[..., 0]
        gain_s: NDArray[np.float64] = mean_s[:, b] - mean_s[:, a]
        return gain_s

    def head(self, name: tuple[str, str]) -> dict[str, Any]:
        """What a row of a table is about."""
        return {"launch": self.question.launch, "nation": name[0], "arc": name[1]}

    def settings(self) -> list[dict[str, Any]]:
        """Rows of the draws in which each assumption is made, and in which it is not."""
        valid = self.found.valid
        rows = []
        for column, unknown in enumerate(self.trial.unknowns):
            if not unknown.is_switch:
                continue
            on = self.points[valid, column] >= ON
            for made in (False, True):
                at_cards_s = self.at_cards_s[unknown.name if made else ""]
                for row, name in enumerate(self.names):
                    numbers, said = numbers_of(
                        self.gain_s[on == made, row],
                        at_cards_s=at_cards_s[row],
                        # Only the world as the file has it is worked out on its own grid.
                        at_cards_own_s=float("nan") if made else self.at_cards_own_s[row],
                        refused=len(self.found.refused),
                    )
                    about = {"assumption": unknown.name, "made": made}
                    rows.append(self.head(name) | about | numbers | {"word": said.word})
        return rows

    def levels(self) -> list[dict[str, Any]]:
        """Rows of the measure itself under each of the two policies, over the draws."""
        bands, at_cards = self.found.bands(), self._at_cards.values[0]
        own = self._at_cards_own.values[0]
        return [
            {"policy": self.policies[position], **self.head(name)}
            | dict(zip(("p5_s", "median_s", "p95_s"), bands[:, position, row, 0], strict=True))
            | {"at_cards_s": at_cards[position, row, 0], "at_cards_own_s": own[position, row, 0]}
            for position in self.pair
            for row, name in enumerate(self.names)
        ]

    def gains(self) -> pd.DataFrame:
        """Gain of every valid draw, nation and arc."""
        numbers = np.flatnonzero(self.found.valid)
        parts = [
            pd.DataFrame(
                {"draw": numbers, "nation": nation, "arc": arc, "gain_s": self.gain_s[:, row]}
            )
            for row, (nation, arc) in enumerate(self.names)
        ]
        return pd.concat(parts, ignore_index=True)
