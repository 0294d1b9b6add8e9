"""Small runs to report on."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest

from tocsin.answers.run import Result, run
from tocsin.report.drawing import Here
from tocsin.report.html import write_report
from tocsin.report.maps import MapFiles
from tocsin.scenario import Scenario, scaffold

# The slow model's worlds, and cases made here, are imported by name.
sys.path[:0] = [str(Path(__file__).parents[1] / "model"), str(Path(__file__).parent)]
# So is what the browser tests share.
sys.path.insert(0, str(Path(__file__).parent))

WRITTEN = datetime(2024, 1, 2, 3, 4, tzinfo=UTC)

BARE = {
    "tocsin": 1,
    "nations": {
        "ISLE": {"territory": {"box": {"west": 178, "south": 0, "east": -178, "north": 2}}}
    },
    "launches": {"far": {"nation": "ISLE", "lat": 10, "lon": 179}},
    "arcs": {"medium": {"class": "medium"}},
    "targets": {"points": {"Port": {"lat": 1, "lon": 179, "nation": "ISLE"}}},
}


@pytest.fixture(scope="session")
def scenario():
    return Scenario.from_text(scaffold("starter")).updated({"targets.h3_resolution": 3})


@pytest.fixture(scope="session")
def result(scenario):
    return run(scenario, policies=["isolated", "relay", "full-mesh"])


class OnePicture(Here):
    """Draws the first thing that it is asked for, and gives that for all others."""

    drawn: ClassVar[list[bytes]] = []

    def next(self):
        if not self.drawn:
            self.drawn.extend(super().next())
        return self.drawn


@pytest.fixture(scope="session")
def maps(result, tmp_path_factory):
    """All files of maps that a run may have, with one picture in all of them."""
    files = MapFiles(result, tmp_path_factory.mktemp("maps"), per_arc=True, painter=OnePicture())
    return [*files.first(), *files.others()]


@pytest.fixture(scope="session")
def report(result, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    return write_report(result, folder / "report.html", written=WRITTEN)


@pytest.fixture(scope="session")
def many(nations_in_rows):
    """Fifteen nations: two pacts, and one nation that none tells."""
    made = nations_in_rows(15)
    made["policies"]["again"] = made["policies"]["now"]
    made["policies"]["few"] = {"agreements": ["early-pact-of-a-few"]}
    return run(Scenario.from_dict(made), policies=["isolated", "now", "few"])


@pytest.fixture(scope="session")
def many_report(many, tmp_path_factory):
    two = Result(many.bank, ("isolated", "now"))
    return write_report(two, tmp_path_factory.mktemp("many") / "report.html", written=WRITTEN)


@pytest.fixture(scope="session")
def bare():
    """No sensor, no agreement, no responder, no title, one cell: nobody ever knows anything."""
    return run(Scenario.from_dict(BARE))


@pytest.fixture(scope="session")
def bare_report(bare, tmp_path_factory):
    return write_report(bare, tmp_path_factory.mktemp("bare") / "report.html", written=WRITTEN)
