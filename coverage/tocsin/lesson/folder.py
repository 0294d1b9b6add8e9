"""The class set: one folder with all that a class needs, without network."""

from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from pathlib import Path

from tocsin.constants import NOTIONAL
from tocsin.io.atomic import write_text
from tocsin.io.owned import check_own, check_writable
from tocsin.lesson.markdown import Look, as_markdown, for_teacher
from tocsin.lesson.notebook import notebook_of
from tocsin.lesson.page import document, html_of, page_of, pictured, with_blank
from tocsin.lesson.run import Lesson
from tocsin.lesson.text import FOR_TEACHER, Guess, lesson_texts, sheets


def write_class_set(folder: Path, *, tell: Callable[[str], None] = lambda _: None) -> list[Path]:
    """Write notebooks, pages to print, the class plan, quiz, worlds and their live pages.

    Parameters
    ----------
    folder : Path
        Made if missing; a file in it that tocsin did not write is never replaced.
    tell : callable
        Told the name of each file.

    Returns
    -------
    list of Path
        The files; ``index.html`` is the last.

    Raises
    ------
    InputError
        The folder cannot be written to, or a file is somebody's.
    """
    check_writable(folder)
    files, written = _files(), []
    for name in (*files, "index.html"):
        check_own(folder / name)
    for name, make in files.items():
        tell(name)
        written.append(write_text(folder / name, make()))
    # Last: whoever finds it finds all that it names.
    return [*written, write_text(folder / "index.html", _index())]


def _files() -> dict[str, Callable[[], str]]:
    made: dict[str, Callable[[], str]] = {}
    for number, text in lesson_texts().items():
        made[f"notebooks/{text.name}.ipynb"] = partial(notebook_of, text)
        made[f"pages/{text.name}.html"] = partial(_page, number)
    for name, sheet in sheets().items():
        made[f"{name}.html"] = partial(sheet_page, name, answers=False)
        if FOR_TEACHER in sheet.sections:
            made[f"{name}-answers.html"] = partial(sheet_page, name, answers=True)
    for world in worlds():
        made[f"worlds/{world}.yaml"] = partial(_world, world)
        made[f"worlds/{world}.html"] = partial(_live, world)
    return made


def _page(number: int) -> str:
    return page_of(Lesson(number))


def worlds() -> list[str]:
    """Return the worlds of all lessons."""
    heads = [text.head for text in lesson_texts().values()]
    return list(dict.fromkeys(name for head in heads for name in (head.world, head.exercise_world)))


def sheet_page(name: str, *, answers: bool) -> str:
    """Return a sheet that goes with the lessons as a page: a teacher's, or with blanks."""
    sheet = Lesson.sheet(name)
    if answers:
        text = for_teacher(sheet)
    else:
        text = as_markdown(sheet, Look(_blank, pictured), teacher=False)
    return document(sheet.text.head.title, html_of(text))


def _blank(lesson: Lesson, guess: Guess, is_exercise: bool) -> str:
    return with_blank(lesson, guess)


def _world(name: str) -> str:
    from tocsin.scenario.shipped import shipped

    return f"# {NOTIONAL}\n{shipped(name).read_text('utf-8')}"


def _live(name: str) -> str:
    import tocsin
    from tocsin.report.html import page

    return page(tocsin.run(tocsin.Scenario.shipped(name)), name=name)


def _index() -> str:
    return document("Lessons", html_of("\n".join(_index_lines())))


def _index_lines() -> Iterator[str]:
    yield "# Lessons\n"
    yield f"*{NOTIONAL}* Everything here works without network.\n"
    yield "| lesson | minutes | question | to print | notebook |\n|---|--:|---|---|---|"
    for number, text in lesson_texts().items():
        head, name = text.head, text.name
        yield (
            f"| {number}. {escape(head.title)} | {head.minutes} | {escape(head.question)} "
            f"| [page](pages/{name}.html) | [notebook](notebooks/{name}.ipynb) |"
        )
    yield "\n## For the teacher\n"
    for name, sheet in sheets().items():
        has_answers = FOR_TEACHER in sheet.sections
        answers = f" ([answers]({name}-answers.html))" if has_answers else ""
        yield f"- [{escape(sheet.head.title)}]({name}.html){answers}"
    yield "\n## Worlds\n"
    for name in worlds():
        yield f"- {name}: [page to touch](worlds/{name}.html), [scenario file](worlds/{name}.yaml)"
    yield "\nNotebooks need tocsin: `pip install tocsin`, then `jupyter lab` in this folder.\n"
