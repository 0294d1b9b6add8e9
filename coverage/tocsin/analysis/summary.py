"""Summaries of the warning table: shares, percentiles, effective warning."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

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
        Columns of `tocsin.analysis.warning.WARNING_COLUMNS`.

    Returns
    -------
    DataFrame
        Columns `SUMMARY_COLUMNS`. A case is a launch point and a cell. Percentiles are of warned
        cases only; late and never are counted in the shares and enter effective warning as 0,
        never as a time. `_pop_` weights by population (nan where nobody lives).
    """
    rows = []
    for policy, of_policy in warning.groupby("policy", sort=False, observed=True):
        for nation, of_nation in _with_all(of_policy, "nation"):
            for arc, cases in _with_all(of_nation, "arc"):
                rows.append({"policy": policy, "nation": nation, "arc": arc, **measures(cases)})
    return pd.DataFrame(rows, columns=list(SUMMARY_COLUMNS))


def _with_all(frame: pd.DataFrame, column: str) -> Iterable[tuple[str, pd.DataFrame]]:
    groups = list(frame.groupby(column, sort=False, observed=True))
    return [*groups, (ALL, frame)]


def measures(cases: pd.DataFrame) -> dict[str, float]:
    """Measures of a set of cases: rows of the warning table of one policy."""
    people = cases["population"].to_numpy()
    status = cases["status"].to_numpy()
    warned_s = cases["warning_s"].to_numpy()[status == "warned"]
    effective_s = np.where(status == "warned", cases["warning_s"].to_numpy(), 0.0)
    cells = cases.drop_duplicates(["nation", "cell"])
    result: dict[str, float] = {
        "cells": len(cells),
        "population": float(cells["population"].sum()),
    }
    for name in ("warned", "late", "never"):
        result[f"{name}_share"] = float(np.mean(status == name))
        result[f"{name}_pop_share"] = _weighted(status == name, people)
    for name, share in (("p10", 10), ("median", 50), ("p90", 90)):
        found = np.percentile(warned_s, share) if warned_s.size else np.nan
        result[f"warning_{name}_s"] = float(found)
    result["effective_warning_s"] = float(np.mean(effective_s))
    result["effective_warning_pop_s"] = _weighted(effective_s, people)
    return result


def _weighted(values: np.ndarray, people: np.ndarray) -> float:
    total = people.sum()
    return float(np.dot(values, people) / total) if total > 0.0 else float("nan")
