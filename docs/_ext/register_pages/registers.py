"""Pages of the registers that are lists of words: measures, clauses, formats."""

import re
from collections.abc import Iterable

from register_pages.keys import key_table
from register_pages.markdown import glossary, plain, table
from tocsin import attrs
from tocsin.engine.measures import MEASURES
from tocsin.engine.tally import MERITS
from tocsin.exports.formats import formats
from tocsin.io.writers import writers
from tocsin.plot.formats import FORMATS
from tocsin.sharing import CLAUSES
from tocsin.sharing.clauses import ELSEWHERE, Sharing
from tocsin.study.vocabulary import AT_A_HEIGHT


def measures_page() -> str:
    """Return the page of every measure and every figure of merit."""
    rows = [(f"`{m.name}`", _name(m.name), _unit(m.units), m.definition) for m in MEASURES.values()]
    merits = [(f"`{m.name}`", _name(m.name), _unit(m.units),
               m.definition) for m in MERITS.values()]  # fmt: skip
    heights = [(f"`{name}`", _name(name), _unit(attrs.unit_of(name)),
                attrs.variable(name).long_name) for name in AT_A_HEIGHT]  # fmt: skip
    head = ("column", "name", "unit", "what it is")
    return "\n\n".join([
        "# Every measure",
        "Each has one name, unit and definition in every face. Shares are of cases: a launch point, an arc, a "
        "cell. *Late* and *never* are counted, never averaged in as a time; means count them as 0. A study keeps "
        "any of these under its name in `measures` ([a study's file](study.md)).",
        glossary(flying="arc, case, cell", deciding_and_acting="warning time; warned, late, never",
                 judging="band, gain", seeing="custody, stereo, coverage"),
        "## Of warning and response", table(head, rows),
        "## Of coverage, along arcs", "Asked by [`tocsin coverage`](verbs/coverage.md).",
        table(head, merits),
        "## Of coverage, at a height", table(head, heights), "",
    ])  # fmt: skip


def clauses_page() -> str:
    """Return the page of every clause, then of the keys that are theirs."""
    return "\n\n".join([
        "# Every clause of an agreement",
        "What one may say, with examples and the public texts behind them: [](../agreements.md).",
        glossary(telling="item, tier, mode, third-party rule, consent, purpose, host's veto, refusal",
                 deciding_and_acting="confirmation; must, may, consult"),
        table(("words", "what they say"), map(_clause, CLAUSES)),
        "## Reasons that stand elsewhere",
        "A policy, a shock or a sensor refuses items, too.",
        table(("words", "what they say"), map(_clause, ELSEWHERE)),
        "## Keys", key_table(Sharing), "",
    ])  # fmt: skip


def formats_page() -> str:
    """Return the page of every file that is written."""
    run = [(f"`{w.file}`", "always" if w.is_usual else f"`--{w.name}`", w.help, _needs(w.libraries))
           for w in writers().values()]  # fmt: skip
    seen = {each.name: each for each in formats().values()}
    exports = [(each.name, _words(each.suffixes), _words(each.layers), _needs(each.libraries))
               for each in seen.values()]  # fmt: skip
    return "\n\n".join([
        "# Every file format",
        "## Files of a run",
        "Written by [`tocsin run`](verbs/run.md) beside `maps/`, `report.html` and `run.json`.",
        table(("file", "option", "what it is", "needs"), run),
        "## Exports",
        "Written by [`tocsin export`](verbs/export.md) with `--to`; [how to open them](../exports.md).",
        table(("format", "ends with", "layers", "needs"), exports),
        "## Figures",
        f"Every `--figure` takes {_words('.' + name for name in FORMATS)}.",
        "## Answers",
        "Every verb that answers takes `-o`: `.json` for all of it, `.csv` and `.parquet` for its first table; "
        "[footprints](../footprints.md) also `.geojson`, comparisons also `.html`.",
        "",
    ])  # fmt: skip


def _clause(clause: object) -> tuple[str, str]:
    return _words(clause.fields or (clause.key,)), plain(type(clause).__doc__ or "")


def _words(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _name(column: str) -> str:
    """Return a column's name in words; whether by cells or by people its definition says."""
    bare = re.sub(r"_(s|km2)$", "", column.replace("_pop", ""))
    return bare.replace("_", " ")


def _needs(libraries: tuple[str, ...]) -> str:
    return _words(libraries)


def _unit(unit: str | None) -> str:
    return unit or "1"
