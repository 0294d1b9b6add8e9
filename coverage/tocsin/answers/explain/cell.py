"""One cell explained: where the seconds of its flight go, by which route, and what was refused."""

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tocsin.answers.explain.rows import (
    PARTS,
    CellExplanation,
    DutyRow,
    HopRow,
    RefusedRow,
    ResponderRow,
    SensorRow,
)
from tocsin.answers.explain.sentences import sentences
from tocsin.answers.locate import At, launch_of, one_cell, position_of
from tocsin.engine.bank import Bank
from tocsin.engine.effect import Decision
from tocsin.engine.one_case import with_one_case
from tocsin.engine.outcome import GroupOutcome
from tocsin.engine.rulebook import TRACK, Rulebook
from tocsin.engine.visibility import Sight, look
from tocsin.engine.world import World
from tocsin.sharing import Explanation, RefusedRoute, Route, Sighting
from tocsin.sharing.duties import ITSELF, LEVELS
from tocsin.sharing.explain import explain as explain_sharing
from tocsin.sharing.grants import TIERS
from tocsin.sharing.notice import STATUSES
from tocsin.sharing.routes import HIDDEN


def explain_cell(
    world: World,
    *,
    policy: str,
    at: At,
    nation: str | None = None,
    launch: str | None = None,
    point: int = 0,
    arc: str | None = None,
) -> CellExplanation:
    """Explain what one nation knows of one arc to one cell, when, how, and why not sooner.

    Parameters
    ----------
    world : World
    policy : str
    at : (lat, lon) or str
        Degrees; or the name of a cell, a target or a place, or ``"lat,lon"``; the nearest cell
        is explained.
    nation : str, optional
        Who is asked; the nation that the cell lies in by default.
    launch, arc : str, optional
        Launch area and arc class; the first of the scenario by default.
    point : int
        Point of the launch area.

    Returns
    -------
    CellExplanation

    Raises
    ------
    InputError
        A name is unknown, no cell is near, or the arc does not exist.
    """
    policies, arcs = list(world.scenario.policies), list(world.scenario.arcs)
    position_of(policy, policies, kind="policy")
    cell = one_cell(world, at)
    area = launch_of(world, launch, point=point)
    one = with_one_case(world, launch=area, point=point, cells=cell)
    sight = look(one, 0, position_of(arc, arcs, kind="arc"), slice(0, 1), with_windows=True)
    asked = int(cell.nation[0])
    if nation is not None:
        asked = position_of(nation, world.nations, kind="nation")
    bank, rulebook = Bank.of_sight(one, sight), Rulebook.of(world.book, policy)
    told = explain_sight(bank, rulebook, sight, nation=asked)
    named = isinstance(at, str) and at[:1].isalpha() and at != told.cell
    return replace(told, place=str(at)) if named else told


def explain_sight(bank: Bank, rulebook: Rulebook, sight: Sight, *, nation: int) -> CellExplanation:
    """Explain a sight of one cell, with its windows, to a nation under a rulebook."""
    (outcome,) = bank.outcome(rulebook, nation=nation).parts
    case = _Case(bank.world, rulebook, sight, outcome)
    told = case.told()
    sharing = case.sharing
    lines = sentences(told, winning=sharing.winning(case.names), truncated=sharing.truncated)
    return replace(told, sentences=lines)


@dataclass(frozen=True)
class _Case:
    """One arc to one cell, one rulebook, one nation that is asked."""

    world: World
    rulebook: Rulebook
    sight: Sight
    outcome: GroupOutcome

    @property
    def nation(self) -> int:
        return self.outcome.effect.nation

    @property
    def names(self) -> tuple[str, ...]:
        return self.world.nations

    @property
    def cell(self) -> int:
        return self.sight.part.start

    @property
    def impact_s(self) -> float:
        return float(self.sight.impact_s[0])

    @property
    def tier_s(self) -> NDArray[np.float64]:
        return self.sight.tier_s[0]

    @property
    def context(self) -> dict[str, int]:
        group = self.outcome.group
        return {"launch_nation": group.launch_nation, "threatened": group.nation}

    @property
    def decision(self) -> Decision:
        return self.outcome.effect.decision

    @property
    def delays(self) -> NDArray[np.float64]:
        """Delay of each sensor's alert and track to the nation, (s, 2)."""
        return self.outcome.effect.delays.reshape(-1, 2)

    @cached_property
    def sharing(self) -> Explanation:
        return explain_sharing(
            self._sightings(),
            nation=self.nation,
            required=self.decision.needs,
            network=self.rulebook.network,
            known=self.rulebook.known,
            impact_s=self.impact_s,
            **self.context,
        )

    def _sightings(self) -> list[Sighting]:
        labels = self.rulebook.book.labels
        return [
            Sighting(sensor.id, owner, not_to, (math.inf, float(times[0]), float(times[1])))
            for sensor, (owner, not_to), times in zip(
                self.world.sensors, labels, self.tier_s, strict=True
            )
        ]

    @cached_property
    def winner(self) -> int | None:
        """Position of the sensor whose item comes first, before impact."""
        if self.sharing.sighting is None or not self.known_in_time:
            return None
        return [sensor.id for sensor in self.world.sensors].index(self.sharing.sighting.sensor)

    @property
    def known_in_time(self) -> bool:
        return self.sharing.know_s < self.impact_s

    @property
    def notice_s(self) -> float:
        return float(self.outcome.notice_s[0]) if self.known_in_time else math.inf

    @property
    def decision_s(self) -> float:
        return self.notice_s + self.decision.assess_s

    @property
    def public_s(self) -> float:
        return self.decision_s + self.decision.disseminate_s

    def told(self) -> CellExplanation:
        """Everything but the sentences."""
        world, sight, sharing = self.world, self.sight, self.sharing
        code = STATUSES[int(self.outcome.status[0])]
        responders = self._responders()
        left_s = max((row.left_s for row in responders), default=-math.inf)
        left_before_s = self.impact_s - self.public_s
        return CellExplanation(
            policy=self.rulebook.name,
            launch=world.launches.area[sight.launch],
            point=int(world.launches.point[sight.launch]),
            arc=world.arcs[sight.arc].id,
            cell=str(world.cells.id[self.cell]),
            lat=float(world.cells.lat[self.cell]),
            lon=float(world.cells.lon[self.cell]),
            nation=self.names[self.nation],
            cell_nation=self.names[self.context["threatened"]],
            launch_nation=self.names[self.context["launch_nation"]],
            impact_s=self.impact_s,
            status=code,
            rule=_rule(self.decision),
            needs=TIERS[self.decision.needs],
            know_s=sharing.know_s,
            notice_s=self.notice_s,
            decision_s=self.decision_s,
            public_s=self.public_s,
            warning_s=left_before_s if self._is_told(left_before_s) else math.nan,
            sensor=None if self.winner is None else self._name_of(self.winner, sharing.route),
            route=self._route_text(),
            waterfall=self._waterfall(),
            hops=self._hops(),
            refused=tuple(self._refused(each) for each in sharing.refused),
            sensors=self._sensors(),
            responders=responders,
            duties=self._duties(),
            confirmed_by=self._confirmed_by(),
            response_s=left_s if math.isfinite(left_s) else math.nan,
        )

    def _route_text(self) -> str | None:
        route = self.sharing.route
        return None if self.winner is None or route is None else route.text(self.names)

    def _is_told(self, left_s: float) -> bool:
        return self.known_in_time and math.isfinite(left_s)

    def _name_of(self, sensor: int, route: Route | None) -> str:
        hidden = route is not None and route.anonymous
        return HIDDEN if hidden else self.world.sensors[sensor].id

    def _windows(self, sensor: int) -> tuple[tuple[float, float], ...]:
        windows = self.sight.windows
        assert windows is not None
        own = windows.sensor == sensor
        starts, ends = windows.window_in_s[own].tolist(), windows.window_out_s[own].tolist()
        return tuple(zip(starts, ends, strict=True))

    def _waterfall(self) -> dict[str, float]:
        parts = dict.fromkeys(PARTS, 0.0)
        if self.winner is None:
            return parts | {"unseen": self.impact_s}
        know_s, made_s, route = self.sharing.know_s, self.sharing.made_s, self.sharing.route
        assert route is not None
        # The window that was open when the item was made; ends are right to about 1 us only.
        starts = [start for start, _ in self._windows(self.winner) if start <= made_s + 1e-3]
        parts["unseen"] = min(max(starts, default=made_s), made_s)
        parts["confirm"] = made_s - parts["unseen"]
        parts["release"] = route.release_s
        parts["relay"] = route.relay_s
        if not math.isfinite(self.notice_s):
            return parts | {"confirmation_wait": self.impact_s - know_s}
        parts["confirmation_wait"] = self.notice_s - know_s
        parts["assess"] = self.decision.assess_s
        parts["disseminate"] = self.decision.disseminate_s
        return parts | {"left": self.impact_s - self.public_s}

    def _hops(self) -> tuple[HopRow, ...]:
        route = self.sharing.route
        rows: list[HopRow] = []
        if self.winner is None or route is None:
            return ()
        held_s = self.sharing.made_s
        for hop in route.hops:
            held_s += hop.delay_s
            hide = route.anonymous and not rows
            rows.append(
                HopRow(
                    HIDDEN if hide else self.names[hop.grant.source],
                    self.names[hop.grant.target],
                    hop.grant.agreement,
                    hop.grant.mode,
                    TIERS[hop.tier],
                    hop.mode_s,
                    hop.consent_s,
                    hop.sanitise_s,
                    held_s,
                )
            )
        return tuple(rows)

    def _refused(self, refused: RefusedRoute) -> RefusedRow:
        route = refused.route
        hidden = refused.hidden
        return RefusedRow(
            HIDDEN if hidden else refused.sighting.sensor,
            None if route is None else route.text(self.names),
            refused.arrive_s,
            refused.saved_s,
            refused.clauses,
            refused.agreements,
            () if hidden else tuple(other.sensor for other in refused.others),
            refused.sentence(self.names, as_of=self.sharing.as_of),
        )

    def _sensors(self) -> tuple[SensorRow, ...]:
        rows = []
        for position, sensor in enumerate(self.world.sensors):
            spans = self._windows(position)
            alert_s, track_s = (float(each) for each in self.tier_s[position])
            first_s = spans[0][0] if spans else math.inf
            owned = sensor.owner, sensor.host, sensor.class_name
            rows.append(SensorRow(sensor.id, *owned, first_s, alert_s, track_s, spans))
        return tuple(rows)

    def _confirmed_by(self) -> tuple[str, ...]:
        """Sensors that meet the rule, in order of arrival; none for ``accept`` or never."""
        if self.decision.rule == "accept" or not math.isfinite(self.notice_s):
            return ()
        counted = np.min(self.tier_s + self.delays, axis=-1)
        if self.decision.rule == "own":
            owners = [owner for owner, _ in self.rulebook.book.labels]
            counted[np.array(owners) != self.nation] = math.inf
        k = self.decision.k if self.decision.rule == "k_of_n" else 1
        chosen = np.argsort(counted, kind="stable")[:k]
        return tuple(self._name_of(int(each), self._route_of(int(each))) for each in chosen)

    def _route_of(self, sensor: int) -> Route | None:
        produced = int(np.argmin(self.tier_s[sensor] + self.delays[sensor]))
        return self.outcome.routes[2 * sensor + produced]

    def _responders(self) -> tuple[ResponderRow, ...]:
        circles = self.outcome.responders.covers[:, self.cell]
        given = self.world.scenario.responders.items()
        return tuple(
            self._responder(name, each, covers=bool(circles[row]))
            for row, (name, each) in enumerate(given)
        )

    def _responder(self, name: str, responder: Any, *, covers: bool) -> ResponderRow:
        owner = self.names.index(responder.owner)
        may_act = bool(self.rulebook.obligations.may_act[owner, self.context["threatened"]])
        labels = self.rulebook.book.labels
        delays = self.rulebook.delays(labels, **self.context, nation=owner, required=TRACK)
        track_s = float(np.min(self.tier_s + delays, initial=np.inf))
        able = covers and may_act and track_s < self.impact_s
        left_s = self.impact_s - track_s - responder.reaction_s if able else -math.inf
        ready_s = track_s + responder.reaction_s
        return ResponderRow(name, responder.owner, covers, may_act, track_s, ready_s, left_s)

    def _duties(self) -> tuple[DutyRow, ...]:
        threatened = self.context["threatened"]
        return tuple(
            DutyRow(
                self.names[reason.actor],
                self.names[reason.protected],
                LEVELS[reason.level],
                reason.agreement,
                reason.condition,
                reason.met,
                reason.sentence(self.names),
            )
            for reason in self.rulebook.obligations.reasons
            if reason.protected == threatened and reason.level != ITSELF
        )


def _rule(decision: Decision) -> str:
    return f"{decision.k} of n" if decision.rule == "k_of_n" else decision.rule
