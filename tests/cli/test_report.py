"""The offline page on the command line: of a scenario, of a run's folder, of a comparison."""

import pytest

import tocsin
from tocsin.cli.report import check_page
from tocsin.constants import NOTIONAL
from tocsin.report import html
from tocsin.report.data import PageData
from tocsin.report.saved import on_page


@pytest.fixture
def quick(monkeypatch):
    """A page that names its policies and counts its verdicts: the real one draws maps."""

    def page(result, *, verdicts=(), **_):
        return f"{NOTIONAL} {' then '.join(result.policies)}, {len(verdicts)} verdicts"

    monkeypatch.setattr(html, "page", page)


def test_a_scenario_becomes_one_page_and_a_file_of_others_stays(small, tmp_path, call):
    page = tmp_path / "page.html"
    done = call("report", small, "-p", "after", "-o", page)
    assert done.code == 0, done.err
    assert "the page of after." in done.err
    assert "Notional" in page.read_text("utf-8")
    assert {path.name for path in tmp_path.iterdir()} == {"small.yaml", "page.html"}
    # Ours is replaced, somebody's is not, and a page is no picture.
    check_page(page)
    page.write_text("mine", "utf-8")
    done = call("report", small, "-o", page)
    assert (done.code, "tocsin did not write it" in done.err) == (2, True)
    assert page.read_text("utf-8") == "mine"
    done = call("report", small, "-o", tmp_path / "page.pdf")
    assert (done.code, "end it with .html" in done.err) == (2, True)
    done = call("report", small, "-p", "aftre", "-o", tmp_path / "new.html")
    assert (done.code, "Did you mean 'after'" in done.err) == (2, True)


def test_the_page_of_a_folder_is_that_of_its_run_or_is_worked_out_again(
    small, tmp_path, call, quick
):
    out, page = tmp_path / "out", tmp_path / "page.html"
    assert call("run", small, "-o", out, "-q", "--no-maps", "-p", "after").code == 0
    done = call("report", out, "-o", page)
    assert (done.code, "the page that the run wrote" in done.out) == (0, True)
    assert page.read_bytes() == (out / "report.html").read_bytes()
    # Verdicts are not in it, and no policy but the one that was run.
    done = call("report", out, "-p", "before,after", "--draws", "4", "-o", page)
    assert (done.code, "is worked out again" in done.err) == (0, True)
    assert "before then after, 1 verdicts" in page.read_text("utf-8")
    (out / "report.html").write_text("mine", "utf-8")
    done = call("report", out, "-o", page)
    assert (done.code, "is worked out again" in done.err) == (0, True)
    assert "the page of after." in done.err
    done = call("report", out, "-o", out / "more.html")
    assert (done.code, "holds its own files alone" in done.err) == (2, True)
    (out / "run.json").unlink()
    done = call("report", out, "-o", page)
    assert (done.code, "No record of a run" in done.err) == (2, True)


def test_run_and_compare_write_the_page_alone(small, tmp_path, call, quick):
    page = tmp_path / "run.html"
    done = call("run", small, "-p", "after", "-o", page, "-q", "--json")
    assert done.code == 0, done.err
    assert {row["policy"] for row in done.json()["summary"]} == {"after"}
    assert "Notional" in page.read_text("utf-8")
    done = call("run", small, "-o", page, "--netcdf", "--per-arc")
    assert (done.code, "--per-arc, --netcdf is about a folder's files" in done.err) == (2, True)
    done = call("compare", small, "after", "before", "-o", tmp_path / "change.html")
    assert done.code == 0, done.err
    assert "after then before" in (tmp_path / "change.html").read_text("utf-8")
    done = call("rank", small, "-p", "after", "-o", tmp_path / "rank.html")
    assert (done.code, "Unknown format 'rank.html'" in done.err) == (2, True)
    done = call("compare", small, "after", "before", "--launch", "each", "-o", page)
    assert (done.code, "Name one launch" in done.err) == (2, True)


def test_answers_save_a_page(small, tmp_path, quick):
    change = tocsin.compare(small, "after", "before")
    path = change.save(tmp_path / "change.html")
    assert "after then before" in path.read_text("utf-8")
    header = PageData.of(on_page(change)).header
    opens = [header["bases"][header["start"][side]]["id"] for side in "ab"]
    assert opens == ["after", "before"]
    path = tocsin.run(small, policies="after").save(tmp_path / "run.html")
    assert path.read_text("utf-8") == f"{NOTIONAL} after, 0 verdicts"
    # With bands a page is still of the case at the cards.
    drawn = tocsin.compare(small, "before", "after", draws=2)
    assert "before then after" in drawn.save(tmp_path / "drawn.html").read_text("utf-8")
    two = tocsin.compare(small, tocsin.Scenario.load(small), "after", "before")
    with pytest.raises(tocsin.InputError, match="A page is of one scenario"):
        two.save(tmp_path / "two.html")
    with pytest.raises(tocsin.InputError, match=r"Unknown format 'rank.html'"):
        tocsin.rank(small, "after").save(tmp_path / "rank.html")
