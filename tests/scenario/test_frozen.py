"""A checked scenario does not change, and nothing gets into one past the checks."""

import copy
import json
import pickle

import pytest
from pydantic import BaseModel

from tocsin.errors import InputError
from tocsin.frozen import FrozenDict, frozen, unchecked
from tocsin.scenario import Scenario


@pytest.fixture(scope="module")
def fields(everything):
    """The scenario as a caller of the constructor has it: models under the names of the file."""
    known = type(everything).model_fields
    return {known[n].alias or n: getattr(everything, n) for n in everything.model_fields_set}


def parts_of(value):
    """Yield every value that can be reached from one, at any depth."""
    yield value
    if isinstance(value, BaseModel):
        within = [*vars(value).values(), *(value.__pydantic_extra__ or {}).values()]
    elif isinstance(value, dict):
        within = value.values()
    else:
        within = value if isinstance(value, (list, tuple, set)) else ()
    for each in within:
        yield from parts_of(each)


def test_nothing_within_can_be_changed(everything):
    assert everything.policies
    assert everything.cards
    assert everything.resting is not None
    found = [each for each in parts_of(everything) if isinstance(each, (dict, list, set))]
    assert len(found) > 10
    assert {type(each) for each in found} == {FrozenDict}
    everything.model_fields_set.clear()
    assert everything.model_fields_set


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.update(extra=1),
        lambda table: table.pop("radar"),
        lambda table: table.popitem(),
        lambda table: table.clear(),
        lambda table: table.setdefault("extra", 1),
        lambda table: table.__setitem__("radar", 1),
        lambda table: table.__delitem__("radar"),
        lambda table: table.__ior__({"extra": 1}),
    ],
)
def test_a_table_refuses_every_change(everything, change):
    before = everything.content_hash(), hash(everything)
    with pytest.raises(TypeError, match=r"does not change\. Scenario\.updated"):
        change(everything.sensors)
    assert (everything.content_hash(), hash(everything)) == before


@pytest.mark.parametrize(
    "copied",
    [
        copy.copy,
        copy.deepcopy,
        lambda world: world.model_copy(),
        lambda world: world.model_copy(deep=True),
        lambda world: pickle.loads(pickle.dumps(world)),
        lambda world: Scenario(**world.to_dict()),
        lambda world: Scenario.model_validate(world.to_dict()),
        lambda world: Scenario.model_validate_json(json.dumps(world.to_dict())),
    ],
)
def test_a_copy_is_equal_and_as_frozen(everything, copied):
    other = copied(everything)
    assert other == everything
    assert (hash(other), other.content_hash()) == (hash(everything), everything.content_hash())
    assert type(other.sensors) is FrozenDict
    assert other.updated({"seed": 8}).seed == 8


def test_the_constructor_takes_models_and_checks_them_together(fields, everything):
    assert Scenario(**fields) == everything
    for wrong in ({"seed": -5}, {"threat": "nope"}, {"nations": {}}, {"sede": 1}):
        with pytest.raises(InputError):
            Scenario(**fields | wrong)
        with pytest.raises(InputError):
            Scenario.model_validate(everything.to_dict() | wrong)


@pytest.mark.parametrize(
    "door",
    [
        lambda world: world.model_copy(update={"seed": -5}),
        lambda world: world.copy(update={"seed": -5}),
        lambda world: world.nations["AAA"].model_copy(update={"needs": "all"}),
        lambda _: Scenario.model_construct(seed=-5),
    ],
)
def test_what_checks_nothing_names_the_door_that_does(everything, door):
    with pytest.raises(InputError, match=r"checks nothing\. Scenario\.updated"):
        door(everything)


def test_what_the_program_changes_itself_is_frozen_too(everything):
    part = unchecked(everything, {"arcs": dict(everything.arcs)})
    assert type(part.arcs) is FrozenDict
    assert frozen({"a": [1, {"b": [2]}]}) == {"a": (1, {"b": (2,)})}
