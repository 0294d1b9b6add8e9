"""Does a study fit its base: names that must exist there, paths that must take their values."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tocsin.errors import InputError
from tocsin.scenario.problems import Problem
from tocsin.words import did_you_mean

from .cardpick import card_ranges
from .columns import MEASURES

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

    from .models import Axis, StudyFile

BLANK_POLICY = "study"
MAX_TRIED = 50
_OF_BASE = {"policies": "policy", "agreements": "agreement", "shocks": "shock"}
_RIDING = ("policies", "dates", "agreements")


def fit_problems(file: "StudyFile", given: "Scenario") -> list[Problem]:
    """Return a problem for everything in a study file that its base does not take."""
    try:
        base = given.updated(file.set)
    except InputError as error:
        return [(("set", *_key_in(file.set, text)), text) for text in error.problems]
    found = [*_sampling(file), *_names(file, base)]
    if not found:
        found = [problem for name in file.axes for problem in _tried(name, file.axes[name], base)]
    return found


def _sampling(file: "StudyFile") -> Iterator[Problem]:
    free = [name for name, axis in file.axes.items() if axis.is_sampled]
    if free and file.sample is None:
        yield (
            ("axes", free[0]),
            f"Axis {free[0]!r} is sampled. Say how: sample: {{method: sobol, n: 256}}, or give the "
            "range steps.",
        )
    if file.sample is not None and not free:
        yield ("sample",), "Has a sample, but no axis with a range or cards. Remove it."
    if file.sample is not None and file.combine == "zip":
        yield ("sample",), "Has a sample, which does not go with combine: zip. Remove one."


def _names(file: "StudyFile", base: "Scenario") -> Iterator[Problem]:
    yield from _unknown("policy", (file.policy,) if file.policy else (), base.policies, ("policy",))
    yield from _unknown("measure", file.measures, MEASURES, ("measures",))
    for key, known in (("nations", base.target_nations), ("arcs", base.arcs)):
        yield from _unknown(key[:-1], getattr(file.by, key) or (), ["all", *known], ("by", key))
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


def _unknown(
    word: str, names: Iterable[str] | str, known: Iterable[str], path: tuple[str, ...]
) -> Iterator[Problem]:
    known = list(known)
    for name in () if names == "all" else names:
        if name not in known:
            yield path, f"Unknown {word} {name!r} ({'.'.join(path)}).{did_you_mean(name, known)}"


def _site_names(name: str, axis: "Axis", base: "Scenario") -> Iterator[Problem]:
    if axis.sites is None:
        return
    place = ("axes", name, "sites")
    yield from _unknown("sensor", (axis.sites.sensor,), base.sensors, (*place, "sensor"))
    with_soil = [nation for nation, each in base.nations.items() if each.territory is not None]
    yield from _unknown("nation with a territory", axis.sites.on, with_soil, (*place, "on"))
    if axis.sites.face is not None:
        yield from _unknown("launch area", (axis.sites.face,), base.launches, (*place, "face"))


def _tried(name: str, axis: "Axis", base: "Scenario") -> Iterator[Problem]:
    """Try each change by itself, so that a typo is told before anything runs."""
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


def _trials(axis: "Axis") -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
    for index, value in enumerate((axis.values or axis.range or ())[:MAX_TRIED]):
        yield (index,), dict.fromkeys(axis.path or (), value)
    for name, changes in list((axis.choices or {}).items())[:MAX_TRIED]:
        yield (name,), changes


def _key_in(changes: Mapping[str, Any], text: str) -> tuple[str, ...]:
    return next(((key,) for key in changes if key in text), ())


def names_policy(file: "StudyFile") -> bool:
    """Tell whether some axis, or the study, says which policy a run has."""
    if file.policy is not None:
        return True
    return any(getattr(axis, way) is not None for axis in file.axes.values() for way in _RIDING)
