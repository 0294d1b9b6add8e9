"""The charts of the page: they draw what Python says, and everybody can read and reach them."""

import json
import shlex

import pytest
from in_browser import address, opened, unfold

import tocsin
from tocsin.answers.run import run
from tocsin.report.html import source_of, write_report
from tocsin.scenario import Scenario
from tocsin.scenario.shipped import shipped
from tocsin.words import minutes

pytestmark = pytest.mark.browser

CHARTS = ("svg", "waterfall", "cell", "ties", "graph", "overtime", "bars", "timeline")
BELOW = ("words", "data", "rules", "engine", "measures", "case", "state", "main", "controls")
REALTIME = "#a=policy:isolated&b=policy:realtime-2024"

# Sizes of all type that is seen in charts, and by how much each picture is scaled.
DRAWN = """() => {
  const seen = (each) => each.checkVisibility();
  const texts = [...document.querySelectorAll(".chart text")].filter(seen);
  const pictures = [...document.querySelectorAll(".chart > svg")].filter(seen);
  return [texts.map((text) => parseFloat(getComputedStyle(text).fontSize)),
    pictures.map((each) => each.getBoundingClientRect().width / each.viewBox.baseVal.width)];
}"""


@pytest.fixture(scope="module")
def asia():
    """Northeast Asia on a coarse grid: seven dates at which something changed, and a hub."""
    scenario = Scenario.load(shipped("northeast-asia"))
    return scenario.updated({"targets.h3_resolution": 3})


@pytest.fixture(scope="module")
def path(asia, tmp_path_factory):
    """Its scenario as a file, under whose name the page's command lines know it."""
    path = tmp_path_factory.mktemp("asia") / "asia.yaml"
    path.write_text(asia.to_yaml(comments=False), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def page(asia, path):
    result = run(asia, policies=["isolated", "realtime-2024"])
    return write_report(result, path.with_suffix(".html"), name=str(path))


@pytest.fixture(scope="module")
def script(browser):
    """A blank page with the functions of the charts, which draw from plain objects."""
    tab = browser.new_page()
    said = []
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto("about:blank")
    tab.add_script_tag(content=source_of(*BELOW, *CHARTS))
    yield tab
    assert said == []


def seconds(text):
    """Seconds of what the page writes: ``48.7 s``, ``2:00`` or ``+0:07``."""
    if text.endswith(" s"):
        return float(text[:-2])
    whole, rest = text.lstrip("+−").split(":")
    return (-1 if text.startswith("−") else 1) * (60 * int(whole) + int(rest))


def table(tab, panel, name):
    """Open a table beside a picture and return its rows."""
    details = tab.locator(f"{panel} details.beside", has_text=name)
    unfold(details)
    return details.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.children].map(cell => cell.textContent))"
    )


def command_of(tab):
    return tab.locator("#cell .command code").inner_text()


def test_bars_are_to_scale(script):
    drawn = script.evaluate(
        """() => {
          const parts = [["unseen", 40], ["confirm", 10], ["assess", 120], ["left", 230]];
          const row = { name: "A", status: WARNED, impact_s: 400,
            parts: parts.map(([name, seconds]) => ({ name, seconds })) };
          const late = { ...row, status: LATE, impact_s: 150,
            parts: [...row.parts.slice(0, 3), { name: "left", seconds: -20 }] };
          const told = waterfallPicture([row, late], 802);
          const width = (bar) => Number(bar.getAttribute("width"));
          return [[...told.querySelectorAll(".part")].map(width), told.textContent];
        }"""
    )
    assert drawn[0] == pytest.approx([80, 20, 240, 460, 80, 20, 240])
    assert "3:50 left" in drawn[1]
    assert "late by 0:20" in drawn[1]


def test_what_never_comes_is_no_time(script):
    text = script.evaluate(
        """() => waterfallPicture([{ name: "A", status: NEVER, impact_s: 300,
          parts: [{ name: "unseen", seconds: 300 }] }], 600).textContent"""
    )
    assert "never told in time" in text
    assert "left" not in text.replace("never told", "")


def test_equal_ways_are_one_line_and_a_pact_of_many_is_a_node(script):
    """Of each pair: both ways alike, unlike ways, one way; what A had and B lacks is faint."""
    lines, nodes = script.evaluate(
        """() => {
          const sharing = (edges) => ({ kind: "sharing", title: "t", edges, rests: [] });
          const four = [0, 1, 2, 3];
          const others = (a) => four.filter((b) => a !== b);
          const every = four.flatMap((a) => others(a).map((b) => [a, b, 1, "auto"]));
          const data = { header: { agreements: [
            sharing([[0, 1, 2, "auto"], [1, 0, 2, "auto"]]),
            sharing([[1, 2, 1, "release"], [2, 1, 2, "release"]]),
            sharing([[2, 3, 1, "auto"]]), sharing(every)] } };
          const ties = tiesOf(data, [1, 1, 0, 1], [0, 0, 1, 0]);
          return [ties.map((tie) => [tie.source, tie.target, tie.both, tie.best.tier, tie.state]),
            pactNodes(data, [1, 1, 0, 1], [0, 0, 0, 0]).map((pact) => pact.members)];
        }"""
    )
    assert lines == [
        [0, 1, True, "track", "on"],
        [1, 2, False, "alert", "on"],
        [2, 1, False, "track", "on"],
        [2, 3, False, "alert", "off"],
    ]
    assert nodes == [[0, 1, 2, 3]]


def test_names_at_the_ends_of_lines_keep_apart(script):
    assert script.evaluate("apart([50, 52, 10, 99], 15, 0, 100)") == [50, 65, 10, 99]
    assert script.evaluate("apart([98, 99, 97], 15, 0, 100)") == [85, 100, 70]


@pytest.mark.parametrize(
    "rules",
    [
        "policy:realtime-2024",
        "policy:realtime-2024,-realtime",
        "policy:isolated,+sew-japan",
        "date:2016-11-23,-us-japan-data-link",
    ],
)
def test_the_command_line_prints_the_same_case(browser, page, path, asia, rules):
    """The parts of the bar under B, recomputed by the line that the page prints."""
    with opened(browser, page, fragment=f"#a=policy:isolated&b={rules}&arc=medium") as tab:
        words = shlex.split(command_of(tab))
        shown = {row[0]: row[-1] for row in table(tab, "#cell", "The parts")}
        tab.locator("#cell [aria-busy=false]").wait_for(state="attached")
        refused = tab.locator("#cell .refused li").all_inner_texts()
        change = tab.locator("#cell .case-change").inner_text()
    assert words[:3] == ["tocsin", "explain", str(path)]
    told = explained(asia, words[3:])
    named = {"confirmation_wait": "second sensor", "disseminate": "tell"}
    for part, time_s in told.waterfall.items():
        text = shown.get(named.get(part, part), "0 s")
        # Tenths below a minute, whole seconds rounded down above.
        assert seconds(text) == pytest.approx(time_s - 0.5 * (":" in text), abs=0.61)
    assert shown["outcome"] == f"{minutes(told.warning_s)} left"
    assert change.startswith("B \u2212 A: ")
    assert shown["outcome"] in change
    # A sentence of `explain` has the seconds that the page has.
    assert f"({minutes(told.warning_s)}) of warning" in " ".join(told.sentences)
    assert bool(refused) == bool(told.refused)


def explained(asia, options):
    """What the options of a command line ask of `explain`, asked in Python."""
    asked = dict(zip(options[::2], options[1::2], strict=True))
    if "--set" in asked:
        place, value = asked["--set"].split("=", 1)
        asia = asia.updated({place: json.loads(value)})
    return tocsin.explain(
        asia, policy=asked["-p"], at=asked["--at"], launch=asked["--launch"], arc=asked["--arc"],
        point=int(asked.get("--point", 0)),
    )  # fmt: skip


def test_the_graph_follows_the_switches(browser, page):
    with opened(browser, page, fragment=f"{REALTIME}&tab=graph") as tab:
        lines = tab.locator("#panel-graph .chart .tie.on")
        lines.first.wait_for(state="attached")
        assert lines.count() == 3
        tab.locator("#panel-graph .tie", has_text="Japan-RoK GSOMIA").focus()
        assert "Japan-RoK GSOMIA" in tab.locator("#panel-graph .told-line").inner_text()
        tab.goto(f"{page.as_uri()}#a=policy:realtime-2024&b=policy:realtime-2024,-gsomia&tab=graph")
        tab.locator("#panel-graph .chart .tie.off").wait_for()
        assert lines.count() == 2
        ties = table(tab, "#panel-graph", "Every tie")
        assert [row[-2:] for row in ties if row[4] == "Japan-RoK GSOMIA"] == [["yes", "no"]] * 2


def test_over_time_is_history_and_a_date_can_be_chosen(browser, page, asia):
    past = tocsin.history(asia)
    days, means = [str(day) for day in past.dates], past.series()
    with opened(browser, page, fragment=f"{REALTIME}&tab=time") as tab:
        tab.locator("#panel-time[aria-busy=false]").wait_for()
        rows = table(tab, "#panel-time", "Every date")
        assert [row[0] for row in rows] == days
        for nation, column in (("JPN", 2), ("KOR", 3)):
            for row, mean_s in zip(rows, means[nation], strict=True):
                assert seconds(row[column].split(" ")[0]) == pytest.approx(mean_s - 0.5, abs=0.6)
        slider = tab.locator("#panel-time [role=slider]")
        slider.focus()
        tab.keyboard.press("End")
        assert f"date%3A{days[-1]}" in address(tab)
        tab.keyboard.press("ArrowLeft")
        assert f"date%3A{days[-2]}" in address(tab)
        # Drawn anew, and still where the keyboard is.
        assert tab.evaluate("document.activeElement.getAttribute('role')") == "slider"


def test_what_an_agreement_is_worth_is_the_run_without_it(browser, page, asia):
    with opened(browser, page, fragment=REALTIME) as tab:
        tab.locator("#matters[aria-busy=false]").wait_for()
        rows = table(tab, "#matters", "mean warning")
        worth_s = {row[0]: seconds(row[1]) for row in rows}
        said = tab.locator("#matters").inner_text()
    # Whoever asks for Korea looks for its bar, and there is none.
    ranked = tocsin.rank(asia, policy="realtime-2024")
    lost_s = ranked.table.loc[ranked.table["nation"] == "KOR", "loss_s"]
    assert lost_s.max() < 1.0
    assert "For Republic of Korea none of them adds anything by itself." in said
    whole_s, without_s = (
        run(asia, policies=["realtime-2024"], **change)
        .summary.set_index(["launch", "nation", "arc"])
        .loc[("west-area", "JPN", "all"), "mean_warning_s"]
        for change in ({}, {"without": "realtime"})
    )
    assert whole_s - without_s > 1.0
    title = "Real-time missile warning data sharing"
    assert worth_s[title] == int(whole_s - without_s)


def test_the_notice_travels_by_keyboard_and_moves_by_itself_for_nobody(browser, page, asia):
    fukuoka = tocsin.explain(asia, policy="realtime-2024", at="Fukuoka").cell
    fragment = f"{REALTIME}&arc=medium&cell={fukuoka}"
    with opened(browser, page, fragment=fragment, reduced_motion="reduce") as tab:
        tab.locator("#timeline:not([aria-busy])").wait_for()
        assert not tab.locator("#timeline button", has_text="Play").is_visible()
        said = tab.locator("#timeline .told-line")
        before = said.inner_text()
        tab.locator("#timeline button", has_text="Next moment").press("Enter")
        assert said.inner_text() != before
        tab.locator("#timeline input").press("Home")
        assert said.inner_text().startswith("0:00 after launch. Last: Launch")
        moments = table(tab, "#timeline", "Every moment")
        told = explained(asia, shlex.split(command_of(tab))[3:])
    holds = [(row[0], row[1].split(" holds")[0]) for row in moments if "holds it" in row[1]]
    names = {name: nation.name for name, nation in asia.nations.items()}
    assert holds == [(minutes(hop.held_s), names[hop.target]) for hop in told.hops]
    assert len(holds) == 2


@pytest.mark.parametrize("name", ["page", "many_report", "bare_report"])
def test_type_is_large_enough_and_nothing_sticks_out(browser, request, name):
    """Pictures are drawn at the width that they have, so that their type keeps its size."""
    path = request.getfixturevalue(name)
    with opened(browser, path, width=390, fragment="#tab=graph", color_scheme="dark") as tab:
        tab.locator("#matters[aria-busy=false]").wait_for()
        for width in (390, 1280):
            tab.set_viewport_size({"width": width, "height": 900})
            for panel in ("Who tells whom", "Over time"):
                tab.get_by_role("tab", name=panel).click()
                # Drawn in the frame in which its width is known.
                tab.evaluate(
                    "new Promise((after) => requestAnimationFrame(() => setTimeout(after)))"
                )
                assert tab.evaluate("document.documentElement.scrollWidth") <= width
                sizes, scales = tab.evaluate(DRAWN)
                assert min(sizes, default=12) >= 12
                assert all(abs(scale - 1) < 0.01 for scale in scales)


def test_a_scenario_says_what_it_likes_and_it_stays_text(browser, tmp_path, asia):
    titled = asia.updated({"agreements.gsomia.title": "<img src=x onerror=alert(1)>"})
    written = write_report(run(titled, policies=["realtime-2024"]), tmp_path / "page.html")
    with opened(browser, written, fragment="#tab=graph") as tab:
        tab.locator("#panel-graph .tie", has_text="onerror").wait_for()
        assert tab.locator("#panel-graph img").count() == 0
