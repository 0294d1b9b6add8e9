"""Shipped studies: planned, and their first and last run done; every key tested and explained."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from tocsin.study import Study, estimate, plan, sweep
from tocsin.study.axes import _MAKERS
from tocsin.study.keys import code_digest
from tocsin.study.tables import failures
from tocsin.study.vocabulary import WAYS, Axis, By, Coverage, Sample, Sites, Span, StudyFile
from tocsin.study.work import Task, stream_read, work

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "configs" / "studies").glob("*.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_study(path):
    study = Study.load(path)
    assert study.title
    assert study.file.description
    made = plan(study)
    ends = (0, len(made) - 1)
    rows = stream_read(work(Task(0, study.to_text(), code_digest(), ends)).rows)
    assert failures(rows) == {}
    assert set(rows["run"].to_pylist()) == set(ends)
    assert "all" in rows["nation"].to_pylist()


def test_what_the_shipped_studies_ask_is_all_there():
    made = {path.stem: plan(Study.load(path)) for path in SHIPPED}
    assert len(made["agreements-factorial"]) == 512
    assert len(made["cards-uncertainty"]) == 256 * 5
    assert made["policy-date-arc"].n_scenarios == 1
    hosts = {each.values[2] for each in made["one-more-sensor"].dimensions[0].levels}
    assert hosts == {"JPN", "KOR"}


@pytest.mark.parametrize("model", [StudyFile, Axis, Sample, By, Coverage, Sites, Span])
def test_every_key_is_tested_and_explained(model: type[BaseModel]):
    page = (ROOT / "docs" / "studies.md").read_text("utf-8")
    tests = "".join(
        each.read_text("utf-8")
        for each in Path(__file__).parent.glob("*.py")
        if each.name != Path(__file__).name
    )
    keys = [info.alias or name for name, info in model.model_fields.items()]
    assert [key for key in keys if key not in page] == []
    assert [key for key in keys if f'"{key}"' not in tests and f"{key}:" not in tests] == []


def test_every_way_to_vary_has_its_levels():
    assert set(_MAKERS) | {"cards"} == set(WAYS) <= set(Axis.model_fields)


def test_dry_run_says_what_is_there(small, finished, tmp_path):
    outcome = sweep(small, finished, dry_run=True)
    assert (outcome.kept, outcome.ran) == (12, 0)
    assert sweep(small, tmp_path / "o", dry_run=True).kept == 0
    assert not (tmp_path / "o").exists()


def test_estimate_counts_worlds(small, study_of):
    found = estimate(plan(small), workers=1)
    assert (found.runs, found.scenarios, found.worlds, found.workers) == (12, 3, 3, 1)
    assert found.seconds > 0
    assert found.memory_bytes > 0
    axes = {"seed": {"path": "sensors.eye.alert_s", "values": [n / 10 for n in range(1100)]}}
    assert estimate(plan(study_of(axes, policy="now")), workers=1).worlds is None
