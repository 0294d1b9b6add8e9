"""What the documents show is run, and what they link to is there."""

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PAGES = [page for page in PAGES if "_build" not in page.parts and "gallery" not in page.parts]
FENCE = re.compile(r"^```(?:python|pycon)\n(.*?)^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\((?![a-z]+:|#)([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_examples_of_a_page_run(page, tmp_path, monkeypatch):
    examples = [m.group(1) for m in FENCE.finditer(page.read_text("utf-8")) if ">>>" in m.group(1)]
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
    # The gallery is made by `make docs`.
    links = [link for link in LINK.findall(page.read_text("utf-8")) if "gallery/" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []
