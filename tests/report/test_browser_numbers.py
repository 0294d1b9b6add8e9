"""Every number of the first screen, worked out once more in Python and not by the page's code."""

import re
from itertools import chain

import pytest
from in_browser import opened

from tocsin.answers.run import run
from tocsin.report.canvas import Canvas
from tocsin.report.html import write_report
from tocsin.scenario import Scenario
from tocsin.words import minutes

pytestmark = pytest.mark.browser

NUMBER = re.compile(r"\d[\d,.:-]*\d|\d")
CLASS = re.compile(r"(\d+):(\d\d) – (\d+):(\d\d)")
# Texts with a number that a reader sees without scrolling, in the order of the page.
SEEN = r"""() => {
  const found = [], range = document.createRange();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!/\d/.test(node.data) || !node.parentElement.checkVisibility()) continue;
    // Words for those who hear the page stand in a box of one pixel.
    if (node.parentElement.getBoundingClientRect().width <= 1) continue;
    range.selectNodeContents(node);
    const isSeen = (each) => each.bottom > 0 && each.top < innerHeight;
    if ([...range.getClientRects()].some(isSeen)) found.push(node.data.trim());
  }
  const lists = [...document.querySelectorAll("select")];
  return [found, lists.map((each) => each.selectedOptions[0].text)];
}"""


@pytest.fixture(scope="module")
def asia():
    scenario = Scenario.shipped("northeast-asia").updated({"targets.h3_resolution": 3})
    return run(scenario, policies=["normalised-2023", "realtime-2024"])


@pytest.fixture(scope="module")
def page(asia, tmp_path_factory):
    return write_report(asia, tmp_path_factory.mktemp("asia") / "asia.html")


def told(result, nation, policy):
    """Mean warning of a nation over all arcs, as the finding says it."""
    rows = result.summary.set_index(["launch", "policy", "nation", "arc"])["mean_warning_s"]
    return float(rows[result.question.launch, policy, nation, "all"])


def near(said, seconds):
    """Whether a time is what is written: times in the page are in steps of 0.1 s."""
    return said in {minutes(seconds + step) for step in (-0.05, 0.0, 0.05)}


def median_warnings(result, policy):
    """Median warning of each cell over its cases from what leads [s]; late and never count -1."""
    table = result.warning
    chosen = table[(table["policy"] == policy) & (table["launch"] == result.question.launch)]
    warning_s = chosen["warning_s"].where(chosen["status"] == "warned", -1.0)
    return warning_s.groupby(chosen["cell"].astype(str)).median()


def share(part):
    """A share as keys of maps write it."""
    return "<1 %" if 0.0 < part < 0.005 else f"{100.0 * part:.0f} %"


def days(scenario, date):
    """The last day at which something changed, the next one, and the titles of what did."""
    changed = {}
    for each in scenario.agreements.values():
        for day in each.in_force or ():
            changed.setdefault(day, []).append(each.title)
    for each in scenario.history:
        changed.setdefault(each.date, []).append(each.title)
    known = sorted(day for day in changed if day is not None)
    last = max(day for day in known if day <= date)
    following = min(day for day in known if day > date)
    return last, following, " ".join(changed[last] + changed[following])


def in_force(scenario, policy, kind):
    """How many agreements of a kind a policy has, and how many may be switched."""
    some = [
        name
        for name, each in scenario.agreements.items()
        if each.kind == kind and getattr(each, "mode", None) != "exercise"
    ]
    held = scenario.agreements_of(policy)
    return [str(sum(name in held for name in some)), str(len(some))]


def test_every_number_of_the_first_screen_is_pythons(browser, asia, page):
    scenario, (a, b) = asia.scenario, asia.policies
    with opened(browser, page) as tab:
        # The key stands when the map is painted, which it is last of all.
        tab.locator("#panel-map", has_text="Each cell: the median of its").wait_for()
        # As high as the key, and as a large screen.
        tab.set_viewport_size({"width": 1280, "height": 1100})
        texts, chosen = tab.evaluate(SEEN)
        # Without the width of its stroke.
        bar = tab.locator("#panel-map .map-scale-bar").first.evaluate("(e) => e.getBBox().width")
        drawn = tab.locator("#panel-map .map-plot canvas").first.bounding_box()["width"]
    assert len(texts) > 10
    # What is chosen is a name, and no number.
    assert not [each for each in chosen if NUMBER.search(each)]
    means = {n: [told(asia, n, p) for p in (a, b)] for n in scenario.target_nations}
    medians_s = median_warnings(asia, b)
    cases = len(scenario.arcs) * scenario.launches[asia.question.launch].points
    last, following, titles = days(scenario, scenario.policies[b].as_of)
    own = {each.title for each in scenario.agreements.values()}
    exact = {
        "One case: cards": ["0.1"],
        "5 questions to answer": ["5"],
        str(last): [str(last)],
        "Began: ": [*NUMBER.findall(titles), str(following)],
        "Sharing (": in_force(scenario, b, "sharing"),
        "Duties (": in_force(scenario, b, "defence"),
        "Each cell: the median": [str(cases)],
    }
    seen, left = set(), iter(texts)
    for text in left:
        numbers = NUMBER.findall(text)
        if text.startswith("Mean warning over cells (late and never count 0)"):
            assert numbers[:2] == ["0", str(len(scenario.arcs))]
            for said, value in zip(numbers[2:], chain(*means.values()), strict=True):
                assert near(said, value), text
            start = "Mean"
        elif " gives " in text:
            # A nation that gains nothing is told without a number.
            gains_s = [y - x for x, y in means.values() if round(y - x)]
            assert all(map(near, numbers, gains_s)), text
            assert len(numbers) == len(gains_s), text
            start = "Title"
        elif found := CLASS.fullmatch(text):
            low, high = (60 * int(found[n]) + int(found[n + 1]) for n in (1, 3))
            part = ((medians_s >= low) & (medians_s < high)).mean()
            assert next(left) == share(part), text
            start = "Class"
        elif re.fullmatch(r"[\d,]+ km", text):
            frame = Canvas.of(asia.world).frame
            long_km = bar / drawn * frame.width * frame.pixel_m / 1000
            assert float(numbers[0].replace(",", "")) == pytest.approx(long_km, rel=0.02)
            start = "Scale"
        elif text in own:
            start = "Own words of the scenario"
        else:
            start = next((each for each in exact if text.startswith(each)), None)
            assert start, f"nothing explains {text!r}"
            assert numbers == exact[start], text
        seen.add(start)
    # Duties may stand below the edge of the screen.
    assert {"Mean", "Title", "Class", "Scale", *exact} - seen <= {"Duties ("}
