"""What helps where a command line lacks something: which policies there are, a whole command."""

import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tocsin.answers.registry import Verb, verb_called
from tocsin.cli.common import load
from tocsin.cli.lacking import Exampled
from tocsin.errors import InputError

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

_LACKS = {
    "a": "two policies, or one and what is left out of it or put in",
    "b": "a second policy, or what is left out of this one or put in",
    "policy": "a policy",
    "at": "a place",
}
_WHAT_IF = (
    "What if an agreement is suspended, or signed? Compare a policy with itself without it, or "
    "with it:\n"
    "  tocsin compare northeast-asia realtime-2024 --without realtime\n"
    "  tocsin compare northeast-asia isolated --with realtime\n"
    "Two policies of a file are compared by their names: tocsin compare -h."
)
_MAPS = (
    "Maps are drawn by a run, and one picture of an answer by its --figure:\n"
    "  tocsin run northeast-asia -o out/asia\n"
    "  tocsin compare northeast-asia bilateral-2012 realtime-2024 --figure change.png"
)
WORDS = {
    **dict.fromkeys(("suspend", "what-if", "whatif", "remove", "drop", "toggle"), _WHAT_IF),
    **dict.fromkeys(("map", "maps", "plot", "draw"), _MAPS),
}
"""What newcomers ask for, and how it is asked here."""


def check_word(word: str) -> None:
    """Refuse a word that is no verb but means something, and tell how that is asked.

    Raises
    ------
    InputError
        It is such a word.
    """
    if word in WORDS:
        raise InputError(f"There is no verb {word}. {WORDS[word]}")


class Helped(Exampled):
    """The command of a verb: what it lacks is told with what there is to choose from."""

    def lacking(self, missing: Any, given: dict[str, Any]) -> str:
        """Say what is missing with what the scenario has, and whole commands that hold."""
        verb = verb_called(self.name or "")
        if verb is None or not given.get("scenario"):
            return super().lacking(missing, given)
        return _lacking(verb, given)


def check_second(verb: Verb, scenario: "Scenario", given: Mapping[str, Any]) -> None:
    """Refuse one policy alone, where two are compared.

    Raises
    ------
    InputError
        There is no second one, and nothing is left out or put in; it shows whole commands.
    """
    if given.get("a") not in scenario.policies or any(map(given.get, ("b", "with_", "without"))):
        return
    raise InputError(_lacking(verb, given, scenario))


def _lacking(verb: Verb, given: Mapping[str, Any], scenario: "Scenario | None" = None) -> str:
    if scenario is None:
        scenario = load(given["scenario"])
    required = [each.name for each in verb.options if each.is_required]
    lacks = [_LACKS[name] for name in required if not given.get(name)] or [_LACKS["b"]]
    lines = [
        f"{verb.name} needs {' and '.join(lacks)}.",
        f"Policies of {given['scenario']}: {', '.join(scenario.policies)}.",
        "For example:",
    ]
    begun = f"  tocsin {verb.name} {shlex.quote(str(given['scenario']))}"
    asked = _choice(verb, scenario, given)
    if "a" not in required:
        place = f" --at {shlex.quote(_place(scenario, given))}" if "at" in required else ""
        return "\n".join([*lines, f"{begun} -p {asked}{place}"])
    others = [name for name in scenario.policies if name != asked]
    if others:
        pair = (asked, others[-1]) if given.get("a") else (others[0], asked)
        lines.append(f"{begun} {' '.join(pair)}")
    gone = _can_go(scenario, asked)
    if gone:
        lines.append(f"{begun} {asked} --without {gone}")
    return "\n".join(lines)


def _choice(verb: Verb, scenario: "Scenario", given: Mapping[str, Any]) -> str:
    """Return the policy of an example: the one that is given, that of the help, or the last."""
    named = given.get("a") or given.get("policy") or ()
    wanted = [named] if isinstance(named, str) else [*named]
    wanted += reversed(verb.example.split())
    return next((name for name in wanted if name in scenario.policies), [*scenario.policies][-1])


def _place(scenario: "Scenario", given: Mapping[str, Any]) -> str:
    """Return a place to ask about: the one that is given, a point of the file, or a cell."""
    if given.get("at"):
        return str(given["at"])
    if scenario.targets.points:
        return next(iter(scenario.targets.points))
    from tocsin.engine.world import World

    cells = World(scenario).cells
    return f"{cells.lat[0]:.2f},{cells.lon[0]:.2f}"


def _can_go(scenario: "Scenario", policy: str) -> str:
    """Return the last agreement in force under a policy that no other one there requires."""
    from tocsin.answers.common import with_variant
    from tocsin.engine.rulebook import Rulebook

    for name in reversed(Rulebook.of(scenario, policy).agreements):
        try:
            with_variant(scenario, {"without": [name]}, policy=policy)
        except InputError:
            continue
        return name
    return ""
