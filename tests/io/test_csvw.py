"""Descriptions of CSV files are held to the standard by a library that implements it."""

import json
import subprocess
import sys
from importlib.util import find_spec

import pandas as pd
import pytest

import tocsin
from tocsin.io.csvw import COMPANION, Column, about_table, write_csv
from tocsin.io.definition import Definition
from tocsin.io.writers import writers
from tocsin.scenario import Scenario, scaffold

# Where the oldest dependencies are tried there are no authorities.
pytestmark = pytest.mark.skipif(find_spec("csvw") is None, reason="needs csvw")

# In a process of its own: the library warns of what is wrong, and imports with warnings.
VALIDATE = """
import sys, warnings
from csvw import CSVW
for path in sys.argv[1:]:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        valid = CSVW(path, validate=True).is_valid
    print(valid, *(each.message for each in told))
"""


def validate(*paths):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", VALIDATE, *(f"{path}{COMPANION}" for path in paths)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def result():
    return tocsin.run(Scenario.from_text(scaffold("island")))


def test_what_a_run_and_an_answer_write_is_valid(result, tmp_path):
    summary, answer = tmp_path / "summary.csv", tmp_path / "rank.csv"
    definition = Definition.of(result.scenario)
    writers()["summary"].write(result, summary, definition=definition)
    tocsin.rank(result.scenario, "together").save(answer)
    assert validate(summary, answer) == ["True", "True"]


def test_the_validator_sees_what_is_not(result, tmp_path):
    """So that the test above is one: a property of nobody's, a number that is none."""
    path = tmp_path / "summary.csv"
    writers()["summary"].write(result, path, definition=Definition.of(result.scenario))
    beside = tmp_path / f"summary.csv{COMPANION}"
    beside.write_text(json.dumps(json.loads(beside.read_text()) | {"tocsin": {"a": 1}}))
    assert validate(path) != ["True"]


def test_any_name_and_any_kind_of_column_is_valid(tmp_path):
    frame = pd.DataFrame(
        {"long-range": [1.5, None], "Süd ~ %": ["a, b", None], "n": [1, 2], "is on": [True, False]}
    )
    kinds = ("real", "text", "whole", "flag")
    columns = [Column(name, kind=kind) for name, kind in zip(frame, kinds, strict=True)]
    path = tmp_path / "any-name.csv"
    write_csv(frame, path, about=about_table("Notional."), columns=columns)
    assert validate(path) == ["True"]
