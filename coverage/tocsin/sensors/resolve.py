"""From a sensor's entry and its class's card to a plain spec, or to what is wrong with them."""

from collections.abc import Iterator

from tocsin.card_numbers import card_value
from tocsin.sensors.kind import Finding, Kind, Refraction, SensorSpec
from tocsin.sensors.kinds import KINDS
from tocsin.sensors.models import Sensor, SensorCard


def sensor_spec(
    sensor_id: str, sensor: Sensor, card: SensorCard, *, refraction: Refraction
) -> SensorSpec:
    """Return a sensor with the numbers of its class filled in.

    Parameters
    ----------
    sensor_id : str
    sensor : Sensor
        An entry without problems.
    card : SensorCard
        Its class.
    refraction : str
        The scenario's, for sensors that do not say their own.

    Examples
    --------
    >>> from tocsin.scenario import packaged_cards
    >>> eye = Sensor.model_validate({"class": "geo-infrared", "owner": "A", "lon": 100.0})
    >>> card = packaged_cards().sensors["geo-infrared"]
    >>> spec = sensor_spec("eye", eye, card, refraction="traced")
    >>> spec.lon, spec.alert_s, spec.track_s, spec.host
    (100.0, 20.0, None, 'A')
    """
    kind = _kind_of(card)
    numbers = _numbers(kind, sensor, card)
    for number in kind.numbers:
        if numbers[number.key] is None:
            # Last of all: entry, then card, then what stands for both.
            numbers[number.key] = number.default
    fields = {
        "id": sensor_id,
        "class_name": sensor.class_name,
        "owner": sensor.owner,
        "host": sensor.host or sensor.owner,
        "not_to": sensor.not_to,
    }
    return kind.resolve(sensor, fields | numbers, refraction)


def sensor_problems(sensor: Sensor, card: SensorCard) -> Iterator[Finding]:
    """Yield what is wrong with an entry of that class: missing and unused keys, contradictions.

    Examples
    --------
    >>> from tocsin.scenario import packaged_cards
    >>> eye = Sensor.model_validate({"class": "geo-infrared", "owner": "A"})
    >>> list(sensor_problems(eye, packaged_cards().sensors["geo-infrared"]))
    [('lon', "Missing key 'lon'", 'Give a geostationary longitude, or an orbit.')]
    """
    kind = _kind_of(card)
    numbers = _numbers(kind, sensor, card)
    title = f"class {sensor.class_name}"
    for number in kind.numbers:
        if number.needed and numbers[number.key] is None:
            what = f"Missing key {number.key!r}"
            yield number.key, what, f"The {title} has no such card; give it here."
    for key in sorted(set(type(sensor).model_fields) - kind.used_keys):
        # An empty mask says as little as none.
        if getattr(sensor, key) not in (None, ()):
            remedy = f"The {title} is {kind.name}; remove it."
            yield key, f"Unused key {key!r}", _remedies().get(key, remedy)
    yield from kind.problems(sensor, numbers)


def _kind_of(card: SensorCard) -> Kind:
    assert card.kind is not None  # a scenario with a class without one does not load
    return KINDS[card.kind]


def _numbers(kind: Kind, sensor: Sensor, card: SensorCard) -> dict[str, float | None]:
    return {number.key: card_value(sensor, card, number.key) for number in kind.numbers}


# The kind that owns a key knows best what to say of it where it does not belong.
def _remedies() -> dict[str, str]:
    return {key: text for kind in KINDS.values() for key, text in kind.remedies.items()}
