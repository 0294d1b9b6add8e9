"""A small world for the tests of the scenario package."""

from pathlib import Path
from typing import Any

import pytest

from tocsin.errors import InputError
from tocsin.scenario import Scenario

HERE = Path(__file__).parent


@pytest.fixture
def world() -> dict[str, Any]:
    """Plain data of the smallest world with everything that other entries can name."""
    return {
        "tocsin": 1,
        "nations": {
            "AAA": {"territory": {"box": {"west": 0, "south": 0, "east": 5, "north": 5}}},
            "BBB": {"territory": {"country": "JPN"}},
            "LLL": {},
        },
        "sensors": {"eye": {"class": "ship-s-band", "owner": "AAA", "lat": 1, "lon": 2}},
        "launches": {"west": {"nation": "LLL", "lat": 40, "lon": 10}},
        "arcs": {"medium": {"class": "medium"}},
        "targets": {"h3_resolution": 3, "nations": ["AAA"]},
        "agreements": {"pact": {"kind": "sharing", "parties": ["AAA", "BBB"]}},
    }


@pytest.fixture
def problems():
    """Return a function that gives the problems of a world, none if it is fine."""

    def find(data: dict[str, Any]) -> list[str]:
        try:
            Scenario.from_dict(data)
        except InputError as error:
            return list(error.problems)
        return []

    return find


@pytest.fixture(scope="session")
def everything() -> Scenario:
    """The world that uses each key at least once."""
    return Scenario.load(HERE / "everything.yaml")
