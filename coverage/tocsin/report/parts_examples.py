"""Where the seconds of one flight go: an example for each target nation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tocsin.answers.explain.cell import explain_cell
from tocsin.answers.median_cells import Example, largest_places
from tocsin.answers.standing_out import Standing, examples_of_many, is_many
from tocsin.plot import waterfall
from tocsin.report.parts import Cell, Choice, Panel, Table, code, joined, number, text
from tocsin.report.parts_answer import LAUNCHED, launch_choices, nation_label
from tocsin.report.parts_figures import embedded, png_of
from tocsin.scenario.launching import leading_launches
from tocsin.words import minutes

if TYPE_CHECKING:
    from tocsin.answers.explain.rows import CellExplanation
    from tocsin.answers.run import Result

RULE = (
    "Examples of {} nations: which gains most against the first policy under any other, which of "
    "those that gain stands in the middle, which loses most, and the first that is never warned; "
    "under one policy, which has most, middle and least mean warning."
)
HEAD = ("policy", "outcome", "sensor", "route", "first known", "public notice", "impact", "left")


@dataclass(frozen=True)
class Story:
    """The example of one nation.

    Attributes
    ----------
    title : str
    panel : Panel
        The waterfall, a bar a policy, with its table.
    words : list of (str, tuple of str)
        The same in sentences, by the policies that they hold for.
    """

    title: str
    panel: Panel
    words: list[tuple[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Examples:
    """The examples of every launch nation.

    Attributes
    ----------
    name, options, legends
        As of a `Switch`.
    stories : dict of str to list of Story
        By launch, what leads first.
    rule : str
        How they are chosen where nations are too many; empty where each has its own.
    """

    name: str
    options: dict[str, list[Choice]]
    legends: dict[str, str]
    stories: dict[str, list[Story]]
    rule: str = ""


def examples(result: "Result") -> Examples:
    """Return the examples, with the choice of who launches."""
    launches = leading_launches(result.scenario)
    told = {launch: stories(result.of(launch)) for launch in launches}
    names = [result.world.nations[each] for each in np.unique(result.world.cells.nation)]
    rule = RULE.format(len(names)) if is_many(names) else ""
    return Examples("example", launch_choices(result), {"launch": LAUNCHED}, told, rule)


def stories(result: "Result") -> list[Story]:
    """Return an example a target nation, its largest place, under every policy; few of many."""
    places = largest_places(result.world)
    if not is_many([place.nation for place in places]):
        return [_story(result, place) for place in places]
    reasons = examples_of_many(Standing.of(result))
    by_nation = {place.nation: place for place in places}
    return [_story(result, by_nation[nation], why) for nation, why in reasons.items()]


def _story(result: "Result", place: Example, why: str = "") -> Story:
    # One case for all policies, or the bars could not be compared.
    launch, arc = telling_case(result, place.cell)
    told = [
        explain_cell(
            result.world,
            policy=policy,
            at=str(result.world.cells.id[place.cell]),
            launch=launch,
            arc=arc,
        )
        for policy in result.policies
    ]
    where = _where(result, place)
    title = f"{where}: arc {arc} from {launch}"
    bars = {
        explanation.policy: {
            part.replace("_", " "): left for part, left in explanation.waterfall.items()
        }
        for explanation in told
    }
    figure, _ = waterfall.waterfall(bars, title=title)
    image, size = embedded(png_of(figure))
    outcomes = joined([f"{explanation.policy} {_outcome(explanation)}" for explanation in told])
    alt = f"Bars of where the time of the flight to {where} goes: {outcomes}."
    caption = (
        f"From launch to impact: {where}, from the middle of {launch} by arc {arc}, the case to "
        "this place in which the policies differ most"
    )
    panel = Panel({}, image, alt, caption, _table(told), size)
    return Story(f"{where}: {why}" if why else where, panel, _words(told))


def _where(result: "Result", place: Example) -> str:
    """Name the place; the id of a nation's middle cell would tell a reader nothing."""
    nation = nation_label(result, place.nation)
    points = result.scenario.targets.points or {}
    if place.name in points or place.name in set(result.world.places.name.tolist()):
        return f"{place.name}, {nation}"
    return f"Middle of {nation}"


def telling_case(result: "Result", cell: int) -> tuple[str, str]:
    """Return the launch area and arc by which the policies differ most for a cell.

    Areas of the launch that is asked for alone.

    Only the middle of each area is looked at; the first in the scenario's order wins a tie.
    """
    spread_s: dict[tuple[int, int], float] = {}
    points = result.world.launch_points(result.question.launch)
    for position, group in enumerate(result.bank.groups):
        for column in np.flatnonzero(group.cells == cell):
            left_s = np.array(
                [
                    outcome.parts[position].effective_s.reshape(group.shape)[:, :, column]
                    for outcome in (result.outcomes[name] for name in result.policies)
                ]
            )
            # Rounded to the millisecond, so that the last bits of two equal cases do not choose.
            differ_s = np.ptp(left_s, axis=0).round(3)
            spread_s |= {
                (int(launch), arc): float(differ_s[row, arc])
                for row, launch in enumerate(group.launches)
                for arc in range(group.arcs)
                # Point 0 is the middle of its area: a case that a reader can find on the map.
                if launch in points and result.world.launches.point[launch] == 0
            }
    launch, arc = max(sorted(spread_s), key=lambda case: spread_s[case])
    return result.world.launches.area[launch], result.world.arcs[arc].id


def _outcome(told: "CellExplanation") -> str:
    return f"{minutes(told.warning_s)} left" if told.status == "warned" else told.status


def _table(told: Sequence["CellExplanation"]) -> Table:
    rows = [_row(each) for each in told]
    return Table.of("Times after launch, minutes:seconds", HEAD, rows)


def _row(told: "CellExplanation") -> list[Cell]:
    times = (told.know_s, told.public_s, told.impact_s, told.warning_s)
    shown = [minutes(time if np.isfinite(time) else np.nan) for time in times]
    return [
        code(told.policy),
        text(told.status),
        text(told.sensor),
        text(told.route),
        *map(number, shown),
    ]


def _words(told: Sequence["CellExplanation"]) -> list[tuple[str, tuple[str, ...]]]:
    """Sentences by the policies that they hold for."""
    policies: dict[tuple[str, ...], list[str]] = {}
    for each in told:
        # Policies that come to the same are told once, with all their names.
        policies.setdefault(each.sentences, []).append(each.policy)
    return [(joined(names), sentences) for sentences, names in policies.items()]
