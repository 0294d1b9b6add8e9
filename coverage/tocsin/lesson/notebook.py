"""A lesson as a notebook, without output: the same cells, and guesses to fill in."""

import json
from typing import Any

from tocsin.lesson.markdown import UNITS, head_of
from tocsin.lesson.text import PLACE, Asked, Cell, Drawn, Guess, LessonText, Piece, Prose


def notebook_of(text: LessonText) -> str:
    """Return a lesson as a notebook (format 4.5)."""
    head = text.head
    start = (
        "import tocsin\nfrom tocsin.lesson import Lesson\n\n"
        f"lesson = Lesson({text.number})\n"
        "tocsin = lesson.asks  # tocsin, which works out the same question once\n"
        f"world = tocsin.Scenario.shipped({head.world!r})\n"
        f"other = tocsin.Scenario.shipped({head.exercise_world!r})"
    )
    made = [("markdown", "\n\n".join(head_of(text))), ("code", start)]
    for title, pieces in text.sections.items():
        made.append(("markdown", f"## {title}"))
        for piece in pieces:
            made += _cells(piece)
    cells = [_cell(kind, source, number) for number, (kind, source) in enumerate(made)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    data = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _cells(piece: Piece) -> list[tuple[str, str]]:
    match piece:
        case Prose() if PLACE.search(piece.text):
            # Its numbers are worked out when it is run.
            return [("code", f"lesson.say({_quoted(piece.text)})")]
        case Prose():
            return [("markdown", piece.text)]
        case Cell():
            return [("code", piece.code)]
        case Drawn():
            figure = piece.figure
            words = f"{figure.caption}\n\n{figure.read}"
            return [
                ("code", f"lesson.picture({figure.draw!r})"),
                ("code", f"lesson.say({_quoted(words)})"),
                ("code", figure.table),
            ]
        case Asked():
            return _asked(piece.guess)


def _asked(guess: Guess) -> list[tuple[str, str]]:
    words = [guess.task, f"**{guess.ask}**", guess.hint and f"Hint: {guess.hint}"]
    text = "\n\n".join(word for word in words if word)
    unit = " | ".join(guess.options) or UNITS[guess.unit]
    return [
        ("code", f"lesson.say({_quoted(text)})"),
        ("code", f"guess = None  # {unit}\nprint(lesson.guess({guess.id!r}, guess))"),
    ]


def _quoted(text: str) -> str:
    return f'"""\n{text.strip()}\n"""'


def _cell(kind: str, source: str, number: int) -> dict[str, Any]:
    lines = source.strip().splitlines(keepends=True)
    cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return cell | {"source": lines}
