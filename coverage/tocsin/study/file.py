"""A study: its file, its base scenario, and the check that the two fit."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError

from tocsin.errors import InputError
from tocsin.scenario import Scenario
from tocsin.scenario.changes import plain
from tocsin.scenario.problems import Problem, from_pydantic
from tocsin.scenario.read import Document, Path_, read_file
from tocsin.words import did_you_mean

from .samples import card_ranges
from .vocabulary import AT_A_HEIGHT, BLANK_POLICY, KEPT, OF_COVERAGE, Axis, StudyFile

LEAST_SOBOL = 1024
"""At 128 points in 68 dimensions correlations of unrelated inputs reach 0.9."""
MAX_TRIED = 50
"""Values of an axis that are tried when the file is read: a million would take minutes."""
_OF_BASE = {"policies": "policy", "agreements": "agreement", "shocks": "shock"}
_RIDING = ("policies", "dates", "agreements")


@dataclass(frozen=True)
class Study:
    """Many runs of one base scenario.

    Attributes
    ----------
    file : StudyFile
        What the study file says.
    raw_base : Scenario
        The base as its own file says, before ``set``.
    source : Path or None
        The study file.
    """

    file: StudyFile
    raw_base: Scenario
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
            # What is wrong with the text itself comes without the file's name.
            texts = [t if t.startswith(known) else f"{known} {t}" for t in error.problems]
            raise InputError([t.replace(": line ", ":", 1) for t in texts]) from error
        file = _checked(document, str(path))
        study = cls(file, _base(file, path.parent, document, str(path)), path)
        _raise(document, str(path), fit_problems(file, study.raw_base))
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

        Examples
        --------
        >>> from tocsin.scenario import scaffold
        >>> axes = {"delay": {"path": "cards.delays.auto_s", "values": [5, 10]}}
        >>> data = {"tocsin_study": 1, "base": "island", "axes": axes}
        >>> study = Study.from_dict(data, base=Scenario.from_text(scaffold("island")))
        >>> list(study.file.axes), study.title == study.base.title
        (['delay'], True)
        """
        document = Document(data=plain(data))
        file = _checked(document, "")
        study = cls(file, base or _base(file, Path(folder), document, ""))
        _raise(document, "", fit_problems(file, study.raw_base))
        return study

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what `to_text` wrote; it was checked then."""
        data = json.loads(text)
        return cls(StudyFile.model_validate(data["study"]), Scenario.from_dict(data["base"]))

    def to_text(self) -> str:
        """Return study and base as one JSON text: what workers get, and what results keep.

        Examples
        --------
        >>> from tocsin.scenario import scaffold
        >>> axes = {"delay": {"path": "cards.delays.auto_s", "values": [5, 10]}}
        >>> data = {"tocsin_study": 1, "base": "island", "axes": axes}
        >>> study = Study.from_dict(data, base=Scenario.from_text(scaffold("island")))
        >>> Study.from_text(study.to_text()).file == study.file
        True
        """
        study = self.file.model_dump(mode="json", by_alias=True, exclude_unset=True)
        data = {"study": study, "base": self.raw_base.to_dict()}
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    @property
    def title(self) -> str:
        """Title of the study, else of its base."""
        return self.file.title or self.raw_base.title

    @property
    def about(self) -> str:
        """By which file results are known: one that is changed and run again stays the same."""
        return "" if self.source is None else self.source.stem

    @cached_property
    def base(self) -> Scenario:
        """The base with the study's ``set`` in place, and a policy that selects nothing.

        Dates and agreements act on that policy where the study names no other.
        """
        changes: dict[str, Any] = dict(self.file.set)
        if BLANK_POLICY not in self.raw_base.policies:
            # Runs of an axis of dates need a policy to select by date; an empty one adds nothing
            # else.
            changes[f"policies.{BLANK_POLICY}"] = {}
        return self.raw_base.updated(changes)


def _base(file: StudyFile, folder: Path, document: Document, name: str) -> Scenario:
    path = folder / file.base
    if path.is_file():
        return Scenario.load(path)
    text = f"No scenario {str(path)!r} (base). Give its path from the study's folder."
    raise InputError(_placed(document, name, [(("base",), text)]))


def _checked(document: Document, name: str) -> StudyFile:
    # Told together with what the model refuses: a key that stands twice, say.
    unread = [f"{name}:{line}: {text}" for line, text in document.problems]
    data = document.data
    if isinstance(data, dict) and "tocsin" in data and "tocsin_study" not in data:
        problem = f"Is a scenario, no study. Start one: tocsin new study.yaml --study-of {name}"
        raise InputError(_placed(document, name, [((), problem)]))
    if data is not None and not isinstance(data, dict):
        problem = f"Is a {type(data).__name__}. Must be a mapping of keys."
        raise InputError([*unread, *_placed(document, name, [((), problem)])])
    try:
        file = StudyFile.model_validate(data or {})
    except ValidationError as error:
        problems = from_pydantic(error, data or {}, StudyFile)
        raise InputError([*unread, *_placed(document, name, problems)]) from error
    if unread:
        raise InputError(unread)
    return file


def _raise(document: Document, name: str, problems: Sequence[Problem]) -> None:
    if problems:
        raise InputError(_placed(document, name, problems))


def _placed(document: Document, name: str, problems: Sequence[Problem]) -> list[str]:
    """Problems as texts with file and line, in the order of the lines."""
    texts = []
    for path, text in problems:
        line = _line(document, path)
        place = ":".join(part for part in (name, str(line) if line else "") if part)
        texts.append((line, f"{place}: {text}" if place else text))
    return [text for _, text in sorted(texts, key=lambda entry: entry[0])]


def _line(document: Document, path: Path_) -> int:
    # A key that is missing has no line: that of the entry it belongs to.
    known = (document.lines.get(path[:length], 0) for length in range(len(path), 0, -1))
    return next(filter(None, known), 0)


def fit_problems(file: StudyFile, raw_base: Scenario) -> list[Problem]:
    """Return a problem for everything in a study file that its base does not take."""
    try:
        base = raw_base.updated(file.set)
    except InputError as error:
        return [(("set", *_key_in(file.set, text)), text) for text in error.problems]
    problems = [*_sampling(file), *_names(file, base), *_coverage(file)]
    if problems:
        return problems  # an unknown name would only be told a second time
    return [problem for name, axis in file.axes.items() for problem in _tried(name, axis, base)]


def _sampling(file: StudyFile) -> Iterator[Problem]:
    free = [name for name, axis in file.axes.items() if axis.is_sampled]
    if free and file.sample is None:
        yield (
            ("axes", free[0]),
            f"Axis {free[0]!r} is sampled. Say how: sample: {{n: 256}}, or give the range steps.",
        )
    if file.sample is not None and not free:
        yield ("sample",), "Has a sample, but no axis with a range or cards. Remove it."
    if file.sample is not None and file.sample.method == "sobol" and file.sample.n < LEAST_SOBOL:
        varied = next((name for name in free if file.axes[name].cards is not None), None)
        if varied is not None:
            yield (
                ("sample", "n"),
                f"{file.sample.n} Sobol points are too few for the cards of axis {varied!r}: "
                "numbers that have nothing to do with one another move together in them. Use "
                f"method: latin-hypercube, or n: {LEAST_SOBOL}.",
            )
    if file.sample is not None and file.combine == "zip":
        yield ("sample",), "Has a sample, which does not go with combine: zip. Remove one."


def _names(file: StudyFile, base: Scenario) -> Iterator[Problem]:
    yield from _unknown("policy", (file.policy,) if file.policy else (), base.policies, ("policy",))
    yield from _unknown("measure", file.measures, KEPT, ("measures",))
    launches = [*base.launches, *(area.nation for area in base.launches.values())]
    for word, key, known in (
        ("launch", "launches", launches),
        ("nation", "nations", base.target_nations),
        ("arc", "arcs", base.arcs),
    ):
        yield from _unknown(word, getattr(file.by, key) or (), ["all", *known], ("by", key))
    for name, axis in file.axes.items():
        for key, word in _OF_BASE.items():
            place = ("axes", name, key)
            yield from _unknown(word, getattr(axis, key) or (), getattr(base, key), place)
        yield from _site_names(name, axis, base)
    varied = [name for name, axis in file.axes.items() if axis.policies is not None]
    if file.policy and varied:
        yield ("policy",), f"policy {file.policy!r} and axis {varied[0]!r} both set the policy."
    for key in ("policies", "dates", "agreements", "shocks", "seeds", "cards"):
        twice = [name for name, axis in file.axes.items() if getattr(axis, key) is not None]
        if len(twice) > 1:
            yield ("axes", twice[1]), f"Axes {twice[0]!r} and {twice[1]!r} both vary {key}."


def _coverage(file: StudyFile) -> Iterator[Problem]:
    kept = [name for name in file.measures if name in AT_A_HEIGHT]
    if kept and file.coverage.altitude_km is None:
        yield (
            ("measures",),
            f"{kept[0]!r} holds at a height. Say at which: coverage: {{altitude_km: 100}}.",
        )
    if file.coverage.model_fields_set and not set(file.measures) & set(OF_COVERAGE):
        yield (
            ("coverage",),
            "No measure of coverage is kept. Remove it, or keep in_view_share, say.",
        )


def _unknown(
    word: str, names: Iterable[str] | str, known: Iterable[str], path: tuple[str, ...]
) -> Iterator[Problem]:
    known = list(known)
    for name in () if names == "all" else names:
        if name not in known:
            yield path, f"Unknown {word} {name!r} ({'.'.join(path)}).{did_you_mean(name, known)}"


def _site_names(name: str, axis: Axis, base: Scenario) -> Iterator[Problem]:
    if axis.sites is None:
        return
    place = ("axes", name, "sites")
    yield from _unknown("sensor", (axis.sites.sensor,), base.sensors, (*place, "sensor"))
    with_soil = [name for name, nation in base.nations.items() if nation.territory is not None]
    yield from _unknown("nation with a territory", axis.sites.on, with_soil, (*place, "on"))
    if axis.sites.face is not None:
        yield from _unknown("launch area", (axis.sites.face,), base.launches, (*place, "face"))


def _tried(name: str, axis: Axis, base: Scenario) -> Iterator[Problem]:
    """Try the changes one by one, so that a typo is told before anything runs."""
    place = ("axes", name, axis.way)
    if axis.cards is not None:
        try:
            card_ranges(base, axis.cards)
        except InputError as error:
            yield from ((place, text) for text in error.problems)
    for key, changes in _trials(axis):
        try:
            base.updated(changes)
        except InputError as error:
            yield from (((*place, *key), text) for text in error.problems)


def _trials(axis: Axis) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
    # Each value by itself, as a run would set it; both ends stand for a range.
    for index, value in enumerate((axis.values or axis.range or ())[:MAX_TRIED]):
        yield (index,), dict.fromkeys(axis.path or (), value)
    for name, changes in list((axis.choices or {}).items())[:MAX_TRIED]:
        yield (name,), changes


def _key_in(changes: Mapping[str, Any], text: str) -> tuple[str, ...]:
    return next(((key,) for key in changes if key in text), ())


def names_policy(file: StudyFile) -> bool:
    """Tell whether some axis, or the study, says which policy a run has."""
    if file.policy is not None:
        return True
    return any(getattr(axis, way) is not None for axis in file.axes.values() for way in _RIDING)
