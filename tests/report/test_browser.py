"""The page in a browser, opened from disk: its switches, its address, its reach."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from in_browser import address, opened

from tocsin.words import minutes, signed

pytestmark = pytest.mark.browser


def finding(tab):
    return tab.locator("#finding-title").inner_text()


def agreement(tab, name):
    return tab.locator(f"[data-agreement={name}]")


def test_finding_is_the_change_of_the_summary(browser, report, result):
    rows = result.summary.set_index(["nation", "policy", "arc"])["mean_warning_s"]
    gain_s = rows["NORD", "full-mesh", "all"] - rows["NORD", "isolated", "all"]
    with opened(browser, report, fragment="#a=policy:isolated&b=policy:full-mesh") as tab:
        assert f"Nordland (fictional) {minutes(gain_s)} more" in finding(tab)
        assert "One case" in tab.locator("#finding").inner_text()
        assert "launched from west-area" in tab.locator("#finding").inner_text()


def test_switches_change_the_finding_and_can_be_undone(browser, report):
    with opened(browser, report, fragment="#a=policy:isolated&b=policy:relay") as tab:
        start = finding(tab)
        agreement(tab, "relay").uncheck()
        assert finding(tab).startswith("relay, without")
        assert "Last change" in tab.locator("#finding").inner_text()
        assert tab.evaluate("document.activeElement.dataset.agreement") == "relay"
        tab.keyboard.press("Control+z")
        assert finding(tab) == start
        assert agreement(tab, "relay").is_checked()


def test_undo_keeps_the_tab_and_the_focus(browser, report):
    with opened(browser, report, fragment="#a=policy:isolated&b=policy:relay") as tab:
        start = finding(tab)
        tab.locator("#choose-b").select_option(label="full-mesh")
        tab.locator("#keep").click()
        tab.locator("#keep").click()
        tab.locator("#tab-table").click()
        tab.locator("#choose-b").focus()
        tab.keyboard.press("Control+z")
        tab.locator("#undo").press("Enter")
        assert finding(tab) == start
        assert tab.locator("#tab-table").get_attribute("aria-selected") == "true"
        assert tab.locator("#undo").is_disabled()
        assert tab.evaluate("document.activeElement.id") == "reset"


def test_address_holds_the_state(browser, report):
    with opened(browser, report) as tab:
        tab.locator("#choose-b").select_option(label="relay")
        agreement(tab, "relay").uncheck()
        tab.locator("#choose-arc").select_option(index=1)
        tab.locator("#tab-table").click()
        told, held = finding(tab), address(tab)
        table = tab.locator("#panel-table table").inner_text()
    with opened(browser, report, fragment=held) as tab:
        assert finding(tab) == told
        assert not agreement(tab, "relay").is_checked()
        assert tab.locator("#panel-table table").inner_text() == table


PRESSED = """(box) => {
  box.click();
  return document.getElementById("sources").getAttribute("aria-busy");
}"""


def test_what_is_off_the_screen_is_right_whenever_it_is_reached(browser, report):
    with opened(browser, report, fragment="#a=policy:relay&b=policy:relay") as tab:
        tab.set_viewport_size({"width": 1280, "height": 300})
        sources, item = tab.locator("#sources"), tab.locator("#sources li")
        tab.locator("#sources:not([aria-busy])").wait_for(state="attached")
        count = item.count()
        ways = [
            lambda: None,
            lambda: tab.keyboard.press("Tab"),
            lambda: tab.evaluate("window.dispatchEvent(new Event('beforeprint'))"),
            lambda: sources.evaluate(
                "(each) => each.parentElement.lastElementChild.scrollIntoView()"
            ),
        ]
        for at, reach in enumerate(ways, start=1):
            # No reader is told what no longer holds. Asked at once: a moment later it holds again.
            assert agreement(tab, "relay").evaluate(PRESSED) == "true"
            reach()
            if at not in (2, 3):
                tab.locator("#sources:not([aria-busy])").wait_for(state="attached")
            assert sources.get_attribute("aria-busy") is None
            assert item.count() == count - at % 2


def test_what_falls_is_said(browser, report):
    with opened(browser, report, fragment="#a=policy:relay&b=policy:relay") as tab:
        told = tab.locator("#rules").inner_text()
        assert "Rules in force" in told
        assert finding(tab).startswith("relay leaves")
        tab.locator("#reset").click()
        assert "gives" in finding(tab) or "changes" in finding(tab)


def test_tabs_work_by_keyboard(browser, report):
    with opened(browser, report) as tab:
        tab.locator("#tab-map").focus()
        for _ in range(3):
            tab.keyboard.press("ArrowRight")
        assert tab.locator("#tab-table").get_attribute("aria-selected") == "true"
        assert tab.locator("#panel-table table").is_visible()
        assert not tab.locator("#panel-map").is_visible()


@pytest.mark.parametrize(
    ("name", "width"),
    [("report", 390), ("report", 2560), ("bare_report", 390), ("many_report", 390)],
)
def test_page_is_no_wider_than_the_window(browser, request, width, name):
    with opened(browser, request.getfixturevalue(name), width=width) as tab:
        tab.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        for name in ("map", "table", "graph", "time"):
            tab.locator(f"#tab-{name}").click()
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
        # A title of one long word breaks.
        tab.evaluate(
            "for (const each of document.querySelectorAll('h2, .switch-row span, summary'))"
            " each.textContent = 'W'.repeat(200)"
        )
        assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_the_tables_stand(browser, report):
    with opened(browser, report, java_script_enabled=False) as tab:
        assert tab.locator("#answer table").first.is_visible()
        assert not tab.locator("#rules").is_visible()
        assert tab.locator("noscript").inner_text().startswith("The map and the switches")


def test_print_has_no_controls(browser, report):
    with opened(browser, report) as tab:
        tab.emulate_media(media="print")
        assert not tab.locator("#rules").is_visible()
        assert not tab.locator("#tabs").is_visible()
        assert tab.locator("#finding-title").is_visible()
        # What the other tab holds is printed with it.
        assert tab.locator("#panel-table table").is_visible()


def test_shocks_cost_what_friction_says(browser, report, scenario, result):
    from tocsin.answers.friction import friction

    cost = friction(scenario, policies=["relay"], sensors=False).nations.set_index("nation")
    expected = cost.loc["NORD", "expected_warning_s"] - cost.loc["NORD", "undisturbed_warning_s"]
    with opened(browser, report, fragment="#a=policy:isolated&b=policy:relay") as tab:
        said = tab.locator("#friction p").first
        said.wait_for()
        assert f"Nordland (fictional) {signed(expected)}" in said.inner_text()


def test_paper_has_finding_map_table_and_sources(browser, report):
    with opened(browser, report, fragment="#b=policy:relay&tab=graph") as tab:
        tab.emulate_media(media="print")
        assert tab.locator("#panel-map canvas").first.is_visible()
        assert tab.locator("#sources li").first.is_visible()
        assert not tab.locator("#agreements").is_visible()
        assert not tab.locator("#answer").is_visible()


def test_shocks_are_pressed_by_the_reader_alone(browser, report):
    with opened(browser, report, fragment="#a=policy:isolated&b=policy:direct") as tab:
        quarrel = tab.locator("[data-shock=quarrel]")
        agreement(tab, "direct").uncheck()
        # Switched off for another reason it is no shock.
        assert not quarrel.is_checked()
        agreement(tab, "direct").check()
        quarrel.check()
        assert not agreement(tab, "direct").is_checked()
        quarrel.uncheck()
        assert agreement(tab, "direct").is_checked()


def test_first_visit_has_a_tour_that_comes_once(browser, report):
    with opened(browser, report, bypass_csp=True, width=390) as tab:
        card, heading = tab.locator("#tour"), tab.locator("#tour-title")
        # By a link to something one sees that.
        assert not card.is_visible()
        tab.evaluate("localStorage.clear()")
        tab.goto("about:blank")
        tab.goto(report.as_uri())
        heading.wait_for()
        # It takes nothing from a reader who goes on.
        assert tab.evaluate("document.activeElement === document.body")
        options = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "best-practice"]}}
        assert Axe().run(tab, "#tour", options=options).response["violations"] == []
        tab.emulate_media(media="print")
        assert not card.is_visible()
        tab.emulate_media(media="screen")
        titles = [heading.inner_text()]
        tab.locator("#tour-next").focus()
        while tab.locator("#tour-next").inner_text() == "Next":
            tab.keyboard.press("Enter")
            titles.append(heading.inner_text())
            assert tab.evaluate("document.activeElement.id") == "tour-title"
            assert tab.locator(".toured").count() == 1
            assert tab.evaluate("document.documentElement.scrollWidth") <= 390
            tab.keyboard.press("Tab")
        # Without a history there is no slider to tell of.
        assert len(set(titles)) == len(titles) == 5
        tab.keyboard.press("Escape")
        assert not card.is_visible()
        assert tab.evaluate("document.activeElement.id") == "tour-start"
        assert tab.locator(".toured").count() == 0
        tab.goto("about:blank")
        tab.goto(report.as_uri())
        tab.locator("html.live").wait_for()
        tab.wait_for_timeout(200)
        assert not card.is_visible()
        tab.locator("#tour-start").click()
        tab.locator("#tour-skip").click()
        assert not card.is_visible()


def test_where_nothing_is_remembered_no_tour_comes_by_itself(browser, report):
    refuse = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"
    with opened(browser, report, locale="en-GB") as tab:
        tab.add_init_script(refuse)
        tab.goto("about:blank")
        tab.goto(report.as_uri())
        tab.locator("html.live").wait_for()
        tab.wait_for_timeout(200)
        assert not tab.locator("#tour").is_visible()
        tab.locator("#tour-start").click()
        assert tab.locator("#tour").is_visible()
