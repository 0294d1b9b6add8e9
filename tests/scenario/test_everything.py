"""The world that uses every key: it loads, round trips, and neither it nor the docs lack a key."""

import json
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from tocsin.scenario import Scenario, json_schema
from tocsin.scenario.nations import Confirmation
from tocsin.scenario.read import read_file

ROOT = Path(__file__).parents[2]
SCENARIOS = sorted((ROOT / "configs" / "scenarios").glob("*.yaml"))


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    origin = get_origin(annotation)
    if origin in (Annotated, dict, tuple, Union, UnionType):
        for each in get_args(annotation):
            yield from _models(each)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation


def _keys(model: type[BaseModel], seen: set[type]) -> Iterator[tuple[str, str]]:
    # A confirmation rule is written in its own short way; the model's keys are not the file's.
    if model in seen or model is Confirmation:
        return
    seen.add(model)
    for name, info in model.model_fields.items():
        yield model.__name__, info.alias or name
        for inner in _models(info.annotation):
            yield from _keys(inner, seen)


ALL_KEYS = sorted(set(_keys(Scenario, set())))


@pytest.mark.parametrize(("model", "key"), ALL_KEYS)
def test_every_key_is_documented(model, key):
    text = (ROOT / "docs" / "scenario.md").read_text("utf-8")
    assert f"`{key}`" in text, f"{model}.{key} has no entry in docs/scenario.md"


def test_every_key_stands_in_the_world_of_everything(everything):
    def used(value: Any) -> Iterator[tuple[str, str]]:
        if isinstance(value, BaseModel):
            for name, info in type(value).model_fields.items():
                if name in value.model_fields_set:
                    yield type(value).__name__, info.alias or name
                    yield from used(getattr(value, name))
        elif isinstance(value, (dict, tuple)):
            for each in value.values() if isinstance(value, dict) else value:
                yield from used(each)

    # Targets have four ways of which a file uses one; test_targets covers the others.
    ways = {"Targets", "PlaceFilter", "Grid", "Point"}
    missing = set(ALL_KEYS) - set(used(everything))
    assert {each for each in missing if each[0] not in ways} == set()


def test_schema_has_every_key():
    text = json.dumps(json_schema())
    assert [key for _, key in ALL_KEYS if f'"{key}"' not in text] == []


def test_schema_describes_every_key():
    schema = json_schema()
    groups = [schema, *schema["$defs"].values()]
    bare = [
        key
        for group in groups
        for key, entry in group.get("properties", {}).items()
        if "description" not in entry and "$ref" not in entry
    ]
    assert bare == []


def test_round_trips(everything, tmp_path):
    assert Scenario.from_dict(everything.to_dict()) == everything
    assert Scenario.from_text(everything.to_yaml()) == everything
    assert pickle.loads(pickle.dumps(everything)) == everything
    path = tmp_path / "same.json"
    path.write_text(json.dumps(everything.to_dict()), "utf-8")
    again = Scenario.load(path)
    assert again == everything
    assert again.source == path
    assert again.content_hash() == everything.content_hash()


def test_to_dict_is_what_the_file_says(everything):
    written = read_file(Path(__file__).parent / "everything.yaml").data
    given = everything.to_dict()
    assert list(given) == list(written)
    assert given["agreements"]["give"]["onward"] == {"to": ["DDD"], "consent_s": 60.0}
    assert given["agreements"]["star"]["onward"] == ["DDD"]
    assert given["agreements"]["pact"]["onward"] == "any"
    assert given["nations"]["AAA"]["confirmation"] == {"k_of_n": 3}
    assert given["sensors"]["radar"]["track_s"] is None


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_shipped_scenarios_load(path):
    scenario = Scenario.load(path)
    assert Scenario.from_text(scenario.to_yaml()) == scenario
    for sensor in scenario.sensors:
        scenario.sensor_spec(sensor)
    for arc in scenario.arcs:
        scenario.arc_spec(arc)
    assert "notional" in path.read_text("utf-8").lower()


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_shipped_sites_are_whole_degrees(path):
    # Sites are notional: nothing shipped may point at a real one.
    for sensor in Scenario.load(path).sensors.values():
        for value in (sensor.lat, sensor.lon, *(sensor.patrol.edges if sensor.patrol else ())):
            assert value is None or value == round(value)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_shipped_agreements_name_their_source(path):
    for name, agreement in Scenario.load(path).agreements.items():
        real = re.search(r"northeast", path.stem)
        assert agreement.source or not real, name
