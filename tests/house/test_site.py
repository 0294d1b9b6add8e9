"""The site: every page is in a group, made pages are whole, anchors of the sources hold."""

import re
import sys
from importlib import import_module
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
MADE = ("_build", "gallery", "lessons", "reference")
SOURCES = [
    page
    for page in sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
    if not set(page.relative_to(ROOT).parts[1:-1]) & set(MADE)
]
LINK = re.compile(r"\]\((?![a-z]+:)([^)\s]*)#([^)\s]+)\)")
HEADING = re.compile(r"^#{1,4} +(.+?) *$", re.MULTILINE)
FENCE = re.compile(r"^(`{3,}).*?^\1", re.DOTALL | re.MULTILINE)
ENTRY = re.compile(r"^- \[[^]]+\]\(([^)]+)\.md\): \S.*[.?]$", re.MULTILINE)


def slugs(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and the site name them."""
    text = FENCE.sub("", page.read_text("utf-8"))
    bare = (re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", head) for head in HEADING.findall(text))
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in bare}


@pytest.mark.parametrize("page", SOURCES, ids=lambda p: p.stem)
def test_anchors_of_a_page_are_headings(page):
    lost = []
    for target, anchor in LINK.findall(page.read_text("utf-8")):
        there = page.parent / target if target else page
        # What is made exists when the site is built, whose links `make docs` checks.
        if there.exists() and there.suffix == ".md" and anchor not in slugs(there):
            lost.append(f"{target}#{anchor}")
    assert lost == []


def test_links_to_made_pages_are_to_pages_that_are_made(made):
    wrong = [
        f"{page.name}: {name}"
        for page in SOURCES
        for name in re.findall(r"\]\((?:\.\./)*reference/([^)#]+)\.md[)#]", page.read_text("utf-8"))
        if name not in made and name != "index"
    ]
    assert wrong == []


def test_every_page_is_in_one_group():
    groups = [
        (index.parent / entry).resolve().relative_to(DOCS).as_posix()
        for index in DOCS.glob("*/index.md")
        for entry in ENTRY.findall(index.read_text("utf-8"))
    ]
    assert len(groups) == len(set(groups))
    pages = {p.relative_to(DOCS).with_suffix("").as_posix() for p in SOURCES if DOCS in p.parents}
    indexes = {name for name in pages if name.endswith("index")}
    assert pages - indexes - set(groups) == set(), "Name the page in an index.md of docs/*/."


@pytest.fixture(scope="module")
def made():
    sys.path.insert(0, str(DOCS / "_ext"))
    try:
        yield import_module("register_pages").pages()
    finally:
        sys.path.remove(str(DOCS / "_ext"))


def test_every_command_has_a_page_with_an_example(made):
    from tocsin.answers.registry import verbs

    pages = {name: text for name, text in made.items() if name.startswith("verbs/")}
    assert {f"verbs/{name}" for name in verbs()} <= set(pages)
    del pages["verbs/index"]
    assert [name for name, text in pages.items() if "```sh\ntocsin " not in text] == []
    assert [
        line for text in pages.values() for line in text.splitlines() if line.endswith("|  |")
    ] == []


def test_every_public_name_has_a_page_and_says_what_it_is(made):
    api = import_module("register_pages.api")
    for name, what in api.public_names().items():
        assert f"api/{name}" in made
        assert api.first_sentence(what), f"{name} has no docstring"


def test_every_register_is_told_whole(made):
    from tocsin.engine.measures import MEASURES
    from tocsin.exports.formats import formats
    from tocsin.scenario import packaged_cards
    from tocsin.sensors.kinds import KINDS

    assert all(f"`{name}`" in made["measures"] for name in MEASURES)
    assert all(f"`{suffix}`" in made["formats"] for suffix in formats())
    assert all(f"## {kind}\n" in made["sensors"] for kind in KINDS)
    for row in packaged_cards().table():
        numbers = " | ".join(f"{row[end]:g}" for end in ("low", "value", "high"))
        assert (
            f"| `{row['key']}` | {numbers} | {row['unit']} | {row['confidence']} |" in made["cards"]
        )


@pytest.mark.parametrize("name", ["measures", "clauses", "cards"])
def test_a_page_of_words_leads_to_the_glossary(made, name):
    known = (DOCS / "glossary.md").read_text("utf-8")
    links = re.findall(r"\[([^]]+)\]\(\.\./glossary\.md#([^)]+)\)", made[name])
    assert links
    for words, part in links:
        title = part.replace("-", " ").capitalize()
        section = re.split(rf"^## {title}$", known, flags=re.MULTILINE)[1].split("\n## ")[0]
        for word in re.split(r"[,;] | and ", words):
            assert re.search(rf"^.*{word.removesuffix('s')}.*\n: ", section, re.MULTILINE), word


def test_tables_of_the_scenario_page_are_those_of_the_models(made):
    page = (DOCS / "scenario.md").read_text("utf-8")
    assert import_module("register_pages.scenario").rewritten(page) == page, "Run: make reference"


def test_tables_are_tables(made):
    """A bar within a cell would make two cells of it."""
    for name, text in made.items():
        for block in re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE):
            assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1, (
                name
            )


def test_citation_is_whole_and_of_this_version(project):
    """The keys that the schema 1.2.0 of Citation File Format requires, and their forms."""
    cited = YAML(typ="safe").load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert {"authors", "cff-version", "message", "title"} <= set(cited)
    assert cited["cff-version"] == "1.2.0"
    assert all(
        "name" in who or {"family-names", "given-names"} & set(who) for who in cited["authors"]
    )
    assert cited["type"] in ("software", "dataset")
    assert cited["version"] == project["project"]["version"]
    assert cited["license"] == project["project"]["license"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", str(cited["date-released"]))


def test_the_front_states_from_where_and_how_far():
    """The caption of the first picture is that of the page: launch area, one case, band."""
    for page in (ROOT / "README.md", DOCS / "index.md"):
        caption = page.read_text("utf-8").partition("<!-- front: begin -->")[2]
        caption = caption.partition("<!-- front: end -->")[0]
        for words in ("launched from", "One case", "5-95 %", "Notional"):
            assert words in caption
    for scheme in ("light", "dark"):
        assert (DOCS / "images" / f"front-{scheme}.png").stat().st_size <= 250_000
