"""The maps of a run: which there are, what each shows, and in words what is to be seen."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tocsin.answers.compare import CHANGES, change_codes
from tocsin.answers.median_cells import CellValues, cell_values
from tocsin.plot import style
from tocsin.plot.scene import Cells, Scene
from tocsin.plot.world_scene import ALTITUDE_KM, scene_of
from tocsin.report.drawing import Drawing
from tocsin.report.findings import change_finding, warning_finding
from tocsin.scenario.launching import launch_areas, leading_launches
from tocsin.sensors.kinds import KINDS
from tocsin.sharing.notice import NO_CHANGE_S, STATUSES
from tocsin.words import counted, minutes, percent

if TYPE_CHECKING:
    from tocsin.answers.run import Result
    from tocsin.sensors.kind import SensorSpec

TITLE_WIDTH = 72
# Classes of colour span this share of the cells; the last class is open.
BULK = 0.98


@dataclass(frozen=True)
class Sheet:
    """One map of a run.

    Attributes
    ----------
    kind : str
        ``warning``, ``change``, ``footprints`` or ``multiples`` (warning by policy and arc).
    policy : str
        The policy shown; empty for footprints and multiples.
    before : str
        For a change: the policy it is measured against.
    arc : str or None
        The one arc shown; None shows all.
    launch : str
        The launch that it is of; empty for what leads, and for footprints.
    """

    kind: str
    policy: str = ""
    before: str = ""
    arc: str | None = None
    launch: str = ""

    @property
    def name(self) -> str:
        """File name without its ending; ids hold no dots, so that names cannot meet.

        >>> Sheet("change", "pact", before="alone", arc="low").name
        'change-alone-to-pact.low'
        >>> Sheet("warning", "pact", launch="west").name
        'warning-pact.from-west'
        """
        parts = {
            "warning": f"warning-{self.policy}",
            "change": f"change-{self.before}-to-{self.policy}",
            "footprints": "footprints",
            "multiples": "warning-by-arc",
        }
        launch = f".from-{self.launch}" if self.launch else ""
        return parts[self.kind] + launch + (f".{self.arc}" if self.arc else "")


def sheets(result: "Result", *, per_arc: bool = False) -> list[Sheet]:
    """List the maps of a run: warning, change against the first policy, footprints, then by arc.

    Those of the launch that leads come first, then the same of every other launch nation.
    """
    # The first policy is what the others are measured against, as in every table.
    first, *others = result.policies
    arcs = [None, *(arc.id for arc in result.world.arcs)] if per_arc else [None]
    listed = []
    for launch in ("", *leading_launches(result.scenario)[1:]):
        for arc in arcs:
            listed += [Sheet("warning", name, "", arc, launch) for name in result.policies]
            listed += [Sheet("change", name, first, arc, launch) for name in others]
        if per_arc:
            listed.append(Sheet("multiples", launch=launch))
    # Footprints know neither launch nor arc, only an altitude.
    listed.insert(len(result.policies) + len(others), Sheet("footprints"))
    return listed


@dataclass(frozen=True)
class Atlas:
    """Draws the maps of a run in one look: one view, one scale of colours.

    Attributes
    ----------
    result : Result
    """

    result: "Result"
    # A map, its alt text and its table ask for the same medians; reckoned once, they also agree.
    _values: dict[tuple[str, ...], CellValues] = field(default_factory=dict, repr=False)

    @cached_property
    def cells(self) -> Cells:
        """Cells as the maps take them."""
        cells = self.result.world.cells
        return Cells.of(cells.id, cells.lat, cells.lon)

    @cached_property
    def scene(self) -> Scene:
        """Sensors with their footprints, launch areas, places."""
        return scene_of(self.result.world)

    @cached_property
    def sites(self) -> Scene:
        """The scene without footprints, which would hide the cells."""
        # The view is settled by what all maps show, so that a reader can switch between them.
        bare = scene_of(self.result.world, footprints=False)
        return replace(bare, view=bare.view_with(self.cells))

    def sites_of(self, sheet: Sheet) -> Scene:
        """The scene without footprints, with the launch areas alone that a map is of."""
        areas = launch_areas(self.result.scenario, self.of(sheet).question.launch)
        launches = [area for area in self.sites.launches if area.name in areas]
        return replace(self.sites, launches=launches)

    def values(self, sheet: Sheet, policy: str | None = None) -> CellValues:
        """The median case of each cell, under a map's policy or another; worked out once."""
        name = sheet.policy if policy is None else policy
        key = (name, sheet.arc or "", sheet.launch)
        if key not in self._values:
            self._values[key] = cell_values(self.of(sheet), name, sheet.arc)
        return self._values[key]

    def of(self, sheet: Sheet) -> "Result":
        """The result, asked for the launch that a map is of."""
        return self.result.of(sheet.launch) if sheet.launch else self.result

    def levels_s(self, sheet: Sheet) -> list[float]:
        """Limits of the colours [s]: the same for all policies."""
        # Over all policies: a colour means the same time on every map of a switch.
        found = [self.values(sheet, policy) for policy in self.result.policies]
        return style.time_levels(_bulk([v.value_s[v.status == "warned"] for v in found]))

    def step_s(self, sheet: Sheet) -> float:
        """Width of a class of change [s]: the same for all policies."""
        sizes = [np.abs(self.change_s(sheet, policy)) for policy in self.result.policies]
        # Cells without a change would pull the scale towards nothing.
        changed = [size[size >= NO_CHANGE_S] for size in sizes]
        return style.time_levels(_bulk(changed), classes=style.CHANGE_CLASSES)[1]

    def change_s(self, sheet: Sheet, policy: str | None = None) -> NDArray[np.float64]:
        """Change of each cell that is warned under both policies [s]; nan for others."""
        old, new = self.values(sheet, sheet.before), self.values(sheet, policy)
        both = (old.status == "warned") & (new.status == "warned")
        # Newly warned is not "gained all of its time": it has a class of its own.
        return np.where(both, new.value_s - old.value_s, np.nan)

    def change_codes(self, sheet: Sheet) -> NDArray[np.int64]:
        """What becomes of each cell on a map of change: positions in `CHANGES`."""
        return change_codes(self.values(sheet, sheet.before), self.values(sheet))

    def draw(self, sheet: Sheet) -> "style.Figure":
        """Draw one map."""
        return self.drawing(sheet).figure()

    def drawing(self, sheet: Sheet) -> Drawing:
        """Lay out one map: all that it is drawn of, as values."""
        if sheet.kind == "footprints":
            return self._footprints()
        if sheet.kind == "change":
            return self._change(sheet)
        if sheet.kind == "multiples":
            return self._multiples(sheet)
        values = self.values(sheet)
        finding = warning_finding(self.result.world, values)
        return Drawing(
            "maps:warning_map",
            (self.cells,),
            {
                "value_s": values.value_s,
                "status": values.status,
                "title": f"{self.label(sheet.policy)}: {finding}",
                "subtitle": f"Warning time, {self._basis(sheet)}",
                "scene": self.sites_of(sheet),
                "levels_s": self.levels_s(sheet),
            },
        )

    def label(self, policy: str) -> str:
        """A policy's title, or its id."""
        return self.result.title_of(policy)

    def alt(self, sheet: Sheet) -> str:
        """Say in words what a map shows."""
        if sheet.kind == "footprints":
            sited = [sensor for sensor in self.result.world.sensors if sensor.site is not None]
            altitude = f"{self.scene.altitude_km:g} km"
            sensors = counted(len(sited), _noun(sited))
            return f"Map of the footprints of {sensors} for objects at {altitude} altitude."
        if sheet.kind == "multiples":
            whence = f"launched from {self.of(sheet).question.title}"
            return f"Map of warning time by policy (rows) and by arc (columns), {whence}."
        arc = f" from {self.of(sheet).question.title}" + (f", arc {sheet.arc}" if sheet.arc else "")
        if sheet.kind == "change":
            which = f"from {sheet.before} to {sheet.policy}, launched{arc}"
            title = f"Map of the change of warning time {which}."
            return f"{title} {self._change_words(sheet)}"
        title = f"Map of warning time under {sheet.policy}, launched{arc}."
        return f"{title} {self._warning_words(sheet)}"

    def _warning_words(self, sheet: Sheet) -> str:
        values = self.values(sheet)
        of = [(name, float((values.status == name).mean())) for name in reversed(STATUSES)]
        parts = [f"{percent(share)} {name}" for name, share in of]
        warned_s = values.value_s[values.status == "warned"]
        words = f"Of {counted(len(values.value_s), 'cell')} {', '.join(parts)}."
        if len(warned_s):
            words += f" Median of the warned cells {minutes(float(np.median(warned_s)))}."
        return words

    def _change_words(self, sheet: Sheet) -> str:
        codes = self.change_codes(sheet)
        words = {
            "sooner": "gain time",
            "later": "lose time",
            "newly warned": "are newly warned",
            "no longer warned": "are no longer warned",
        }
        parts = [
            f"{percent(float((codes == CHANGES.index(kind)).mean()))} {text}"
            for kind, text in words.items()
        ]
        return f"Of {counted(len(codes), 'cell')} {', '.join(parts)}."

    def _change(self, sheet: Sheet) -> Drawing:
        before, after = self.values(sheet, sheet.before), self.values(sheet)
        against = f"Change of warning time against {self.label(sheet.before)}"
        return Drawing(
            "maps:difference_map",
            (self.cells,),
            {
                "before": (before.value_s, before.status),
                "after": (after.value_s, after.status),
                "title": f"{self.label(sheet.policy)}: {self._change_finding(sheet)}",
                "subtitle": f"{against}, {self._basis(sheet)}",
                "scene": self.sites_of(sheet),
                "step_s": self.step_s(sheet),
            },
        )

    def _multiples(self, sheet: Sheet) -> Drawing:
        """Lay out warning by policy and arc, under one scale: arcs are unlike threats."""
        result = self.result
        arcs = [arc.id for arc in result.world.arcs]
        every = {
            (policy, arc): self.values(replace(sheet, policy=policy, arc=arc))
            for policy in result.policies
            for arc in arcs
        }
        warned_s = [each.value_s[each.status == "warned"] for each in every.values()]
        question = self.of(sheet).question
        points = counted(len(result.world.launch_points(question.launch)), "launch point")
        basis = f"Median of {points} in each cell. From {question.title}. {question.basis}"
        return Drawing(
            "multiples:warning_multiples",
            (self.cells,),
            {
                "panels": [
                    [(every[policy, arc].value_s, every[policy, arc].status) for arc in arcs]
                    for policy in result.policies
                ],
                "rows": [self.label(policy) for policy in result.policies],
                "columns": arcs,
                "levels_s": style.time_levels(_bulk(warned_s)),
                "titles": ("Warning time by policy and arc", basis),
                "scene": self.sites_of(sheet),
            },
        )

    def _footprints(self) -> Drawing:
        """Lay out what sensors with a site see; a satellite's cap would colour the whole map."""
        sensors = self.result.world.sensors
        sited = [sensor for sensor in sensors if sensor.site is not None]
        others = [sensor for sensor in sensors if sensor.site is None]
        absent = f"without {_noun(others)}s ({', '.join(sensor.id for sensor in others)})"
        return Drawing(
            "maps:footprint_map",
            ([outline for outline in self.scene.outlines if outline.lat is not None],),
            {
                "altitude_km": self.scene.altitude_km or ALTITUDE_KM,
                "scene": self.sites,
                "title": f"What the {_noun(sited)}s see",
                "subtitle": _short(absent) if others else "",
            },
        )

    def _basis(self, sheet: Sheet) -> str:
        """Say what a cell's colour stands for."""
        question, world = self.of(sheet).question, self.result.world
        which = f"arc {sheet.arc}" if sheet.arc else counted(len(world.arcs), "arc")
        points = counted(len(world.launch_points(question.launch)), "launch point")
        # Of the rulebook: of two scenarios each has policies of its own.
        as_of = self.result.rulebook(sheet.policy).policy.as_of
        rules = f"Rules of {as_of}. " if as_of else ""
        return (
            f"median of {points} and {which} in each cell; title: its median over cells. "
            f"From {question.title}. {rules}{question.basis}"
        )

    def _change_finding(self, sheet: Sheet) -> str:
        return change_finding(self.result.world, self.change_s(sheet), self.change_codes(sheet))


def _noun(sensors: Sequence["SensorSpec"]) -> str:
    """Return what sensors are called, if they are all called the same."""
    nouns = {KINDS[sensor.kind].noun for sensor in sensors}
    return nouns.pop() if len(nouns) == 1 else "sensor"


def _bulk(parts: Sequence[NDArray[np.float64]]) -> float:
    """Return what nearly all values stay below; a few larger ones must not set the scale."""
    values = np.concatenate(list(parts))
    return float(np.quantile(values, BULK)) if len(values) else 0.0


def _short(title: str) -> str:
    return title if len(title) <= TITLE_WIDTH else f"{title[: TITLE_WIDTH - 1].rstrip()}…"
