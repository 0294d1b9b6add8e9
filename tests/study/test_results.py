"""Questions to a folder: read-only, in units, and refused clearly."""

import numpy as np
import pytest

from tocsin.errors import InputError
from tocsin.study import load_dataset, load_table, plot, query, summary, sweep, table


@pytest.fixture(scope="module")
def dated(study_of, tmp_path_factory):
    """Folder of a study over dates and agreements."""
    folder = tmp_path_factory.mktemp("dated") / "o"
    axes = {"day": {"dates": "all"}, "a": {"agreements": ["dream"]}, "s": {"shocks": "all"}}
    sweep(study_of(axes, title="Dated"), folder, workers=1)
    return folder


@pytest.fixture(scope="module")
def sampled(study_of, tmp_path_factory):
    """Folder of a study of a sample."""
    folder = tmp_path_factory.mktemp("sampled") / "o"
    axes = {"c": {"cards": ["delays"]}, "p": {"policies": ["now", "mesh"]}}
    sweep(study_of(axes, sample={"method": "latin-hypercube", "n": 4}), folder, workers=1)
    return folder


def test_query(finished):
    found = query(
        finished, "SELECT policy, count(*) AS n FROM runs GROUP BY policy ORDER BY policy"
    )
    assert found.to_dict("list") == {"policy": ["isolated", "mesh", "now", "own"], "n": [27] * 4}
    assert len(query(finished, "WITH a AS (FROM runs) SELECT * FROM a LIMIT 3")) == 3
    assert "mean_warning_s" in query(finished, "DESCRIBE runs")["column_name"].tolist()


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "SELECT 1; SELECT 2",
        "DROP VIEW runs",
        "CREATE TABLE t AS SELECT 1",
        "COPY runs TO '{folder}/chunks/x.parquet'",
        "INSERT INTO runs SELECT * FROM runs",
        "ATTACH '{folder}/chunks/x.db'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM '{folder}/study.json'",
        "SELECT nothing FROM runs",
        "SELEC 1",
        "SELECT 1/0 ::",
    ],
)
def test_whatever_is_no_reading_of_the_results_is_refused(sql, finished, bytes_of):
    before = bytes_of(finished)
    with pytest.raises(InputError, match=r"Only one SELECT|The query is refused"):
        query(finished, sql.format(folder=finished))
    assert bytes_of(finished) == before


def test_a_folder_with_quotes_in_its_name(small, tmp_path):
    folder = tmp_path / 'it\'s "mine" [1]* ü=2'
    sweep(small, folder, workers=1)
    assert len(load_table(folder)) == 108


def test_table_of_chosen_columns(finished):
    found = load_table(finished, columns=["run", "never_share"], where="nation = 'AAA'")
    assert list(found) == ["run", "never_share"]
    assert len(found) == 12 * 3
    with pytest.raises(InputError, match="Did you mean 'never_share'"):
        load_table(finished, columns=["never_shar"])
    with pytest.raises(InputError, match="The query is refused"):
        load_table(finished, where="nations = 'AAA'")


def test_dataset_of_a_factorial(finished, dated):
    data = load_dataset(finished)
    assert dict(data.sizes) == {"alert": 3, "policy": 4, "launch": 1, "nation": 3, "arc": 3}
    assert data["mean_warning_s"].attrs["units"] == "s"
    assert "Notional" in data.attrs["comment"]
    row = load_table(finished).iloc[-1]
    keys = {name: row[name] for name in ("alert", "policy", "launch", "nation", "arc")}
    assert data["warned_share"].sel(keys).item() == row["warned_share"]
    sizes = {"day": 4, "dream": 2, "s": 3, "launch": 1, "nation": 3, "arc": 3}
    assert dict(load_dataset(dated).sizes) == sizes


def test_dataset_of_a_sample_has_its_values_as_coordinates(sampled):
    data = load_dataset(sampled)
    assert dict(data.sizes) == {"sample": 4, "p": 2, "launch": 1, "nation": 3, "arc": 3}
    assert data["delays_auto_s"].dims == ("sample",)
    frame = load_table(sampled).drop_duplicates("sample").set_index("sample")
    np.testing.assert_array_equal(data["delays_auto_s"], frame["delays_auto_s"])


def test_dataset_of_zipped_axes(study_of, tmp_path):
    axes = {
        "lat": {"path": "sensors.eye.lat", "values": [35, 36]},
        "lon": {"path": "sensors.eye.lon", "values": [130, 130]},
    }
    sweep(study_of(axes, combine="zip"), tmp_path / "o", workers=1)
    data = load_dataset(tmp_path / "o")
    assert dict(data.sizes) == {"run": 2, "policy": 4, "launch": 1, "nation": 3, "arc": 3}
    assert data["lat"].values.tolist() == [35, 36]


def test_summary(finished):
    found = summary(finished)
    assert (found["title"], found["runs"], found["finished"], found["failed"]) == (
        "Small",
        12,
        12,
        0,
    )
    assert found["axes"]["alert"] == {"values": 3, "least": 5, "greatest": 20}
    rows = load_table(finished, where="nation = 'all' AND arc = 'all'")["never_share"]
    told = found["measures"]["never_share"]
    assert told["mean"] == pytest.approx(rows.mean())
    assert (told["least"], told["greatest"]) == (rows.min(), rows.max())


def test_table_by_axes(finished):
    found = table(finished, by=["policy"])
    assert found["policy"].tolist() == ["isolated", "now", "own", "mesh"]
    assert set(found["runs"]) == {3}
    assert (found["least"] <= found["mean"]).all()
    assert len(table(finished, by=["alert", "policy"], nation="AAA", arc="low")) == 12
    for wrong in ({"by": ["polcy"]}, {"measure": "warned"}, {"nation": "AAB"}, {"arc": "lo"}):
        with pytest.raises(InputError, match=r"Did you mean|Use one of"):
            table(finished, **wrong)


@pytest.mark.parametrize("column", ["policy", "alert"])
def test_plot(finished, column):
    figure, axes = plot(finished, by=column)
    assert "Small" in axes.get_title(loc="left") + axes.get_title()
    assert any("Notional" in text.get_text() for text in figure.texts)


def test_plot_of_dates_and_of_flags(dated):
    assert plot(dated, by="day", measure="warned_share")[1].get_lines()
    assert plot(dated, by="dream")[1].get_yticklabels()


def test_too_many_values_for_a_figure(study_of, tmp_path):
    axes = {"c": {"choices": {f"c{n}": {"seed": n} for n in range(41)}}}
    sweep(study_of(axes, policy="now"), tmp_path / "o", workers=1)
    with pytest.raises(InputError, match="has 41 values"):
        plot(tmp_path / "o")


def test_a_question_without_end_is_stopped(finished):
    endless = (
        "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range + b.range = -1"
    )
    with pytest.raises(InputError, match="took longer than"):
        query(finished, endless, limit_s=0.2)
    with pytest.raises(InputError, match="more than 1,000,000 rows"):
        query(finished, "SELECT range FROM range(1000000000)")
    with pytest.raises(InputError, match="more than 5 rows"):
        query(finished, "SELECT [policy] FROM runs", most=5)


def test_an_answer_in_many_pieces_is_whole(finished):
    found = query(finished, "SELECT range AS n FROM range(200000) ORDER BY n DESC")
    assert found["n"].tolist() == list(range(199_999, -1, -1))
    assert query(finished, "SELECT policy FROM runs WHERE false").columns.tolist() == ["policy"]


def test_a_question_takes_half_of_the_free_memory_at_most(finished, monkeypatch):
    monkeypatch.setattr("tocsin.study.sql.free_bytes", lambda: 3e8)
    with pytest.raises(InputError, match=r"refused: .*[Mm]emory"):
        query(finished, "SELECT list(range) FROM range(100000000)")
