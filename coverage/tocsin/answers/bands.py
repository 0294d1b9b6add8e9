"""An answer with bands: a verb asked at the cards, and once under each draw of all not known."""

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from importlib import import_module
from inspect import signature
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tocsin.answers.answer import Answer, with_units
from tocsin.answers.common import Drawn, Question
from tocsin.answers.grid import coarser, draws_told
from tocsin.attrs import AT_CARDS, QUANTILES, unit_of
from tocsin.engine.draws import LaidOut, Trial, latin_hypercube, parts_of, quantiles_of, spread
from tocsin.engine.world import World
from tocsin.errors import InputError, TocsinError
from tocsin.words import counted, records

ABOUT = (
    *("policy", "date", "launch", "launch_nation", "nation", "arc", "agreement", "giver"),
    *("suspended", "out_of_order", "part", "by", "whose", "baseline"),
    "altitude_km",
)
"""Columns that say what a row is about. Any other text was found, and may differ by draw."""
_SHARES = {"share", "probability"}

Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True, repr=False)
class Banded(Answer):
    """An answer at the cards, and the bands of its numbers over draws. Notional.

    Attributes
    ----------
    question : Question
        Its basis says how many draws.
    answer : Answer
        What the verb says at the cards, on the scenario's own grid.
    bands : dict of str to DataFrame
        By table of the answer: what each row is about, how many draws have it (``draws``), and of
        each column in seconds or a share its value at the cards on the draws' grid and three
        quantiles over those draws in which it has a value, as ``warning_s_card warning_s_p5
        warning_s_p50 warning_s_p95``. Rows that only draws have come last. Tables of cells have
        none: draws have cells of their own.
    """

    verb = "bands"

    question: Question
    answer: Answer
    bands: Tables

    @property
    def sentences(self) -> tuple[str, ...]:  # type: ignore[override]
        """What the answer says in words: at the cards."""
        return self.answer.sentences

    def _frames(self) -> Tables:
        return self.answer.tables | {f"{name} bands": each for name, each in self.bands.items()}

    def to_dict(self) -> dict[str, Any]:
        """Return plain data of the answer, with ``bands`` by table beside it."""
        bands = {name: records(table) for name, table in self.bands.items()}
        return self.answer.to_dict() | {"basis": self.basis, "bands": bands}

    def figure(self) -> Any:
        """Draw the answer: it says itself that it is the one case at the cards."""
        return self.answer.figure()


@dataclass(frozen=True)
class DrawnFrom:
    """How draws are made.

    Attributes
    ----------
    count : int
    seed : int or None
        The scenario's if absent.
    full : bool
        Whether on the scenario's own grid.
    """

    count: int
    seed: int | None
    full: bool

    @classmethod
    def of(cls, asked: Drawn) -> "DrawnFrom":
        """Return what is asked.

        Raises
        ------
        InputError
            There are no draws, or it is said how to draw but not that.

        Examples
        --------
        >>> DrawnFrom.of({"draws": 64})
        DrawnFrom(count=64, seed=None, full=False)
        """
        count, seed, full = asked.get("draws"), asked.get("seed"), bool(asked.get("full"))
        if count is None:
            raise InputError("Nothing is drawn. Give draws with seed and full, or neither.")
        if count < 1:
            raise InputError(f"Invalid draws {count}. Must be at least 1.")
        return cls(count, seed, full)

    def bands_of(self, work: Callable[..., Answer], arguments: Mapping[str, Any]) -> Banded:
        """Ask a verb at the cards and under each draw.

        Raises
        ------
        InputError
            Every draw is refused.
        """
        source, *_ = arguments.values()
        scenario = source.scenario if isinstance(source, World) else source
        options = dict(list(arguments.items())[1:])
        progress = options.pop("progress", None)
        answer = work(source, **options)
        full = self.full or answer.is_of_one_cell
        trial = Trial.of(scenario if full else coarser(scenario), ())
        asked = _Asked(work.__module__, work.__name__, options, trial)
        seed = scenario.seed if self.seed is None else self.seed
        points = latin_hypercube(self.count, len(trial.unknowns), seed=seed)
        found: list[Tables | str] = []
        # Another process finds the verb by its name: what that names is the verb with its mark.
        known = pickle.dumps(asked)
        threads = options.get("threads")
        for part in spread(partial(_found, known), parts_of(points), threads=threads):
            found += part
            if progress is not None:
                progress(len(found), self.count)
        drawn = [tables for tables in found if not isinstance(tables, str)]
        refused = [why for why in found if isinstance(why, str)]
        if not drawn:
            raise InputError(f"Every draw is refused: {refused[0]}")
        told = draws_told(
            counted(self.count, "draw"),
            refused=len(refused),
            seed=seed,
            drawn=trial.scenario,
            own=scenario,
        )
        basis = f"Bands: 5-95 % of {told}. All else is one case: cards at their values."
        question = replace(answer.question, basis=basis)
        own = measured(answer)
        at_cards = own if full else asked.at_cards()
        return Banded(question, answer, bands(own, drawn, at_cards))


@dataclass(frozen=True)
class _Asked:
    """What is asked of every draw."""

    home: str
    name: str
    options: dict[str, Any]
    trial: Trial

    def at_cards(self) -> Tables:
        """Ask it of the grid of the draws, with every number at its value."""
        return self.of(LaidOut(self.trial).world_of(np.full(len(self.trial.unknowns), np.nan)))

    def of(self, world: World) -> Tables:
        """Ask it of the world of a draw."""
        work = getattr(import_module(self.home), self.name).__wrapped__
        # Draws are spread over processes already.
        alone = {"threads": 1} if "threads" in signature(work).parameters else {}
        return measured(work(world, **self.options | alone))


@lru_cache(maxsize=2)
def _laid_out(known: bytes) -> tuple[_Asked, LaidOut]:
    asked = pickle.loads(known)
    return asked, LaidOut(asked.trial)


def _found(known: bytes, points: NDArray[np.float64]) -> list[Tables | str]:
    """Return what a verb says under each draw, or why the draw is refused."""
    asked, laid_out = _laid_out(known)
    found: list[Tables | str] = []
    for point in points:
        try:
            found.append(asked.of(laid_out.world_of(point)))
        except TocsinError as error:
            found.append(str(error))
    return found


def measured(answer: Answer) -> Tables:
    """Return the tables of an answer that have bands: times and shares, by what rows are about.

    Examples
    --------
    >>> from tocsin.answers.compare import compare
    >>> from tocsin.scenario import Scenario, scaffold
    >>> found = measured(compare(Scenario.from_text(scaffold("island")), "alone", "together"))
    >>> list(found), list(found["table"].index.names)
    (['table'], ['launch', 'nation', 'arc'])
    """
    found = {}
    for name, table in answer.drawn_tables.items():
        about = [column for column in ABOUT if column in table]
        columns = [column for column in table if _is_measured(column)]
        if about and columns and "cell" not in table:
            keys = [list(map(_hashable, table[key].tolist())) for key in about]
            index = (
                pd.Index(keys[0], name=about[0], tupleize_cols=False)
                if len(about) == 1
                else pd.MultiIndex.from_arrays(keys, names=about)
            )
            # Put together here: to set an index of a mixed table takes twice as long, each draw.
            found[name] = pd.DataFrame(table[columns].to_numpy(float), index, columns)
    return found


def _is_measured(column: str) -> bool:
    return unit_of(column) == "s" or bool(_SHARES & set(column.split("_")))


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def bands(own: Tables, drawn: Sequence[Tables], at_cards: Tables) -> Tables:
    """Return quantiles over draws, table by table.

    Parameters
    ----------
    own : dict of str to DataFrame
        As `measured` at the cards: its rows come first, whether a draw has them or not.
    drawn : sequence of dict of str to DataFrame
        The same of every draw.
    at_cards : dict of str to DataFrame
        The same at the cards on the grid of the draws.

    Examples
    --------
    >>> index = pd.Index(["A"], name="nation")
    >>> tables = [{"t": pd.DataFrame({"warning_s": [time_s]}, index)} for time_s in (10.0, 20.0)]
    >>> (row,) = bands(tables[0], tables, tables[0])["t"].to_dict("records")
    >>> row["warning_s_card"], row["warning_s_p5"], row["warning_s_p95"], row["draws"]
    (10.0, 10.5, 19.5, 2)
    """
    return {
        # A draw that has nothing to tell has no such table.
        name: _bands(table, [each.get(name, table[:0]) for each in drawn], at_cards.get(name))
        for name, table in own.items()
    }


def _bands(
    own: pd.DataFrame, drawn: Sequence[pd.DataFrame], at_cards: pd.DataFrame | None
) -> pd.DataFrame:
    rows = list(dict.fromkeys(key for table in (own, *drawn) for key in table.index))
    place = {key: number for number, key in enumerate(rows)}
    values = np.full((len(drawn), len(rows), own.shape[1]), np.nan)
    count = np.zeros(len(rows), dtype=int)
    for number, table in enumerate(drawn):
        places = [place[key] for key in table.index]
        values[number, places] = table[own.columns].to_numpy()
        count[places] += 1
    columns: dict[str, Any] = {"draws": count}
    for column, name in enumerate(own.columns):
        if at_cards is not None:
            columns[f"{name}_{AT_CARDS}"] = at_cards[name].reindex(rows).to_numpy()
        quantiles = quantiles_of(values[..., column], list(QUANTILES.values()))
        columns |= {f"{name}_{end}": of for end, of in zip(QUANTILES, quantiles, strict=True)}
    index = (
        pd.MultiIndex.from_tuples(rows, names=own.index.names) if own.index.nlevels > 1 else rows
    )
    table = pd.DataFrame(columns, index)
    table.index.names = own.index.names
    return with_units(table.reset_index())
