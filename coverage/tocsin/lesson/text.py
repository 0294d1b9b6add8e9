"""The text of a lesson: Markdown with a head, sections in a fixed order, and fences of four kinds.

A fence ``python`` is a cell that is run; ``guess``, ``figure`` and ``exercise`` hold YAML. All else
is plain text, in which ``{{ expression | unit }}`` is a number that tocsin works out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from tocsin.errors import InputError
from tocsin.fields import Model

SECTIONS = (
    "The question",
    "How it works",
    "Your guess",
    "What tocsin says",
    "One figure to read",
    "Exercise",
    "What the model cannot tell",
)
_NAME = re.compile(r"^(\d)-[a-z0-9-]+\.md$")
_PIECES = re.compile(
    r"^```(?P<kind>\w+)\n(?P<inside>.*?)^```$|^## (?P<title>.+?)$", re.MULTILINE | re.DOTALL
)
_HEAD = re.compile(r"\A---\n(.*?)^---\n", re.MULTILINE | re.DOTALL)


class Head(Model):
    """What a lesson says of itself.

    Attributes
    ----------
    title, question : str
    minutes : int
        Of a student alone.
    world, exercise_world : str
        Shipped scenarios, ``world`` and ``other`` in its cells.
    learns : tuple of str
        What one can say afterwards.
    """

    title: str
    minutes: Annotated[int, Field(ge=5, le=90)]
    world: str
    exercise_world: str
    question: str
    learns: tuple[str, ...]


class Common(Model):
    """A frequent wrong answer, and what is behind it."""

    value: float | None = None
    option: str | None = None
    say: str


class Guess(Model):
    """A question that is answered before tocsin answers it.

    Attributes
    ----------
    id, ask : str
    unit : str
        Of the answer: seconds, minutes, percent, a count, or one of the `options`.
    low, high : float
        Ends of a sensible scale (``from``, ``to``).
    answer : str
        An expression of the lesson's cells: never a number.
    near : float
        How far off still counts as right, in the unit.
    right, wrong : str
        What is said then.
    common : tuple of Common
    task, hint : str
        Of an exercise: what to try, and where to look.
    """

    id: str
    ask: str
    unit: Literal["s", "min", "%", "count", "choice"]
    options: tuple[str, ...] = ()
    low: Annotated[float, Field(alias="from")] = 0.0
    high: Annotated[float, Field(alias="to")] = 0.0
    answer: str
    near: float = 0.0
    right: str
    wrong: str
    common: tuple[Common, ...] = ()
    task: str = ""
    hint: str = ""


class Figure(Model):
    """One figure to read: what draws it, and the table that stands beside it."""

    draw: str
    caption: str
    read: str
    table: str


@dataclass(frozen=True)
class Prose:
    """Plain text, in Markdown."""

    text: str
    line: int


@dataclass(frozen=True)
class Cell:
    """Lines that are run."""

    code: str
    line: int


@dataclass(frozen=True)
class Asked:
    """A guess, or an exercise."""

    guess: Guess
    line: int
    is_exercise: bool


@dataclass(frozen=True)
class Drawn:
    """A figure."""

    figure: Figure
    line: int


Piece = Prose | Cell | Asked | Drawn


@dataclass(frozen=True)
class LessonText:
    """A lesson as it is written.

    Attributes
    ----------
    number : int
    name : str
        Of its file, without the ending.
    head : Head
    sections : dict of str to tuple
        Pieces by section, in order.
    """

    number: int
    name: str
    head: Head
    sections: Mapping[str, Sequence[Piece]]

    @property
    def pieces(self) -> Iterator[Piece]:
        """All pieces, in order."""
        for pieces in self.sections.values():
            yield from pieces

    @property
    def guesses(self) -> dict[str, Guess]:
        """Guesses and exercises by id, in order."""
        return {each.guess.id: each.guess for each in self.pieces if isinstance(each, Asked)}


@cache
def lesson_texts() -> dict[int, LessonText]:
    """Return the shipped lessons by number.

    Examples
    --------
    >>> [*lesson_texts()][:1]
    [1]
    """
    folder = files("tocsin.lesson").joinpath("texts")
    found = (each for each in folder.iterdir() if _NAME.match(each.name))
    read = [read_text(each.read_text("utf-8"), name=each.name) for each in found]
    return {each.number: each for each in sorted(read, key=lambda text: text.number)}


SHEETS = ("class-plan", "handout", "misconceptions", "assessment", "quiz")
"""What goes with the lessons, in the order of a folder: texts of the same kind without sections."""


@cache
def sheets() -> dict[str, LessonText]:
    """Return the class plan, the quiz and what else goes with the lessons, by name."""
    folder = files("tocsin.lesson").joinpath("texts")
    found = {name: folder.joinpath(f"{name}.md") for name in SHEETS}
    return {
        name: read_sheet(file.read_text("utf-8"), name=file.name)
        for name, file in found.items()
        if file.is_file()
    }


def read_sheet(source: str, *, name: str) -> LessonText:
    """Read a text without sections, such as the quiz; its title is its first heading.

    Raises
    ------
    InputError
        A fence is unknown or holds what it should not; it names the line.
    """
    pieces = [
        Prose(f"## {title}", 0) if title else piece
        for title, piece in _split(source, start=0, name=name)
    ]
    first = source.lstrip().partition("\n")[0].lstrip("# ").strip()
    # Bound to two worlds all the same, which its cells need not use.
    worlds = {"world": "hub-pact-realtime", "exercise_world": "anonymous-star"}
    head = Head(title=first, minutes=15, question="", learns=(), **worlds)
    return LessonText(0, name.removesuffix(".md"), head, {"": [each for each in pieces if each]})


def read_text(source: str, *, name: str) -> LessonText:
    r"""Read a lesson.

    Parameters
    ----------
    source : str
    name : str
        Of its file: the number comes first.

    Raises
    ------
    InputError
        Something is missing or unknown; it names the line.

    Examples
    --------
    >>> read_text("# Horizon\n", name="1-horizon.md")
    Traceback (most recent call last):
    ...
    tocsin.errors.InputError: 1-horizon.md, line 1: a lesson begins with a head between --- lines.
    """
    found = _HEAD.match(source)
    if found is None or _NAME.match(name) is None:
        raise InputError(f"{name}, line 1: a lesson begins with a head between --- lines.")
    head = _model(Head, found[1], at=f"{name}, line 1")
    sections: dict[str, list[Piece]] = {}
    pieces: list[Piece] = []
    for title, piece in _split(source, start=found.end(), name=name):
        if title:
            sections[title] = pieces = []
        elif piece is not None:
            pieces.append(piece)
    if tuple(sections) != SECTIONS:
        missing = next((each for each in SECTIONS if each not in sections), "in another order")
        raise InputError(f"{name}: sections must be {', '.join(SECTIONS)}; {missing!r} is not so.")
    return LessonText(int(name[0]), name.removesuffix(".md"), head, sections)


def _split(source: str, *, start: int, name: str) -> Iterator[tuple[str, Piece | None]]:
    """Yield the titles of sections, and pieces."""
    at = start
    for found in _PIECES.finditer(source, start):
        yield from _prose(source, at, found.start())
        at = found.end()
        if found["title"]:
            yield found["title"].strip(), None
        else:
            yield "", _fence(found["kind"], found["inside"], line=_line(source, found), name=name)
    yield from _prose(source, at, len(source))


def _prose(source: str, start: int, end: int) -> Iterator[tuple[str, Piece | None]]:
    text = source[start:end].strip()
    if text:
        yield "", Prose(text, source.count("\n", 0, start) + 1)


def _line(source: str, found: re.Match[str]) -> int:
    return source.count("\n", 0, found.start()) + 1


def _fence(kind: str, inside: str, *, line: int, name: str) -> Piece:
    at = f"{name}, line {line}"
    match kind:
        case "python":
            return Cell(inside.rstrip(), line)
        case "guess" | "exercise":
            return Asked(_model(Guess, inside, at=at), line, kind == "exercise")
        case "figure":
            return Drawn(_model(Figure, inside, at=at), line)
    raise InputError(f"{at}: unknown fence {kind!r}. Must be python, guess, figure or exercise.")


def _model(kind: Any, inside: str, *, at: str) -> Any:
    try:
        return kind.model_validate(YAML(typ="safe", pure=True).load(inside))
    except YAMLError as error:
        raise InputError(f"{at}: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{at}: {where}: {first['msg']}.") from error
