"""Every shipped lesson: its order, its numbers, its answers, and its four faces."""

import json
import re
from pathlib import Path

import nbformat
import pytest

import tocsin.lesson
from tocsin.constants import NOTIONAL
from tocsin.errors import InputError
from tocsin.lesson import Lesson
from tocsin.lesson.notebook import notebook_of
from tocsin.lesson.page import page_of
from tocsin.lesson.text import PLACE, Asked, Cell, Drawn, Prose, lesson_texts, read_text, sheets

TEXTS = lesson_texts()
# A time, or a number of seconds or percent: what tocsin works out must stand in braces.
WORKED_OUT = re.compile(r"\b\d+:\d\d\b|\b\d+(\.\d+)? ?(s|%)(?=[\s.,;)]|$)")


@pytest.fixture(scope="module", params=TEXTS)
def lesson(request):
    return Lesson(request.param)


def test_a_lesson_stands_in_order(lesson):
    text = lesson.text
    kinds = [type(piece) for piece in text.sections["Your guess"]]
    assert Asked in kinds, "a guess comes before the answer"
    assert sum(isinstance(piece, Drawn) for piece in text.pieces) == 1
    assert any(isinstance(p, Asked) and p.is_exercise for p in text.sections["Exercise"])
    assert not any(isinstance(p, Asked) for p in text.sections["What tocsin says"])
    assert "draws" in "".join(p.code for p in text.pieces if isinstance(p, Cell)), "no band"
    assert text.head.world != text.head.exercise_world
    assert len(re.findall(r"^- ", text.sections["What the model cannot tell"][0].text, re.M)) >= 3


def test_no_number_that_tocsin_works_out_stands_in_the_text(lesson):
    written = [p.text for p in lesson.text.pieces if isinstance(p, Prose)]
    for guess in lesson.text.guesses.values():
        written += [guess.right, guess.wrong, *(each.say for each in guess.common)]
    for text in written:
        bare = re.sub(r"\b(5-)?9[05] %", "", PLACE.sub("", text))  # of bands and bounds
        assert not (found := WORKED_OUT.search(bare)), found and found.group()


def test_every_answer_is_worked_out_and_judged(lesson):
    for id, guess in lesson.text.guesses.items():
        answer = lesson.answer(id)
        assert not re.fullmatch(r"[\d.]+", guess.answer.strip())
        assert lesson.is_right(id, answer)
        assert lesson.filled(guess.right) in lesson.guess(id, answer)
        if guess.unit == "choice":
            assert answer in guess.options
            wrong = next(option for option in guess.options if option != answer)
        else:
            assert guess.low <= answer <= guess.high
            wrong = max(guess.low, guess.high, key=lambda end: abs(end - answer))
        assert not lesson.is_right(id, wrong)
        assert lesson.filled(guess.wrong) in lesson.guess(id, wrong)
        for each in guess.common:
            given = each.option if each.option is not None else each.value
            assert not lesson.is_right(id, given)
            assert each.say in lesson.guess(id, given)


def test_the_page_holds_all_and_loads_nothing(lesson):
    page = page_of(lesson)
    assert "{{" not in page
    assert NOTIONAL in page
    assert "default-src 'none'" in page
    # A source is a link to follow, and nothing that is loaded.
    assert not re.findall(r'src="(?!data:)[^"]*|<link|<script|@import|url\(', page)
    assert page.count('class="blank"') == len(lesson.text.guesses)


def test_the_notebook_is_stored_as_it_is_made_and_runs(lesson, root, monkeypatch):
    made = notebook_of(lesson.text)
    stored = root / "examples" / "lessons" / f"{lesson.text.name}.ipynb"
    assert stored.read_text("utf-8") == made, "make lessons writes it anew"
    book = nbformat.reads(made, as_version=4)
    nbformat.validate(book)
    # Its cells are run here; what it asks the lesson was worked out by then.
    monkeypatch.setattr(tocsin.lesson, "Lesson", lambda number: lesson)
    names = {}
    for cell in book.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            exec(compile(cell.source, lesson.text.name, "exec"), names)


def test_guesses_as_people_write_them():
    lesson = Lesson(2)
    assert lesson.read("linden", "6:44") == lesson.read("linden", "404 s") == 404.0
    assert "No guess yet" in lesson.guess("linden", None)
    with pytest.raises(InputError, match=r"'soon'.*seconds or m:ss"):
        lesson.read("linden", "soon")
    # What is off the scale is asked for once more: nobody has minus five seconds.
    for none in ("nan", "inf", "-inf", "-5", "1e9", "99:00"):
        with pytest.raises(InputError, match=rf"'{none}'.*Must be .* between 0 and 600"):
            lesson.read("linden", none)
    with pytest.raises(InputError, match=r"No guess 'nobody'.*linden"):
        lesson.answer("nobody")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("minutes: 20", "minutes: long", "line 1: minutes"),
        ("unit: count", "unit: furlong", r"line \d+: unit"),
        ("```guess\nid: reach", "```riddle\nid: reach", r"line \d+: unknown fence 'riddle'"),
        ("## Exercise", "## Homework", "'Exercise'"),
        ("near: 25", "near: 25\n    x", r"line \d+: "),
        ("from: 20", "from: 700", r"line \d+: from must be less"),
        ("unit: count", "unit: choice", r"line \d+: options"),
        ("answer: reach_km", "answer: 131", r"line \d+: answer"),
        ("answer: reach_km", "answer: '131'", r"line \d+: answer must be worked out"),
        ("answer: reach_km", "answer: reach_km +", r"line \d+: 'reach_km \+' is no expression"),
        ("id: warned", "id: reach", r"line \d+: id: 'reach' is there twice"),
        ("reach_km = float", "reach_km = = float", r"line \d+: invalid syntax"),
        ("```python\nimport", "```python now\nimport", r"line \d+: a fence must be closed"),
        ("{{ gain", "{{ )", r"line \d+: .* is no expression"),
        ('["shared"] | m }}', '["shared"] | furlong }}', r"line \d+: .*unit must be s, m"),
        ("## The question", "Lost.\n\n## The question", r"line \d+: text before the first"),
        ("## Exercise", "## Exercise\n\n## Exercise", r"line \d+: .*'Exercise' is not due"),
        ("## What the model cannot tell", "", "'What the model cannot tell' is missing"),
    ],
)
def test_a_broken_text_is_told_with_its_line(root, old, new, told):
    path = root / "coverage/tocsin/lesson/texts/1-horizon.md"
    text = path.read_text("utf-8")
    assert old in text
    with pytest.raises(InputError, match=told):
        read_text(text.replace(old, new), name=path.name)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("reach_km = float", "reach_km = = float"),
        ("```python\nimport", "```python now\nimport"),
        ("Lost", "```lost"),
    ],
)
def test_the_line_told_is_the_line_that_is_wrong(root, old, new):
    path = root / "coverage/tocsin/lesson/texts/1-horizon.md"
    text = path.read_text("utf-8") + "\n- Lost\n\nLost\n"
    line = text.count("\n", 0, text.rindex(old)) + 1
    broken = new.join(text.rsplit(old, 1))
    with pytest.raises(InputError, match=rf"line {line}: "):
        read_text(broken, name=path.name)


def test_sheets_have_their_answers():
    for name in sheets():
        sheet = Lesson.sheet(name)
        for id, guess in sheet.text.guesses.items():
            answer = sheet.answer(id)
            assert sheet.is_right(id, answer)
            assert answer in guess.options or guess.low <= float(answer) <= guess.high


@pytest.fixture(scope="module")
def root():
    return Path(__file__).parents[2]


def test_json_of_a_lesson_is_json(root):
    book = json.loads((root / "examples/lessons/1-horizon.ipynb").read_text("utf-8"))
    assert book["nbformat"] == 4
