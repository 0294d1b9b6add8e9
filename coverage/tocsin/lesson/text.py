"""The text of a lesson: Markdown with a head, sections in a fixed order, and fences of four kinds.

A fence ``python`` is a cell that is run; ``guess``, ``figure`` and ``exercise`` hold YAML. All else
is plain text, in which ``{{ expression | unit }}`` is a number that tocsin works out.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from tocsin.errors import InputError
from tocsin.fields import Model, problem

SECTIONS = (
    "The question",
    "How it works",
    "Your guess",
    "What tocsin says",
    "One figure to read",
    "Exercise",
    "What the model cannot tell",
)
FOR_TEACHER = "For the teacher"
"""The section of a sheet that no student's copy has: from its heading to the end."""
_NAME = re.compile(r"^(\d)-[a-z0-9-]+\.md$")
_PIECES = re.compile(
    r"^```(?P<kind>\w+)\n(?P<inside>.*?)^```$|^## (?P<title>.+?)$", re.MULTILINE | re.DOTALL
)
PLACE = re.compile(r"\{\{(.+?)(?:\|\s*(s|m|%|n)\s*)?\}\}", re.DOTALL)
"""A number to work out: an expression, and how it is written."""
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

    @model_validator(mode="after")
    def _can_be_answered(self) -> "Guess":
        if self.unit == "choice" and len(set(self.options)) < 2:
            raise problem("options must be two or more")
        if self.unit != "choice" and not self.low < self.high:
            raise problem("from must be less than to")
        if isinstance(_expression(self.answer), ast.Constant):
            raise problem("answer must be worked out, and not a value")
        _check_places(self.ask, self.right, self.wrong, self.task, self.hint)
        _check_places(*(each.say for each in self.common))
        return self


class Figure(Model):
    """One figure to read: what draws it, and the table that stands beside it."""

    draw: str
    caption: str
    read: str
    table: str

    @model_validator(mode="after")
    def _can_be_drawn(self) -> "Figure":
        _expression(self.draw)
        _expression(self.table)
        _check_places(self.caption, self.read)
        return self


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
    sections: dict[str, list[Piece]] = {"": []}
    for title, piece in _split(source, start=0, name=name):
        if title == FOR_TEACHER:
            sections[title] = []
        else:
            sections[[*sections][-1]].append(piece)
    _check_ids([piece for pieces in sections.values() for piece in pieces], name=name)
    first = source.lstrip().partition("\n")[0].lstrip("# ").strip()
    # Bound to two worlds all the same, which its cells need not use.
    worlds = {"world": "hub-pact-realtime", "exercise_world": "anonymous-star"}
    head = Head(title=first, minutes=15, question="", learns=(), **worlds)
    return LessonText(0, name.removesuffix(".md"), head, sections)


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
    titles = iter(SECTIONS)
    for title, piece in _split(source, start=found.end(), name=name):
        if title:
            due = next(titles, None)
            if title != due:
                raise InputError(
                    f"{name}, line {piece.line}: section {title!r} is not due: "
                    f"{'no more is' if due is None else f'{due!r} is'}."
                )
            sections[title] = []
        elif not sections:
            raise InputError(f"{name}, line {piece.line}: text before the first section.")
        else:
            sections[[*sections][-1]].append(piece)
    missing = next(titles, None)
    if missing is not None:
        raise InputError(f"{name}, line {source.count(chr(10))}: section {missing!r} is missing.")
    _check_ids([piece for pieces in sections.values() for piece in pieces], name=name)
    return LessonText(int(name[0]), name.removesuffix(".md"), head, sections)


def _check_ids(pieces: Sequence[Piece], *, name: str) -> None:
    seen: set[str] = set()
    for piece in pieces:
        if isinstance(piece, Asked):
            id = piece.guess.id
            if id in seen:
                raise InputError(f"{name}, line {piece.line}: id: {id!r} is there twice.")
            seen.add(id)


def _split(source: str, *, start: int, name: str) -> Iterator[tuple[str, Piece]]:
    """Yield pieces; that of a section's heading with its title."""
    at = start
    for found in _PIECES.finditer(source, start):
        yield from _prose(source, at, found.start(), name=name)
        at, line = found.end(), _line(source, found.start())
        if found["title"]:
            yield found["title"].strip(), Prose(found[0].strip(), line)
        else:
            yield "", _fence(found["kind"], found["inside"], line=line, name=name)
    yield from _prose(source, at, len(source), name=name)


def _prose(source: str, start: int, end: int, *, name: str) -> Iterator[tuple[str, Piece]]:
    bare = source[start:end]
    text = bare.strip()
    if not text:
        return
    line = _line(source, start + bare.index(text))
    for number, each in enumerate(text.splitlines(), start=line):
        if each.startswith("```"):
            raise InputError(
                f"{name}, line {number}: a fence must be closed, and begin with one word."
            )
    try:
        _check_places(text)
    except ValueError as error:
        raise InputError(f"{name}, line {line}: {error}.") from error
    yield "", Prose(text, line)


def _line(source: str, position: int) -> int:
    return source.count("\n", 0, position) + 1


def _check_places(*texts: str) -> None:
    """Refuse a number in braces that cannot be worked out, or that has an unknown unit.

    Raises
    ------
    ValueError
        It names the first.
    """
    for text in texts:
        for place in PLACE.finditer(text):
            tree = _expression(place[1])
            if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.BitOr):
                raise problem(f"{place[0]!r}: its unit must be s, m, % or n")
        if "{{" in PLACE.sub("", text):
            raise problem("{{ without }}")


def _expression(source: str) -> ast.expr:
    try:
        return ast.parse(source.strip(), mode="eval").body
    except SyntaxError as error:
        raise problem(f"{source.strip()!r} is no expression") from error


def _fence(kind: str, inside: str, *, line: int, name: str) -> Piece:
    at = f"{name}, line {line}"
    match kind:
        case "python":
            try:
                ast.parse(inside)
            except SyntaxError as error:
                number = line + (error.lineno or 1)
                raise InputError(f"{name}, line {number}: {error.msg}.") from error
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
        where = "".join(f"{part}: " for part in first["loc"])
        raise InputError(f"{at}: {where}{first['msg']}.") from error
