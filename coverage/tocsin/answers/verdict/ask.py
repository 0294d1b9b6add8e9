"""The verb: draw everything not known, pair two policies draw by draw, say what holds."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Unpack

import pandas as pd

from tocsin.answers.common import Asked
from tocsin.answers.compare import differing
from tocsin.answers.grid import coarser, grid_of
from tocsin.answers.locate import position_of
from tocsin.answers.registry import verb
from tocsin.answers.verdict.case import Case
from tocsin.answers.verdict.found import (
    BOX_COLUMNS,
    DRIVER_COLUMNS,
    LEVEL_COLUMNS,
    SETTING_COLUMNS,
    TABLE_COLUMNS,
    Verdict,
    finding_words,
    numbers_of,
)
from tocsin.answers.verdict.reasons import Reasons
from tocsin.engine.agreement_book import AgreementBook
from tocsin.engine.measures import MEANS, MEASURES, check_weight
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.scenario.launching import leading_launch, narrowed

if TYPE_CHECKING:
    from tocsin.scenario import Scenario


@verb(
    example="tocsin verdict configs/scenarios/northeast-asia.yaml bilateral-2012 realtime-2024",
    draws=True,
)
def verdict(
    scenario: "Scenario",
    a: str,
    b: str | None = None,
    *,
    why: bool = False,
    draws: int = 256,
    seed: int | None = None,
    full: bool = False,
    measure: str = "mean_warning_s",
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    **asked: Unpack[Asked],
) -> Verdict:
    """Tell whether a policy is better than another over the ranges of all that is not known.

    Parameters
    ----------
    scenario : Scenario
    a : str
        Policy before: the baseline.
    b : str, optional
        Policy after; without one, policy A with agreements put in and left out.
    why : bool
        Also find what it depends on, and where.
    draws : int
        How many draws.
    seed : int, optional
        Of the draws; the scenario's if absent.
    full : bool
        Draw on the scenario's own grid, and not on a coarser one where cells are many.
    measure : {"mean_warning_s", "mean_warning_pop_s", "mean_response_s"}
        What a gain is a change of.
    threads : int, optional
        All cores by default; results do not depend on it.
    progress : callable, optional
        Told how many draws are done, and of how many.

    Raises
    ------
    InputError
        A policy or measure is unknown, there are no draws, or nobody lives where people count.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> island = Scenario.from_text(scaffold("island"))
    >>> found = verdict(island, "alone", "together", draws=16, threads=1)
    >>> sorted(found.table["nation"].unique())
    ['COAST', 'ISLE']
    """
    if draws < 1:
        raise InputError(f"Invalid draws {draws}. Must be at least 1.")
    if measure not in MEANS:
        raise InputError(f"Unknown measure {measure!r}. Choose from {', '.join(MEANS)}.")
    if MEASURES[measure].weighted == "people":
        check_weight(World(scenario), "population")
    assert b is not None  # whoever asks has made it of `a`
    for name in (a, b):
        position_of(name, list(scenario.policies), kind="policy")
    drawn = scenario if full else coarser(scenario)
    seed = scenario.seed if seed is None else seed
    case = Case(scenario, drawn, (a, b), draws, seed, threads, progress, measure)
    return _sum_up(case, why=why)


def steps(
    scenario: "Scenario",
    policies: Sequence[str],
    *,
    draws: int,
    seed: int | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Verdict, ...]:
    """Return the verdict on each policy against the one before; all get the same draws.

    Parameters
    ----------
    scenario : Scenario
        The launch that leads is asked about.
    policies : sequence of str
        Two or more; fewer give nothing.
    draws, seed, threads, progress
        As for `verdict`.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> island = Scenario.from_text(scaffold("island"))
    >>> [(step.a, step.b) for step in steps(island, ["alone", "together"], draws=4, threads=1)]
    [('alone', 'together')]
    """
    scenario = narrowed(scenario, launch=leading_launch(scenario))
    seed = scenario.seed if seed is None else seed
    whole = Case(scenario, coarser(scenario), tuple(policies), draws, seed, threads, progress)
    # Each step against the one before: against the first alone, credit would run together.
    pairs = pairwise(range(len(policies)))
    return tuple(_sum_up(replace(whole, pair=pair), why=False) for pair in pairs)


def _sum_up(case: Case, *, why: bool) -> Verdict:
    """Say what the draws allow."""
    refused = len(case.found.refused)
    if not len(case.gain_s):
        raise InputError(f"Every draw is refused: {case.found.refused[0][1]}")
    reasons = Reasons(case) if why else None
    a, b = (case.policies[position] for position in case.pair)
    book = AgreementBook(case.scenario)
    rows = []
    for row, name in enumerate(case.names):
        numbers, said = numbers_of(
            case.gain_s[:, row],
            at_cards_s=case.at_cards_s[""][row],
            at_cards_own_s=case.at_cards_own_s[row],
            refused=refused,
        )
        drivers, others = (None, False) if reasons is None else reasons.named(row)
        words = finding_words(said, a=a, b=b, drivers=drivers, others=others)
        rows.append(case.head(name) | numbers | words)
    return Verdict(
        case.question,
        a,
        b,
        *differing(Rulebook.of(book, a), Rulebook.of(book, b)),
        case.count,
        refused,
        case.seed,
        grid_of(case.drawn),
        case.measure,
        pd.DataFrame(rows, columns=list(TABLE_COLUMNS)),
        pd.DataFrame(case.settings(), columns=list(SETTING_COLUMNS)),
        pd.DataFrame(reasons.drivers if reasons else [], columns=list(DRIVER_COLUMNS)),
        pd.DataFrame(reasons.boxes if reasons else [], columns=list(BOX_COLUMNS)),
        case.gains(),
        pd.DataFrame(case.levels(), columns=list(LEVEL_COLUMNS)),
    )
