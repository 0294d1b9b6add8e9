"""Every target nation is accounted for: nobody vanishes without a word."""

from contextlib import suppress

import pytest

from tocsin.engine.claims import claims, unclaimed
from tocsin.engine.world import World
from tocsin.scenario import Scenario

BOXES = {
    "TWIN": {"west": 14, "south": 4, "east": 16, "north": 6},
    "OUTER": {"west": 10, "south": 0, "east": 20, "north": 10},
    "INNER": {"west": 14, "south": 4, "east": 16, "north": 6},
}


def world(*names, **targets) -> World:
    nations = {name: {"territory": {"box": BOXES[name]}} for name in names}
    return World(
        Scenario.from_dict(
            {
                "tocsin": 1,
                "nations": {**nations, "XXA": {}},
                "sensors": {
                    "r": {
                        "class": "national-warning",
                        "owner": "INNER",
                        "lat": 5,
                        "lon": 15,
                        "facing_deg": 90,
                    }
                },
                "launches": {"area": {"nation": "XXA", "lat": 5, "lon": 28}},
                "arcs": {"medium": {"class": "medium"}},
                "targets": targets or {"h3_resolution": 3},
            }
        )
    )


@pytest.mark.parametrize("targets", [{"h3_resolution": 3}, {"grid": {"spacing_deg": 1}}])
@pytest.mark.parametrize("names", [("INNER", "OUTER"), ("OUTER", "INNER")])
def test_claims_are_what_cells_come_to(names, targets):
    both = world(*names, **targets)
    counts = {name: int((both.cells.nation == n).sum()) for n, name in enumerate(both.nations)}
    found = claims(both)
    assert {name: claim.cells for name, claim in found.items()} == {
        name: counts[name] for name in names
    }
    # The enclave keeps its cells, wherever it stands in the file.
    assert found["OUTER"].lost == {"INNER": found["INNER"].cells}
    assert found["INNER"].lost == {}
    assert found["INNER"].cells == len(world("INNER", **targets).cells)
    (told,) = unclaimed(found)
    assert "cells of OUTER go to smaller ones" in told
    assert "to INNER" in told


def test_the_order_of_the_file_gives_nobody_a_cell():
    one, other = world("INNER", "OUTER"), world("OUTER", "INNER")
    for name in ("INNER", "OUTER"):
        ids = [
            each.cells.id[each.cells.nation == each.nations.index(name)] for each in (one, other)
        ]
        assert ids[0].tolist() == ids[1].tolist()


def test_equal_territories_go_by_id():
    twins = world("INNER", "TWIN")
    assert claims(twins)["TWIN"].cells == 0
    assert any("Target nation TWIN has no cell" in each for each in unclaimed(claims(twins)))


def test_points_are_counted_too():
    points = {"a": {"lat": 5, "lon": 12, "nation": "OUTER"}}
    held = claims(world("INNER", "OUTER", points=points))
    assert held["OUTER"] == (1, {}, True)


@pytest.mark.parametrize("verb", ["check", "run"])
def test_check_and_run_say_it(verb, tmp_path, monkeypatch, capsys):
    import sys

    from tocsin import cli

    path = tmp_path / "s.yaml"
    path.write_text(world("TWIN", "INNER").scenario.to_yaml(), "utf-8")
    words = {"check": [], "run": ["-o", str(tmp_path / "o"), "--no-maps", "--no-report", "-q"]}
    monkeypatch.setattr(sys, "argv", ["tocsin", verb, str(path), *words[verb]])
    with suppress(SystemExit):
        cli.main()
    assert "Target nation TWIN has no cell" in " ".join(capsys.readouterr().out.split())
