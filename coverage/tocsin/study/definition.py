"""A study: its file, its base scenario, and the check that the two fit."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError

from tocsin.errors import InputError
from tocsin.scenario import Scenario
from tocsin.scenario.load import plain
from tocsin.scenario.problems import Problem, from_pydantic
from tocsin.scenario.read import Document, Path_, read_file

from .fit import BLANK_POLICY, fit_problems
from .models import StudyFile


@dataclass(frozen=True)
class Study:
    """Many runs of one base scenario.

    Attributes
    ----------
    file : StudyFile
        What the study file says.
    given : Scenario
        The base as its own file says.
    source : Path or None
        The study file.
    """

    file: StudyFile
    given: Scenario
    source: Path | None = None

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read and check a study file (YAML, or JSON if it is called ``.json``) and its base.

        Raises
        ------
        InputError
            With every problem of the file, each with its line.
        """
        path = Path(path)
        try:
            document = read_file(path)
        except InputError as error:
            known = f"{path}:"
            texts = [t if t.startswith(known) else f"{known} {t}" for t in error.problems]
            raise InputError([t.replace(": line ", ":", 1) for t in texts]) from error
        file = _checked(document, str(path))
        study = cls(file, _base(file, path.parent, document, str(path)), path)
        _raise(document, str(path), fit_problems(file, study.given))
        return study

    @classmethod
    def from_dict(
        cls, data: Mapping[str, Any], *, folder: str | Path = ".", base: Scenario | None = None
    ) -> Self:
        """Check plain data laid out like the file.

        Parameters
        ----------
        data : mapping
        folder : path-like
            Where the path of the base starts.
        base : Scenario, optional
            The base itself, instead of reading the file that ``base`` names.

        Raises
        ------
        InputError
            With every problem, each with its dotted key.
        """
        document = Document(data=plain(data))
        file = _checked(document, "")
        study = cls(file, base or _base(file, Path(folder), document, ""))
        _raise(document, "", fit_problems(file, study.given))
        return study

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what `to_text` wrote; it was checked then."""
        data = json.loads(text)
        return cls(StudyFile.model_validate(data["study"]), Scenario.from_dict(data["base"]))

    def to_text(self) -> str:
        """Return study and base as one JSON text: what workers get, and what results keep."""
        study = self.file.model_dump(mode="json", by_alias=True, exclude_unset=True)
        data = {"study": study, "base": self.given.to_dict()}
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    @property
    def title(self) -> str:
        """Title of the study, else of its base."""
        return self.file.title or self.given.title

    @cached_property
    def base(self) -> Scenario:
        """The base with the study's ``set`` in place, and a policy that selects nothing.

        Dates and agreements act on that policy where the study names no other.
        """
        changes: dict[str, Any] = dict(self.file.set)
        if BLANK_POLICY not in self.given.policies:
            changes[f"policies.{BLANK_POLICY}"] = {}
        return self.given.updated(changes)


def _base(file: StudyFile, folder: Path, document: Document, name: str) -> Scenario:
    path = folder / file.base
    if path.is_file():
        return Scenario.load(path)
    text = f"No scenario {str(path)!r} (base). Give its path from the study's folder."
    raise InputError(_placed(document, name, [(("base",), text)]))


def _checked(document: Document, name: str) -> StudyFile:
    said = [f"{name}:{line}: {text}" for line, text in document.problems]
    data = document.data
    if data is not None and not isinstance(data, dict):
        problem = f"Is a {type(data).__name__}. Must be a mapping of keys."
        raise InputError([*said, *_placed(document, name, [((), problem)])])
    try:
        file = StudyFile.model_validate(data or {})
    except ValidationError as error:
        found = from_pydantic(error, data or {}, StudyFile)
        raise InputError([*said, *_placed(document, name, found)]) from error
    if said:
        raise InputError(said)
    return file


def _raise(document: Document, name: str, found: Sequence[Problem]) -> None:
    if found:
        raise InputError(_placed(document, name, found))


def _placed(document: Document, name: str, found: Sequence[Problem]) -> list[str]:
    texts = []
    for path, text in found:
        line = _line(document, path)
        place = ":".join(part for part in (name, str(line) if line else "") if part)
        texts.append((line, f"{place}: {text}" if place else text))
    return [text for _, text in sorted(texts, key=lambda each: each[0])]


def _line(document: Document, path: Path_) -> int:
    known = (document.lines.get(path[:length], 0) for length in range(len(path), 0, -1))
    return next(filter(None, known), 0)
