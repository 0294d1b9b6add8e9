"""Guess first, and where a number came from: in a browser, against Python."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from in_browser import address, opened, unfold

from tocsin.answers.locate import cell_of
from tocsin.answers.median_cells import cell_values
from tocsin.answers.run import run
from tocsin.report.html import write_report
from tocsin.scenario import Scenario
from tocsin.scenario.shipped import shipped
from tocsin.words import minutes, signed

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
ASKED = {"launch": "march-area", "nation": "ISOLA", "from": 0, "to": 1200, "lesson": "Because."}
MORE = [
    {"id": "port", "title": "How long at Port?", "policies": ["alone", "shared"], "arc": "low",
     "place": "Port", "measure": "left_s", **ASKED},
    {"id": "level", "title": "How long on average?", "policies": "shared",
     "measure": "mean_warning_s", **ASKED},
]  # fmt: skip
PORT = {"name": "Port", "nation": "ISOLA", "lat": 0.5, "lon": -125, "population": 90_000}


@pytest.fixture(scope="module")
def asked():
    scenario = Scenario.load(shipped("below-the-horizon"))
    questions = [*scenario.to_dict()["questions"], *MORE]
    return run(scenario.updated({"places": [PORT], "questions": questions}))


@pytest.fixture(scope="module")
def page(asked, tmp_path_factory):
    return write_report(asked, tmp_path_factory.mktemp("guess") / "guess.html", name="mine.yaml")


def test_nothing_is_told_before_a_guess_and_both_after(browser, page):
    with opened(browser, page, fragment="#guess=neighbour") as tab:
        told = tab.locator("#guess")
        assert "Of how many more of its places" in told.inner_text()
        assert tab.locator("#guess-show").is_disabled()
        for hidden in ("#finding", "#panel-map", "#answer", "#matters", "#launch"):
            assert not tab.locator(hidden).is_visible(), hidden
        # Nor is it read out.
        assert tab.locator("#said").inner_text().startswith("Isola gets")
        assert "guess=neighbour" in address(tab)
        tab.locator("#guess-typed").fill("1:00")
        assert "Between \u2212100 points and +100 points" in told.inner_text()
        assert tab.locator("#guess-show").is_disabled()
        tab.locator("#guess-typed").fill("40 %")
        assert tab.locator("#guess-range").input_value() == "40"
        tab.locator("#guess-show").click()
        assert "Your guess is 60 points too low. The model says +100 points." in told.inner_text()
        assert "it turns never and late into warned" in told.inner_text()
        assert "One case" in told.inner_text()
        scale = tab.locator(".guess-scale").get_attribute("aria-label")
        assert "your guess +40 points, the model +100 points" in scale
        # The page below shows the same question.
        assert tab.locator("#panel-map").is_visible()
        assert "arc=low" in address(tab)


def test_the_keyboard_is_enough_and_answers_are_those_of_python(browser, asked, page):
    cell = cell_of(asked.world, "Port")
    at_port = [cell_values(asked, name, "low").value_s[cell] for name in asked.policies]
    rows = asked.summary.set_index(["policy", "nation", "arc"])["mean_warning_s"]
    with opened(browser, page) as tab:
        tab.locator("#guess-start").press("Enter")
        told = tab.locator("#guess")
        tab.keyboard.press("Tab")
        tab.keyboard.press("ArrowRight")
        assert "Your guess: +1 points" in told.inner_text()
        tab.keyboard.press("Enter")
        assert "Your guess is 99 points too low." in told.inner_text()
        tab.keyboard.press("Enter")
        assert "Question 2 of 3" in told.inner_text()
        tab.locator("#guess-typed").press_sequentially("2:00")
        tab.keyboard.press("Enter")
        assert f"The model says {signed(at_port[1] - at_port[0])}." in told.inner_text()
        tab.locator("#guess-next").click()
        assert "Skip to the page" in told.inner_text()
        tab.locator("#guess-typed").fill("300")
        tab.keyboard.press("Enter")
        mean_s = rows["shared", "ISOLA", "all"]
        assert f"The model says {minutes(mean_s)}." in told.inner_text()
        assert f"{minutes(int(mean_s) - 300)} too low" in told.inner_text()
        # A question that was answered stays so; the page is one step away.
        tab.locator("#guess nav a").first.click()
        assert "99 points too low" in told.inner_text()
        tab.locator("#guess-leave").click()
        assert tab.evaluate("document.activeElement.id") == "finding-title"
        assert tab.locator("#finding").is_visible()
        assert "guess" not in address(tab)


def test_a_scenario_without_questions_asks_none(browser, report):
    with opened(browser, report, fragment="#guess=any") as tab:
        assert not tab.locator("#guess").is_visible()
        assert tab.locator("#finding").is_visible()


def test_where_the_numbers_came_from(browser, asked, page):
    rows = asked.summary.set_index(["policy", "nation", "arc"])["mean_warning_s"]
    with opened(browser, page, fragment="#a=policy:alone&b=policy:shared") as tab:
        origin = tab.locator("#origin")
        assert "Rules in force" not in origin.inner_text()
        unfold(origin.locator("details").first)
        text = origin.inner_text()
        for arc in ("low", "medium"):
            assert minutes(rows["shared", "ISOLA", arc]) in text
        assert "Only under B" in text
        assert "kapp-picture" in text
        assert "tocsin compare mine.yaml alone shared --launch march-area" in text
        cards = origin.locator("table").filter(has_text="confidence").first.inner_text()
        assert cards.index("air-defence radar") < cards.index("Delays")
        # It follows what is switched.
        tab.locator("[data-agreement=picture]").uncheck()
        assert "Only under B" not in origin.inner_text()
        assert "--set 'policies.page-b=" in origin.inner_text()
        tab.locator("#tab-table").click()
        unfold(tab.locator("#origin-table details").first)
        assert "median, worst tenth" in tab.locator("#origin-table").inner_text()
    cell = asked.world.cells.id[0]
    with opened(browser, page, fragment=f"#b=policy:shared&arc=low&cell={cell}") as tab:
        unfold(tab.locator("#origin-cell details").first)
        text = tab.locator("#origin-cell").inner_text()
        assert (
            f"tocsin explain mine.yaml -p shared --at {cell} --launch march-area --arc low" in text
        )


def test_axe_finds_nothing_in_questions_and_origins(browser, page):
    width = 390
    options = {"runOnly": {"type": "tag", "values": TAGS}}
    asked = {"width": width, "color_scheme": "dark", "bypass_csp": True}
    with opened(browser, page, fragment="#guess", **asked) as tab:
        pages = [Axe().run(tab, "#guess", options=options)]
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        tab.locator("#guess-typed").fill("40")
        tab.keyboard.press("Enter")
        unfold(tab.locator("#guess details.origin").first)
        pages.append(Axe().run(tab, "#guess", options=options))
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
    for found in pages:
        assert [each["id"] for each in found.response["violations"]] == []
