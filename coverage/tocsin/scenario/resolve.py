"""From models and cards to plain specs."""

from typing import Any

from tocsin.card_numbers import card_value

from . import arcs as arc_models
from .arcs import Arc
from .cards import ArcCard, DelayCard
from .nations import Confirmation, Nation
from .specs import ArcSpec, DelaySpec, NationSpec


def arc_spec(arc_id: str, arc: Arc, card: ArcCard | None) -> ArcSpec:
    """Return the spec of an arc; `card` is that of its class, if it names one."""
    kind = arc_kind(arc, card)
    every = ("boost_s", "rcs_m2", "altitude_km", "speed_m_s")
    keys = arc_models.CARD_KEYS[kind]
    numbers = {key: card_value(arc, card, key) if key in keys else 0.0 for key in every}
    if numbers["rcs_m2"] is None:
        numbers["rcs_m2"] = 1.0
    profile, value = _profile(arc)
    return ArcSpec(id=arc_id, kind=kind, profile=profile, value=value, **numbers)


def arc_kind(arc: Any, card: Any) -> str:
    """Return the kind of an arc: its own, else its class's, else ballistic."""
    return arc.kind or (card.kind if card is not None else None) or "ballistic"


def _profile(arc: Any) -> tuple[str, float]:
    for key in ("apogee_km", "apogee_ratio"):
        if getattr(arc, key) is not None:
            return key, getattr(arc, key)
    return "min-energy", 0.0


def delay_spec(card: DelayCard) -> DelaySpec:
    """Return the delays of the merged cards."""
    return DelaySpec(**{key: getattr(card, key).value for key in type(card).model_fields})


def nation_spec(
    nation_id: str, nation: Nation, *, rule: Confirmation, delays: DelaySpec
) -> NationSpec:
    """Return how a nation decides; the delays stand in for the stages that it does not give."""
    return NationSpec(
        id=nation_id,
        name=nation.name or nation_id,
        assess_s=delays.assess_s if nation.assess_s is None else nation.assess_s,
        disseminate_s=(
            delays.disseminate_s if nation.disseminate_s is None else nation.disseminate_s
        ),
        rule=rule.rule,
        k=rule.k,
        needs=nation.needs,
        members=nation.members,
    )
