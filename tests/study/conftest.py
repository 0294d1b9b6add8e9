"""A small fictional world, and studies of it."""

import hashlib
import os
from pathlib import Path

import pytest

from tocsin.scenario import Scenario
from tocsin.study import Study

BASE = {
    "tocsin": 1,
    "title": "Two islands (fictional)",
    "nations": {"AAA": {}, "BBB": {}, "HUB": {}, "LLL": {}},
    "sensors": {
        "eye": {"class": "ship-s-band", "owner": "AAA", "lat": 36, "lon": 130},
        "far": {"class": "geo-infrared", "owner": "HUB", "lon": 120},
        "arc-side": {
            "class": "transportable-l-band",
            "owner": "BBB",
            "lat": 37,
            "lon": 127,
            "facing_deg": 340,
            "availability": 0.5,
        },
    },
    "launches": {"west": {"nation": "LLL", "lat": 40, "lon": 126, "spread_km": 50, "points": 2}},
    "arcs": {"medium": {"class": "medium"}, "low": {"class": "low-flyer"}},
    "targets": {
        "points": {
            "a1": {"lat": 35, "lon": 137, "nation": "AAA"},
            "a2": {"lat": 33, "lon": 131, "nation": "AAA"},
            "b1": {"lat": 36, "lon": 128, "nation": "BBB"},
        }
    },
    "agreements": {
        "pact": {"kind": "sharing", "parties": ["AAA", "BBB"], "in_force": ["2010-01-01", None]},
        "watch": {
            "kind": "sharing",
            "hub": "HUB",
            "spokes": ["AAA", "BBB"],
            "mode": "release",
            "in_force": ["2000-01-01", "2020-01-01"],
        },
        "treaty": {"kind": "defence", "must": [["HUB", "AAA"]], "in_force": ["1990-01-01", None]},
        "dream": {"kind": "sharing", "mesh": True, "hypothetical": True},
    },
    "policies": {
        "isolated": {},
        "now": {"as_of": "2015-01-01"},
        "own": {"as_of": "2015-01-01", "confirmation": {"AAA": "own"}},
        "mesh": {"mesh": {"tier": "track", "mode": "auto"}},
    },
    "shocks": {
        "quarrel": {"probability": 0.5, "suspends": ["pact"]},
        "storm": {"probability": 0.3, "suspends": ["watch"], "cause": "weather"},
    },
    "causes": {"weather": {"probability": 0.5}},
    "responders": {
        "ring": {"owner": "HUB", "lat": 35, "lon": 135, "radius_km": 900, "reaction_s": 30}
    },
}


@pytest.fixture(scope="session")
def base() -> Scenario:
    """The world."""
    return Scenario.from_dict(BASE)


@pytest.fixture(scope="session")
def study_of(base):
    """Return a function that makes a study of the world from its axes."""

    def make(axes, **keys) -> Study:
        data = {"tocsin_study": 1, "base": "world", "axes": axes, **keys}
        return Study.from_dict(data, base=base)

    return make


@pytest.fixture(scope="session")
def small(study_of) -> Study:
    """Twelve runs on three geometries."""
    return study_of(
        {
            "alert": {"path": "sensors.eye.alert_s", "values": [5, 10, 20]},
            "policy": {"policies": "all"},
        },
        title="Small",
    )


@pytest.fixture(scope="session")
def finished(small, tmp_path_factory) -> Path:
    """Folder of the small study, undisturbed."""
    from tocsin.study import sweep

    folder = tmp_path_factory.mktemp("finished") / "out"
    assert sweep(small, folder, workers=1).exit_code == 0
    return folder


@pytest.fixture
def write_study(tmp_path):
    """Return a function that writes a study file beside its base."""
    import json

    (tmp_path / "world.json").write_text(json.dumps(BASE), encoding="utf-8")

    def write(text: str) -> Path:
        path = tmp_path / "study.yaml"
        path.write_text(f"tocsin_study: 1\nbase: world.json\n{text}", encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def bytes_of():
    """Return a function that tells the checksum of every file of a study's folder."""

    def checksums(folder) -> dict[str, str]:
        return {
            str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(Path(folder).rglob("*"))
            if path.is_file() and path.name != "lock"
        }

    return checksums


@pytest.fixture(scope="session")
def is_alive():
    """Return a function that tells whether a process still runs (a zombie does not)."""

    def alive(pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        stat = Path(f"/proc/{pid}/stat")
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"

    return alive
