"""What every verb can be asked besides its own options: from where, by which arcs, what changed.

These options are said here once. A verb takes them as ``**asked: Unpack[Asked]`` and never sees
them: they change the scenario before the verb gets it (`tocsin.answers.asking`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from tocsin.answers.tables import Lines
from tocsin.engine.thin import withheld
from tocsin.errors import InputError
from tocsin.scenario.launching import launch_name, launch_title, leading_launch, narrowed

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

ONE_CASE = "One case: cards at their values."
# As long as an id of a file may be.
_LONGEST_ID = 64


class Changes(TypedDict, total=False):
    """What is asked of another scenario than the file's.

    Attributes
    ----------
    with_
        Put this agreement into the policies asked about. Repeatable.
    without
        Leave this agreement out of the policies asked about. Repeatable.
    set
        PATH=VALUE: put a value at a dotted path of the scenario; null takes a named entry out.
        Repeatable.
    """

    with_: str | Sequence[str] | None
    without: str | Sequence[str] | None
    set: Mapping[str, Any] | None


class Asked(Changes, total=False):
    """What is asked of a part of the scenario, too.

    Attributes
    ----------
    launch
        Launch area or nation, or each: every area by itself. The scenario's threat if absent.
    arc
        Only this arc class. Repeatable.
    nation
        Only the cells of this nation. Repeatable.
    """

    launch: str | None
    arc: str | Sequence[str] | None
    nation: str | Sequence[str] | None


class Draws(TypedDict, total=False):
    """How an answer is asked for again under draws.

    Attributes
    ----------
    draws
        Ask under so many draws of everything not known, too: numbers then have bands.
    seed
        Of the draws; the scenario's if absent.
    full
        Draw on the scenario's own grid, and not on a coarser one where cells are many.
    """

    draws: int | None
    seed: int | None
    full: bool | None


class Drawn(Asked, Draws):
    """What is asked of a part of the scenario, and of draws."""


class ChangesDrawn(Changes, Draws):
    """What is asked of another scenario than the file's, and of draws."""


@dataclass(frozen=True)
class Question:
    """What an answer is about, and how far it holds: no number stands without it.

    Attributes
    ----------
    launch : str
        Launch area or launch nation.
    title : str
        The same in words.
    arcs : tuple of str
        Arc classes; a mean over several is a mean over unlike threats.
    basis : str
        Whether the numbers are one case or have a band.
    withheld : str
        For which nations nothing is by people, and why; empty where there is none.
    """

    launch: str
    title: str
    arcs: tuple[str, ...]
    basis: str = ONE_CASE
    withheld: str = ""

    @classmethod
    def of(
        cls, scenario: "Scenario", launch: str | None = None, *, basis: str = ONE_CASE
    ) -> "Question":
        """Return what a scenario asks: of one launch, by default of the one that leads."""
        name = leading_launch(scenario) if launch is None else launch_name(scenario, launch)
        arcs = tuple(scenario.arcs)
        return cls(name, launch_title(scenario, name), arcs, basis, withheld(scenario))

    def marked(self, rows: Iterable[dict[str, Any]], columns: Sequence[str] | None = None) -> Lines:
        """Return rows as a table that says of each whose launch it is about, after the policy."""
        mark = {"policy": "", "launch": self.launch}
        return Lines([mark | row for row in rows], columns)

    @property
    def sentence(self) -> str:
        """What must stand beside every number.

        Examples
        --------
        >>> Question("west", "west (Westland)", ("short", "medium")).sentence
        'From west (Westland), mean of 2 arcs. One case: cards at their values.'
        """
        count = len(self.arcs)
        arcs = f"arc {self.arcs[0]}" if count == 1 else f"mean of {count} arcs"
        return f"From {self.title}, {arcs}. {self.basis} {self.withheld}".rstrip()


def names_of(given: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return one name or several as several; none for nothing.

    Examples
    --------
    >>> names_of("low"), names_of(["low", "high"]), names_of(None)
    (('low',), ('low', 'high'), ())
    """
    if given is None:
        return ()
    return (given,) if isinstance(given, str) else tuple(given)


def part_of(scenario: "Scenario", asked: Asked) -> "Scenario":
    """Return the launch, arcs and target nations that are asked about.

    Raises
    ------
    InputError
        One of them is unknown.
    """
    return narrowed(
        scenario,
        launch=asked.get("launch"),
        arcs=names_of(asked.get("arc")),
        nations=names_of(asked.get("nation")),
    )


def is_amended(asked: Changes) -> bool:
    """Tell whether agreements are put in or left out."""
    return bool(names_of(asked.get("with_")) or names_of(asked.get("without")))


def amended(scenario: "Scenario", asked: Changes, *, policies: Iterable[str]) -> "Scenario":
    """Return a scenario with agreements put into policies, and left out of them.

    Raises
    ------
    InputError
        An agreement is unknown, or lacks one that it requires.
    """
    changes: dict[str, Any] = {}
    for name in policies:
        # An unknown policy is the verb's to refuse, in its own words.
        if name in scenario.policies:
            for key, names in _selection(scenario, name, asked).items():
                changes[f"policies.{name}.{key}"] = names
    return scenario.updated(changes) if changes and is_amended(asked) else scenario


def with_variant(scenario: "Scenario", asked: Changes, *, policy: str) -> "tuple[Scenario, str]":
    """Return a scenario with an amended copy of a policy beside it, and the id of the copy.

    Raises
    ------
    InputError
        Nothing is put in or left out, or what is does not fit.
    """
    # An unknown policy is the verb's to refuse, in its own words.
    if policy not in scenario.policies:
        return scenario, policy
    if not is_amended(asked):
        raise InputError(
            "One policy compares with nothing. Name a second, or put agreements in (with) or leave "
            "them out (without)."
        )
    plus, minus = names_of(asked.get("with_")), names_of(asked.get("without"))
    parts = [policy, *(f"with-{name}" for name in plus), *(f"without-{name}" for name in minus)]
    variant = "-".join(parts)[:_LONGEST_ID].rstrip("-")
    own = scenario.policies[policy].model_dump(mode="json", by_alias=True, exclude_unset=True)
    entry = own | _selection(scenario, policy, asked)
    entry.pop("title", None)  # it would name the policy as it is
    return scenario.updated({f"policies.{variant}": entry}), variant


def _selection(scenario: "Scenario", policy: str, asked: Changes) -> dict[str, list[str]]:
    """A policy's ``plus`` and ``except`` after agreements have been put in and left out."""
    own = scenario.policies[policy]
    plus, minus = names_of(asked.get("with_")), names_of(asked.get("without"))
    put_in = [name for name in own.plus if name not in minus]
    left_out = [name for name in own.except_ if name not in plus]
    return {
        "plus": list(dict.fromkeys([*put_in, *plus])),
        "except": list(dict.fromkeys([*left_out, *minus])),
    }
