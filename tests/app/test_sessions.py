"""A browser's scenario: opened, edited, taken back, taken home; nobody else's is touched."""

import json
import threading
import time
import zlib

import pytest
from ruamel.yaml import YAML

from tocsin.answers.run import run
from tocsin.app.verdicts import Asking, Job
from tocsin.report.data import PageData
from tocsin.scenario import Scenario

from .conftest import SMALL


def data_of(browser, held=()):
    """Return the header, and the packed sections that were sent, by name."""
    answer = browser.ask("GET", f"/api/data?held={','.join(held)}")
    assert answer.status == 200, answer.content
    at = 4 + int.from_bytes(answer.content[:4], "little")
    header, found = json.loads(zlib.decompress(answer.content[4:at], wbits=-15)), {}
    for section in header["sections"]:
        if section["key"] not in held:
            found[section["name"]] = answer.content[at : at + section["bytes"]]
            at += section["bytes"]
    assert at == len(answer.content)
    return header, found


def test_only_what_changed_is_sent_again(enter):
    browser = enter()
    header, _ = data_of(browser)
    held = [section["key"] for section in header["sections"]]
    assert data_of(browser, held)[1] == {}
    browser.edit({"sensors.shore.lat": 0.5})
    moved, sent = data_of(browser, held)
    # The alert and the track of its own feed, and never who makes them: it is the same one.
    assert set(sent) <= {"g0.r0", "g0.f0", "g0.r1", "g0.f1"}
    assert sent
    fresh = PageData.of(run(Scenario.from_dict(browser.scenario())), name="small.yaml")
    made = [each for each in moved["sections"] if not each["name"].startswith("map_")]
    assert [each.about for each in fresh.sections] == made
    assert moved["sensors"][0]["lat"] == 0.5
    browser.edit({"agreements.warn.mode": "release"})
    kept = [section["key"] for section in moved["sections"]]
    assert data_of(browser, kept)[1] == {}


def test_two_browsers_never_see_each_other(enter):
    first, second = enter(), enter()
    assert first.cookie != second.cookie
    assert first.edit({"title": "Mine"}).status == 200
    assert second.edit({"sensors.eye": None}).status == 200
    assert first.scenario()["title"] == "Mine"
    assert list(first.scenario()["sensors"]) == ["shore", "eye"]
    assert second.scenario()["title"] == "Two shores"
    assert list(second.scenario()["sensors"]) == ["shore"]
    job = first.ask("POST", "/api/verdict", {"a": "before", "b": "after"}).json()["job"]
    assert second.ask("GET", f"/api/verdict/{job}").status == 404
    assert second.ask("DELETE", f"/api/verdict/{job}").status == 404
    assert first.ask("DELETE", f"/api/verdict/{job}").status == 200


def test_every_edit_is_checked_and_an_error_leaves_all_as_it_was(enter):
    browser = enter()
    before = browser.scenario()
    for changes, told in (
        ({"sensors.shore.lat": 91}, "Invalid lat 91"),
        ({"sensors.shoer.lat": 1}, "Did you mean 'shore'"),
        ({"title": "x", "sensors.shore.owner": "NOBODY"}, "Unknown"),
        ({"cards.delays.auto_s": 11}, "the range of its card"),
        ({"nations.EAST.territory": {"file": "/etc/passwd"}}, "file"),
        ({"places": {"file": "../x.csv"}}, "file"),
        ({"..": 1}, "Invalid path"),
        ({"sensors.eye.nothing": None}, "nothing to remove"),
        ({"targets.h3_resolution": 8}, "Too large for the page"),
    ):
        refused = browser.edit(changes)
        assert refused.status == 422, changes
        assert told in " ".join(refused.json()["problems"]), refused.json()
        assert browser.scenario() == before
    assert browser.ask("GET", "/api/scenario").json()["undo"] == 0
    for body in ({}, {"changes": {}}, {"changes": [1]}, [], None):
        assert browser.ask("POST", "/api/edit", body).status == 400


def test_edits_are_taken_back_one_by_one(enter):
    browser = enter()
    first = browser.edit({"sensors.shore.lat": 0.5})
    assert first.status == 200, first.content
    assert first.json()["undo"] == 1
    added = {"class": "geo-infrared", "owner": "EAST", "lon": 20}
    assert browser.edit({"sensors.second": added}).json()["undo"] == 2
    assert browser.ask("POST", "/api/undo", {}).json()["undo"] == 1
    assert list(browser.scenario()["sensors"]) == ["shore", "eye"]
    assert browser.ask("POST", "/api/undo", {}).json()["undo"] == 0
    assert browser.ask("POST", "/api/undo", {}).json()["undo"] == 0
    assert browser.scenario() == Scenario.from_text(SMALL).to_dict()


def test_opening_says_what_check_says(enter):
    browser = enter()
    text = SMALL.replace("lat: 0, lon: 8", "lat: 100, lon: 8").replace("mode: auto", "mode: slow")
    refused = browser.ask("POST", "/api/open", {"text": text})
    assert refused.status == 422
    told = refused.json()
    assert told["lines"] == [9, 17]
    assert told["problems"][0].startswith("scenario.yaml:9: Invalid lat 100 for sensor 'shore'")
    assert browser.scenario()["title"] == "Two shores"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"name": "../../../etc/passwd"}, "No shipped scenario"),
        ({"name": "/etc/passwd"}, "No shipped scenario"),
        ({"text": "!!python/object/apply:os.system [ls]"}, "scenario.yaml"),
        ({"text": "[" * 100_000}, "scenario.yaml:1: Nested deeper"),
        ({"text": "# " + "x" * 1_000_000}, "Larger than 1 MB"),
        ({"text": SMALL.replace("box: {west: 8, south: -1, east: 10, north: 1}",
                                "file: /etc/hosts.geojson")}, "file"),
        ({"text": SMALL.replace("h3_resolution: 3", "h3_resolution: 8")}, "Too large for the page"),
        ({"text": ""}, "Empty"),
        ({"text": "\x00\ud83d"}, "scenario.yaml: Not UTF-8"),
    ],
)  # fmt: skip
def test_what_cannot_be_opened_is_refused(enter, asked, told):
    browser = enter()
    refused = browser.ask("POST", "/api/open", asked)
    assert refused.status == 422, refused.content
    assert told in refused.json()["problems"][0]
    assert browser.scenario()["title"] == "Two shores"


def test_a_shipped_scenario_is_opened_by_name(enter):
    browser = enter()
    names = [each["name"] for each in browser.ask("GET", "/api/shipped").json()["scenarios"]]
    assert "hosted-veto" in names
    opened = browser.ask("POST", "/api/open", {"name": "hosted-veto"})
    assert opened.json()["title"] == "A guest radar and the host's veto"
    assert opened.json()["undo"] == 0


def test_a_verdict_is_followed_and_called_off(enter):
    browser = enter()
    asked = {"a": {"as_of": "2020-01-01"}, "b": {"policy": "after", "without": ["warn"]}}
    asked["draws"] = 16
    job = browser.ask("POST", "/api/verdict", asked).json()
    assert job["of"] == 16
    plain = finished(browser, job["job"])["verdict"]
    assert plain["b"] == "after-without-warn"
    assert plain["drivers"] == plain["flips"] == []
    job = browser.ask(
        "POST", "/api/verdict", {"a": "before", "b": "after", "draws": 64, "why": True}
    )
    found = finished(browser, job.json()["job"])["verdict"]
    assert found["said"][0].startswith("EAST: ")
    assert "(5-95 % of 64 draws, median +" in found["said"][0]
    words = {each["unknown"]: each["words"] for each in found["drivers"]}
    assert words["cross-section"] == "Radar cross-section"
    assert len(found["flips"]) == len(found["boxes"])
    job = browser.ask("POST", "/api/verdict", asked | {"draws": 512}).json()["job"]
    assert browser.ask("DELETE", f"/api/verdict/{job}").json()["state"] == "stopped"
    assert "verdict" not in browser.ask("GET", f"/api/verdict/{job}").json()
    # The lane is free again: another one begins at once, and says what only the verb knows.
    job = browser.ask("POST", "/api/verdict", asked | {"measure": "nosuch"}).json()["job"]
    told = finished(browser, job)
    assert told["state"] == "failed"
    assert "nosuch" in told["problems"][0]


def finished(browser, job):
    for _ in range(1200):
        told = browser.ask("GET", f"/api/verdict/{job}").json()
        if told["state"] not in ("waiting", "running"):
            return told
        time.sleep(0.05)
    raise AssertionError(told)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"a": "before"}, "Name two policies"),
        ({"a": "before", "b": "after", "draws": 10**9}, "Invalid draws"),
        ({"a": "before", "b": "after", "why": "yes"}, "Invalid why"),
        ({"a": "before", "b": {"policy": "after", "without": "warn"}}, "Must be lists"),
        ({"a": "before", "b": "afer"}, "Did you mean 'after'"),
        ({"a": "before", "b": {"as_of": "yesterday"}}, "Invalid as_of 'yesterday'"),
        ({"a": "before", "b": {"policy": "after", "without": ["wran"]}}, "Did you mean 'warn'"),
    ],
)
def test_a_verdict_that_makes_no_sense_is_refused(enter, asked, told):
    refused = enter().ask("POST", "/api/verdict", asked)
    assert refused.status == 422
    assert told in refused.json()["problems"][0]


def test_a_verdict_whose_process_ends_is_told_as_broken(desk):
    scenario = Scenario.from_text(SMALL)
    job = Job(Asking.of(scenario, {"a": "before", "b": "after", "draws": 512}, desk.limits))
    thread = threading.Thread(target=job.work, args=(1,))
    thread.start()
    while job._process is None:
        time.sleep(0.01)
    job._process.kill()
    thread.join(20)
    assert job.told()["state"] == "failed"
    assert "ended before they were done" in job.told()["problems"][0]


def test_every_class_has_a_sensor_to_begin_with(enter):
    browser = enter()
    templates = browser.ask("GET", "/api/scenario").json()["templates"]
    added = {f"sensors.new-{name}": entry | {"owner": "HUB"} for name, entry in templates.items()}
    answer = browser.edit(added)
    assert answer.status == 200, answer.content


def test_files_to_take_home(enter):
    browser = enter()
    browser.edit({"sensors.shore.lat": 0.5, "title": "Mine"})
    text = browser.ask("GET", "/api/download/scenario.yaml").content.decode()
    assert "# Two shores, as a user wrote it" in text
    assert "# looks west" in text
    assert YAML(typ="safe").load(text)["sensors"]["shore"]["lat"] == 0.5
    chosen = "?policy=after&without=warn"
    shapes = browser.ask("GET", f"/api/download/cells.geojson{chosen}")
    assert shapes.headers["Content-Disposition"] == 'attachment; filename="cells.geojson"'
    assert shapes.json()["type"] == "FeatureCollection"
    table = browser.ask("GET", f"/api/download/table.csv{chosen}").content.decode()
    assert table.splitlines()[1].startswith("after-without-warn,area,")
    assert browser.ask("GET", "/api/download/map.png").content.startswith(b"\x89PNG")
    for name in ("passwd", "..%2F..%2Fetc%2Fpasswd", "map.exe"):
        assert browser.ask("GET", f"/api/download/{name}").status in (404, 422)
    assert (
        "nosuch"
        in browser.ask("GET", "/api/download/table.csv?policy=nosuch").json()["problems"][0]
    )
