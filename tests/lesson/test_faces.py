"""A lesson in a terminal and on a page that is opened, and the folder of a class."""

import re
import sys

import pytest
from typer.testing import CliRunner

from tocsin.cli import app
from tocsin.errors import InputError
from tocsin.lesson import Lesson, folder
from tocsin.lesson.markdown import answer_of
from tocsin.lesson.page import page_of


@pytest.mark.parametrize("seen", [True, False])
def test_only_somebody_who_sees_a_question_is_asked(monkeypatch, seen):
    # A pager shows what is printed; a question would wait behind it for ever.
    asked = []
    monkeypatch.setattr("tocsin.cli.lesson._ask", lambda question: asked.append(question) or "")
    monkeypatch.setattr("tocsin.cli.lesson.sys", _Terminals(reads=True, writes=seen))
    done = CliRunner().invoke(app, ["lesson", "1"])
    assert done.exit_code == 0, done.output
    assert len(asked) == (len(Lesson(1).text.guesses) if seen else 0)


class _Terminals:
    def __init__(self, *, reads, writes):
        self.stdin, self.stdout = _Terminal(reads), _Terminal(writes)

    def __getattr__(self, name):
        return getattr(sys, name)


class _Terminal:
    def __init__(self, is_one):
        self.isatty = lambda: is_one


def test_where_nobody_guesses_nobody_is_praised():
    lesson = Lesson(2)
    bare = "The host's bar holds on every route"
    assert answer_of(lesson, lesson.text.guesses["sorrel"]).startswith(f"**0 s.** {bare}")
    assert f"Right. {bare}" in lesson.guess("sorrel", 0)


@pytest.mark.browser
@pytest.mark.parametrize("name", ["lesson", "handout", "class-plan"])
def test_a_page_opens_asks_for_nothing_and_is_printed(browser, tmp_path, name):
    page, is_lesson = tmp_path / f"{name}.html", name == "lesson"
    text = page_of(Lesson(2)) if is_lesson else folder.sheet_page(name, answers=False)
    page.write_text(text, "utf-8")
    tab = browser.new_page(viewport={"width": 390, "height": 800})
    try:
        asked, said = [], []
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda message: said.append(message.text))
        tab.goto(page.as_uri())
        # What stands within the page comes from the page.
        assert [url for url in asked if not url.startswith("data:")] == [page.as_uri()]
        assert said == [], "its policy lets all that stands in it through"
        assert tab.evaluate("[...document.images].every(each => each.naturalWidth > 0)")
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390
        for paper in ("A4", "Letter"):
            printed = tab.pdf(format=paper)
            assert printed.startswith(b"%PDF")
            # Answers stand on a sheet of their own; a handout is one sheet.
            sheets = len(re.findall(rb"/Type\s*/Page\b", printed))
            assert sheets > 1 if is_lesson else sheets == 1 or name != "handout"
    finally:
        tab.close()


def test_the_index_names_every_file_of_a_class_and_no_other():
    named = set(re.findall(r'href="([^"]+)"', folder._index()))
    assert named == set(folder._files())


def test_no_student_reads_the_answer_to_what_is_handed_in(monkeypatch):
    # Nor is it worked out for them.
    monkeypatch.setattr(Lesson, "run", lambda self: pytest.fail("a cell was run"))
    page = folder.sheet_page("assessment", answers=False)
    assert "What to do" in page
    assert not re.search(r"For the teacher|mode: release|Marking", page)


def test_the_sheets_with_an_answer_have_a_page_of_it():
    named = {name for name in folder._files() if name.endswith("-answers.html")}
    assert named == {"quiz-answers.html", "assessment-answers.html"}


def test_a_file_of_somebody_is_not_replaced_and_nothing_is_written(tmp_path):
    (tmp_path / "quiz.html").write_text("mine")
    with pytest.raises(InputError, match="tocsin did not write it"):
        folder.write_class_set(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["quiz.html"]
    assert (tmp_path / "quiz.html").read_text() == "mine"
