"""A lesson that is worked through: its cells are run, its numbers worked out, guesses judged."""

import ast
import io
import re
from collections.abc import Callable
from contextlib import redirect_stdout, suppress
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING, Any

import tocsin
from tocsin import words
from tocsin.errors import InputError
from tocsin.lesson.once import Once
from tocsin.lesson.text import PLACE, Cell, Guess, LessonText, lesson_texts, sheets

if TYPE_CHECKING:
    from tocsin.plot.style import Figure

_CLOCK = re.compile(r"^(\d+):([0-5]\d)$")
_UNITS = {"s": "s", "min": "min", "%": "%", "count": "", "choice": ""}
_WRITE: dict[str | None, Callable[[Any], str]] = {
    "s": words.tenths,
    "m": words.minutes,
    "%": words.percent,
    "n": lambda value: f"{value:.4g}",
    None: str,
}


class Said:
    """A text that a notebook shows as Markdown."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return self.text


class Picture:
    """A figure that a notebook shows."""

    def __init__(self, figure: "Figure") -> None:
        self.figure = figure

    def _repr_png_(self) -> bytes:
        from tocsin.report.pictures import png_of

        return png_of(self.figure)


class Lesson:
    """One lesson, worked through in order.

    Parameters
    ----------
    number : int

    Raises
    ------
    InputError
        There is no such lesson.

    Examples
    --------
    >>> Lesson(1).text.number
    1
    >>> Lesson(99)
    Traceback (most recent call last):
    ...
    tocsin.errors.InputError: No lesson 99. There are 1 to ...
    """

    def __init__(self, number: int) -> None:
        texts = lesson_texts()
        if number not in texts:
            raise InputError(f"No lesson {number}. There are {min(texts)} to {max(texts)}.")
        self._begin(texts[number])

    @classmethod
    def sheet(cls, name: str) -> "Lesson":
        """Return what goes with the lessons as if it were one: the quiz has guesses, too."""
        lesson = cls.__new__(cls)
        lesson._begin(sheets()[name])
        return lesson

    def _begin(self, text: LessonText) -> None:
        self.text = text
        self.asks = Once()
        self._shown: dict[int, Any] = {}

    def __repr__(self) -> str:
        return f"<Lesson {self.text.number}: {self.text.head.title}>"

    @cached_property
    def names(self) -> dict[str, Any]:
        """What the cells know: tocsin, the two worlds, and what cells before them made."""
        head = self.text.head
        shipped = tocsin.Scenario.shipped
        return {
            "tocsin": self.asks,
            "world": shipped(head.world),
            "other": shipped(head.exercise_world),
            # Cells of a notebook say it themselves.
            "lesson": self,
        }

    def show(self, cell: Cell) -> Any:
        """Run the lesson as far as a cell, and return what its last line gives.

        What a cell prints is returned as text. Each is run once.
        """
        self.run(until=cell.line)
        return self._shown[cell.line]

    def run(self, *, until: float = inf) -> None:
        """Run all cells, or those up to a line."""
        for piece in self.text.pieces:
            if isinstance(piece, Cell) and piece.line <= until:
                self._run(piece)

    def value(self, expression: str) -> Any:
        """Work out an expression of the lesson's text: only shipped texts come here."""
        self.run()
        return eval(expression.strip(), self.names)

    def filled(self, text: str) -> str:
        """Return a text with its numbers worked out."""

        def number(found: re.Match[str]) -> str:
            return _WRITE[found[2]](self.value(found[1]))

        return PLACE.sub(number, text)

    def say(self, text: str) -> "Said":
        """Return a text with its numbers, for a notebook to show."""
        return Said(self.filled(text.strip()))

    def picture(self, expression: str) -> "Picture":
        """Return a figure of the lesson, for a notebook to show."""
        return Picture(self.figure(expression))

    def figure(self, expression: str) -> "Figure":
        """Draw a figure of the lesson."""
        drawn: Figure = self.value(expression)
        return drawn

    def answer(self, id: str) -> float | str:
        """Return the right answer to a guess, in its unit.

        Raises
        ------
        InputError
            The lesson has no such guess.
        """
        guess = self._guess(id)
        value = self.value(guess.answer)
        return str(value) if guess.unit == "choice" else float(value)

    def guess(self, id: str, value: float | str | None) -> str:
        """Judge a guess, and return what the lesson says to it.

        Parameters
        ----------
        id : str
            Of the guess, or of the exercise.
        value : float or str
            In its unit; a time may be written ``m:ss``, an option by its number or its beginning.
            None asks for one.

        Raises
        ------
        InputError
            The lesson has no such guess, or the value cannot be one.
        """
        guess = self._guess(id)
        if value is None:
            return "No guess yet. Write one, then run this again."
        given = self.read(id, value)
        said = self._common(guess, given)
        text = guess.right if self.is_right(id, given) else f"{guess.wrong} {said}".strip()
        return f"{self._beside(id, given)} {self.filled(text)}"

    def is_right(self, id: str, value: float | str) -> bool:
        """Tell whether a guess is right, or near enough."""
        given, answer = self.read(id, value), self.answer(id)
        if isinstance(given, str) or isinstance(answer, str):
            return given == answer
        # A hair more, so that a guess at the very edge is not lost to rounding.
        return abs(given - answer) <= self._guess(id).near + 1e-9

    def read(self, id: str, value: float | str) -> float | str:
        """Read what somebody wrote as a guess.

        Raises
        ------
        InputError
            It is none: no number, or none of the options.
        """
        guess = self._guess(id)
        text = str(value).strip()
        if guess.unit == "choice":
            return _option(guess, text)
        with suppress(ValueError):
            number = _number(guess, text)
            # "nan" is a number to Python, and what is off the scale is a guess to nobody.
            if guess.low <= number <= guess.high:
                return number
        raise InputError(
            f"Invalid guess {text!r}. Must be a number{_in(guess)}"
            f"{' or m:ss' if guess.unit in ('s', 'min') else ''}, "
            f"between {guess.low:g} and {guess.high:g}."
        )

    def written(self, id: str, value: float | str) -> str:
        """Write an answer in its unit."""
        if isinstance(value, str):
            return value
        unit = _UNITS[self._guess(id).unit]
        return f"{value:.4g} {unit}".strip()

    def _beside(self, id: str, given: float | str) -> str:
        told, answer = self.written(id, given), self.written(id, self.answer(id))
        return f"Your guess: {told}. Worked out: {answer}."

    def _guess(self, id: str) -> Guess:
        guesses = self.text.guesses
        if id not in guesses:
            known = ", ".join(guesses)
            raise InputError(f"No guess {id!r}. Lesson {self.text.number} has {known}.")
        return guesses[id]

    def _common(self, guess: Guess, given: float | str) -> str:
        """What is behind a frequent wrong answer, if this is one."""
        for each in guess.common:
            is_it = given == each.option
            if isinstance(given, float) and each.value is not None:
                is_it = abs(given - each.value) <= max(guess.near, 1e-9)
            if is_it:
                return each.say
        return ""

    def _run(self, cell: Cell) -> None:
        if cell.line in self._shown:
            return
        tree = ast.parse(cell.code)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        where = f"<{self.text.name}, line {cell.line}>"
        printed = io.StringIO()
        with redirect_stdout(printed):
            exec(compile(tree, where, "exec"), self.names)
            shown = None
            if isinstance(last, ast.Expr):
                shown = eval(compile(ast.Expression(last.value), where, "eval"), self.names)
        self._shown[cell.line] = printed.getvalue().rstrip() or shown


def _number(guess: Guess, text: str) -> float:
    clock = _CLOCK.match(text)
    if clock is None or guess.unit not in ("s", "min"):
        return float(text.removesuffix(_UNITS[guess.unit]).replace("−", "-"))
    total = 60.0 * int(clock[1]) + int(clock[2])
    return total / 60.0 if guess.unit == "min" else total


def _option(guess: Guess, text: str) -> str:
    """Return an option by its number, or by how it begins."""
    if text.isdecimal() and 1 <= int(text) <= len(guess.options) and text not in guess.options:
        return guess.options[int(text) - 1]
    exact = [option for option in guess.options if option.lower() == text.lower()]
    begun = [option for option in guess.options if option.lower().startswith(text.lower())]
    found = exact or begun
    if not text or len(found) != 1:
        raise InputError(f"Invalid guess {text!r}. Must be one of {', '.join(guess.options)}.")
    return found[0]


def _in(guess: Guess) -> str:
    names = {"s": " of seconds", "min": " of minutes", "%": " (percent)"}
    return names.get(guess.unit, "")
