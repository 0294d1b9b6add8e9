"""The large jobs in small: both doors give the numbers of a run, and the notebook finds nothing."""

import numpy as np
import pytest

from tocsin.scenario import Scenario


@pytest.fixture(scope="module")
def data():
    import growth

    return growth.world_data(5.0, sensors=20, policies=3)


@pytest.fixture(scope="module")
def found(data):
    import growth

    return growth.whole(data)


def test_both_doors_give_the_numbers_of_a_run(data, found, tmp_path):
    import growth

    import tocsin
    from tocsin.engine.measures import MEASURES

    told, numbers = found
    assert (told["cells"], told["pairs"]) == (100, 2000)
    _, swept = growth.swept(data, tmp_path, workers=1)
    assert np.array_equal(numbers, swept, equal_nan=True)
    summary = tocsin.run(Scenario.from_dict(data)).summary
    expected = summary["mean_warning_s"].to_numpy().reshape(3, -1)
    place = list(MEASURES).index("mean_warning_s")
    assert np.array_equal(numbers[..., place], expected[:, : numbers.shape[1]])
    assert len(np.unique(expected)) > 5


def test_two_dask_workers_give_the_same(data, found, tmp_path):
    pytest.importorskip("distributed")
    import growth

    with growth.cluster(tmp_path) as address:
        _, swept = growth.swept(data, tmp_path, scheduler=address)
    assert np.array_equal(found[1], swept, equal_nan=True)


def test_what_is_finished_is_kept(tmp_path, capsys):
    import growth

    line = {"pairs": 2000, "laps": {"cells": 1.5}, "peak_mb": 7.0, "processor_s": 2.0}
    (tmp_path / "whole-10.json").write_text(growth.json.dumps(line), "utf-8")
    growth.main(["--finest", "10", "--out", str(tmp_path)])
    assert "2,000 pairs:    1.50 s (cells 1.50 s); processor 2.0 s" in capsys.readouterr().out


def test_the_notebook_says_that_telling_is_worth_nothing(monkeypatch, tmp_path):
    import student

    from tocsin.engine.world import World

    monkeypatch.setattr(student, "POLICIES", ("isolated", "realtime-2024"))
    rows = student.compared(World(student.asked(4)), tmp_path)
    ((theirs, ours),) = student.gains(rows, "JPN").values()
    assert theirs == 0.0
    assert ours > 10.0
    # It sees at once what no radar sees below its horizon.
    assert all(means[1][0] < 1.0 < 30.0 < means[1][1] for _, _, means in rows)
