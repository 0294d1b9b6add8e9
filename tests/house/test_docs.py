"""What the documents show is run, and what they link to is there."""

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PAGES = [page for page in PAGES if "_build" not in page.parts and "gallery" not in page.parts]
# A block of verdicts takes minutes: it says so in the line before, and `make docs-test` runs it.
FENCE = re.compile(
    r"^(?P<long><!-- long: .*?-->\n)?```(?:python|pycon)\n(?P<text>.*?)^```",
    re.DOTALL | re.MULTILINE,
)
LINK = re.compile(r"\]\((?![a-z]+:|#)([^)#\s]+)")


def examples_of(page: Path, *, with_long: bool) -> list[str]:
    found = FENCE.finditer(page.read_text("utf-8"))
    return [m["text"] for m in found if ">>>" in m["text"] and (with_long or not m["long"])]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_examples_of_a_page_run(page, monkeypatch):
    check(page, examples_of(page, with_long=False), monkeypatch)


@pytest.mark.documents
@pytest.mark.timeout(3000)
@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if "<!-- long: " in page.read_text("utf-8")],
    ids=lambda p: p.stem,
)
def test_all_examples_of_a_page_run(page, monkeypatch):
    check(page, examples_of(page, with_long=True), monkeypatch)


def check(page, examples, monkeypatch):
    test = doctest.DocTestParser().get_doctest(
        "\n".join(examples), {"__name__": page.stem}, page.name, str(page), 0
    )
    monkeypatch.chdir(ROOT)
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    told = []
    doctest.DocTestRunner(optionflags=flags).run(test, out=told.append)
    assert not told, "".join(told)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_links_of_a_page_lead_somewhere(page):
    links = LINK.findall(page.read_text("utf-8"))
    assert [
        link for link in links if not (page.parent / link).exists() and not is_made(page, link)
    ] == []


def is_made(page: Path, link: str) -> bool:
    """Whether `make docs` makes the page: it checks these links, and test_site.py some of them."""
    place = (page.parent / link).resolve().as_posix()
    return re.search(r"/docs/(gallery|lessons|reference)/", place) is not None
