"""Whether the questions of a scenario fit it, and what becomes of them when it changes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeVar

from tocsin.frozen import unchecked
from tocsin.geometry.place_names import shipped_names, shipped_rows, unknown
from tocsin.sensors.kind import Finding
from tocsin.words import did_you_mean

from .problems import Problem, describe
from .questions import OpenQuestion

if TYPE_CHECKING:
    from .content import Content

# Of whatever class it is: the scenario stands above its questions.
S = TypeVar("S", bound="Content")


def question_problems(scenario: "Content") -> Iterator[Problem]:
    """Yield what is wrong with the questions of a scenario that is right otherwise.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> asked = {"id": "gain", "title": "How much?", "policies": ["alone", "together"],
    ...     "launch": "far-area", "nation": "FAR",
    ...     "measure": "mean_warning_s", "from": 0, "to": 60, "lesson": "Much."}
    >>> Scenario.from_text(scaffold("island")).updated({"questions": [asked]})
    Traceback (most recent call last):
    tocsin.errors.InputError: No target nation 'FAR' (questions.0.nation). Choose ISLE or COAST.
    """
    ids = [question.id for question in scenario.questions]
    for index, question in enumerate(scenario.questions):
        if question.id in ids[:index]:
            path = ("questions", index, "id")
            yield path, f"Question {question.id!r} stands twice {describe(path)}. Rename one."
        for key, what, remedy in _misfits(question, scenario):
            path = ("questions", index, key)
            yield path, f"{what} {describe(path)}. {remedy}"


def _misfits(question: OpenQuestion, scenario: "Content") -> Iterator[Finding]:
    """Yield each key of a question that nothing in the scenario fits, what is wrong, a remedy."""
    # A launch is an area, or a nation, which stands for all that it has.
    launching = dict.fromkeys(launch.nation for launch in scenario.launches.values())
    names = (
        ("policies", "policy", question.policies, scenario.policies),
        ("launch", "launch", (question.launch,), [*scenario.launches, *launching]),
        ("arc", "arc", (question.arc,) if question.arc else (), scenario.arcs),
    )
    for key, kind, wanted, known in names:
        for name in wanted:
            if name not in known:
                yield key, f"Unknown {kind} {name!r}", did_you_mean(name, known).strip()
    targets = scenario.target_nations
    if question.nation not in targets:
        yield "nation", f"No target nation {question.nation!r}", f"Choose {' or '.join(targets)}."
    elif question.place is not None:
        yield from _place_misfits(question.place, question.nation, scenario)


def _place_misfits(place: str, nation: str, scenario: "Content") -> Iterator[Finding]:
    points = scenario.targets.points or {}
    # As `--at` has it: a target first, for a place may be called like one.
    if place in points and points[place].nation == nation:
        return
    own = [each.name for each in scenario.places if each.nation == nation]
    code = scenario.place_codes[nation]
    names = own if scenario.places else [row[0] for row in shipped_rows(nation, code=code)]
    if place.removesuffix(f", {nation}") not in names:
        near = own or (shipped_names(code) if not scenario.places else [])
        (sentence,) = unknown([place], [*points, *near])
        what = f"Unknown place {place!r}"
        yield "place", what, sentence.removeprefix(f"{what}. ")


def fitting(scenario: S) -> S:
    """Return a scenario without the questions whose policies, launches or nations have gone.

    Whoever changes a world need not mend the questions about what was in it.

    Examples
    --------
    >>> from tocsin.scenario import Scenario
    >>> asia = Scenario.shipped("northeast-asia")
    >>> len(asia.questions), len(asia.updated({"targets.nations": ["KOR"]}).questions)
    (5, 2)
    """
    # A question that lost its policy would stand in the file of a run that cannot be read again.
    left = tuple(each for each in scenario.questions if not any(_misfits(each, scenario)))
    return scenario if left == scenario.questions else unchecked(scenario, {"questions": left})
