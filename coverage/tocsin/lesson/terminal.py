"""A lesson in a terminal: section after section, and questions where somebody can answer."""

from collections.abc import Callable, Mapping

from rich.console import Console
from rich.text import Text

from tocsin.constants import NOTIONAL
from tocsin.errors import InputError
from tocsin.lesson.markdown import UNITS, answer_of, question_of, tabled
from tocsin.lesson.run import Lesson
from tocsin.lesson.shown import shown_text
from tocsin.lesson.text import Asked, Cell, Drawn, Guess, Piece, Prose
from tocsin.terminal.console import console

Ask = Callable[[str], str]
WIDTH = 100


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
    out, head = console(), lesson.text.head
    # Lines of prose as long as a page has them are read, longer ones are lost.
    out.width = min(out.width, WIDTH)
    _say(out, f"{lesson.text.number}. {head.title}", style="bold")
    _say(out, f"{head.question}\n", style="italic")
    for learnt in head.learns:
        _say(out, f"- {learnt}")
    _say(out, f"\n{NOTIONAL}", style="dim")
    for title, pieces in lesson.text.sections.items():
        _say(out, f"\n{title}\n{'-' * len(title)}", style="bold")
        for piece in pieces:
            _tell(out, lesson, piece, given, ask)


def _tell(
    out: Console, lesson: Lesson, piece: Piece, given: Mapping[str, str], ask: Ask | None
) -> None:
    match piece:
        case Prose():
            _say(out, lesson.filled(_unbroken(piece.text)))
        case Cell():
            code = "\n".join(f">>> {line}" for line in piece.code.splitlines())
            # A broken line could not be copied.
            _say(out, code, style="cyan", wrap=False)
            _say(out, shown_text(lesson.show(piece)), wrap=False)
        case Drawn():
            _say(out, tabled(lesson, piece.figure).replace("```text\n", "").replace("```", ""))
            _say(out, f"The picture: tocsin lesson {lesson.text.number} --figure lesson.png")
        case Asked():
            _question(out, lesson, piece.guess, given, ask)
    out.print()


def _question(
    out: Console, lesson: Lesson, guess: Guess, given: Mapping[str, str], ask: Ask | None
) -> None:
    _say(out, question_of(lesson, guess).replace("**", ""))
    if guess.id in given:
        _say(out, lesson.guess(guess.id, given[guess.id]))
    elif ask is None:
        _say(out, f"Answer: {answer_of(lesson, guess).replace('**', '')}")
    else:
        _say(out, _answered(out, lesson, guess, ask))


def _answered(out: Console, lesson: Lesson, guess: Guess, ask: Ask) -> str:
    """Ask until there is a guess, or none is wanted; return what the lesson says to it."""
    unit = "number or beginning" if guess.unit == "choice" else UNITS[guess.unit]
    while typed := ask(f"Your guess ({unit}; Enter to skip)").strip():
        try:
            return lesson.guess(guess.id, typed)
        except InputError as error:
            _say(out, str(error))
    return f"Answer: {answer_of(lesson, guess).replace('**', '')}"


def _unbroken(text: str) -> str:
    """Join the lines of each paragraph; lists and tables keep theirs."""
    parts = text.split("\n\n")
    kept = [part if part.lstrip()[:1] in "-|#1>" else " ".join(part.split()) for part in parts]
    return "\n\n".join(kept)


def _say(out: Console, text: str, *, style: str = "", wrap: bool = True) -> None:
    if text and wrap:
        out.print(Text(text, style=style))
    elif text:
        out.print(Text(text, style=style), no_wrap=True, overflow="ignore", crop=False)
