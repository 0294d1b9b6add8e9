"""Means over people on the page: those of Python, and only where they mean anything."""

import pytest
from in_browser import address, opened

from tocsin.answers.run import run
from tocsin.report.html import write_report
from tocsin.scenario import Scenario
from tocsin.scenario.shipped import shipped
from tocsin.words import minutes

pytestmark = pytest.mark.browser

POLICIES = ["bilateral-2012", "realtime-2024"]
SIDES = "#a=policy:bilateral-2012&b=policy:realtime-2024"


@pytest.fixture(scope="module")
def asia():
    small = {"targets.h3_resolution": 4}
    return run(Scenario.load(shipped("northeast-asia")).updated(small), policies=POLICIES)


@pytest.fixture(scope="module")
def page(asia, tmp_path_factory):
    return write_report(asia, tmp_path_factory.mktemp("weight") / "report.html")


def levels(result, measure):
    """Under A and B, of each nation, as the finding writes them."""
    table = result.summary
    table = table[table["launch"] == result.question.launch]
    rows = table.set_index(["policy", "nation", "arc"])[measure]
    return [
        f"{minutes(rows[POLICIES[0], nation, 'all'])} → {minutes(rows[POLICIES[1], nation, 'all'])}"
        for nation in ("JPN", "KOR")
    ]


def test_means_over_people_are_python_s(browser, page, asia):
    by_cells, by_people = (levels(asia, each) for each in ("mean_warning_s", "mean_warning_pop_s"))
    assert by_cells != by_people
    with opened(browser, page, fragment=f"{SIDES}&tab=table") as tab:
        told = tab.locator("#finding-more")
        assert all(each in told.inner_text() for each in by_cells)
        tab.locator("#choose-weight").select_option(label="people")
        assert "Mean warning over people" in told.inner_text()
        assert all(each in told.inner_text() for each in by_people)
        table = tab.locator("#panel-table tbody")
        for at, each in enumerate(by_people):
            row = table.nth(at).locator("tr").nth(1).locator("td")
            assert " → ".join(row.all_inner_texts()[:2]) == each
        # The parts of the mean have the same weights: they add up to it.
        tab.locator("#origin summary").first.click()
        rows = tab.locator("#origin table").first.locator("tbody tr")
        # They are worked out when somebody opens them.
        rows.nth(4).wait_for()
        assert rows.count() == 5
        assert set(rows.locator("td:last-child").all_inner_texts()) == {"20 %"}
        held = address(tab)
        assert "weight=people" in held
        tab.locator("#undo").click()
        assert all(each in told.inner_text() for each in by_cells)
    with opened(browser, page, fragment=held) as tab:
        assert tab.locator("#choose-weight").evaluate("(each) => each.selectedIndex") == 1
        assert all(each in tab.locator("#finding-more").inner_text() for each in by_people)


def test_nobody_s_people_are_no_weight(browser, many_report):
    with opened(browser, many_report, fragment="#weight=people") as tab:
        assert "Mean warning over cells" in tab.locator("#finding-more").inner_text()
        assert tab.locator("#choose-weight").count() == 0
