"""Every target nation is accounted for: nobody vanishes without a word."""

from contextlib import suppress

import pytest

from tocsin.engine.claims import claims, unclaimed
from tocsin.engine.world import World
from tocsin.scenario import Scenario

BOXES = {
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


def test_claims_are_what_cells_come_to():
    both = world("INNER", "OUTER")
    counts = {name: int((both.cells.nation == n).sum()) for n, name in enumerate(both.nations)}
    assert {name: claim.cells for name, claim in claims(both).items()} == {
        name: counts[name] for name in ("INNER", "OUTER")
    }
    assert claims(both)["OUTER"].lost == {"INNER": claims(both)["INNER"].cells}
    assert sum(claim.cells for claim in claims(both).values()) == len(both.cells)
    (told,) = unclaimed(claims(both))
    assert "cells of OUTER go to nations" in told
    assert "to INNER" in told


def test_a_nation_that_vanishes_is_named():
    told = list(unclaimed(claims(world("OUTER", "INNER"))))
    assert any("Target nation INNER has no cell" in sentence for sentence in told)
    assert any("to OUTER" in sentence for sentence in told)


def test_points_are_counted_too():
    points = {"a": {"lat": 5, "lon": 12, "nation": "OUTER"}}
    held = claims(world("INNER", "OUTER", points=points))
    assert held["OUTER"] == (1, {}, True)


@pytest.mark.parametrize("verb", ["check", "run"])
def test_check_and_run_say_it(verb, tmp_path, monkeypatch, capsys):
    import sys

    from tocsin import cli

    path = tmp_path / "s.yaml"
    path.write_text(world("OUTER", "INNER").scenario.to_yaml(), "utf-8")
    words = {"check": [], "run": ["-o", str(tmp_path / "o"), "--no-maps", "--no-report", "-q"]}
    monkeypatch.setattr(sys, "argv", ["tocsin", verb, str(path), *words[verb]])
    with suppress(SystemExit):
        cli.main()
    assert "Target nation INNER has no cell" in " ".join(capsys.readouterr().out.split())
