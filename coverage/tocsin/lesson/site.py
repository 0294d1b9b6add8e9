"""The lessons as pages of the documentation."""

from tocsin.lesson.markdown import Look, answer_of, as_markdown, for_teacher, question_of
from tocsin.lesson.page import html_of, pictured
from tocsin.lesson.run import Lesson
from tocsin.lesson.text import FOR_TEACHER, Guess, lesson_texts, sheets


def pages() -> dict[str, str]:
    """Return a page of Markdown for each lesson and each sheet, by name."""
    lessons = {text.name: _page(Lesson(number)) for number, text in lesson_texts().items()}
    made = {}
    for name in sheets():
        sheet = Lesson.sheet(name)
        made[name] = as_markdown(sheet, Look(_folded, pictured), teacher=False)
        if FOR_TEACHER in sheet.text.sections:
            made[f"{name}-answers"] = for_teacher(sheet)
    return lessons | made


def _page(lesson: Lesson) -> str:
    text = as_markdown(lesson, Look(_folded, pictured))
    name, number = lesson.text.name, lesson.text.number
    more = (
        f"In a terminal: `tocsin lesson {number}`. As a page to print, or as a notebook: "
        f"`tocsin lesson {number} -o {name}.html`, `-o {name}.ipynb`."
    )
    return f"{text}\n{more}\n"


def _folded(lesson: Lesson, guess: Guess, is_exercise: bool) -> str:
    """Return a question with its answer behind a line to open."""
    answer = html_of(answer_of(lesson, guess))
    shown = f"<details><summary>Answer</summary>\n{answer}</details>"
    return f"{question_of(lesson, guess)}\n\n{shown}"
