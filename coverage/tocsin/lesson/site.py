"""The lessons as pages of the documentation."""

from tocsin.lesson.markdown import Look, answer_of, as_markdown, question_of
from tocsin.lesson.page import html_of, pictured
from tocsin.lesson.run import Lesson
from tocsin.lesson.text import Guess, lesson_texts, sheets


def pages() -> dict[str, str]:
    """Return a page of Markdown for each lesson and each sheet, by name."""
    lessons = {text.name: _page(Lesson(number)) for number, text in lesson_texts().items()}
    return {"index": _index()} | lessons | {name: _page(Lesson.sheet(name)) for name in sheets()}


def _index() -> str:
    rows = [
        f"| [{number}. {text.head.title}]({text.name}.md) | {text.head.minutes} "
        f"| {text.head.question} |"
        for number, text in lesson_texts().items()
    ]
    hidden = "\n".join(text.name for text in lesson_texts().values())
    return "\n".join(
        [
            "# Lessons\n",
            "Each begins with a question and your guess. In a terminal `tocsin lesson 1` goes "
            "through the first; `tocsin lesson --folder class` writes all of them for a class "
            "without network.\n",
            "| lesson | minutes | question |\n|---|--:|---|",
            *rows,
            f"\n```{{toctree}}\n:hidden:\n\n{hidden}\n```\n",
        ]
    )


def _page(lesson: Lesson) -> str:
    text = as_markdown(lesson, Look(_folded, pictured))
    if not lesson.text.number:
        return text
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
