"""Tables carry units and their definition, and have one schema whatever the chunk."""

import json

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tocsin.errors import InputError, RunError
from tocsin.io import tables
from tocsin.io.definition import Definition

DEFINITION = Definition(scenario="tocsin: 1\ntitle: Früh\n", seed=5, version="9.9")
COLUMNS = ["policy", "point", "cell", "warning_s", "route"]


def chunk(rows, *, policy="isolated", warned=True):
    return pd.DataFrame(
        {
            "policy": pd.Categorical([policy] * rows),
            "point": np.arange(rows, dtype=np.int32),
            "cell": [f"c{i}" for i in range(rows)],
            "warning_s": np.linspace(1, 9, rows) if warned else np.full(rows, np.nan),
            "route": "KOR>USA" if warned else None,
        }
    )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "warning.parquet"


def write(path, *chunks, columns=COLUMNS):
    with tables.open_table(path, columns=columns, definition=DEFINITION) as table:
        for piece in chunks:
            table.write(piece)
    return pd.read_parquet(path)


def test_chunks_of_any_kind_make_one_table(path):
    back = write(path, chunk(3, warned=False), chunk(2, policy="mesh"))
    assert list(back.columns) == COLUMNS
    assert back.policy.tolist() == ["isolated"] * 3 + ["mesh"] * 2
    assert back.warning_s.isna().tolist() == [True] * 3 + [False] * 2
    assert back.route.isna().tolist() == [True] * 3 + [False] * 2
    assert back.point.tolist() == [0, 1, 2, 0, 1]


def test_absent_times_are_nulls_not_nans(path):
    write(path, chunk(4, warned=False))
    assert pq.read_table(path)["warning_s"].null_count == 4
    assert duckdb.sql(f"select count(warning_s) from '{path}'").fetchall() == [(0,)]


def test_times_are_seconds_to_the_millisecond_for_every_reader(path):
    times = [471.2004, 0.0006, -3.99951, np.nan]
    written = write(
        path, pd.DataFrame({"warning_s": times, "lat": 1 / 3}), columns=["warning_s", "lat"]
    )
    assert written.dtypes.tolist() == [np.float64, np.float64]
    assert written.warning_s.tolist()[:3] == [471.2, 0.001, -4.0]
    assert written.lat.tolist() == [1 / 3] * 4
    read = duckdb.sql(f"select warning_s, typeof(warning_s) from '{path}'").fetchall()
    assert read == [(471.2, "DOUBLE"), (0.001, "DOUBLE"), (-4.0, "DOUBLE"), (None, "DOUBLE")]


def test_times_and_cells_that_come_again_take_little_room(path):
    rows = 8 * 15_000
    times = np.random.default_rng(1).uniform(60, 1600, rows)
    frame = pd.DataFrame(
        {"warning_s": times, "lat": np.tile(np.linspace(30, 40, rows // 8), 8), "cell": "c"}
    )
    write(path, frame, columns=list(frame))
    # 20.6 bits of chance in a time; the cells once, not eight times.
    assert path.stat().st_size < rows * 4.2 + rows // 8 * 8 * 2


def test_text_is_dictionary_encoded_and_whole_numbers_stay_whole(path):
    write(path, chunk(2))
    schema = pq.read_schema(path)
    assert pa.types.is_dictionary(schema.field("cell").type)
    assert schema.field("point").type == pa.int64()


def test_no_chunk_at_all_still_makes_a_table_with_columns(path):
    back = write(path)
    assert list(back.columns) == COLUMNS
    assert len(back) == 0


def test_units_and_definition_are_in_the_file(path):
    write(path, chunk(1))
    schema = pq.read_schema(path)
    assert schema.field("warning_s").metadata[b"units"] == b"s"
    assert b"notional" in schema.metadata[b"comment"].lower()
    assert tables.read_definition(path) == DEFINITION


def test_foreign_file_has_no_definition(path):
    pq.write_table(pa.table({"x": [1]}), path)
    with pytest.raises(InputError, match="No definition"):
        tables.read_definition(path)


def test_columns_are_put_in_order_and_others_left_out(path):
    shuffled = chunk(2)[COLUMNS[::-1]].assign(scratch=1)
    assert list(write(path, shuffled).columns) == COLUMNS


def test_arrow_tables_are_taken_too(path):
    assert write(path, pa.Table.from_pandas(chunk(2))).cell.tolist() == ["c0", "c1"]


def test_small_chunks_share_row_groups(path, monkeypatch):
    monkeypatch.setattr(tables, "ROW_GROUP", 10)
    back = write(path, *[chunk(4)] * 6)
    assert len(back) == 24
    assert pq.ParquetFile(path).metadata.num_row_groups <= 4


def test_equal_tables_are_equal_bytes(tmp_path):
    for name in "ab":
        write(tmp_path / f"{name}.parquet", chunk(50))
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_all_problems_of_a_chunk_at_once_and_no_file(path):
    bad = chunk(2).drop(columns="cell").assign(point=["one", "two"])
    with pytest.raises(InputError) as caught:
        write(path, bad)
    assert len(caught.value.problems) == 2
    assert list(path.parent.iterdir()) == []


def test_unknown_column(path):
    with pytest.raises(InputError, match="warning_m"):
        write(path, columns=["warning_m"])


def test_interrupt_leaves_no_file(path):
    with (
        pytest.raises(KeyboardInterrupt),
        tables.open_table(path, columns=COLUMNS, definition=DEFINITION) as table,
    ):
        table.write(chunk(2))
        raise KeyboardInterrupt
    assert list(path.parent.iterdir()) == []


def test_full_disk_while_streaming(path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    with pytest.raises(RunError, match="Free some space"):
        write(path, chunk(2))
    assert list(path.parent.iterdir()) == []


def test_csv_is_plain_and_described_beside(tmp_path):
    path = tables.write_table(chunk(2), tmp_path / "summary.csv", definition=DEFINITION)
    assert path.read_text().splitlines()[0] == ",".join(COLUMNS)
    assert pd.read_csv(path).warning_s.tolist() == [1.0, 9.0]
    third = chunk(1).assign(warning_s=1 / 3)
    tables.write_table(third, tmp_path / "third.csv", definition=DEFINITION)
    assert pd.read_csv(tmp_path / "third.csv").warning_s.tolist() == [0.333]
    beside = json.loads((tmp_path / "summary.csv-metadata.json").read_text())
    units = {c["name"]: c.get("schema:unitText") for c in beside["tableSchema"]["columns"]}
    assert units["warning_s"] == "s"
    assert units["cell"] is None
    assert beside["dc:source"] == DEFINITION.scenario
    assert beside["schema:additionalProperty"]["schema:value"] == 5
    assert "Notional" in beside["dc:description"]


def test_write_table_by_suffix(tmp_path):
    path = tables.write_table(chunk(3), tmp_path / "t.parquet", definition=DEFINITION)
    assert len(pd.read_parquet(path)) == 3
    with pytest.raises(InputError, match=r"\.parquet or \.csv"):
        tables.write_table(chunk(3), tmp_path / "t.xlsx", definition=DEFINITION)
