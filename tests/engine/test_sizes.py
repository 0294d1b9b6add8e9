"""Sizes are known before work: they agree with what is laid out, and what cannot fit is refused."""

import sys

import pytest

from tocsin import cli
from tocsin.answers.run import run
from tocsin.engine import memory
from tocsin.engine.bank import Bank
from tocsin.engine.sizes import size_of
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.scenario import Scenario, scaffold

GIB = 2.0**30


@pytest.fixture
def island():
    return Scenario.from_text(scaffold("island"))


@pytest.fixture
def poor(monkeypatch):
    """A machine with a gibibyte that is free."""
    monkeypatch.setattr(memory, "free_bytes", lambda: GIB)


def grown(scenario, resolution):
    return scenario.updated({"targets": {"h3_resolution": resolution}})


@pytest.mark.parametrize("resolution", [3, 4, 5])
def test_cells_expected_are_about_those_listed(island, resolution):
    world = World(grown(island, resolution))
    listed = len(world.cells)
    assert sum(world.expected_cells.values()) == pytest.approx(listed, rel=0.2, abs=5.0)


def test_grid_cells_expected_are_about_those_listed(island):
    world = World(island.updated({"targets": {"grid": {"spacing_deg": 0.25}}}))
    assert sum(world.expected_cells.values()) == pytest.approx(len(world.cells), rel=0.05)


def test_a_size_counts_what_a_run_has(island):
    result = run(island)
    size = size_of(result.world)
    assert (size.cells, size.arcs) == (len(result.world.cells), len(result.bank.impact_s))
    assert size.rows == len(result.warning)
    assert size.pairs == size.arcs * len(result.world.sensors)


def test_the_bank_takes_no_more_than_was_said(island):
    # Hundreds of points, so that the arcs outweigh what every start costs.
    world = World(grown(island.updated({"launches.far-area.points": 100}), 4))
    held = sum(group.nbytes for group in Bank.of(world).groups)
    assert held <= size_of(world).bank_bytes


def test_cells_that_cannot_fit_are_refused_before_they_are_listed(island, poor):
    wide = {"box": {"west": -170, "south": -80, "east": 170, "north": 80}}
    world = World(grown(island.updated({"nations.ISLE.territory": wide}), 7))
    with pytest.raises(InputError, match=r"Too large: some [\d,]+ cells take .* coarser"):
        len(world.cells)


def test_arcs_that_cannot_fit_are_refused_before_any_is_solved(island, poor):
    area = {"nation": island.launches["far-area"].nation, "lat": 0, "points": 100}
    many = {f"launches.a{n}": area | {"lon": n} for n in range(18)}
    world = World(grown(island.updated(many), 6))
    with pytest.raises(InputError, match=r"arcs .* take some .* GiB\. Must be at most 512 MiB"):
        Bank.of(world)


def test_policies_that_cannot_fit_are_refused_naming_them(island, poor):
    policies = {f"policies.p{n}": {} for n in range(1500)}
    with pytest.raises(InputError, match=r"× 1,502 policies\) take .* Take fewer policies"):
        run(grown(island.updated(policies), 5))


def told(monkeypatch, capsys, *words):
    monkeypatch.setattr(sys, "argv", ["tocsin", *map(str, words)])
    try:
        cli.app(standalone_mode=False)
    except InputError as error:
        return str(error)
    return capsys.readouterr().out


def test_check_says_how_large_a_run_is(tmp_path, monkeypatch, capsys):
    file = tmp_path / "island.yaml"
    file.write_text(scaffold("island"))
    assert "A run: " in told(monkeypatch, capsys, "check", file)
    assert '"pairs":' in told(monkeypatch, capsys, "check", file, "--json")


def test_check_does_not_list_millions_of_cells(tmp_path, monkeypatch, capsys, island, poor):
    wide = {"box": {"west": -170, "south": -80, "east": 170, "north": 80}}
    scenario = grown(island.updated({"nations.ISLE.territory": wide}), 7)
    file = tmp_path / "wide.yaml"
    file.write_text(scenario.to_yaml())
    monkeypatch.setattr("tocsin.engine.claims.h3_numbers", None)
    answer = told(monkeypatch, capsys, "check", file)
    assert "counted by area" in answer
    assert "a run is refused" in answer


def test_limits_of_a_container_count(monkeypatch, tmp_path):
    limit, used = tmp_path / "max", tmp_path / "current"
    limit.write_text("3000\n")
    used.write_text("1000\n")
    monkeypatch.setattr(memory, "_GROUP_LIMITS", ((str(limit), str(used)),))
    assert memory.free_bytes() == 2000.0
    limit.write_text("max\n")
    assert memory.free_bytes() > 2000.0
