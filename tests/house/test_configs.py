"""Every tracked config loads, and says what it is for."""

from pathlib import Path

import pytest

CONFIGS = Path(__file__).parents[2] / "configs"
SCENARIOS = sorted((CONFIGS / "scenarios").glob("*.yaml"))
STUDIES = sorted((CONFIGS / "studies").glob("*.yaml"))


def test_there_are_some():
    assert len(SCENARIOS) >= 3
    assert STUDIES
    assert {p.suffix for p in CONFIGS.rglob("*") if p.is_file()} == {".yaml"}


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
def test_scenario_loads(path):
    from tocsin.scenario import Scenario

    scenario = Scenario.load(path)
    assert scenario.title
    assert scenario.description
    assert Scenario.from_dict(scenario.to_dict()).to_dict() == scenario.to_dict()


@pytest.mark.parametrize("path", STUDIES, ids=lambda p: p.stem)
def test_study_loads(path):
    from tocsin.study import Study

    assert Study.load(path)
