"""Between who asks a verb and the verb: the options that all verbs share are dealt with here."""

import logging
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from inspect import signature
from time import perf_counter
from typing import TYPE_CHECKING, Any, get_args

from tocsin.answers.common import Drawn, Draws, amended, names_of, part_of, with_variant
from tocsin.answers.each import Each
from tocsin.answers.second import policies_of, second_of
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.scenario import Scenario
from tocsin.scenario.launching import EACH, leading_launch

if TYPE_CHECKING:
    from tocsin.answers.bands import DrawnFrom

log = logging.getLogger("tocsin")

# Parameters of verbs that name policies.
_POLICIES = ("policies", "policy", "like", "a", "b")


def ask(work: Callable[..., Any], source: Any, *args: Any, leads: bool, **options: Any) -> Any:
    """Ask a verb, after the shared options have changed what it is asked of.

    Parameters
    ----------
    work : callable
        The verb.
    source : Scenario, World or Result
    *args, **options
        Of the verb, and of `tocsin.answers.common.Drawn`.
    leads : bool
        Whether it answers for one launch at a time: for the one that leads, unless told otherwise.

    Raises
    ------
    InputError
        An option does not fit the scenario, or cannot be given with what has been worked out.
    """
    known = signature(work)
    shared = [each for each in known.parameters.values() if each.kind is each.VAR_KEYWORD]
    own = [each for each in known.parameters.values() if each not in shared]
    asked: Drawn = {}
    # What a verb has of its own (the arc of `explain`) stays its own.
    for each in shared:
        for key in get_args(each.annotation)[0].__annotations__.keys() - known.parameters.keys():
            if key in options:
                asked[key] = options.pop(key)  # type: ignore[literal-required]
    # What is left must be its own: a verb would take any other name and say nothing.
    arguments = known.replace(parameters=own).bind(source, *args, **options).arguments
    is_result = _is_result(source, asked)
    scenario = source if isinstance(source, Scenario) else source.scenario
    second = _second(scenario, arguments, work, is_result=is_result)
    if second is None:
        scenario = _amended(scenario, arguments, asked)
    else:
        scenario = _both_amended(scenario, second, arguments, asked)
    draws = _drawn_from(asked)
    launch = asked.get("launch")
    areas: list[str | None] = [launch]
    if launch == EACH:
        areas = list(scenario.launches)
    elif launch is None and leads and not is_result:
        areas = [leading_launch(scenario)]
    answers = []
    # One world an area: whatever a verb sums up, it cannot sum over two launches.
    for area in areas:
        if is_result:
            part = source if area is None else source.of(area)
        else:
            part = _like(source, part_of(scenario, asked | {"launch": area}))
        one = arguments | {own[0].name: part}
        if second is not None:
            one["a"] = _of_second(part_of, arguments["a"], asked | {"launch": area})
        begun_s = perf_counter()
        answers.append(work(**one) if draws is None else draws.bands_of(work, one))
        log.debug("%s: %.3f s", work.__name__, perf_counter() - begun_s)
    return Each(tuple(answers)) if launch == EACH else answers[0]


def _is_result(source: Any, asked: Drawn) -> bool:
    """Tell whether what is asked has been worked out; refuse what nothing can be asked of."""
    if isinstance(source, Scenario | World):
        return False
    if not isinstance(getattr(source, "scenario", None), Scenario):
        raise InputError(
            f"Invalid scenario of type {type(source).__name__}. Give a Scenario, the path of a "
            "file or the name of a shipped one; Scenario.from_dict reads plain data."
        )
    if any(value for key, value in asked.items() if key != "launch"):
        raise InputError("Give the scenario: a result can be asked for another launch only.")
    return True


def _second(
    scenario: Scenario, arguments: Mapping[str, Any], work: Callable[..., Any], *, is_result: bool
) -> Scenario | None:
    """Return the other scenario, where one is named in the place of a policy."""
    second = second_of(scenario, arguments.get("a"))
    if second is not None and "policy_b" not in signature(work).parameters:
        raise InputError(f"{work.__name__} takes two policies of one scenario; compare, two files.")
    if second is not None and is_result:
        raise InputError("Give two scenarios: a result compares policies of its own only.")
    if second is None and (third := arguments.get("policy_b")) is not None:
        raise InputError(f"Two policies are compared, not three: {third!r} is for two scenarios.")
    return second


def _both_amended(
    first: Scenario, second: Scenario, arguments: dict[str, Any], asked: Drawn
) -> Scenario:
    """Return the first of two scenarios with all changes but its parts; the second is put in."""
    if any(asked.get(key) for key in Draws.__annotations__):
        raise InputError(
            "Two scenarios have no bands: a draw varies what one scenario does not know. Leave "
            "draws out, or put the difference into one scenario, as policies or an assumption."
        )
    if given := asked.get("set"):
        first, second = first.updated(given), _of_second(Scenario.updated, second, given)
    named = policies_of(first, second, arguments.get("b"), arguments.get("policy_b"))
    arguments["b"], arguments["policy_b"] = named
    arguments["a"] = _of_second(partial(amended, policies=named[1:]), second, asked)
    return amended(first, asked, policies=named[:1])


def _of_second(change: Callable[..., Scenario], second: Scenario, asked: Any) -> Scenario:
    """Change the second scenario as the first; what does not fit is said to be of the second."""
    try:
        return change(second, asked)
    except InputError as error:
        raise InputError([f"In the second scenario: {each}" for each in error.problems]) from None


def _drawn_from(asked: Drawn) -> "DrawnFrom | None":
    given = [asked.get(key) for key in Draws.__annotations__]
    if all(value is None or value is False for value in given):
        return None
    # Bands need tables and samples, which a verb that does not draw can do without.
    from tocsin.answers.bands import DrawnFrom

    return DrawnFrom.of(asked)


def _amended(scenario: Scenario, arguments: dict[str, Any], asked: Drawn) -> Scenario:
    """Return the scenario with all changes but its parts; a missing second policy is made."""
    if given := asked.get("set"):
        scenario = scenario.updated(given)
    if "a" in arguments and arguments.get("b") is None:
        scenario, arguments["b"] = with_variant(scenario, asked, policy=arguments["a"])
        return scenario
    return amended(scenario, asked, policies=_policies(scenario, arguments))


def _policies(scenario: Scenario, arguments: Mapping[str, Any]) -> Iterable[str]:
    """Policies that a verb is asked about; all where it names none."""
    named = [name for key in _POLICIES for name in names_of(arguments.get(key))]
    return named or scenario.policies


def _like(source: Scenario | World, scenario: Scenario) -> Scenario | World:
    """Return a scenario as what it came as: laid out where it was."""
    if isinstance(source, Scenario):
        return scenario
    if scenario is source.scenario:
        return source
    # Finding cells takes far longer than all else in a world.
    same = (
        scenario.targets is source.scenario.targets and scenario.nations is source.scenario.nations
    )
    return World(scenario, known_cells=source.cells if same else None)
