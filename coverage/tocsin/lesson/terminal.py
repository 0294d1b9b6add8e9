"""A lesson in a terminal: section after section, and questions where somebody can answer."""

from collections.abc import Callable, Mapping

from rich.console import Console
from rich.text import Text

from tocsin.errors import InputError
from tocsin.lesson.markdown import UNITS, answer_of, head_of, question_of
from tocsin.lesson.run import Lesson
from tocsin.lesson.shown import shown_text
from tocsin.lesson.text import Asked, Cell, Drawn, Guess, Piece, Prose
from tocsin.terminal.console import console
from tocsin.terminal.prose import CODE, say, say_lines

Ask = Callable[[str], str]
WIDTH = 100
INDENT = 3


def go_through(lesson: Lesson, *, given: Mapping[str, str], ask: Ask | None) -> None:
    """Print a lesson from start to end.

    Parameters
    ----------
    lesson : Lesson
    given : mapping
        Guesses that were made beforehand, by id.
    ask : callable, optional
        Asks for a guess and returns what was typed; nobody is asked if absent.
    """
    out = console()
    # Lines of prose as long as a page has them are read, longer ones are lost.
    out.width = min(out.width, WIDTH)
    say(out, "\n\n".join(head_of(lesson.text)))
    for title, pieces in lesson.text.sections.items():
        out.print()
        say(out, f"## {title}")
        for piece in pieces:
            out.print()
            _tell(out, lesson, piece, given, ask)


def _tell(
    out: Console, lesson: Lesson, piece: Piece, given: Mapping[str, str], ask: Ask | None
) -> None:
    match piece:
        case Prose():
            say(out, lesson.filled(piece.text))
        case Cell():
            say_lines(out, "\n".join(map(_prompted, piece.code.splitlines())), style=CODE)
            shown = shown_text(lesson.show(piece))
            if shown:
                say_lines(out, shown)
        case Drawn():
            figure, number = piece.figure, lesson.text.number
            say(out, f"*{lesson.filled(figure.caption)}*")
            say(out, f"The picture: `tocsin lesson {number} --figure lesson.png`. As a table:")
            say_lines(out, f"\n{shown_text(lesson.value(figure.table))}\n")
            say(out, lesson.filled(figure.read))
        case Asked():
            _question(out, lesson, piece.guess, given, ask)


def _prompted(line: str) -> str:
    """Return a line of code as Python asks for it: what goes on has another prompt."""
    goes_on = line.startswith((" ", ")", "]", "}"))
    return f"{'...' if goes_on else '>>>'} {line}".rstrip()


def _question(
    out: Console, lesson: Lesson, guess: Guess, given: Mapping[str, str], ask: Ask | None
) -> None:
    say(out, question_of(lesson, guess))
    out.print()
    if guess.id in given:
        told = lesson.guess(guess.id, given[guess.id])
    else:
        told = _answer(lesson, guess) if ask is None else _answered(out, lesson, guess, ask)
    say(out, told, indent=INDENT)


def _answered(out: Console, lesson: Lesson, guess: Guess, ask: Ask) -> str:
    """Ask until there is a guess, or none is wanted; return what the lesson says to it."""
    unit = "number or beginning" if guess.unit == "choice" else UNITS[guess.unit]
    while typed := ask(f"Your guess ({unit}; Enter to skip)").strip():
        try:
            return lesson.guess(guess.id, typed)
        except InputError as error:
            # What somebody typed is no Markdown.
            out.print(Text(str(error)))
    return _answer(lesson, guess)


def _answer(lesson: Lesson, guess: Guess) -> str:
    return f"Answer: {answer_of(lesson, guess)}"
