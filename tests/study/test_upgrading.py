"""What 0.1.0 shipped and wrote still loads, or says what to change (docs/upgrading.md).

`tests/reference/v0.1.0` has its scenarios and studies as they were, the file that its ``new``
wrote, and the results that its ``sweep`` left of `studies/starter.yaml`.
"""

import shutil
from pathlib import Path

import pytest

from tocsin.errors import InputError
from tocsin.scenario import Scenario
from tocsin.study import Study, load_table, plan, plot, query, summary, sweep, table

OLD = Path(__file__).parents[1] / "reference" / "v0.1.0"
TO_CHANGE = {
    "agreements-factorial": ("'effective_warning_s'", "Did you mean 'mean_warning_s'"),
    "cards-uncertainty": ("too few", "latin-hypercube"),
}


@pytest.fixture
def results(tmp_path):
    return Path(shutil.copytree(OLD / "results", tmp_path / "results"))


@pytest.mark.parametrize("path", sorted((OLD / "scenarios").iterdir()), ids=lambda path: path.stem)
def test_scenarios_load(path):
    assert Scenario.load(path).policies


@pytest.mark.parametrize("path", sorted((OLD / "studies").iterdir()), ids=lambda path: path.stem)
def test_studies_load_or_say_what_to_change(path):
    if path.stem not in TO_CHANGE:
        assert Study.load(path).file.axes
        return
    with pytest.raises(InputError) as caught:
        plan(Study.load(path))
    for words in TO_CHANGE[path.stem]:
        assert words in str(caught.value)


@pytest.mark.parametrize("read", [summary, table, plot, load_table])
def test_results_say_what_they_lack_and_what_to_do(read, results):
    with pytest.raises(InputError, match=r"by tocsin 0\.1\.0 and lack launch\. Sweep the study"):
        read(results)


def test_old_rows_can_be_read_by_a_query(results):
    found = query(results, "SELECT policy, count(*) AS n FROM runs GROUP BY policy ORDER BY policy")
    assert found.to_dict("list") == {"policy": ["isolated", "relay"], "n": [12, 12]}


def test_a_study_is_swept_again_into_its_old_folder(results):
    outcome = sweep(Study.load(OLD / "studies" / "starter.yaml"), results, workers=1)
    assert (outcome.ran, outcome.kept, outcome.reused) == (2, 0, 0)
    assert summary(results)["finished"] == 2
