"""Summaries of the warning table: shares, percentiles, effective warning."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tocsin.sharing.notice import LATE, NEVER, STATUSES, WARNED

ALL = "all"
SUMMARY_COLUMNS = (
    *("policy", "nation", "arc", "cells", "population"),
    *("warned_share", "late_share", "never_share"),
    *("warned_pop_share", "late_pop_share", "never_pop_share"),
    *("warning_p10_s", "warning_median_s", "warning_p90_s"),
    *("effective_warning_s", "effective_warning_pop_s"),
)


def summarise(warning: pd.DataFrame) -> pd.DataFrame:
    """Summarise a warning table per policy, nation and arc, and over all nations and arcs.

    Parameters
    ----------
    warning : DataFrame
        Columns of `tocsin.engine.warning.WARNING_COLUMNS`.

    Returns
    -------
    DataFrame
        Columns `SUMMARY_COLUMNS`. A case is a launch point and a cell. Percentiles are of warned
        cases only; late and never are counted in the shares and enter effective warning as 0,
        never as a time. `_pop_` weights by population (nan where nobody lives).
    """
    labels = {name: warning[name].array for name in ("policy", "nation", "arc")}
    codes = {name: np.asarray(column.codes) for name, column in labels.items()}
    columns = _columns(warning)
    rows = []
    for policy, of_policy in _groups(codes["policy"], slice(None)):
        for nation, of_nation in [*_groups(codes["nation"], of_policy), (None, of_policy)]:
            for arc, cases in [*_groups(codes["arc"], of_nation), (None, of_nation)]:
                places = {"policy": policy, "nation": nation, "arc": arc}
                names = {
                    name: ALL if code is None else labels[name].categories[code]
                    for name, code in places.items()
                }
                rows.append(names | measures_of(**{k: v[cases] for k, v in columns.items()}))
    return pd.DataFrame(rows, columns=list(SUMMARY_COLUMNS))


def _groups(
    codes: NDArray[np.integer], within: NDArray[np.intp] | slice
) -> list[tuple[int | None, NDArray[np.intp]]]:
    """Codes that occur within some rows, in order of appearance, and the rows of each, in order."""
    here = codes[within]
    rows = np.arange(len(codes))[within]
    return [(int(code), rows[here == code]) for code in pd.unique(here) if code >= 0]


def _columns(cases: pd.DataFrame) -> dict[str, NDArray]:
    """What `measures_of` reads of a warning table."""
    return {
        "cell": np.asarray(cases["cell"].array.codes),
        "population": cases["population"].to_numpy(),
        "status": np.asarray(cases["status"].array.codes),
        "warning_s": cases["warning_s"].to_numpy(),
    }


def measures(cases: pd.DataFrame) -> dict[str, float]:
    """Measures of a set of cases: rows of the warning table of one policy."""
    return measures_of(**_columns(cases))


def measures_of(
    *,
    cell: NDArray[np.integer],
    population: NDArray[np.float64],
    status: NDArray[np.integer],
    warning_s: NDArray[np.float64],
) -> dict[str, float]:
    """Measures of a set of cases, given as arrays of shape (n,).

    Parameters
    ----------
    cell : ndarray of int
        Which cell; equal numbers are one cell.
    population : ndarray
        Population of the cell.
    status : ndarray of int
        Position in `tocsin.sharing.notice.STATUSES`.
    warning_s : ndarray
        Warning time [s], read where warned.
    """
    warned_s = warning_s[status == WARNED]
    effective_s = np.where(status == WARNED, warning_s, 0.0)
    size = int(cell.max(initial=-1)) + 1
    met, people = np.zeros(size, dtype=bool), np.empty(size)
    met[cell], people[cell] = True, population  # once a cell
    result: dict[str, float] = {"cells": int(met.sum()), "population": float(people[met].sum())}
    for code in (WARNED, LATE, NEVER):
        result[f"{STATUSES[code]}_share"] = (
            float(np.mean(status == code)) if len(status) else np.nan
        )
        result[f"{STATUSES[code]}_pop_share"] = _weighted(status == code, population)
    shares = np.percentile(warned_s, (10, 50, 90)) if warned_s.size else np.full(3, np.nan)
    for name, value in zip(("p10", "median", "p90"), shares, strict=True):
        result[f"warning_{name}_s"] = float(value)
    result["effective_warning_s"] = float(np.mean(effective_s)) if len(status) else np.nan
    result["effective_warning_pop_s"] = _weighted(effective_s, population)
    return result


def _weighted(values: np.ndarray, people: np.ndarray) -> float:
    total = people.sum()
    # A plain sum: the bits of a dot product hang on the number of threads.
    return float((values * people).sum() / total) if total > 0.0 else float("nan")
