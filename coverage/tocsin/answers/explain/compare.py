"""Explanations of one cell under several policies, side by side."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from tocsin.answers.answer import Answer
from tocsin.answers.common import Question
from tocsin.answers.explain.rows import PARTS, CellExplanation, times_of
from tocsin.answers.explain.sentences import refusals
from tocsin.constants import NOTIONAL
from tocsin.errors import InputError
from tocsin.words import records, seconds

# Under this a part is the same: it is below what the model can tell.
_SAME_S = 0.05
# Of each policy the refused ways nearest to being admitted; its explanation has all of them.
MOST_TOLD = 3
_ASKED = ("launch", "point", "arc", "cell", "nation")


@dataclass(frozen=True, repr=False)
class SideBySide(Answer):
    """One cell under several policies. Notional.

    Attributes
    ----------
    policies : tuple of str
    table : DataFrame
        ``part`` and a column of seconds a policy, in the order of `PARTS`; with two policies also
        ``change_s``.
    explanations : tuple of CellExplanation
        One a policy.
    sentences : tuple of str
        What changes from each policy to the next, and what each refuses.
    """

    verb = "explain"
    main_measures = ("time_s",)
    is_of_one_cell = True

    policies: tuple[str, ...]
    table: pd.DataFrame
    explanations: tuple[CellExplanation, ...]
    sentences: tuple[str, ...]

    @property
    def question(self) -> Question:  # type: ignore[override]
        """From which launch area, by which arc."""
        return self.explanations[0].question

    @property
    def drawn_tables(self) -> dict[str, pd.DataFrame]:
        """Seconds of each part under each policy; then the warning, 0 for late and never."""
        return {"times": times_of(self.explanations)}

    @property
    def basis(self) -> str:
        """What must stand beside every number."""
        return self.explanations[0].basis

    def _frames(self) -> dict[str, pd.DataFrame]:
        return {"waterfall": self.table}

    def to_dict(self) -> dict[str, Any]:
        """Return plain data that JSON can hold, each explanation in full."""
        return {
            "notional": NOTIONAL,
            "basis": self.basis,
            "policies": list(self.policies),
            "waterfall": records(self.table),
            "sentences": list(self.sentences),
            "explanations": [explanation.to_dict() for explanation in self.explanations],
        }


def compare(explanations: Sequence[CellExplanation]) -> SideBySide:
    """Put explanations of the same arc to the same cell side by side.

    Parameters
    ----------
    explanations : sequence of CellExplanation
        Two or more, each under another policy.

    Raises
    ------
    InputError
        There are fewer than two, or they are not of the same arc, cell and nation.
    """
    if len(explanations) < 2:
        raise InputError("Nothing to compare. Give two explanations or more.")
    first = explanations[0]
    for explanation in explanations[1:]:
        # Two flights would differ for reasons that no policy explains.
        unlike = [name for name in _ASKED if getattr(explanation, name) != getattr(first, name)]
        if unlike:
            raise InputError(f"Explanations differ in {', '.join(unlike)}. Compare like with like.")
    policies = tuple(explanation.policy for explanation in explanations)
    table = pd.DataFrame({"part": list(PARTS)})
    for told in explanations:
        table[told.policy] = [told.waterfall[part] for part in PARTS]
    # Among three and more there is no one change.
    if len(explanations) == 2:
        table["change_s"] = table[policies[1]] - table[policies[0]]
    lines: list[str] = []
    for old, new in pairwise(explanations):
        lines += _changes(old, new)
    lines += _refusals(explanations)
    return SideBySide(policies, table, tuple(explanations), tuple(lines))


def _refusals(explanations: Sequence[CellExplanation]) -> Iterator[str]:
    """Say what each policy refuses, policies that refuse the same together."""
    policies: dict[tuple[str, ...], list[str]] = {}
    for told in explanations:
        sentences = tuple(refusals(told.refused, most=MOST_TOLD))
        policies.setdefault(sentences, []).append(told.policy)
    for sentences, names in policies.items():
        yield from (f"Under {' and '.join(names)}: {sentence}" for sentence in sentences)


def _changes(old: CellExplanation, new: CellExplanation) -> Iterator[str]:
    """Say what changes from one policy to another."""
    yield f"From {old.policy} to {new.policy}, {old.nation} {_outcome(old, new)}."
    if (old.sensor, old.route, _agreements(old)) != (new.sensor, new.route, _agreements(new)):
        yield f"Before: {_way(old)}. After: {_way(new)}."
    if old.rule != new.rule:
        yield f"The confirmation rule of {old.nation} changes from {old.rule} to {new.rule}."
    if "never" not in (old.status, new.status):
        yield from _parts(old, new)


def _outcome(old: CellExplanation, new: CellExplanation) -> str:
    if old.status != new.status:
        return f"goes from {_status(old)} to {_status(new)}"
    change_s = new.effective_warning_s - old.effective_warning_s
    # Outside warned cases a change of seconds changes nothing for anybody.
    if old.status != "warned" or abs(change_s) < _SAME_S:
        return f"stays {_status(new)}"
    verb = "gains" if change_s > 0.0 else "loses"
    return f"{verb} {seconds(abs(change_s))}: {seconds(new.warning_s)} of warning"


def _status(told: CellExplanation) -> str:
    if told.status == "warned":
        return f"warned with {seconds(told.warning_s)} left"
    if told.status == "late" and math.isfinite(told.warning_s):
        return f"late by {seconds(-told.warning_s)}"
    return {"late": "late (never confirmed)", "never": "never knowing in time"}[told.status]


def _agreements(told: CellExplanation) -> tuple[str, ...]:
    return tuple(hop.agreement for hop in told.hops)


def _way(told: CellExplanation) -> str:
    if told.sensor is None:
        return "nothing in time"
    by = " and ".join(dict.fromkeys(_agreements(told)))
    return f"{told.sensor} by {told.route}" + (f" ({by})" if by else " (its own)")


def _parts(old: CellExplanation, new: CellExplanation) -> Iterator[str]:
    # The last part is what is left: it has been told as the outcome.
    for part in PARTS[:-1]:
        change_s = new.waterfall[part] - old.waterfall[part]
        if abs(change_s) >= _SAME_S:
            longer = "longer" if change_s > 0.0 else "shorter"
            yield f"{part.replace('_', ' ').capitalize()}: {seconds(abs(change_s))} {longer}."
