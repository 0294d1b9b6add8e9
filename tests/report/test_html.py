"""The report as text: whole, escaped, accessible, and right."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pytest

from tocsin import __version__
from tocsin.answers.run import run
from tocsin.answers.verdict.ask import steps
from tocsin.constants import NOTIONAL
from tocsin.report import parts_answer, parts_examples
from tocsin.report.html import page, write_report
from tocsin.scenario import Scenario, scaffold
from tocsin.words import minutes, percent

VOID = {"meta", "link", "img", "input", "br", "hr"}
SECTIONS = (
    *("answer", "maps", "arcs", "example", "sharing", "response", "sensors", "agreements"),
    *("limits", "definition"),
)
WRITTEN_AT = datetime(2024, 1, 2, 3, 4, tzinfo=UTC)
EVIL = "</title><script>alert(1)</script><img src=x onerror=alert(2)>"


class Page(HTMLParser):
    """Elements in order, with their attributes and text; complains about unbalanced tags."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.unbalanced = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, **dict(attrs), "text": "", "path": [e["tag"] for e in self.open]}
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop()["tag"] != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data):
        for element in self.open:
            element["text"] += data

    def all(self, *tags):
        return [element for element in self.elements if element["tag"] in tags]

    def cells(self, section):
        """Texts of the rows of the first table of a section."""
        start = next(i for i, e in enumerate(self.elements) if e.get("id") == section)
        rows = []
        for element in self.elements[start:]:
            if element["tag"] == "tr":
                rows.append([])
            elif element["tag"] in ("td", "th") and rows:
                rows[-1].append(element["text"].strip())
            elif element["tag"] == "table" and rows:
                break
        return rows


@pytest.fixture(scope="module")
def parsed(report):
    return Page(report.read_text("utf-8"))


@pytest.fixture(scope="module")
def parsed_bare(bare_report):
    return Page(bare_report.read_text("utf-8"))


@pytest.fixture(params=["report", "bare_report", "many_report"])
def either(request):
    return Page(request.getfixturevalue(request.param).read_text("utf-8"))


def test_markup_is_balanced(either):
    assert either.unbalanced == []
    assert either.open == []


def test_page_is_small_and_says_what_it_is(report, parsed):
    text = report.read_text("utf-8")
    assert len(text) < 8e6
    assert text.startswith("<!doctype html>")
    assert parsed.all("html")[0]["lang"] == "en"
    assert parsed.all("title")[0]["text"] == "Three nations and a hub (notional)"
    assert parsed.all("h1")[0]["text"] == "Three nations and a hub"


def test_headings_are_in_order_and_sections_are_reached(either):
    levels = [int(e["tag"][1]) for e in either.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [e["id"] for e in either.elements if "id" in e]
    assert len(ids) == len(set(ids))
    assert tuple(e["id"] for e in either.all("section")) == SECTIONS
    links = [e["href"][1:] for e in either.all("a") if e["href"].startswith("#")]
    assert set(links) == set(SECTIONS)


def test_notional_stands_at_the_top_and_on_every_figure(either):
    assert NOTIONAL.removeprefix("Notional: ").lower() in either.all("header")[0]["text"].lower()
    assert NOTIONAL in either.all("footer")[0]["text"]
    captions = [e["text"] for e in either.all("figcaption")]
    assert len(captions) == len(either.all("figure")) > 2
    assert all("Notional." in caption for caption in captions)


def test_nothing_is_loaded(either):
    for element in either.elements:
        for attribute in ("src", "srcset", "data", "action", "poster", "background"):
            assert element.get(attribute, "data:").startswith("data:")
        if element["tag"] == "link":
            assert element["href"] == "data:,"
        assert element["tag"] not in ("iframe", "object", "embed", "base")
        assert not [name for name in element if name.startswith("on")]
    style = either.all("style")[0]["text"]
    assert "url(" not in style
    assert "@import" not in style


def test_policy_forbids_to_load_anything(parsed):
    policy = next(e["content"] for e in parsed.all("meta") if "http-equiv" in e)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert "https:" not in policy


def test_pictures_have_words_and_sizes(either):
    images = either.all("img")
    assert all(image["src"].startswith("data:image/png;base64,") for image in images)
    assert all(len(image["alt"]) > 40 for image in images)
    assert all(int(image["width"]) > 300 < int(image["height"]) + 200 for image in images)


def test_tables_have_captions_and_scopes(either):
    assert len(either.all("caption")) == len(either.all("table"))
    assert all(cell.get("scope") in ("col", "row", "rowgroup") for cell in either.all("th"))
    assert all("table" in e["path"] for e in either.all("th", "td"))


def test_answer_shows_the_summary(result, parsed):
    rows = {}
    for row in parsed.cells("answer")[1:]:
        if len(row) == 1:
            group = row[0]
        else:
            rows[group, row[0]] = row
    summary = result.summary.set_index(["nation", "policy", "arc"])
    for nation, label in (("NORD", "Nordland (fictional) (NORD)"), ("all", "All nations")):
        for policy in result.policies:
            expected = summary.loc[(nation, policy, "all")]
            shown = rows[label, policy]
            assert shown[2:5] == [
                percent(expected[f"{s}_share"]) for s in ("warned", "late", "never")
            ]
            assert shown[6] == minutes(expected["warning_median_s"])
            assert shown[7] == minutes(expected["warning_p10_s"])
    gain_s = (
        summary.loc[("NORD", "relay", "all")]["mean_warning_s"]
        - summary.loc[("NORD", "isolated", "all")]["mean_warning_s"]
    )
    assert gain_s > 1.0
    assert rows["Nordland (fictional) (NORD)", "relay"][8] == f"+{minutes(gain_s)}"
    assert rows["Nordland (fictional) (NORD)", "isolated"][8] == ""


def test_every_choice_has_its_panel(result, parsed):
    panels = [e for e in parsed.elements if "data-panel" in e]
    for policy in result.policies:
        for arc in ("all", "medium", "lofted", "low"):
            shown = [
                p["data-kind"]
                for p in panels
                if p.get("data-policy") == policy and p.get("data-arc", arc) == arc
                if "data-kind" in p
            ]
            assert sorted(shown) == ["change", "warning"]
        graphs = [p for p in panels if "data-kind" not in p and "data-policy" in p]
        assert len([p for p in graphs if policy in p["data-policy"].split()]) == 1


def test_maps_that_exist_are_not_drawn_again(result, maps, monkeypatch):
    from tocsin.report.atlas import Atlas

    monkeypatch.setattr(Atlas, "draw", lambda self, sheet: pytest.fail(sheet.name))
    page(result, maps=maps, written=WRITTEN_AT)


def test_maps_of_other_formats_are_drawn(bare, tmp_path):
    drawn = tmp_path / "warning-isolated.svg"
    drawn.write_text("<svg/>")
    images = Page(page(bare, maps=[drawn])).all("img")
    assert images[0]["alt"].startswith("Map of warning time under isolated, launched from")


def test_sources_dates_and_definition_are_there(result, parsed):
    main = parsed.all("main")[0]["text"]
    for name in [*result.scenario.sensors, *result.scenario.agreements, *result.policies]:
        assert name in main
    assert "2024-01-02 03:04 UTC" in main
    assert __version__ in main
    assert result.scenario.content_hash() in main
    assert parsed.all("pre")[0]["text"].strip() == result.scenario.to_yaml(comments=False).strip()
    assert any(link["href"].startswith("https://") for link in parsed.all("a"))


def test_cards_used_and_no_others(parsed):
    labels = [e["text"] for e in parsed.all("th") if e["scope"] == "rowgroup"]
    cards = {label for label in labels if label.startswith(("sensors: ", "arcs: ", "delays"))}
    assert "sensors: national-warning" in cards
    assert "sensors: airborne" not in cards
    assert {"arcs: medium", "arcs: low-flyer", "delays"} <= cards


def test_missing_things_are_said_to_be_missing(parsed_bare):
    main = parsed_bare.all("main")[0]["text"]
    for missing in ("no responders", "no sensors", "no agreements"):
        assert f"This scenario has {missing}." in main
    rows = parsed_bare.cells("answer")
    assert rows[2][2:] == ["0 %", "0 %", "100 %", "–", "–", "–", ""]
    assert "nan" not in re.sub(r'"data:[^"]*"', "", main).lower().split()


def test_equal_policies_are_named(bare, parsed_bare):
    assert parts_answer.equal_policies(bare) == [["isolated", "all"]]
    assert "isolated = all" in parsed_bare.all("main")[0]["text"]


def test_text_of_a_scenario_stays_text(tmp_path):
    changes = {
        "title": EVIL,
        "description": EVIL,
        "nations.ISLE.name": EVIL,
        "agreements.promise.title": EVIL,
        "agreements.promise.source": f"javascript:alert(3) {EVIL} https://example.org/?a=1&b=2 <i>",
        "agreements.promise.note": '" onmouseover="alert(4)',
        "policies.alone.title": EVIL,
    }
    evil = run(Scenario.from_text(scaffold("island")).updated(changes))
    parsed = Page(write_report(evil, tmp_path / "evil.html").read_text("utf-8"))
    assert parsed.unbalanced == []
    assert len(parsed.all("script")) == 1
    assert not [e for e in parsed.elements if [name for name in e if name.startswith("on")]]
    assert parsed.all("h1")[0]["text"] == EVIL
    assert parsed.all("title")[0]["text"] == f"{EVIL} (notional)"
    schemes = {link["href"].split(":")[0] for link in parsed.all("a") if link["href"][0] != "#"}
    assert schemes <= {"http", "https"}
    assert "https://example.org/?a=1&b=2" in {link["href"] for link in parsed.all("a")}


def test_equal_results_give_equal_reports(bare):
    assert page(bare, written=WRITTEN_AT) == page(bare, written=WRITTEN_AT)


def test_example_is_the_case_in_which_policies_differ_most(result):
    table = result.warning
    rows = table[(table["cell"] == result.world.cells.id[0]) & (table["point"] == 0)]
    spread = {}
    for arc in result.scenario.arcs:
        of_arc = rows[rows["arc"] == arc]
        effective = of_arc["warning_s"].where(of_arc["status"] == "warned", 0.0)
        spread["west-area", arc] = effective.max() - effective.min()
    assert parts_examples.telling_case(result, 0) == max(spread, key=spread.get)


def test_example_agrees_with_the_table(result, parsed):
    rows = parsed.cells("example")
    assert rows[0][:2] == ["policy", "outcome"]
    assert [row[0] for row in rows[1:]] == list(result.policies)
    cell = parts_examples.largest_places(result.world)[0].cell
    launch, arc = parts_examples.telling_case(result, cell)
    table = result.warning
    chosen = (
        (table["cell"] == result.world.cells.id[cell])
        & (table["point"] == 0)
        & (table["arc"] == arc)
        & (table["launch"] == launch)
    )
    for row, expected in zip(rows[1:], table[chosen].to_dict("records"), strict=True):
        assert row[1] == expected["status"]
        assert row[7] == minutes(expected["warning_s"])
        assert np.isnan(expected["public_s"]) or row[5] == minutes(expected["public_s"])


def test_every_grant_is_listed_with_its_conditions(parsed):
    start = next(
        i
        for i, e in enumerate(parsed.elements)
        if "relay" in e.get("data-policy", "") and "data-kind" not in e
    )
    rows = []
    for element in parsed.elements[start:]:
        if element["tag"] == "tr":
            rows.append([])
        elif element["tag"] in ("td", "th"):
            rows[-1].append(element["text"])
        elif element.get("data-policy") == "full-mesh":
            break
    hub = [
        "HUB",
        "NORD",
        "relay (hub)",
        "up to track",
        "auto",
        "0:05",
        "own and relayed",
        "nobody",
        "launched from FAR",
    ]
    assert hub in rows
    assert [
        "NORD",
        "SUED",
        "direct",
        "up to alert",
        "request",
        "360:00",
        "own",
        "nobody",
        "–",
    ] in rows
    assert len([row for row in rows if row[2].startswith("relay (")]) == 4


def test_launch_nation_is_no_part_of_the_graph(parsed):
    graphs = [e["alt"] for e in parsed.all("img") if e["alt"].startswith("Graph")]
    assert "Graph of 0 grants among NORD, SUED, HUB: the table lists them." in graphs
    assert "Graph of 6 grants among NORD, SUED, HUB: the table lists them." in graphs


def test_a_report_says_whether_differences_hold_or_that_it_is_one_case(bare):
    verdicts = steps(bare.scenario, bare.policies, draws=8, threads=1)
    assert [(each.a, each.b) for each in verdicts] == [bare.policies]
    told = Page(page(bare, verdicts=verdicts)).all("main")[0]["text"]
    for sentence in verdicts[0].sentences:
        assert sentence in told
    assert "8 draws of everything not known" in told
    alone = Page(page(bare)).all("main")[0]["text"]
    assert "One case: cards at their values. Draws over the ranges" in alone
