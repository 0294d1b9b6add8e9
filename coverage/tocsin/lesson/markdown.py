"""A lesson as Markdown with its numbers worked out: for a file, the printable page and the site."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tocsin.constants import NOTIONAL
from tocsin.lesson.run import Lesson
from tocsin.lesson.shown import shown_text
from tocsin.lesson.text import (
    FOR_TEACHER,
    Asked,
    Cell,
    Drawn,
    Figure,
    Guess,
    LessonText,
    Piece,
    Prose,
)

_PRAISE = re.compile(r"^Right(?:, near enough)?[.:] (.)")
UNITS = {"s": "seconds", "min": "minutes", "%": "percent", "count": "a number", "choice": ""}


@dataclass(frozen=True)
class Look:
    """How a face shows what Markdown has no word for.

    Attributes
    ----------
    asked : callable
        A guess or an exercise, from the lesson, its guess and whether it is an exercise.
    drawn : callable
        A figure, from the lesson and its entry.
    """

    asked: Callable[[Lesson, Guess, bool], str]
    drawn: Callable[[Lesson, Figure], str]


def as_markdown(lesson: Lesson, look: Look | None = None, *, teacher: bool = True) -> str:
    """Return a lesson in Markdown.

    Parameters
    ----------
    lesson : Lesson
    look : Look, optional
        By default answers follow their questions, and a table stands for each figure.
    teacher : bool
        Whether a sheet has its section for the teacher, too; what is left out is not worked out.
    """
    body = _body(lesson, look or Look(answered, tabled), teacher=teacher)
    return "\n\n".join([*head_of(lesson.text), *body]) + "\n"


def for_teacher(sheet: Lesson) -> str:
    """Return a sheet in Markdown with all answers, under a title that says so."""
    title = f"# {sheet.text.head.title}"
    return as_markdown(sheet).replace(f"{title}\n", f"{title}: for the teacher\n", 1)


def head_of(text: LessonText) -> Iterator[str]:
    """Yield the title and what it is about; a sheet that goes with the lessons has its own."""
    if not text.number:
        return
    head = text.head
    yield f"# {text.number}. {head.title}"
    yield f"*{head.question}*"
    yield f"About {head.minutes} minutes. Afterwards you can say:"
    yield "\n".join(f"- {each}" for each in head.learns)
    yield f"*{NOTIONAL}*"


def _body(lesson: Lesson, look: Look, *, teacher: bool) -> Iterator[str]:
    for title, pieces in lesson.text.sections.items():
        if title == FOR_TEACHER and not teacher:
            continue
        if title:
            yield f"## {title}"
        for piece in pieces:
            yield _piece(lesson, piece, look)


def _piece(lesson: Lesson, piece: Piece, look: Look) -> str:
    match piece:
        case Prose():
            return lesson.filled(piece.text)
        case Cell():
            return cell_text(lesson, piece)
        case Drawn():
            return look.drawn(lesson, piece.figure)
        case Asked():
            return look.asked(lesson, piece.guess, piece.is_exercise)


def cell_text(lesson: Lesson, cell: Cell) -> str:
    """Return a cell, and what it gives below it."""
    given = shown_text(lesson.show(cell))
    text = f"```python\n{cell.code}\n```"
    return f"{text}\n\n```text\n{given}\n```" if given else text


def question_of(lesson: Lesson, guess: Guess, *, number: int | None = None) -> str:
    """Return a question with its task, its unit or options, and a hint; numbered on paper."""
    first = "" if number is None else f"{number}. "
    parts = [lesson.filled(guess.task), f"**{first}{lesson.filled(guess.ask)}**"]
    if guess.unit == "choice":
        parts.append("\n".join(f"{n}. {option}" for n, option in enumerate(guess.options, 1)))
    else:
        parts.append(f"({UNITS[guess.unit]}, between {guess.low:g} and {guess.high:g})")
    if guess.hint:
        parts.append(f"Hint: {lesson.filled(guess.hint)}")
    return "\n\n".join(part for part in parts if part)


def answer_of(lesson: Lesson, guess: Guess) -> str:
    """Return the answer to a question, with what is said to it."""
    answer = lesson.written(guess.id, lesson.answer(guess.id))
    # Nobody has guessed here, so nobody is praised.
    more = [_PRAISE.sub(lambda praise: praise[1].upper(), lesson.filled(guess.right))]
    for each in guess.common:
        given = lesson.written(guess.id, each.option or each.value or 0.0)
        more.append(f"*{given}?* {lesson.filled(each.say)}")
    return "\n\n".join([f"**{answer}.** {more[0]}", *more[1:]])


def answered(lesson: Lesson, guess: Guess, is_exercise: bool) -> str:
    """Return a question, and its answer below."""
    return f"{question_of(lesson, guess)}\n\nAnswer: {answer_of(lesson, guess)}"


def tabled(lesson: Lesson, figure: Figure) -> str:
    """Return the table that stands for a figure, with its caption and how to read it."""
    table = shown_text(lesson.value(figure.table))
    caption, read = lesson.filled(figure.caption), lesson.filled(figure.read)
    return f"*{caption}*\n\n```text\n{table}\n```\n\n{read}"
