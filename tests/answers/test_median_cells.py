"""One value a cell, against a plain reading of the rule; places that stand for nations."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from stated import group_of, outcome_of, stated

from tocsin.answers.median_cells import cell_values, largest_places
from tocsin.errors import InputError
from tocsin.geometry.places import Places

STATUSES = ("never", "late", "warned")


def result_of(statuses, *, policies=("p",), arcs=("a",), seed=3):
    """A result whose cells have the cases given: half of two nations each."""
    rng = np.random.default_rng(seed)
    count, cases = len(statuses), len(statuses[0])
    of_cells = [np.arange(count)[::2], np.arange(count)[1::2]]
    outcomes, table = {}, []
    for policy in policies:
        left = rng.uniform(1, 900, (cases, len(arcs), count))
        names = np.array(statuses).T[:, None].repeat(len(arcs), axis=1)
        left[names == "late"], left[names == "never"] = -5.0, np.nan
        parts = [
            stated(group_of((cases, len(arcs), len(cells)), cells=cells, nation=n),
                   names[..., cells], left[..., cells])
            for n, cells in enumerate(of_cells) if len(cells)
        ]  # fmt: skip
        outcomes[policy] = outcome_of(*parts)
        table += [
            (policy, arc, cell, names[case, a, cell], left[case, a, cell])
            for a, arc in enumerate(arcs) for case in range(cases) for cell in range(count)
        ]  # fmt: skip
    columns = ["policy", "arc", "cell", "status", "warning_s"]
    world = SimpleNamespace(
        cells=range(count), arcs=[SimpleNamespace(id=arc) for arc in arcs],
        launch_points=lambda name: np.arange(cases),
    )  # fmt: skip
    return SimpleNamespace(
        question=SimpleNamespace(launch="area"),
        warning=pd.DataFrame(table, columns=columns),
        world=world,
        policies=policies,
        outcomes=outcomes,
    )


@pytest.mark.parametrize(
    ("cases", "status"),
    [
        (["warned", "warned", "never"], "warned"),
        (["warned", "never"], "never"),  # exactly half is not more than half
        (["warned", "late", "late", "never"], "late"),
        (["late", "never"], "never"),  # equally common
        (["late"], "late"),
        (["warned", "warned", "late", "never"], "never"),
    ],
)
def test_status_of_the_median_case(cases, status):
    assert cell_values(result_of([cases]), "p").status.tolist() == [status]


def test_against_a_plain_reading_of_the_rule():
    rng = np.random.default_rng(1)
    statuses = rng.choice(STATUSES, size=(40, 7), p=(0.2, 0.2, 0.6)).tolist()
    result = result_of(statuses, policies=("p", "q"), arcs=("a", "b"))
    found = cell_values(result, "q", "b")
    table = result.warning
    for cell in range(40):
        rows = table[(table.policy == "q") & (table.arc == "b") & (table.cell == cell)]
        effective = rows["warning_s"].where(rows["status"] == "warned", 0.0)
        assert found.value_s[cell] == effective.median()
        assert (found.status[cell] == "warned") == ((rows["status"] == "warned").sum() > 3)
    assert cell_values(result, "q").cases == 14


def test_value_of_a_warned_cell_is_never_nothing():
    found = cell_values(result_of([["warned"] * 3 + ["never"]]), "p")
    assert found.value_s[0] > 0.0


@pytest.mark.parametrize("wrong", [("nobody", None), ("p", "nothing")])
def test_unknown_names_are_refused(wrong):
    with pytest.raises(InputError, match=f"{wrong[1] or wrong[0]}.*Use one of"):
        cell_values(result_of([["late"]]), *wrong)


def world_of(places):
    cells = SimpleNamespace(
        id=np.array(["a", "b", "c", "d"]),
        lat=np.array([0.0, 1.0, 2.0, 50.0]),
        lon=np.array([179.9, -179.9, 179.9, 10.0]),
        nation=np.array([0, 0, 0, 2]),
    )
    return SimpleNamespace(cells=cells, nations=("X", "Y", "Z"), places=Places.of(places))


def test_largest_places_lie_near_cells_of_their_nation():
    places = [
        ("small", "X", 0.1, 180.0, 10),
        ("far", "X", 30.0, 0.0, 10_000),
        ("large", "X", 1.1, 179.9, 500),
        ("foreign", "Y", 1.0, 179.9, 900),
    ]
    found = largest_places(world_of(places), per_nation=3)
    assert [(e.name, e.nation, e.cell) for e in found] == [
        ("large", "X", 1),
        ("small", "X", 0),
        ("d", "Z", 3),
    ]


def test_nation_without_places_has_its_middle_cell():
    assert [(e.name, e.cell) for e in largest_places(world_of([]))] == [("b", 1), ("d", 3)]
