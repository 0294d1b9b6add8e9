"""One scenario of a study with everything that its runs share, and the runs on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.response import response_times
from tocsin.engine.rulebook import TIER_CODES
from tocsin.engine.visibility import Sight
from tocsin.engine.warning import notices
from tocsin.engine.world import World
from tocsin.sharing.notice import STATUSES, status

from .geometry import CELLS, GEOMETRIES, Geometry
from .keys import cells_key, geometry_key, scenario_key
from .measuring import Group, Outcomes, groups_of, measure
from .rules import Expanded, Setting, StudyRules, rules_of
from .tables import CELL_COLUMNS
from .vocabulary import RESPONSE

if TYPE_CHECKING:
    import pandas as pd

    from tocsin.scenario import Scenario

    from .vocabulary import StudyFile

MAX_REMEMBERED = 20_000


@dataclass(frozen=True)
class Bench:
    """A scenario laid out for many runs.

    Runs whose delays and decisions are equal have equal measures, which are worked out once.

    Attributes
    ----------
    scenario : Scenario
    file : StudyFile
    """

    scenario: "Scenario"
    file: "StudyFile"
    remembered: dict[bytes, NDArray[np.float64]] = field(default_factory=dict, repr=False)

    @cached_property
    def world(self) -> World:
        """The scenario as arrays; its cells are shared with other scenarios that have the same."""
        world = World(self.scenario)
        # cached_property reads this entry; cells take far longer to find than all else here.
        world.__dict__["cells"] = CELLS.get(cells_key(self.scenario), lambda: world.cells)
        return world

    @cached_property
    def geometry(self) -> Geometry:
        """Tier times, shared with other scenarios of the same geometry."""
        made: Geometry = GEOMETRIES.get(
            geometry_key(self.scenario), lambda: Geometry.of(self.world)
        )
        return made

    @cached_property
    def expanded(self) -> Expanded:
        """Grants and hashes of the agreements."""
        return Expanded(self.scenario, key=scenario_key(self.scenario, self.file))

    @cached_property
    def blocks(self) -> list[tuple[slice, Sight]]:
        """Cases by launch nation."""
        return self.geometry.blocks(self.world)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Rows of each run."""
        return groups_of(self.world, self.geometry, self.file.by)

    @property
    def with_response(self) -> bool:
        """Whether response times are asked for."""
        return self.file.keep_cells or any(name in RESPONSE for name in self.file.measures)

    def measures(self, setting: Setting) -> NDArray[np.float64]:
        """Return the measures of a run, shape (groups, measures); nan where there is none."""
        rules = rules_of(self.world, setting, self.expanded)
        known = self._signature(rules)
        if known not in self.remembered:
            if len(self.remembered) >= MAX_REMEMBERED:
                self.remembered.clear()
            found, wanted = self.outcomes(rules), self.file.measures
            self.remembered[known] = np.array(
                [measure(found, group, wanted=wanted) for group in self.groups]
            )
        return self.remembered[known]

    def outcomes(self, rules: StudyRules) -> Outcomes:
        """Work out every case of a run."""
        nation = self.world.cells.nation
        parts = [
            notices(
                rules,
                sight.tier_s,
                nation[sight.part],
                launch_nation=int(self.world.launches.nation[sight.launch]),
            )
            for _, sight in self.blocks
        ]
        know_s, notice_s, public_s, sensor = (
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("know_s", "notice_s", "public_s", "sensor")
        )
        impact_s = self.geometry.impact_s
        code = status(know_s, public_s, impact_s)
        return Outcomes(code, notice_s, public_s, impact_s, self._responses(rules), sensor)

    def _responses(self, rules: StudyRules) -> NDArray[np.float64] | None:
        if not self.with_response:
            return None
        found = [response_times(self.world, rules, sight) for _, sight in self.blocks]
        return np.concatenate(found)

    @cached_property
    def _threatened(self) -> list[int]:
        return np.unique(self.world.cells.nation).tolist()

    @cached_property
    def _launching(self) -> list[int]:
        return np.unique(self.world.launches.nation).tolist()

    def _signature(self, rules: StudyRules) -> bytes:
        """Everything of the rules that the outcomes depend on, and nothing else."""
        told = blake2b(digest_size=16)
        actors = self._actors if self.with_response else []
        for nation in self._threatened:
            decision = rules.decision(nation)
            told.update(repr(decision).encode())
            asked = [(nation, decision.needs), *((a, TIER_CODES["track"]) for a in actors)]
            for launching in self._launching:
                for holder, required in asked:
                    delays = rules.delays(
                        launch_nation=launching,
                        threatened=nation,
                        nation=holder,
                        required=required,
                    )
                    told.update(delays.tobytes())
        if actors:
            told.update(rules.obligations.may_act.tobytes())
        return told.digest()

    @cached_property
    def _actors(self) -> list[int]:
        owners = {each.owner for each in self.scenario.responders.values()}
        return sorted(self.world.nations.index(owner) for owner in owners)

    def cases(self, setting: Setting) -> "pd.DataFrame":
        """Return a row for each launch point, arc and cell of a run."""
        import pandas as pd

        world, held = self.world, self.geometry
        found = self.outcomes(rules_of(world, setting, self.expanded))
        never = found.code == STATUSES.index("never")
        sensor = np.where(never, -1, found.sensor)
        frame = {
            "launch": _named(held.launch, world.launches.area),
            "point": world.launches.point[held.launch],
            "arc": _named(held.arc, [each.id for each in world.arcs]),
            "cell": held.cells.id[held.cell].astype(object),
            "nation": _named(held.cells.nation[held.cell], world.nations),
            "impact_s": found.impact_s,
            "status": _named(found.code, STATUSES),
            "notice_s": _or_nan(found.notice_s, never),
            "public_s": _or_nan(found.public_s, never),
            "warning_s": _or_nan(found.impact_s - found.public_s, never),
            "response_s": found.response_s,
            "sensor": _named(sensor, [*(each.id for each in world.sensors), None]),
        }
        return pd.DataFrame({name: frame[name] for name in CELL_COLUMNS})


def _named(codes: NDArray[np.integer], names: Sequence[str | None]) -> NDArray[np.object_]:
    return np.array(names, dtype=object)[codes]


def _or_nan(values: NDArray[np.float64], never: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.where(never | ~np.isfinite(values), np.nan, values)
