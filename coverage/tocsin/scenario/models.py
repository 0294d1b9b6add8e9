"""The scenario: one frozen model of the whole file, and the verbs that work on it."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Self, cast

from pydantic import PrivateAttr

from . import dump, load
from .changes import as_data, with_changes
from .content import Content
from .fitting import fitting
from .shipped import shipped
from .shown import line_of, page_of
from .written import Written


class Scenario(Content):
    """A world to ask questions of: what a file says, checked, and never changed.

    `load`, `from_text` and `from_dict` make one, and so does `Scenario(**data)`, which checks as
    `from_dict` does. `updated` makes another one of it.

    The order of nations and sensors matters: it breaks ties.
    """

    _source: Path | None = PrivateAttr(default=None)
    _written: Written | None = PrivateAttr(default=None)

    def __init__(self, **data: Any) -> None:
        self.__setstate__(load.from_data(type(self), data).__getstate__())

    # pydantic's validation makes instances without it: it is called by users only.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def model_validate(cls, obj: Any, **_how: Any) -> Self:
        """Check plain data, as `from_dict`."""
        return obj if isinstance(obj, cls) else cls.from_dict(obj)

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **_how: Any) -> Self:
        """Check a text of JSON, as `from_text`."""
        text = json_data if isinstance(json_data, str) else json_data.decode()
        return cls.from_text(text, json=True)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read and check a scenario file (YAML, or JSON if it is called ``.json``).

        Raises
        ------
        InputError
            With every problem of the file, each with its line.
        """
        scenario = cls._of(*load.from_file(cls, Path(path)))
        # A private attribute: where it was read from is no part of what it says.
        scenario._source = Path(path)
        return scenario

    @classmethod
    def shipped(cls, name: str) -> Self:
        """Load a scenario that comes with the package: see `tocsin.scenarios`.

        Raises
        ------
        InputError
            There is none of this name; near names are offered.
        """
        return cls.load(shipped(name))

    @classmethod
    def from_text(cls, text: str, *, name: str = "text", json: bool = False) -> Self:
        """Check a YAML (or JSON) text; `name` stands for the file in messages.

        Raises
        ------
        InputError
            With every problem of the text, each with its line.

        Examples
        --------
        >>> from tocsin.scenario import scaffold
        >>> list(Scenario.from_text(scaffold("island")).nations)
        ['ISLE', 'COAST', 'FAR']
        """
        return cls._of(*load.from_text(cls, text, name=name, json=json))

    @classmethod
    def _of(cls, scenario: Self, text: str | None) -> Self:
        if text is not None:
            scenario._written = Written(text, scenario.model_copy())
        return scenario

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Check plain data laid out like the file.

        Raises
        ------
        InputError
            With every problem, each with its dotted key.

        Examples
        --------
        >>> Scenario.from_dict({"tocsin": 1, "sede": 7})
        Traceback (most recent call last):
        ...
        tocsin.errors.InputError: Unknown key 'sede' (sede). Did you mean 'seed'? ...
        """
        return load.from_data(cls, data)

    def updated(self, changes: Mapping[str, Any], *, null_removes: bool = False) -> Self:
        """Return a checked copy with values put at dotted paths; null: see `with_changes`.

        Examples
        --------
        >>> from tocsin.scenario import scaffold
        >>> world = Scenario.from_text(scaffold("starter"))
        >>> world.updated({"seed": 7, "sensors.north.alert_s": 12}).sensors["north"].alert_s
        12.0
        """
        data = self.to_dict()
        if not self.policies_given and any(key.startswith("policies.") for key in changes):
            # The policies that stand in for absent ones become entries, so that a path finds them.
            data["policies"] = {name: as_data(policy) for name, policy in self.policies.items()}
        told = {key.partition(".")[0] for key in changes}
        return self.remade(with_changes(data, changes, null_removes=null_removes), told=told)

    def redrawn(self, numbers: Mapping[str, float]) -> Self:
        """Return a checked copy with other numbers where there were numbers: see `Range`.

        As `updated`, but that names are known is not checked again: draws are many.

        Examples
        --------
        >>> from tocsin.scenario import scaffold
        >>> world = Scenario.from_text(scaffold("starter"))
        >>> card = "cards.sensors.air-defence.alert_s"
        >>> world.redrawn({card: 7.0}) == world.updated({card: 7.0})
        True
        """
        return self.remade(with_changes(self.to_dict(), numbers), with_names=False)

    def remade(
        self, data: dict[str, Any], *, told: Collection[str] = (), with_names: bool = True
    ) -> Self:
        """Check changed data of this scenario, and return it as one from the same file.

        data: made of `to_dict`, and plain; told: sections that the change names; with_names: names
        may have changed as well.
        """
        copy = load.changed(type(self), data, told=told, with_names=with_names)
        if with_names and "questions" not in told:
            copy = fitting(copy)
        # Files that the scenario names are still looked for where it came from.
        copy._source, copy._written = self._source, self._written
        return copy

    def to_dict(self) -> dict[str, Any]:
        """Return what the file says, as plain data that JSON can hold.

        Examples
        --------
        >>> from tocsin.scenario import scaffold
        >>> world = Scenario.from_text(scaffold("island"))
        >>> Scenario.from_dict(world.to_dict()) == world
        True
        """
        return as_data(self)

    def to_yaml(self, *, comments: bool = True) -> str:
        """Return the scenario as YAML text, which loads into an equal scenario.

        Where it came from a text of YAML, order and comments of that are kept, unless `comments`
        is false: a value that was changed is changed in place.

        Examples
        --------
        >>> from tocsin.scenario import scaffold
        >>> world = Scenario.from_text(scaffold("island"))
        >>> Scenario.from_text(world.to_yaml()) == world
        True
        """
        text = self._written.saying(self) if comments and self._written else None
        return dump.to_yaml(self) if text is None else text

    def content_hash(self) -> str:
        """Return a SHA-256 of everything that determines results (not of titles and sources).

        Examples
        --------
        >>> from tocsin.scenario import scaffold
        >>> world = Scenario.from_text(scaffold("island"))
        >>> [world.updated(change).content_hash() == world.content_hash()
        ...  for change in ({"title": "Another"}, {"seed": 7})]
        [True, False]
        """
        return dump.content_hash(self, cards=self.cards, policies=self.policies)

    def __eq__(self, other: object) -> bool:
        """Whether the two say the same, wherever they were read from."""
        if not isinstance(other, Scenario):
            return NotImplemented
        # Not pydantic's own comparison, which also compares where a scenario was read from.
        names = type(self).model_fields
        return all(getattr(self, name) == getattr(other, name) for name in names)

    def __repr__(self) -> str:
        """One line: title, counts, hash."""
        return line_of(self)

    __str__ = __repr__

    _repr_html_ = page_of

    @property
    def source(self) -> Path | None:
        """The file that it was loaded from."""
        return self._source

    @property
    def as_read(self) -> Self | None:
        """The scenario as its text says, without any change since; None without a text of YAML."""
        return None if self._written is None else cast(Self, self._written.base)
