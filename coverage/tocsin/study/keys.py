"""What determines a run, as hashes: the same whenever and wherever they are worked out.

A key holds everything of a scenario but a stated list of what cannot matter, and the code that
makes the numbers. A field that a model gains later is part of the key from its first day.
"""

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.engine.bank import counts_sensors
from tocsin.engine.rulebook import Rulebook
from tocsin.scenario.cards import CardNumber

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

    from .vocabulary import StudyFile

BYSTANDERS = (
    *("__init__.py", "__main__.py", "answers", "app", "cli", "configs", "exports", "io", "plot"),
    *("lesson", "report"),
    *("terminal", "study/__init__.py", "study/executors.py"),
    *(
        "study/figure.py",
        "study/judged.py",
        "study/old_rows.py",
        "study/results.py",
        "study/run.py",
    ),
    "study/finished.py",
    "study/sql.py",
    "study/store.py",
)
"""Parts of the package that make no number of a study: they show, store or hand out work."""
TEXT, BINARY = (".py", ".yaml", ".csv"), (".zip",)
"""Files that numbers are made of: sources, cards, places; shapes."""

_WORDS = {"title", "note", "source", "confidence"}
_OF_NO_RUN: dict[str, Any] = {
    # Words for readers.
    **dict.fromkeys(("title", "description", "history", "assumptions", "questions"), True),
    "nations": {"__all__": {"name", "color"}},
    # Cards in use are added as they are merged; others cannot matter.
    "card_overrides": True,
    # What of these a run selects has keys of its own, or is drawn before.
    **dict.fromkeys(("agreements", "policies_given", "shocks", "causes", "seed"), True),
    "sensors": {"__all__": {"availability"}},
}
_RULES_OF_NATIONS = {"assess_s", "disseminate_s", "confirmation", "needs"}
_NOT_OF_BANK: dict[str, Any] = {
    **_OF_NO_RUN,
    **dict.fromkeys(("exercise", "threat"), True),
    "nations": {"__all__": {"name", "color"} | _RULES_OF_NATIONS},
    "sensors": {"__all__": {"availability", "host"}},
}
_NOT_OF_GEOMETRY: dict[str, Any] = {
    **_NOT_OF_BANK,
    "responders": True,
    "nations": {"__all__": {"name", "color", "members"} | _RULES_OF_NATIONS},
    "sensors": {"__all__": {"availability", "host", "owner", "not_to"}},
    "launches": {"__all__": {"nation"}},
}
_OF_CELLS: dict[str, Any] = {"nations": {"__all__": {"territory"}}, "places": True, "targets": True}
_SELECTION = {"as_of", "agreements", "plus", "except_", "exercise"}


@cache
def code_digest() -> str:
    """Return a hash of the sources and data that make numbers, 32 hexadecimal digits.

    It takes the place of a version that somebody has to raise: results made by other code are
    never taken for results of this one.

    Examples
    --------
    >>> len(code_digest())
    32
    """
    return digest_of_sources(Path(__file__).parents[1])


def digest_of_sources(package: Path) -> str:
    r"""Hash the files of a package but `BYSTANDERS`, by their places in it.

    Where the package lies, how it was installed and how its lines end make no difference.

    Parameters
    ----------
    package : Path
        The package's folder.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "model.py").write_bytes(b"a = 1\n")
    >>> unix = digest_of_sources(folder)
    >>> _ = (folder / "model.py").write_bytes(b"a = 1\r\n")
    >>> digest_of_sources(folder) == unix
    True
    """
    hashed = hashlib.sha256()
    for name, path in sorted(_sources(package)):
        content = path.read_bytes()
        if path.suffix in TEXT:
            # A checkout on Windows has other line ends and the same code.
            content = content.replace(b"\r\n", b"\n")
        # The length keeps the end of one file from passing for the beginning of the next.
        hashed.update(f"{name} {len(content)}\n".encode())
        hashed.update(content)
    return hashed.hexdigest()[:32]


def _sources(package: Path) -> list[tuple[str, Path]]:
    paths = [path for path in package.rglob("*") if path.suffix in TEXT + BINARY]
    named = [(path.relative_to(package).as_posix(), path) for path in paths]
    return [
        (name, path)
        for name, path in named
        if name not in BYSTANDERS and name.partition("/")[0] not in BYSTANDERS
    ]


def digest(content: Any) -> str:
    """Return a hash of plain data and of the code, 32 hexadecimal digits.

    Examples
    --------
    >>> digest({"a": 1}) == digest({"a": 1}), digest({"a": 1}) == digest({"a": 2})
    (True, False)
    """
    # The code is in every key: the same scenario under other code is another run.
    text = json.dumps([code_digest(), content], default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def geometry_key(scenario: "Scenario") -> str:
    """Return a hash of everything that determines who sees what when.

    Owners, hosts, bars, agreements, policies, delays and rules are not in it: they ride on it.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> world = Scenario.from_text(scaffold("island"))
    >>> [geometry_key(world.updated(change)) == geometry_key(world)
    ...  for change in ({"nations.ISLE.assess_s": 10}, {"arcs.medium.boost_s": 90})]
    [True, False]
    """
    content = scenario.model_dump(mode="json", exclude=_NOT_OF_GEOMETRY)
    # The package's numbers as well: a card that a new version changes changes the result.
    return digest([content, _cards_in_use(scenario)])


def bank_key(scenario: "Scenario", *, apart: Sequence[str] = ()) -> str:
    """Return a hash of everything that determines a bank: who sees what, and who is told alike.

    Parameters
    ----------
    scenario : Scenario
    apart : sequence of str
        Sensors that the bank keeps apart from the others of their owner.
    """
    content = scenario.model_dump(mode="json", exclude=_NOT_OF_BANK)
    return digest([content, _cards_in_use(scenario), list(apart), counts_sensors(scenario)])


def cells_key(scenario: "Scenario") -> str:
    """Return a hash of everything that determines the targets.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> world = Scenario.from_text(scaffold("island"))
    >>> cells_key(world.updated({"targets.h3_resolution": 2})) == cells_key(world)
    False
    """
    return digest(scenario.model_dump(mode="json", include=_OF_CELLS))


def scenario_key(scenario: "Scenario", file: "StudyFile") -> str:
    """Return a hash of everything of a scenario, and of what is kept, that all its runs share."""
    content = scenario.model_dump(mode="json", exclude=_OF_NO_RUN)
    delays = _values(scenario.cards.delays)
    kept = file.model_dump(mode="json", include={"measures", "coverage", "by", "keep_cells"})
    return digest([content, _cards_in_use(scenario), delays, kept])


def _cards_in_use(scenario: "Scenario") -> list[dict[str, Any]]:
    # Classes that nobody uses may change without a run being another.
    sensors = {sensor.class_name for sensor in scenario.sensors.values()}
    arcs = {arc.class_name for arc in scenario.arcs.values() if arc.class_name is not None}
    return [
        {name: _values(scenario.cards.sensors[name]) for name in sorted(sensors)},
        {name: _values(scenario.cards.arcs[name]) for name in sorted(arcs)},
    ]


def _values(card: Any) -> dict[str, Any]:
    """Return what a card says, of each number its value: a spread changes no single run."""
    fields = {key: getattr(card, key) for key in type(card).model_fields}
    return {
        key: field.value if isinstance(field, CardNumber) else field
        for key, field in fields.items()
        if key not in _WORDS | {"availability"}
    }


def agreement_key(scenario: "Scenario", name: str) -> str:
    """Return a hash of what an agreement says, without titles, sources and dates.

    Whether it is in force, and who is a party, has been decided before.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> world = Scenario.from_text(scaffold("island"))
    >>> [agreement_key(world.updated(change), "promise") == agreement_key(world, "promise")
    ...  for change in ({"agreements.promise.title": "Pact"}, {"agreements.promise.delay_s": 9})]
    [True, False]
    """
    terms = scenario.agreements[name].model_dump(
        mode="json", exclude=_WORDS | {"in_force", "joined", "requires", "hypothetical"}
    )
    return digest([name, terms])


def policy_key(scenario: "Scenario", name: str) -> str:
    """Return a hash of what a policy says beside the agreements that it selects.

    Examples
    --------
    What a policy selects has keys of its own:

    >>> from tocsin.scenario import Scenario, scaffold
    >>> world = Scenario.from_text(scaffold("island"))
    >>> policy_key(world, "alone") == policy_key(world, "together")
    True
    """
    terms = scenario.policies[name].model_dump(mode="json", exclude=_WORDS | _SELECTION)
    return digest([terms, scenario.is_exercise(name)])


class RunKeys:
    """Hashes of the runs that ride on one scenario; what they share is hashed once.

    Parameters
    ----------
    scenario : Scenario
    shared : str
        `scenario_key`.
    """

    def __init__(self, scenario: "Scenario", *, shared: str) -> None:
        self._scenario = scenario
        self._shared = shared
        self._agreements: dict[str, str] = {}
        self._policies: dict[str, str] = {}

    def of(self, rulebook: Rulebook) -> str:
        """Return the hash of everything that determines a run."""
        for name in rulebook.agreements:
            if name not in self._agreements:
                self._agreements[name] = agreement_key(self._scenario, name)
        if rulebook.name not in self._policies:
            self._policies[rulebook.name] = policy_key(self._scenario, rulebook.name)
        agreements = [
            [self._agreements[name], sorted(rulebook.absent.get(name, ()))]
            for name in rulebook.agreements
        ]
        policy = self._policies[rulebook.name]
        return digest([self._shared, policy, agreements, sorted(rulebook.blind)])
