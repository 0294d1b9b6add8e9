"""The page on the founding claim says what its example finds."""

import re
import runpy
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

ROOT = Path(__file__).parents[2]
POLICIES = ["2012", "treaty-only", "sharing-only", "both"]


@pytest.fixture(scope="module")
def found():
    with plt.rc_context({"backend": "Agg"}):
        names = runpy.run_path(str(ROOT / "examples" / "plot_founding_claim.py"))
        plt.close("all")
    return names["table"]


@pytest.fixture(scope="module")
def page():
    text = (ROOT / "docs" / "founding-claim.md").read_text("utf-8")
    rows = re.findall(r"^\| ([^|]+?) \| ([\d |]+?) \| (\d+) % \|$", text, flags=re.MULTILINE)
    return {name: ([int(v) for v in values.split("|")], int(share)) for name, values, share in rows}


def test_table_of_the_page(found, page):
    assert set(page) == set(found.index)
    for name, (values, share) in page.items():
        row = found.loc[name]
        assert values == [round(row[policy]) for policy in POLICIES]
        assert share == round(100 * row["greatly reduced"])


def test_more_rules_never_cost_response(found):
    assert (found["2012"] <= found["treaty-only"]).all()
    assert (found["2012"] <= found["sharing-only"]).all()
    assert (found[["treaty-only", "sharing-only"]].max(axis=1) <= found["both"]).all()


def test_the_answer_depends_on_what_else_stands_in_the_way(found):
    gain = found["treaty-only"] - found["2012"]
    assert 0 < gain["as shipped"] < 10
    assert gain["nobody else covers the west"] > 50
    told = found["sharing-only"] - found["2012"]
    assert told["Japan's own radars see nothing"] > 2 * gain["Japan's own radars see nothing"]


def test_the_ally_s_data_link_is_what_an_unseeing_japan_rests_on(found):
    greatly = found["greatly reduced"]
    assert greatly["Japan's own radars see nothing"] < 0.05 < greatly["both of these"]
