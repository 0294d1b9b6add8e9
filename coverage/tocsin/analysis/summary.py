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
    needed = ["policy", "nation", "arc", "cell", "population", "status", "warning_s"]
    rows = []
    for policy, of_policy in warning[needed].groupby("policy", sort=False, observed=True):
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
    warned = (cases["status"] == "warned").to_numpy()
    left_s = cases["warning_s"].to_numpy()
    effective_s = np.where(warned, left_s, 0.0)
    _, first = np.unique(cases["cell"].array.codes, return_index=True)
    result: dict[str, float] = {"cells": len(first), "population": float(people[first].sum())}
    for name in ("warned", "late", "never"):
        found = (cases["status"] == name).to_numpy()
        result[f"{name}_share"] = float(np.mean(found))
        result[f"{name}_pop_share"] = _weighted(found, people)
    warned_s = left_s[warned]
    shares = np.percentile(warned_s, (10, 50, 90)) if warned_s.size else np.full(3, np.nan)
    for name, value in zip(("p10", "median", "p90"), shares, strict=True):
        result[f"warning_{name}_s"] = float(value)
    result["effective_warning_s"] = float(np.mean(effective_s))
    result["effective_warning_pop_s"] = _weighted(effective_s, people)
    return result


def _weighted(values: np.ndarray, people: np.ndarray) -> float:
    total = people.sum()
    return float(np.dot(values, people) / total) if total > 0.0 else float("nan")
