"""From one policy to another, agreement by agreement."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tocsin.answers.compare import differing
from tocsin.engine.rulebook import Rulebook


@dataclass(frozen=True)
class Step:
    """One agreement in which a policy and its baseline differ, taken alone.

    Attributes
    ----------
    before, after : str
        Baseline and policy.
    agreement : str
    only_in : str
        Which of the two has it.
    first : Rulebook
        The baseline with this change alone.
    last : Rulebook
        The policy without this change.
    """

    before: str
    after: str
    agreement: str
    only_in: str
    first: Rulebook
    last: Rulebook


def steps_of(rulebooks: Sequence[Rulebook]) -> list[Step]:
    """Return the agreements in which each rulebook differs from the first, taken one by one.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> island = Scenario.from_text(scaffold("island"))
    >>> rulebooks = [Rulebook.of(island, name) for name in ("alone", "together")]
    >>> [(step.agreement, step.only_in) for step in steps_of(rulebooks)]
    [('promise', 'together')]
    """
    first, *others = rulebooks
    return [step for after in others for step in _between(first, after)]


def _between(before: Rulebook, after: Rulebook) -> Iterator[Step]:
    only_a, only_b = differing(before, after)
    names = before.name, after.name
    # Both what comes and what goes: a policy may leave an agreement out that the baseline has.
    for name in only_a:
        yield Step(*names, name, before.name, before.without(name), after.with_(name))
    for name in only_b:
        yield Step(*names, name, after.name, before.with_(name), after.without(name))
