"""Nations, and the rule by which each believes what it is told."""

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_serializer, model_validator

from tocsin.fields import Id, Ids, Latitude, Line, Longitude, Model, Seconds, Within, problem
from tocsin.geometry.countries import country_code

from .colors import Color
from .territory import Territory

_RULES = ("accept", "own", "k_of_n")


class Confirmation(Model):
    """When a nation believes an item: a partner's word, an own sensor, or k independent ones."""

    rule: Literal["accept", "own", "k_of_n"]
    """``accept``, ``own`` or ``k_of_n``."""
    k: Annotated[int, Within(1, 100)] = 1
    """How many independent sensors ``k_of_n`` waits for; 1 otherwise."""

    @model_serializer
    def _as_written(self) -> Any:
        # As a file writes it, so that a scenario written out reads as before.
        return {"k_of_n": self.k} if self.rule == "k_of_n" else self.rule


def _read_rule(value: Any) -> Any:
    if isinstance(value, Confirmation):
        return value
    if isinstance(value, str) and value in _RULES:
        # Of n sensors two are what everybody means.
        return {"rule": value, "k": 2 if value == "k_of_n" else 1}
    if isinstance(value, dict) and list(value) == ["k_of_n"]:
        k = value["k_of_n"]
        # Not isinstance: True is an int, and no number of sensors.
        if type(k) is int and 1 <= k <= 100:
            return {"rule": "k_of_n", "k": k}
        raise problem(f"k_of_n {k!r} must be a whole number within [1, 100]: {{k_of_n: 2}}.")
    raise problem("Must be accept, own or {k_of_n: 2}.")


_RULE_SCHEMA = (
    Literal["accept", "own", "k_of_n"] | dict[Literal["k_of_n"], Annotated[int, Within(1, 100)]]
)
Rule = Annotated[Confirmation, BeforeValidator(_read_rule, json_schema_input_type=_RULE_SCHEMA)]


class Nation(Model):
    """A party: it owns sensors, hosts them, is told things, is threatened or launches."""

    name: Line | None = None
    """Full name; the ID if absent."""
    territory: Territory | None = None
    """Where it is. A nation that only launches, or a collective, needs none."""
    assess_s: Seconds | None = None
    """From notice to decision, seconds; the delay card ``assess_s`` if absent."""
    disseminate_s: Seconds | None = None
    """From decision to public notice, seconds; the delay card ``disseminate_s`` if absent."""
    confirmation: Rule = Confirmation(rule="accept")
    """``accept`` (a partner's word is enough), ``own``, or ``{k_of_n: 2}``."""
    needs: Literal["alert", "track"] = "alert"
    """Least tier that it acts on."""
    members: Ids = ()
    """Nations that make up a collective (an alliance command, say)."""
    color: Color | None = None
    """Colour in figures: ``#rrggbb`` or a colour name."""

    @model_validator(mode="before")
    @classmethod
    def _empty(cls, value: Any) -> Any:
        # `PRK:` with nothing after it is what a beginner writes for a nation without details.
        return {} if value is None else value


class Place(Model):
    """A population centre of the scenario's own places table."""

    name: Line
    """Name of the place."""
    nation: Id
    """The nation that it lies in."""
    lat: Latitude
    """Latitude, degrees north."""
    lon: Longitude
    """Longitude, degrees east."""
    population: Annotated[int, Within(0, 100_000_000)]
    """People who live there."""


def place_codes(nations: Mapping[str, Nation]) -> dict[str, str]:
    """Return by nation the code under which the shipped table has its places.

    It is that of its country, else its own name. A country of several nations is none of theirs:
    nobody said whose its places are.

    Examples
    --------
    >>> nation = Nation.model_validate({"territory": {"country": "Turkey"}})
    >>> place_codes({"TURKEY": nation, "CHN": Nation()})
    {'TURKEY': 'TUR', 'CHN': 'CHN'}
    >>> place_codes({"EAST": nation, "WEST": nation})
    {'EAST': 'EAST', 'WEST': 'WEST'}
    """
    countries = {
        name: each.territory.country for name, each in nations.items() if each.territory is not None
    }
    codes = {
        name: country_code(country) if (country := countries.get(name)) else name
        for name in nations
    }
    times = Counter(codes.values())
    return {name: code if times[code] == 1 else name for name, code in codes.items()}
