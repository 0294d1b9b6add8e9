"""A verdict in the words of the page: names of nations, titles of cards, and no ids."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tocsin.answers.verdict.words import box_sentence
from tocsin.engine.world import World
from tocsin.report.data import verdict_lines
from tocsin.report.data.facts import in_words, names
from tocsin.words import records

if TYPE_CHECKING:
    from tocsin.answers.verdict.found import Verdict
    from tocsin.scenario import Scenario

# Names of unknowns as they stand within sentences.
_WORD = re.compile(r"[\w.-]+")


def told(found: "Verdict", scenario: "Scenario") -> dict[str, Any]:
    """Return a verdict as plain data, and how the page says it.

    Parameters
    ----------
    found : Verdict
    scenario : Scenario
        That it was asked of.

    Returns
    -------
    dict
        That of the verdict. Also ``said``, a line a nation; ``words`` in each of the drivers; and
        ``flips``, sentences.
    """
    called, unknowns = names(World(scenario)), unknown_words(scenario)
    said = [line["words"] for line in verdict_lines([found], called)]
    drivers = [row | {"words": unknowns[row["unknown"]]} for row in records(found.drivers)]
    flips = [
        box_sentence(
            row | {"nation": called[row["nation"]], "where": _replaced(row["where"], unknowns)}
        )
        for row in records(found.boxes)
    ]
    return found.to_dict() | {"said": said, "drivers": drivers, "flips": flips}


def unknown_words(scenario: "Scenario") -> dict[str, str]:
    """Return what a reader calls each unknown of a scenario, by its name.

    A number that the scenario itself writes with a range keeps its path, which leads to it.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> words = unknown_words(Scenario.from_text(scaffold("island")))
    >>> words["delays.assess_s"], words["cross-section"]
    ('Delays: From notice to decision', 'Radar cross-section')
    """
    from tocsin.scenario.unknowns import unknowns_of

    known = {}
    for row in in_words(scenario.cards, scenario.cards.table()):
        path = ".".join(part for part in (row["group"], row["class"], row["key"]) if part)
        # What moves together is one thing, of no class alone.
        known[row["together"] or path] = (
            row["words"] if row["together"] else f"{row['title']}: {row['words']}"
        )
    return {
        each.name: f"\u201c{each.title or each.name}\u201d"
        if each.is_switch
        else known.get(each.name, each.name)
        for each in unknowns_of(scenario)
    }


def _replaced(where: str, words: Mapping[str, str]) -> str:
    """Put words where names stand.

    >>> _replaced("delays.auto_s > 5 s and not no-ship", {"delays.auto_s": "A hop"})
    'A hop > 5 s and not no-ship'
    """
    return _WORD.sub(lambda found: words.get(found[0], found[0]), where)
