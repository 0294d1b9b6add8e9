"""What every kind of sensor must do: whoever adds one gets these tests for nothing."""

import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML
from slow_compare_sensors import compare, some_arcs, specs, table_of, world

from tocsin.errors import InputError
from tocsin.fields import field_docs
from tocsin.plot.world_scene import outline_of
from tocsin.report.parts_sources import LIMITS
from tocsin.scenario import Scenario, packaged_cards
from tocsin.sensors.kind import SensorKeys
from tocsin.sensors.kinds import KINDS
from tocsin.sensors.models import Sensor, SensorCard
from tocsin.sensors.watch import watch_of

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "scenario.md").read_text("utf-8")
EXAMPLES = [
    pytest.param(kind, example, id=f"{kind.name}-{number}")
    for kind in KINDS.values()
    for number, example in enumerate(kind.examples)
]
NUMBERS = [
    pytest.param(kind, number, id=f"{kind.name}-{number.key}")
    for kind in KINDS.values()
    for number in kind.numbers
]


def loaded(entry):
    """The scenario of one sensor, by way of a YAML text."""
    text = StringIO()
    YAML(typ="safe").dump(world({"one": entry}), text)
    return Scenario.from_text(text.getvalue())


def problems(entry):
    try:
        loaded(entry)
    except InputError as error:
        return list(error.problems)
    return []


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_a_kind_is_complete(kind):
    assert KINDS[kind.name] is kind
    assert kind.examples
    assert kind.noun
    assert kind.limits.endswith(".")
    assert kind.limits in LIMITS
    assert [n.key for n in kind.numbers] == list(dict.fromkeys(n.key for n in kind.numbers))


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_every_key_of_a_kind_is_described(kind):
    described = field_docs(SensorKeys) | field_docs(kind.keys)
    for name, info in {**SensorKeys.model_fields, **kind.keys.model_fields}.items():
        assert described[name], name
        assert Sensor.model_fields[name].annotation == info.annotation


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_a_kind_has_a_class_in_the_package_and_a_row_in_the_documents(kind):
    assert any(card.kind == kind.name for card in packaged_cards().sensors.values())
    own = {*kind.keys.model_fields, *(number.key for number in kind.numbers)}
    (row,) = re.findall(rf"^\| `{kind.name}` \|.*\| ([^|]*) \|$", PAGE, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", row)) == own


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_an_example_loads_and_comes_back(kind, example):
    scenario = loaded(example)
    spec = scenario.sensor_spec("one")
    assert (spec.kind, spec.id, spec.class_name) == (kind.name, "one", example["class"])
    assert (spec.owner, spec.host, spec.not_to) == ("A", "A", ())
    assert 0.0 <= spec.availability <= 1.0
    assert Scenario.from_text(scenario.to_yaml()) == scenario
    assert pickle.loads(pickle.dumps(spec)) == spec
    assert asdict(spec)["kind"] == kind.name  # so that hashes of two kinds differ


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_it_has_words_and_a_footprint(kind, example):
    (spec,) = specs(one=example)
    assert all(isinstance(text, str) for text in spec.words())
    assert spec.words().where
    small, large = (spec.footprint(altitude_km=height) for height in (20.0, 300.0))
    for shape in (small, large):
        assert shape.is_valid
        assert not shape.is_empty
        west, south, east, north = shape.bounds
        assert (west, south, east, north) >= (-180, -90, -180, -90)
        assert (east, north) <= (180, 90)
    outline = outline_of(spec)
    assert (outline.name, outline.group) == ("one", "A")
    assert (outline.lat is None) == (spec.site is None)


@pytest.mark.parametrize("arcs", ["least", "lofted", "low"])
@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_its_windows_are_those_of_the_slow_model(kind, example, arcs):
    assert compare(specs(one=example), arcs, 4) >= (0 if arcs == "low" else 1)


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_neither_order_nor_company_changes_a_result(kind, example):
    others = {f"other-{n}": each.values[1] for n, each in enumerate(EXAMPLES)}
    arcs = some_arcs("least", 100)
    order = np.random.default_rng(3).permutation(len(arcs))
    alone = watch_of(specs(one=example), position=1, rcs_m2=0.5)
    among = watch_of(specs(one=example, **others), position=1, rcs_m2=0.5)
    wanted = alone.tier_times(arcs)
    assert (among.tier_times(arcs)[:, :1] == wanted).all()
    np.testing.assert_allclose(alone.tier_times(arcs, order=order), wanted, rtol=0, atol=1e-6)
    table, company, other = (
        table_of(alone, arcs),
        table_of(among, arcs),
        table_of(alone, arcs, order=order),
    )
    assert (company[company["sensor"] == 0].to_numpy() == table.to_numpy()).all()
    np.testing.assert_allclose(other, table, rtol=0, atol=1e-6)


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_longer_looks_never_tell_earlier(kind, example):
    arcs = some_arcs("lofted", 60)
    soon, late = specs(soon=example, late={**example, "alert_s": 90, "track_s": 120})
    times = watch_of([soon, late], position=0, rcs_m2=1.0).tier_times(arcs)
    assert (times[:, 1, 0] >= times[:, 0, 0]).all()
    assert (times[:, 1, 1] >= times[:, 1, 0]).all()


@pytest.mark.parametrize(("kind", "number"), NUMBERS)
def test_a_number_is_bounded_in_sensor_and_card(kind, number):
    example = dict(kind.examples[0])
    for value in (number.high + 1, number.low - 1):
        assert any(number.key in text for text in problems({**example, number.key: value}))
        with pytest.raises(ValueError, match="out of range"):
            SensorCard.model_validate({number.key: value})
    if number.above:
        with pytest.raises(ValueError, match="out of range"):
            SensorCard.model_validate({number.key: number.low})
    else:
        card = SensorCard.model_validate({number.key: number.low})
        assert getattr(card, number.key).value == number.low


@pytest.mark.parametrize(("kind", "number"), NUMBERS)
def test_the_page_prints_a_number_as_its_kind_declares_it(kind, number):
    span = f"{'(' if number.above else '['}{number.low}, {number.high}]"
    sensor, card = (model.model_fields[number.key].description for model in (Sensor, SensorCard))
    assert sensor.startswith(number.text)
    assert f"| `{number.key}` | number {span} or range |  | {sensor} |" in PAGE
    assert f"| `{number.key}` | number or mapping, see below |  | {card} |" in PAGE


@pytest.mark.parametrize(("kind", "number"), NUMBERS)
def test_a_number_is_the_sensors_else_the_cards(kind, number):
    example = kind.examples[0]
    card = getattr(packaged_cards().sensors[example["class"]], number.key)
    if number.needed:
        texts = problems({**example, number.key: None})
        assert any(f"Missing key {number.key!r}" in text for text in texts)
        return
    spec, absent = specs(one=example, two={**example, number.key: None})
    stands_in = number.default if card is None else card.value
    assert getattr(spec, number.key) == example.get(number.key, stands_in)
    assert getattr(absent, number.key) == number.default


def foreign() -> Iterator:
    """Each kind with each key that others use and it does not, and a value that is allowed."""
    for kind in KINDS.values():
        for other in KINDS.values():
            values = {number.key: number.high for number in other.numbers}
            for example in other.examples:
                values |= {key: value for key, value in example.items() if key != "class"}
            for key in sorted(set(values) - kind.used_keys):
                yield pytest.param(kind, key, values[key], id=f"{kind.name}-{key}")


@pytest.mark.parametrize(("kind", "key", "value"), list(foreign()))
def test_a_key_of_another_kind_is_refused(kind, key, value):
    texts = problems({**kind.examples[-1], key: value})
    unused = [text for text in texts if f"Unused key {key!r} for sensor 'one'" in text]
    assert unused, texts
    assert unused[0].endswith("remove it.")


def test_a_new_class_names_its_kind():
    data = world({"one": {"class": "own", "lat": 1, "lon": 2}})
    data["cards"] = {"sensors": {"own": {"alert_s": 3}}}
    with pytest.raises(InputError, match=f"must be {' or '.join(KINDS)}"):
        Scenario.from_dict(data)
    data["cards"]["sensors"]["own"]["kind"] = "crystal-ball"
    with pytest.raises(InputError, match="Must be 'radar'"):
        Scenario.from_dict(data)


def test_nobody_else_names_a_kind():
    """No caller remembers how a kind differs: kinds are told apart by their own modules alone."""
    package = ROOT / "coverage" / "tocsin"
    names = re.compile("|".join(f'"{name}"' for name in KINDS))
    users = [
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if path.parent != package / "sensors" / "kinds" and names.search(path.read_text("utf-8"))
    ]
    assert users == []


def test_checking_a_scenario_needs_no_numerical_library(tmp_path):
    code = (
        "import sys\n"
        "from tocsin.scenario import Scenario\n"
        f"Scenario.load({str(ROOT / 'configs' / 'scenarios' / 'northeast-asia.yaml')!r})\n"
        "print(*sorted({'numpy', 'numba', 'pandas', 'shapely', 'scipy', 'h3'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
