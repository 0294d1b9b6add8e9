"""What the page says in words: nations, launches, sensors, agreements, places, cards."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tocsin import __version__
from tocsin.answers.disturbances import suspensions_of
from tocsin.answers.median_cells import largest_places
from tocsin.constants import NOTIONAL
from tocsin.engine.thin import is_thin
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.fields import field_docs
from tocsin.report.data.setting import settings
from tocsin.report.parts_sources import used_cards
from tocsin.scenario.cards import ArcCard, Cards, DelayCard
from tocsin.scenario.launching import launch_nation, launch_title
from tocsin.sensors.kinds import KINDS
from tocsin.sharing import Defence, Sharing
from tocsin.sharing.words import words_of_agreement

if TYPE_CHECKING:
    from tocsin.sensors.kind import SensorSpec
    from tocsin.sharing.vocabulary import Agreement

# A reader looks for a town; a nation has no more of them than one scrolls through.
PLACES_PER_NATION = 120
# Each is worked out in the page, at some milliseconds.
MOST_SETS = 64


def about(world: World, *, name: str) -> dict[str, Any]:
    """What the scenario is, and by which name or path a command line reaches it."""
    scenario = world.scenario
    return {
        "title": scenario.title or "Warning time",
        "description": scenario.description or "",
        "notional": NOTIONAL,
        "version": __version__,
        "fingerprint": scenario.content_hash(),
        "command": name,
        "set": settings(scenario),
        "threat": world.nations.index(scenario.threat_nation),
    }


def nations(world: World) -> list[dict[str, Any]]:
    """Return nations in file order."""
    colors = world.scenario.colors
    return [
        {
            "id": name,
            "name": called,
            "color": colors.get(name),
            "thin": is_thin(world.scenario, name),
            "target": name in world.scenario.target_nations,
        }
        for name, called in names(world).items()
    ]


def names(world: World) -> dict[str, str]:
    """Return what a reader calls each nation, by id, in file order."""
    # Codes are for files.
    return {name: nation.name or name for name, nation in world.scenario.nations.items()}


def launches(world: World) -> dict[str, Any]:
    """Return launch points, and the launches that a reader may choose from: what leads first."""
    choices = [
        {
            "id": name,
            "title": launch_title(world.scenario, name),
            "nation": world.nations.index(launch_nation(world.scenario, name)),
            "points": world.launch_points(name).tolist(),
        }
        for name in world.launch_names
    ]
    # Points by position, as everywhere in the data: names are for what is shown.
    at = world.launches
    points = [
        {"area": area, "point": int(point), "lat": float(lat), "lon": float(lon)}
        for area, point, lat, lon in zip(at.area, at.point, at.lat, at.lon, strict=True)
    ]
    return {"points": points, "launchChoices": choices}


def arcs(world: World) -> list[dict[str, Any]]:
    """Return arc classes in file order."""
    cards = world.scenario.cards.arcs
    classes = [world.scenario.arcs[arc.id].class_name or "" for arc in world.arcs]
    titles = [
        (cards[name].title if name in cards else None) or arc.id
        for arc, name in zip(world.arcs, classes, strict=True)
    ]
    return [
        {
            "id": arc.id,
            # Of one class there may be several: only their names tell them apart.
            "title": title if titles.count(title) == 1 else f"{title} ({arc.id})",
            "kind": arc.kind,
            "class": name,
        }
        for arc, name, title in zip(world.arcs, classes, titles, strict=True)
    ]


def sensors(world: World) -> list[dict[str, Any]]:
    """Return sensors in file order; without a site there is no place."""
    return [_sensor(sensor, world) for sensor in world.sensors]


def _sensor(sensor: "SensorSpec", world: World) -> dict[str, Any]:
    # A satellite is drawn nowhere rather than under where it once was.
    lat, lon = sensor.site or (None, None)
    return {
        "id": sensor.id,
        "noun": KINDS[sensor.kind].noun,
        "class": sensor.class_name,
        "owner": world.nations.index(sensor.owner),
        "host": world.nations.index(sensor.host),
        "lat": lat,
        "lon": lon,
        "alert_s": sensor.alert_s,
        "track_s": sensor.track_s,
        "where": sensor.words().where,
    }


def agreements(world: World) -> list[dict[str, Any]]:
    """Return agreements in file order, their edges by position of nations."""
    return [
        _agreement(world, name, agreement)
        | (
            _shared(world, name, agreement)
            if isinstance(agreement, Sharing)
            else _owed(agreement, world)
        )
        for name, agreement in world.scenario.agreements.items()
    ]


def _agreement(world: World, name: str, agreement: "Agreement") -> dict[str, Any]:
    """What is said of any agreement."""
    names = list(world.scenario.agreements)
    start, end = agreement.in_force or (None, None)
    return {
        "id": name,
        "title": agreement.title or name,
        # What never was may be switched on all the same: that is the question.
        "hypothetical": agreement.hypothetical,
        "from": start.isoformat() if start else None,
        "until": end.isoformat() if end else None,
        "rests": [names.index(each) for each in world.scenario.resting.get(name, ())],
        "source": agreement.source or "",
        "note": agreement.note or "",
    }


def _shared(world: World, name: str, agreement: Sharing) -> dict[str, Any]:
    """What is said of one of sharing."""
    return {
        "kind": "sharing",
        # Most runs are none, and then such an agreement passes nothing.
        "exercise": agreement.mode == "exercise",
        "edges": [
            [grant.source, grant.target, grant.tier, grant.mode]
            for grant in world.book.grants(name)
        ],
        "terms": words_of_agreement(agreement),
        "duties": [],
    }


def _owed(agreement: Defence, world: World) -> dict[str, Any]:
    """What is said of one of defence."""
    return {
        "kind": "defence",
        "exercise": False,
        "edges": [],
        "terms": {"terms": agreement.text()},
        "duties": _duties(agreement, world),
    }


def _duties(agreement: Defence, world: World) -> list[list[Any]]:
    """Who must or may act for whom, and on which condition: actor, protected, condition."""
    position = world.nations.index
    # A duty to consult lets nobody act, so that it is no part of who may.
    sure = [[position(a), position(b), None] for a, b in agreement.must]
    return sure + [[position(a), position(b), agreement.may_if] for a, b in agreement.may]


def shocks(world: World) -> list[dict[str, Any]]:
    """Return shocks, agreements by position."""
    names = list(world.scenario.agreements)
    return [
        {
            "id": name,
            "title": shock.title or name,
            "suspends": [names.index(each) for each in shock.suspends],
            "source": shock.source or "",
        }
        for name, shock in world.scenario.shocks.items()
    ]


def suspended_sets(world: World) -> list[dict[str, Any]]:
    """Return every set of agreements that shocks may suspend together, with its chance.

    None where there are more than `MOST_SETS`: the friction verb works those out.
    """
    scenario = world.scenario
    try:
        found = suspensions_of(scenario, most=MOST_SETS) if scenario.shocks else ()
    except InputError:
        return []
    names = list(scenario.agreements)
    return [
        {"agreements": sorted(map(names.index, each.agreements)), "probability": each.probability}
        for each in found
    ]


def responders(world: World) -> list[dict[str, Any]]:
    """Return responders in file order."""
    return [
        {"id": name, "owner": world.nations.index(each.owner), "reaction_s": each.reaction_s}
        for name, each in world.scenario.responders.items()
    ]


def places(world: World) -> list[dict[str, Any]]:
    """Return the largest places of each nation with cells, and the cell that stands for each."""
    return [
        {"name": each.name, "nation": world.nations.index(each.nation), "cell": each.cell}
        for each in largest_places(world, per_nation=PLACES_PER_NATION)
    ]


def events(world: World) -> list[dict[str, Any]]:
    """Return the dated events that changed no edge."""
    return [
        {
            "date": event.date.isoformat(),
            "title": event.title,
            "source": event.source or "",
            "note": event.note or "",
        }
        for event in world.scenario.history
    ]


def cards(world: World) -> list[dict[str, Any]]:
    """Return the cards that the run uses, with their ranges and sources, and each in words."""
    return in_words(world.scenario.cards, used_cards(world))


def in_words(library: Cards, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows of the cards library with the card's ``title``, and the number in ``words``.

    Examples
    --------
    >>> from tocsin.scenario import packaged_cards
    >>> library = packaged_cards()
    >>> row = in_words(library, library.table())[0]
    >>> row["title"], row["words"]
    ('Forward-based transportable phased array, X band', 'Range for a 1 m2 target')
    """
    said = {"arcs": field_docs(ArcCard), "delays": field_docs(DelayCard)}
    told = []
    for row in rows:
        group, name, key = row["group"], row["class"], row["key"]
        if group == "sensors":
            card = library.sensors[name]
            numbers = {number.key: number.text for number in KINDS[card.kind or ""].numbers}
            title, words = card.title, numbers[key]
        else:
            title = library.arcs[name].title if group == "arcs" else "Delays"
            words = said[group][key].rstrip(".")
        told.append({**row, "title": title or name, "words": _without_unit(words)})
    return told


def _without_unit(words: str) -> str:
    """Take the unit off the end, which has a column of its own, and what is said behind it.

    >>> _without_unit("Range for a 1 m2 target, km"), _without_unit("Probability")
    ('Range for a 1 m2 target', 'Probability')
    """
    return words.partition(";")[0].rpartition(", ")[0] or words
