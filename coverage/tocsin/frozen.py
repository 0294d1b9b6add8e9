"""What cannot be changed once it was checked: a dict, and the base of the models of files."""

from collections.abc import Mapping
from typing import Any, NoReturn, Self, TypeVar

from pydantic import AfterValidator, BaseModel, Field

from tocsin.errors import InputError

DOOR = "Scenario.updated({path: value}) returns a checked copy; Scenario.from_dict checks data."

M = TypeVar("M", bound=BaseModel)


class FrozenDict(dict[Any, Any]):
    """A dict that is never changed, so that its hash holds; else a dict as any other.

    Examples
    --------
    >>> table = FrozenDict({"north": 1})
    >>> table["north"], table == {"north": 1}, table | {"south": 2}
    (1, True, {'north': 1, 'south': 2})
    >>> table["north"] = 2
    Traceback (most recent call last):
    TypeError: A checked scenario does not change. Scenario.updated({path: value}) returns ...
    """

    def _refuse(self, *_args: Any, **_values: Any) -> NoReturn:
        raise TypeError(f"A checked scenario does not change. {DOOR}")

    __setitem__ = __delitem__ = __ior__ = _refuse  # type: ignore[assignment]
    clear = pop = popitem = setdefault = update = _refuse  # type: ignore[assignment]

    def __hash__(self) -> int:  # type: ignore[override]
        """Equal ones have equal hashes; the order counts in neither."""
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[Self], tuple[dict[Any, Any]]]:
        """Say how copies and other processes make it again: not entry by entry."""
        return type(self), (dict(self),)


Frozen = AfterValidator(FrozenDict)
"""Metadata of a field that is a dict."""
EMPTY: Any = Field(default_factory=FrozenDict)
"""What such a field is where nothing is given."""


def frozen(value: Any) -> Any:
    """Return plain data that cannot be changed at any depth: tuples for lists.

    Examples
    --------
    >>> frozen({"box": [1, {"west": 2}]})
    {'box': (1, {'west': 2})}
    """
    if isinstance(value, dict):
        return FrozenDict({key: frozen(each) for key, each in value.items()})
    return tuple(map(frozen, value)) if isinstance(value, (list, tuple)) else value


class Unchanging(BaseModel):
    """A model without the doors by which pydantic lets values in that nobody checked."""

    @property
    def model_fields_set(self) -> set[str]:
        """Names of the fields that were given; a set of one's own."""
        return set(super().model_fields_set)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy it; refuse to put values in.

        Raises
        ------
        InputError
            Values are given.
        """
        if update:
            raise InputError(f"model_copy(update=...) checks nothing. {DOOR}")
        return super().model_copy(deep=deep)

    def copy(self, **how: Any) -> Self:  # type: ignore[override]
        """Copy it, as `model_copy`, whose old name this is."""
        return self.model_copy(**how)

    @classmethod
    def model_construct(cls, *_args: Any, **_values: Any) -> NoReturn:
        """Refuse: nothing would be checked.

        Raises
        ------
        InputError
            Always.
        """
        raise InputError(f"model_construct checks nothing. {DOOR}")


def unchecked(model: M, values: Mapping[str, Any]) -> M:
    """Return a copy with other values in some fields: of what was checked already, so not again.

    Parameters
    ----------
    model : Unchanging
    values : mapping of str to object
        By name of the field.

    Examples
    --------
    >>> from tocsin.fields import Box
    >>> unchecked(Box(west=0, south=0, east=9, north=9), {"west": 5.0}).edges
    (5.0, 0.0, 9.0, 9.0)
    """
    given = {
        name: FrozenDict(value) if isinstance(value, dict) else value
        for name, value in values.items()
    }
    return BaseModel.model_copy(model, update=given)
