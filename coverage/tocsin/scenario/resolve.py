"""From models and cards to plain specs."""

from typing import Any

from . import arcs as arc_models
from . import sensors as sensor_models
from .arcs import Arc
from .cards import ArcCard, DelayCard, SensorCard
from .nations import Confirmation, Nation
from .sensors import Sensor
from .specs import ArcSpec, DelaySpec, NationSpec, OrbitSpec, SensorSpec

Sector = tuple[float, float]


def card_value(entry: Any, card: Any, key: str) -> Any:
    """Return what the entry gives for `key` (null included), else the card's value, else None."""
    if key in entry.model_fields_set:
        return getattr(entry, key)
    number = getattr(card, key, None)
    return None if number is None else number.value


def sensor_spec(sensor_id: str, sensor: Sensor, card: SensorCard, *, refraction: str) -> SensorSpec:
    """Return the spec of a sensor; the keys that its kind does not use are None."""
    kind = card.kind or "radar"
    keys = sensor_models.CARD_KEYS[kind]
    every = (*sensor_models.SHARED_KEYS, *sensor_models.RADAR_KEYS, *sensor_models.INFRARED_KEYS)
    numbers: dict[str, Any] = {
        key: card_value(sensor, card, key) if key in keys else None for key in every
    }
    width = numbers.pop("azimuth_deg")
    numbers["height_m"] = numbers["height_m"] or 0.0
    if numbers["availability"] is None:
        numbers["availability"] = 1.0
    lat, lon = _site(sensor)
    return SensorSpec(
        id=sensor_id,
        class_name=sensor.class_name,
        kind=kind,
        owner=sensor.owner,
        host=sensor.host or sensor.owner,
        not_to=sensor.not_to,
        lat=lat,
        lon=lon,
        sectors=_sectors(sensor, width),
        refraction=sensor.refraction or refraction,
        mask=sensor.mask,
        patrol=sensor.patrol.edges if sensor.patrol else None,
        orbit=OrbitSpec(**sensor.orbit.model_dump()) if sensor.orbit else None,
        **numbers,
    )


def _site(sensor: Any) -> tuple[float, float]:
    if sensor.patrol is not None:
        return sensor.patrol.centre
    return sensor.lat or 0.0, sensor.lon or 0.0


def _sectors(sensor: Any, width_deg: float | None) -> tuple[Sector, ...]:
    if sensor.sectors is not None:
        return merge_sectors([(each.facing_deg, each.half_width_deg) for each in sensor.sectors])
    if width_deg is None or width_deg >= 360.0:
        return ((0.0, 180.0),)
    return merge_sectors([(facing, width_deg / 2.0) for facing in sensor.facing_deg or (0.0,)])


def merge_sectors(sectors: list[Sector]) -> tuple[Sector, ...]:
    """Join azimuth sectors (centre, half-width; degrees) that overlap or touch.

    Returns
    -------
    tuple of (float, float)
        Centres in [0, 360) and half-widths, in order of their left edges; one full circle is
        ``(0, 180)``.

    Examples
    --------
    >>> merge_sectors([(350, 20), (30, 20), (180, 10)])
    ((180.0, 10.0), (10.0, 40.0))
    >>> merge_sectors([(0, 60), (120, 60), (240, 60)])
    ((0.0, 180.0),)
    """
    # `% 360` twice: a tiny negative number gives 360 itself the first time.
    spans = sorted(((centre - half) % 360.0 % 360.0, 2.0 * half) for centre, half in sectors)
    # Twice round, so that a sector which wraps through north meets those behind it.
    merged: list[list[float]] = []
    for left, width in [*spans, *((left + 360.0, width) for left, width in spans)]:
        if merged and left <= merged[-1][1] + 1e-9:
            merged[-1][1] = max(merged[-1][1], left + width)
        else:
            merged.append([left, left + width])
    if any(right - left >= 360.0 - 1e-9 for left, right in merged):
        return ((0.0, 180.0),)
    return _one_turn(merged)


def _one_turn(merged: list[list[float]]) -> tuple[Sector, ...]:
    # A span of the second turn that began inside one of the first has swallowed the latter.
    wrapped = [right - 360.0 for left, right in merged if left < 360.0 <= right]
    reach = max(wrapped, default=-1.0)
    kept = [(left, right) for left, right in merged if reach + 1e-9 < left < 360.0]
    sectors = [(((left + right) / 2.0) % 360.0, (right - left) / 2.0) for left, right in kept]
    return tuple(sectors)


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
