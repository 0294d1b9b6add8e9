"""The test set put to the package: windows by the kernels, puzzles by the search."""

from dataclasses import replace

import numpy as np
from reference import worst_difference

from tocsin.engine.agreement_book import AgreementBook
from tocsin.engine.rulebook import Rulebook
from tocsin.geometry.arcs import ballistic, low_flyer
from tocsin.scenario import Scenario
from tocsin.sensors.watch import watch_of
from tocsin.sharing import TIERS
from tocsin.sharing.explain import Sighting, explain

BOX = {"west": 0, "south": 0, "east": 1, "north": 1}
POLICY = "policy"


def _world(sensors, nations=("A",), **more):
    """Plain data of a scenario in which nothing but its sensors and agreements matters."""
    return {
        "tocsin": 1,
        "nations": {name: {} for name in nations} | {nations[0]: {"territory": {"box": BOX}}},
        "sensors": sensors,
        "launches": {"here": {"nation": nations[-1], "lat": 30, "lon": 10}},
        "arcs": {"any": {"class": "medium"}},
        "targets": {"points": {"there": {"lat": 0.5, "lon": 0.5, "nation": nations[0]}}},
    } | more


def entry_of(sensor):
    """A sensor of the archive as an entry of a scenario file."""
    entry = {"owner": "A", "alert_s": 0, "track_s": 0}
    if sensor["kind"] != "radar":
        entry |= {key: sensor[key] for key in ("min_elevation_deg", "cloud_top_km")}
        if sensor["kind"] == "geostationary":
            return entry | {"class": "geo-infrared", "lon": sensor["lon"]}
        keys = ("altitude_km", "inclination_deg", "node_deg", "phase_deg")
        orbit = {key: sensor[key] for key in (*keys, "planes", "per_plane", "phasing")}
        return entry | {"class": "leo-infrared", "orbit": orbit}
    keys = ("lat", "lon", "height_m", "range_min_km", "refraction")
    entry |= {key: sensor[key] for key in keys} | {"class": "early-warning-uhf"}
    entry |= {"instrumented_km": sensor["range_km"], "r1_km": 20_000}
    return entry | {"elevation_min_deg": sensor["low_deg"], "elevation_max_deg": sensor["high_deg"]}


def specs_of(sensors):
    """Sensors of the archive as the package resolves entries of a file, sectors as they stand."""
    named = {f"sensor-{i}": entry_of(sensor) for i, sensor in enumerate(sensors)}
    for name, sensor in zip(named, sensors, strict=True):
        if sensor["kind"] == "radar":
            named[name] |= {"facing_deg": 0}
            if sensor["mask"]:
                named[name] |= {"mask": sensor["mask"]}
    scenario = Scenario.from_dict(_world(named))
    for name, sensor in zip(named, sensors, strict=True):
        spec = scenario.sensor_spec(name)
        if sensor["kind"] == "radar":
            spec = replace(spec, sectors=tuple(map(tuple, sensor["sectors"])))
        yield spec


def arcs_of(arc):
    """An arc of the archive, solved by the package."""
    ends = [arc[key] for key in ("launch_lat", "launch_lon", "target_lat", "target_lon")]
    if arc["kind"] == "low-flyer":
        return low_flyer(*ends, altitude_km=arc["altitude_km"], speed_m_s=arc["speed_m_s"])
    return ballistic(*ends, boost_s=arc["boost_s"], profile=arc["profile"], value=arc["value"])


def pair_differences(pairs):
    """Of each pair: class, difference from the archive and the tolerance [s], and the pair.

    The difference of one window is that of its ends; otherwise it is the longest stretch that one
    of the two alone has.
    """
    pairs = list(pairs)
    by_arc = {}
    for at, pair in enumerate(pairs):
        by_arc.setdefault(str(sorted(pair[1].items())), []).append(at)
    for places in by_arc.values():
        arcs = arcs_of(pairs[places[0]][1])
        watch = watch_of(list(specs_of([pairs[at][2] for at in places])), position=0, rcs_m2=1.0)
        found = watch.windows(arcs)
        for number, at in enumerate(places):
            here = found.sensor == number
            ours = list(zip(found.window_in_s[here], found.window_out_s[here], strict=True))
            name, _arc, _sensor, theirs, tolerance_s = pairs[at]
            if len(ours) == len(theirs):
                off = float(np.abs(np.ravel(ours) - np.ravel(theirs)).max(initial=0.0))
            else:
                off = worst_difference(ours, theirs)
            yield name, off, tolerance_s, pairs[at]


def answer_of(puzzle):
    """The package's answer to a puzzle, in the form of the archive."""
    agreements, sensors = puzzle["agreements"], puzzle["sensors"]
    seeing = {
        name: {"class": "geo-infrared", "lon": 0, "owner": each["owner"], "not_to": each["not_to"]}
        for name, each in sensors.items()
    }
    nations = ("AAA", "BBB", "CCC", "DDD", "EEE", "LLL")
    policies = {POLICY: puzzle["policy"]}
    more = {"agreements": agreements, "policies": policies}
    scenario = Scenario.from_dict(_world(seeing, nations, **more))
    book = AgreementBook(scenario)
    rules = Rulebook.of(book, POLICY)
    place = {name: at for at, name in enumerate(nations)}
    sightings = []
    for (name, each), (owner, bars) in zip(sensors.items(), book.labels, strict=True):
        alert_s, track_s = map(float, (each["alert_at_s"], each["track_at_s"]))
        sightings.append(Sighting(name, owner, bars, (min(alert_s, track_s), alert_s, track_s)))
    told = explain(
        sightings, nation=place[puzzle["asked"]], required=TIERS.index(puzzle["needs"]),
        network=rules.network, known=rules.known, launch_nation=place[puzzle["launched_from"]],
        threatened=place[puzzle["threatened"]],
    )  # fmt: skip
    if told.sighting is not None:
        route = [nations[at] for at in told.route.nations]
        return {"arrives_at_s": told.know_s, "sensor": told.sighting.sensor, "route": route}
    alone = {
        (each.refusals[0].agreement or each.sighting.sensor, each.clauses[0])
        for each in told.refused
        if len(each.refusals) == 1
    }
    return {"refused_by": sorted(map(list, alone))}
