"""Questions to a study's folder: tables, summaries, SQL, arrays, a figure. Nothing is written."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tocsin.checks import check_names
from tocsin.errors import InputError
from tocsin.extras import need
from tocsin.scenario.launching import launch_name, leading_launch

from .finished import columns_of, current_files_of
from .planning import Plan
from .sql import connected, query
from .store import Store
from .tables import ROW, attrs_of

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import xarray as xr

    from tocsin.plot.style import Axes, Figure

    Answer = tuple[list[str], list[tuple[Any, ...]]]

_DEFAULT = "mean_warning_s"
_MAX_GROUPS = 40
_DAY_S = 86_400.0


def load_table(
    out: str | Path, *, columns: Sequence[str] | None = None, where: str = "error IS NULL"
) -> "pd.DataFrame":
    """Return results as a table, a row a run, launch, nation and arc, in the order of the plan.

    Parameters
    ----------
    out : path-like
    columns : sequence of str, optional
        Which; all by default.
    where : str
        SQL condition; runs that failed are left out by default.

    Raises
    ------
    InputError
        If a column is unknown or the condition is refused.
    """
    plan, _ = current_files_of(out)
    known = columns_of(plan)
    check_names(columns or (), known, kind="column")
    chosen = ", ".join(f'"{name}"' for name in columns or known)
    # Rows stand in the order of the plan in files that are read in that order.
    # The whole of them, however many: this is how they are taken elsewhere.
    return query(out, f"SELECT {chosen} FROM runs WHERE {where}", limit_s=_DAY_S, most=None)


def load_dataset(out: str | Path) -> "xr.Dataset":
    """Return results as arrays: a dimension an axis, then launch, nation and arc.

    A sample and zipped axes are one dimension each, with what they vary as coordinates along it.
    Runs that failed, and those still to come, are nan.
    """
    need("xarray")
    plan, _ = current_files_of(out)
    frame = load_table(out)
    own = {d.name: [column.name for column in d.columns] for d in plan.dimensions}
    keys = [_key_of(name, columns) for name, columns in own.items()]
    index = [*keys, *ROW]
    # Runs that failed have no row, and become nan when rows are laid out by their index.
    if "run" in own:
        # Zipped: the step is the key, whatever its columns hold.
        frame["run"] = frame["run"] // plan.n_riding
    measures = list(plan.study.file.measures)
    for name in index:
        frame[name] = frame[name].astype(object) if frame[name].dtype == "category" else frame[name]
    data = frame.set_index(index)[measures].to_xarray()
    for key, columns in zip(keys, own.values(), strict=True):
        along = frame.drop_duplicates(key).set_index(key)
        for name in columns:
            if name != key:
                data = data.assign_coords({name: (key, along[name].reindex(data[key]).to_numpy())})
    for name in data.variables:
        data[name].attrs = attrs_of(str(name))
    return data.assign_attrs(title=plan.study.title, comment=_notional())


def _key_of(name: str, columns: Sequence[str]) -> str:
    return columns[0] if len(columns) == 1 or columns[0] == "sample" else name


def _notional() -> str:
    from tocsin.constants import NOTIONAL

    return NOTIONAL


def summary(out: str | Path) -> dict[str, Any]:
    """Tell what is in a folder.

    Returns
    -------
    dict
        ``title``, ``runs`` in all, ``finished`` and ``failed`` ones, ``failures`` (the first
        hundred), ``other_code`` (whether the code that makes numbers has changed since the study
        was run), ``axes`` (values of each column), and for each measure over everything (nation
        and arc ``all``, where kept) from ``launch``: least, mean and greatest.
    """
    plan, files = current_files_of(out)
    with connected(files) as database:
        counts = database.execute(
            "SELECT count(DISTINCT run), count(DISTINCT run) FILTER (error IS NOT NULL) FROM runs"
        ).fetchone()
        assert counts is not None
        failures = database.execute(
            "SELECT run, error FROM runs WHERE error IS NOT NULL ORDER BY run LIMIT 100"
        ).fetchall()
        launch = _first_launch(plan)
        return {
            "title": plan.study.title,
            "launch": launch,
            "runs": len(plan),
            "finished": counts[0] - counts[1],
            "failed": counts[1],
            "failures": {run: message for run, message in failures},
            "other_code": Store(Path(out)).is_of_other_code(),
            "axes": {column.name: _span(database, column.name) for column in plan.columns},
            "measures": {
                name: _range(database, name, launch=launch) for name in plan.study.file.measures
            },
        }


def _first_launch(plan: Plan) -> str:
    """Return the launch that is told where one has to be chosen: the first kept, or what leads."""
    kept = plan.study.file.by.launches
    if kept and kept != "all":
        return launch_name(plan.base, kept[0])
    return leading_launch(plan.base)


def _span(database: "duckdb.DuckDBPyConnection", name: str) -> dict[str, Any]:
    row = database.execute(
        f'SELECT count(DISTINCT "{name}"), min("{name}"), max("{name}") FROM runs'
    ).fetchone()
    assert row is not None
    return dict(zip(("values", "least", "greatest"), row, strict=True))


def _range(
    database: "duckdb.DuckDBPyConnection", name: str, *, launch: str
) -> dict[str, float | None]:
    row = database.execute(
        f'SELECT min("{name}"), avg("{name}"), max("{name}") FROM runs '
        "WHERE nation = (SELECT max(nation) FROM runs) AND arc = (SELECT max(arc) FROM runs) "
        "AND launch = $launch",
        {"launch": launch},
    ).fetchone()
    assert row is not None
    return dict(zip(("least", "mean", "greatest"), row, strict=True))


def table(
    out: str | Path,
    *,
    by: Sequence[str] | None = None,
    measure: str | None = None,
    launch: str | None = None,
    nation: str | None = None,
    arc: str | None = None,
) -> "pd.DataFrame":
    """Return the mean, least and greatest of a measure by the values of some axes.

    Parameters
    ----------
    out : path-like
    by : sequence of str, optional
        Columns; the first axis by default.
    measure : str, optional
        Mean warning where kept, else the first measure.
    launch : str, optional
        Launch area or nation; each by itself by default.
    nation, arc : str, optional
        Ids, or ``all``; all together by default where kept, else each.

    Returns
    -------
    DataFrame
        Columns of `by`, ``launch nation arc runs mean least greatest``.

    Raises
    ------
    InputError
        If a name is unknown.
    """
    plan, files = current_files_of(out)
    by = list(by or [plan.columns[0].name])
    measure = measure or _measure_of(plan)
    check_names(by, [column.name for column in plan.columns], kind="axis")
    check_names([measure], plan.study.file.measures, kind="measure")
    columns = ", ".join(f'"{name}"' for name in [*by, *ROW])
    order = ", ".join(["min(run)", *ROW])
    with connected(files) as database:
        wanted = {"launch": launch, "nation": nation, "arc": arc}
        present = {key: _present(database, key) for key in wanted}
        for key, name in wanted.items():
            check_names([name] if name else [], present[key], kind=key)
            wanted[key] = name or ("all" if "all" in present[key] else None)
        conditions = ["error IS NULL", *(f"{key} = ${key}" for key, name in wanted.items() if name)]
        sql = (
            f'SELECT {columns}, count(*) AS runs, avg("{measure}") AS mean, '
            f'min("{measure}") AS least, max("{measure}") AS greatest FROM runs '
            f"WHERE {' AND '.join(conditions)} GROUP BY {columns} ORDER BY {order}"
        )
        return database.execute(sql, {key: name for key, name in wanted.items() if name}).df()


def _present(database: "duckdb.DuckDBPyConnection", key: str) -> list[str]:
    sql = f"SELECT DISTINCT {key} FROM runs WHERE {key} IS NOT NULL ORDER BY 1"
    return [row[0] for row in database.execute(sql).fetchall()]


def _measure_of(plan: Plan) -> str:
    measures = plan.study.file.measures
    return _DEFAULT if _DEFAULT in measures else measures[0]


def plot(
    out: str | Path,
    *,
    by: str | None = None,
    measure: str | None = None,
    launch: str | None = None,
    nation: str | None = None,
    arc: str | None = None,
    ax: "Axes | None" = None,
) -> "tuple[Figure, Axes]":
    """Draw what `table` says of one axis: mean, and from least to greatest over all else.

    Parameters are those of `table`. A date axis becomes a step chart.

    Raises
    ------
    InputError
        If a name is unknown, or there are too many values to draw.
    """
    from .figure import draw_levels, draw_steps

    plan, _ = current_files_of(out)
    column = by or plan.columns[0].name
    measure = measure or _measure_of(plan)
    values = table(out, by=[column], measure=measure, launch=launch, nation=nation, arc=arc)
    kinds = {known.name: known.kind for known in plan.columns}
    label = attrs_of(measure)["long_name"]
    # Steps are of times and shares; what else is counted is drawn value by value.
    if kinds[column] == "day" and measure.endswith(("_s", "_share")):
        return draw_steps(
            values, column, measure=measure, label=label, title=plan.study.title, ax=ax
        )
    if values[column].nunique() > _MAX_GROUPS and kinds[column] == "text":
        raise InputError(
            f"Axis {column!r} has {values[column].nunique()} values, more than {_MAX_GROUPS} that "
            "can be drawn. Choose another axis, or ask for the table."
        )
    return draw_levels(values, column, measure=measure, label=label, title=plan.study.title, ax=ax)
