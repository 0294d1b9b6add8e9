"""The report as text: whole, escaped, accessible, and right."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from tocsin import __version__
from tocsin.answers.run import run
from tocsin.answers.verdict.ask import steps
from tocsin.constants import NOTIONAL
from tocsin.report import parts_answer
from tocsin.report.html import page, write_report
from tocsin.scenario import Scenario, scaffold
from tocsin.words import minutes, percent

VOID = {"meta", "link", "img", "input", "br", "hr"}
# Sections that the script fills, then those that hold without it.
LIVE = ("finding", "guess", "rules", "cell", "timeline", "matters", "friction", "sources")
SECTIONS = ("answer", "arcs", "response", "sensors", "agreements", "limits", "definition")
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
    assert tuple(e["id"] for e in either.all("section")) == (*LIVE, "about", *SECTIONS)
    links = [e["href"][1:] for e in either.all("a") if e["href"].startswith("#")]
    assert set(links) == {"finding", *SECTIONS}


def test_notional_stands_at_the_top_and_at_the_end(either):
    assert NOTIONAL.removeprefix("Notional: ").lower() in either.all("header")[0]["text"].lower()
    assert NOTIONAL in either.all("footer")[0]["text"]


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
    # Styles may stand in elements; scripts are known by their fingerprints alone.
    script = next(part for part in policy.split(";") if part.strip().startswith("script-src"))
    assert re.fullmatch(r"script-src( 'sha256-[^']+')+", script.strip())
    assert "unsafe-eval" not in policy
    assert "connect-src" not in policy
    assert "http:" not in policy
    assert "https:" not in policy


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
    # Its data, the library of its map, and its own script.
    assert len(parsed.all("script")) == 3
    assert not [e for e in parsed.elements if [name for name in e if name.startswith("on")]]
    assert parsed.all("h1")[0]["text"] == EVIL
    assert parsed.all("title")[0]["text"] == f"{EVIL} (notional)"
    schemes = {link["href"].split(":")[0] for link in parsed.all("a") if link["href"][0] != "#"}
    assert schemes <= {"http", "https"}
    assert "https://example.org/?a=1&b=2" in {link["href"] for link in parsed.all("a")}


def test_equal_results_give_equal_reports(bare):
    assert page(bare, written=WRITTEN_AT) == page(bare, written=WRITTEN_AT)


def test_a_report_says_whether_differences_hold_or_that_it_is_one_case(bare):
    verdicts = steps(bare.scenario, bare.policies, draws=8, threads=1)
    assert [(each.a, each.b) for each in verdicts] == [bare.policies]
    told = Page(page(bare, verdicts=verdicts)).all("main")[0]["text"]
    for sentence in verdicts[0].sentences:
        assert sentence in told
    assert "8 draws of everything not known" in told
    alone = Page(page(bare)).all("main")[0]["text"]
    assert "One case: cards at their values. Draws over the ranges" in alone
