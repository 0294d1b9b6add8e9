"""run.json tells what was run, and its fingerprints are those of the files."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from tocsin.io.atomic import write_text
from tocsin.io.definition import Definition
from tocsin.io.runfile import write_run


class Scenario:
    seed = 11
    title = "A world"

    def to_yaml(self, *, comments=True):
        return "tocsin: 1\n"


def record(folder, **changes):
    files = [write_text(folder / "summary.csv", "a\n"), write_text(folder / "maps/m.svg", "<svg>")]
    given = {
        "definition": Definition.of(Scenario()),
        "cards": {"delays": {"auto_s": {"value": 5}}},
        "started": datetime(2024, 1, 1, tzinfo=UTC),
        "seconds": {"geometry": 1.23456},
        "files": files,
    }
    return json.loads(write_run(folder / "run.json", **(given | changes)).read_text())


def test_everything_is_there(tmp_path):
    run = record(tmp_path)
    assert run["seed"] == 11
    assert run["scenario"] == "tocsin: 1\n"
    assert run["cards"]["delays"]["auto_s"]["value"] == 5
    assert run["seconds"] == {"geometry": 1.235}
    assert run["started"] == "2024-01-01T00:00:00+00:00"
    assert run["versions"]["numpy"] == np.__version__
    assert "Notional" in run["notional"]


def test_fingerprints_are_those_of_the_files(tmp_path):
    files = record(tmp_path)["files"]
    assert list(files) == ["maps/m.svg", "summary.csv"]
    assert files["summary.csv"] == {"sha256": hashlib.sha256(b"a\n").hexdigest(), "bytes": 2}


def test_no_file_outside_the_folder(tmp_path):
    with pytest.raises(ValueError, match="not in the subpath"):
        record(tmp_path, files=[Path(__file__)])


def test_nothing_that_is_not_json(tmp_path):
    with pytest.raises(ValueError, match="JSON"):
        record(tmp_path, cards={"r1_km": float("inf")})
