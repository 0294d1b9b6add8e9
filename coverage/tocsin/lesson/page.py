"""A lesson as one page: to print, with blanks for guesses and a sheet of answers."""

import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from textwrap import indent

from tocsin.constants import NOTIONAL
from tocsin.lesson.markdown import Look, answer_of, as_markdown, question_of, tabled
from tocsin.lesson.run import Lesson
from tocsin.lesson.text import Figure, Guess

_ALIGNED = re.compile(r'(?<=<t[dh] )style="text-align:(left|center|right)"')
STYLE = files("tocsin.lesson").joinpath("page.css").read_text("utf-8")


def page_of(lesson: Lesson) -> str:
    """Return a lesson as an HTML page that needs no network."""
    asked: list[Guess] = []

    def blank(_: Lesson, guess: Guess, is_exercise: bool) -> str:
        asked.append(guess)
        return with_blank(lesson, guess, number=len(asked))

    text = as_markdown(lesson, Look(blank, pictured))
    # Indented, an answer belongs to its number.
    answers = "\n\n".join(
        f"{number}. {lesson.filled(guess.ask)}\n\n{indent(answer_of(lesson, guess), '   ')}"
        for number, guess in enumerate(asked, start=1)
    )
    told = html_of(f"## Answers\n\n{answers}")
    title = f"{lesson.text.number}. {lesson.text.head.title}"
    return document(title, f'{html_of(text)}<section class="answers">{told}</section>')


def with_blank(lesson: Lesson, guess: Guess, *, number: int | None = None) -> str:
    """Return a question with a line to write on."""
    return f'{question_of(lesson, guess, number=number)}\n\n<div class="blank"></div>'


def pictured(lesson: Lesson, figure: Figure) -> str:
    """Return a figure as a picture within the page, with its table to open."""
    from tocsin.report.pictures import embedded, png_of

    address, (width, height) = embedded(png_of(lesson.figure(figure.draw)))
    words = escape(lesson.filled(figure.caption), quote=True)
    image = f'<p><img src="{address}" width="{width}" height="{height}" alt="{words}"></p>'
    return f"{image}\n\n{tabled(lesson, figure)}"


def html_of(text: str) -> str:
    """Return our own Markdown as HTML: only shipped texts come here."""
    from markdown_it import MarkdownIt

    made: str = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    # The page's policy lets no style stand in a tag; its style sheet knows the classes.
    return _ALIGNED.sub(r'class="\1"', made)


def document(title: str, body: str) -> str:
    """Return a whole page around a body: nothing in it may load or run anything."""
    style = b64encode(sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{style}'; img-src data:"
    head = (
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)} - tocsin</title>",
        f"<style>{STYLE}</style>",
    )
    foot = f'<footer><p class="notional"><small>{escape(NOTIONAL)}</small></p></footer>'
    page = ("<head>", *head, "</head>", "<body>", "<main>", body, "</main>", foot, "</body>")
    return "\n".join(["<!doctype html>", '<html lang="en">', *page, "</html>", ""])
