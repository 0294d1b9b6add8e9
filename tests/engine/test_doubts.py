"""What `check` and `run` suspect: swapped coordinates, blind sensors, what has no effect, masks."""

import pytest

import tocsin
from tocsin.engine.blind import blind
from tocsin.engine.doubts import doubts
from tocsin.engine.world import World
from tocsin.scenario import Scenario

FILE = """\
tocsin: 1
title: Two shores
nations:
  EAST: {territory: {box: {west: 50, south: 10, east: 54, north: 14}}}
  WEST: {territory: {box: {west: 40, south: 10, east: 44, north: 14}}}
sensors:
  shore: {class: national-warning, owner: EAST, lat: 12, lon: 50, facing_deg: 270}
  eye: {class: geo-infrared, owner: EAST, lon: 60}
launches:
  area: {nation: WEST, lat: 12, lon: 42, spread_km: 20, points: 2}
arcs:
  short: {class: short}
targets: {h3_resolution: 3, nations: [EAST]}
agreements:
  link: {kind: sharing, parties: [EAST, WEST]}
policies:
  linked: {agreements: [link]}
"""


def told(tmp_path, *changes, places=""):
    text = FILE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "two.yaml"
    path.write_text(text)
    if places:
        (tmp_path / "cities.csv").write_text(places)
        path.write_text(f"{text}places: {{file: cities.csv}}\n")
    return [each.replace(f"{tmp_path}/", "") for each in doubts(World(Scenario.load(path)))]


def test_nothing_is_suspected_of_what_is_right(tmp_path):
    assert told(tmp_path) == []


SITE, AREA = ("lat: 12, lon: 50", "lat: 50, lon: 12"), ("lat: 12, lon: 42", "lat: 42, lon: 12")


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (SITE, 7, "Sensor 'shore' at 50,12 lies"),
        (AREA, 10, "Launch area 'area' at 42,12 lies"),
        (("lat: 12, lon: 50", "lat: -60, lon: 50"), 7, "sees no arc of any launch: the nearest"),
        (("lon: 50, facing_deg: 270", "lon: 64, facing_deg: 90"), 7, "pass beside its sectors"),
        (("lon: 60}", "lon: -150}"), 8, "every launch area lies below its horizon"),
        (("parties: [EAST, WEST]", "parties: [EAST, WEST], purpose: [EAST]"), 15, "no effect"),
        (("[EAST, WEST]}", "[EAST, WEST], tier: assessment}"), 15, "nobody acts on an assessment"),
        (("agreements: [link]", "agreements: []"), 15, "No policy has agreement 'link' in force"),
        (("facing_deg: 270", "facing_deg: 270, mask: [[0, 1], [360, 2]]"), 7, "same direction"),
    ],
)
def test_what_is_hardly_meant_is_told_with_its_line(tmp_path, change, line, words):
    found = [each for each in told(tmp_path, change) if words in each]
    assert len(found) == 1
    assert found[0].startswith(f"two.yaml:{line}: ")


def test_places_of_a_file_are_told_with_their_row(tmp_path):
    table = "name,nation,lat,lon,population\nA,EAST,12,52,9\nB,EAST,53,11,9\n"
    (first, second) = told(tmp_path, places=table)
    assert first.startswith("cities.csv:3: Place 'B' at 53,11 lies")
    assert first.endswith("at 11,53 it would lie 0 km away. Swapped?")
    assert "1 place lies more than" in second


def test_under_a_thousand_kilometres_is_no_suspicion(tmp_path):
    # 8 degrees of latitude from the land, and none with the two swapped.
    change = (
        "box: {west: 50, south: 10, east: 54, north: 14}",
        "box: {west: 10, south: 10, east: 54, north: 54}",
    )
    assert not any("Swapped" in each for each in told(tmp_path, SITE, change))


def test_many_of_a_kind_are_folded(tmp_path):
    pacts = "".join(f"  p{n}: {{kind: sharing, parties: [EAST, WEST]}}\n" for n in range(9))
    found = told(tmp_path, ("policies:\n", f"{pacts}policies:\n"))
    assert len(found) == 4
    assert found[3] == "And 6 more of this kind."


def test_no_sensor_that_sees_is_called_blind():
    # Facing every way, near and far, over paths to the pole and over the antimeridian.
    for lat, lon in ((70.0, 175.0), (-5.0, 0.0)):
        sensors = {
            f"{kind}-{north}-{facing}": {
                "class": kind, "owner": "B", "lat": max(lat + north, -80), "lon": lon + 3,
                "facing_deg": facing,
            }
            for kind in ("national-warning", "ship-s-band")
            for north in (-25, -8, 4, 15)
            for facing in (0, 120, 240)
        }  # fmt: skip
        box = {"west": lon + 8, "south": lat + 2, "east": lon + 12, "north": lat + 5}
        world = Scenario.from_dict(
            {
                "tocsin": 1, "nations": {"A": {}, "B": {"territory": {"box": box}}},
                "sensors": sensors,
                "launches": {"area": {"nation": "A", "lat": lat, "lon": lon, "spread_km": 99,
                                      "points": 3}},
                "arcs": {"short": {"class": "short"},
                         "high": {"class": "medium", "apogee_ratio": 2}},
                "targets": {"h3_resolution": 2},
            }
        )  # fmt: skip
        seen = set(tocsin.run(world, windows=True).windows["sensor"].astype(str))
        found = {path[1] for path, _ in blind(World(world))}
        assert found
        assert not found & seen
