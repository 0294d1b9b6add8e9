"""The report in a browser, opened from disk."""

from contextlib import contextmanager

import pytest

pytestmark = pytest.mark.browser


@contextmanager
def opened(browser, path, *, width=1200, **options):
    """A page that must ask for nothing but its file, and complain of nothing."""
    asked, said = [], []
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    context.on("request", lambda request: asked.append(request.url))
    tab = context.new_page()
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(path.as_uri())
    yield tab
    assert {url for url in asked if not url.startswith("data:")} == {path.as_uri()}
    assert said == []
    context.close()


def shown(tab, section):
    """Alt texts of the pictures of a section that can be seen."""
    images = tab.locator(f"#{section} img").all()
    return [image.get_attribute("alt") for image in images if image.is_visible()]


def test_pictures_are_whole(browser, report):
    with opened(browser, report) as tab:
        widths = tab.evaluate(
            "Promise.all([...document.images].map(i => i.decode().then(() => i.naturalWidth)))"
        )
        assert min(widths) > 300


def test_policy_switch_changes_maps_and_graphs(browser, report):
    with opened(browser, report) as tab:
        assert [alt.split(".")[0] for alt in shown(tab, "maps")] == [
            "Map of warning time under isolated, launched from west-area (The far side (fictional))"
        ]
        tab.locator("#maps label", has_text="relay").click()
        assert [alt.split(".")[0] for alt in shown(tab, "maps")] == [
            "Map of warning time under relay, launched from west-area (The far side (fictional))"
        ]
        assert (
            tab.locator("#sharing figcaption:visible")
            .inner_text()
            .startswith("Sharing under relay")
        )
        tab.locator("#maps label", has_text="Change against isolated").click()
        assert [alt.split(".")[0] for alt in shown(tab, "maps")] == [
            "Map of the change of warning time from isolated to relay, "
            "launched from west-area (The far side (fictional))"
        ]
        tab.locator("#maps label", has_text="low").last.click()
        assert ", arc low." in shown(tab, "maps")[0]
        assert "relay" in tab.locator("#maps [data-status]").inner_text()


def test_baseline_has_a_note_in_place_of_its_change(browser, report):
    with opened(browser, report) as tab:
        tab.locator("#maps label", has_text="Change against isolated").click()
        assert shown(tab, "maps") == []
        assert tab.locator("#maps .note").is_visible()


def test_switch_works_by_keyboard(browser, report):
    with opened(browser, report) as tab:
        tab.locator("#maps input[value=isolated]").focus()
        tab.keyboard.press("ArrowRight")
        assert "under relay" in shown(tab, "maps")[0]
        assert tab.locator("#maps input[value=relay]").is_checked()
        ring = tab.evaluate(
            "getComputedStyle(document.activeElement.nextElementSibling).outlineStyle"
        )
        assert ring == "solid"


@pytest.mark.parametrize("width", [400, 800, 1600])
@pytest.mark.parametrize("name", ["report", "bare_report"])
def test_page_is_no_wider_than_the_window(browser, request, width, name):
    with opened(browser, request.getfixturevalue(name), width=width) as tab:
        tab.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_everything_is_shown(browser, report, result):
    with opened(browser, report, java_script_enabled=False) as tab:
        assert tab.locator("#maps figure:visible").count() == tab.locator("#maps figure").count()
        assert not tab.locator("#maps .choices").is_visible()


def test_print_has_no_controls(browser, report):
    with opened(browser, report) as tab:
        tab.emulate_media(media="print")
        assert not tab.locator("#maps .choices").is_visible()
        assert not tab.locator("nav").is_visible()
        assert len(shown(tab, "maps")) == 1
