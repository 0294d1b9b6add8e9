"""Assumptions: named alternatives to what the file says, each on in half of a verdict's draws."""

from collections.abc import Iterator
from typing import Any, Self

from pydantic import ConfigDict, model_validator

from tocsin.fields import Line, Model, problem
from tocsin.frozen import frozen

# What a verdict may never vary: where arcs start and end, and of which class and shape they are.
_NEVER = ("launches", "targets", "places", "threat", "assumptions", "tocsin", "seed")
_NEVER_OF = {
    "arcs": ("class", "kind", "profile", "apogee_km", "apogee_ratio"),
    "nations": ("territory",),
}


class Assumption(Model):
    """A set of changes: each further key is a dotted path, its value what stands there instead.

    ``null`` removes an entry.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    __pydantic_extra__: dict[str, Any]

    title: Line = ""
    """What is assumed, in words."""

    @property
    def changes(self) -> dict[str, Any]:
        """What it puts where; None removes an entry."""
        return dict(self.__pydantic_extra__)

    @model_validator(mode="after")
    def _has_changes(self) -> Self:
        if not self.__pydantic_extra__:
            raise problem("Changes nothing. Add a path with its value, or null to remove an entry.")
        for path in self.__pydantic_extra__:
            if _is_forbidden(path):
                raise problem(
                    f"Changes {path}, which no assumption may: launches, targets, classes and "
                    "profiles of arcs are asked about, not drawn. Remove it."
                )
        # Their values are whatever a file may say, at any depth.
        object.__setattr__(self, "__pydantic_extra__", frozen(self.__pydantic_extra__))
        return self


def _is_forbidden(path: str) -> bool:
    first, *rest = path.split(".")
    # A whole section or entry holds what may not be changed within it.
    whole = first in _NEVER_OF and len(rest) < 2
    return first in _NEVER or whole or (len(rest) > 1 and rest[1] in _NEVER_OF.get(first, ()))


def entries(data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each assumption of plain data, with its changes, that is valid by itself.

    Examples
    --------
    >>> list(entries({"assumptions": {"deaf": {"title": "No ear", "sensors.ear": None}}}))
    [('deaf', {'sensors.ear': None})]
    """
    found = data.get("assumptions")
    for name, raw in (found if isinstance(found, dict) else {}).items():
        try:
            yield str(name), Assumption.model_validate(raw).changes
        except ValueError:
            continue  # the model tells what is wrong with it
