"""The verb for classes: lesson."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tocsin.cli.common import Json, Quiet, app, compile_early, print_json, wait_for_no_compiler
from tocsin.errors import InputError

if TYPE_CHECKING:
    from tocsin.lesson.run import Lesson

_ENDINGS = (".html", ".ipynb", ".md")
Number = Annotated[int | None, typer.Argument(help="Which lesson; without it they are listed.")]
Answers = Annotated[bool, typer.Option("--answers", help="Ask nothing, and tell every answer.")]
Guesses = Annotated[
    list[str] | None,
    typer.Option("--guess", help="ID=VALUE: a guess, instead of being asked; repeatable."),
]
File = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="Write it: .html to print, .ipynb a notebook, .md text."),
]
Figure = Annotated[Path | None, typer.Option(help="Draw its figure: a .png, .svg or .pdf file.")]
Folder = Annotated[
    Path | None, typer.Option(help="Write the class set of all lessons: works without network.")
]


@app.command()
def lesson(
    number: Number = None,
    answers: Answers = False,
    guesses: Guesses = None,
    out: File = None,
    figure: Figure = None,
    folder: Folder = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Work through a lesson: a question, your guess, what tocsin says, an exercise.

    Example: tocsin lesson 3 --answers
    """
    if folder is not None:
        _write_folder(folder, quiet=quiet)
        return
    if number is None:
        _list(as_json=as_json)
        return
    if out is not None:
        _check_file(out)
    if compile_early(quiet=quiet or as_json):
        # The worlds of lessons are small.
        wait_for_no_compiler(None)
    from tocsin.lesson import Lesson

    one, given = Lesson(number), dict(map(_pair, guesses or ()))
    for id, value in given.items():
        one.read(id, value)
    if figure is not None:
        _draw(one, figure)
    if out is not None:
        _write(one, out)
    elif as_json:
        print_json(_told(one, given))
    elif figure is None:
        from tocsin.lesson.terminal import go_through

        go_through(one, given=given, ask=_ask if _is_somebody_there() and not answers else None)


def _list(*, as_json: bool) -> None:
    from tocsin.lesson.text import lesson_texts

    heads = [(number, text.head) for number, text in lesson_texts().items()]
    if as_json:
        print_json(
            [
                {"lesson": n, "title": h.title, "minutes": h.minutes, "question": h.question}
                for n, h in heads
            ]
        )
        return
    for number, head in heads:
        typer.echo(f"{number}. {head.title} ({head.minutes} min)\n   {head.question}")
    typer.echo("\ntocsin lesson 1 begins; --folder DIR writes all of them for a class.")


def _pair(text: str) -> tuple[str, str]:
    id, sign, value = text.partition("=")
    if not sign:
        raise InputError(f"Invalid --guess {text!r}. Must be ID=VALUE.")
    return id.strip(), value.strip()


def _is_somebody_there() -> bool:
    """Tell whether a question is seen and can be answered: into a pipe nobody sees it."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _ask(question: str) -> str:
    answer: str = typer.prompt(question, default="", show_default=False)
    return answer


def _check_file(out: Path) -> None:
    from tocsin.io.owned import check_own

    if out.suffix not in _ENDINGS:
        raise InputError(f"Invalid -o {str(out)!r}. Must end with {', '.join(_ENDINGS)}.")
    check_own(out)


def _write(one: "Lesson", out: Path) -> None:
    from tocsin.io.atomic import write_text
    from tocsin.lesson.markdown import as_markdown
    from tocsin.lesson.notebook import notebook_of
    from tocsin.lesson.page import page_of

    if out.suffix == ".ipynb":
        text = notebook_of(one.text)
    else:
        text = page_of(one) if out.suffix == ".html" else as_markdown(one)
    typer.echo(f"Written to {write_text(out, text)}")


def _draw(one: "Lesson", path: Path) -> None:
    from tocsin.lesson.text import Drawn
    from tocsin.report.figures import check_figure, save_figure

    check_figure(path)
    (drawn,) = [piece for piece in one.text.pieces if isinstance(piece, Drawn)]
    typer.echo(f"Written to {save_figure(one.figure(drawn.figure.draw), path)}")


def _told(one: "Lesson", given: dict[str, str]) -> dict[str, Any]:
    head = one.text.head
    questions = [
        {
            "id": id,
            "ask": one.filled(guess.ask),
            "unit": guess.unit,
            "answer": one.answer(id),
            "guess": one.read(id, given[id]) if id in given else None,
            "right": one.is_right(id, given[id]) if id in given else None,
        }
        for id, guess in one.text.guesses.items()
    ]
    about = {"lesson": one.text.number, "title": head.title, "world": head.world}
    return about | {"guesses": questions}


def _write_folder(folder: Path, *, quiet: bool) -> None:
    from tocsin.lesson.folder import write_class_set

    # Pages of worlds are runs.
    compile_early(quiet=quiet)

    def tell(name: str) -> None:
        if not quiet:
            typer.echo(f"writing {name} …", err=True)

    files = write_class_set(folder, tell=tell)
    typer.echo(f"Written to {folder}: {len(files)} files. Open {folder / 'index.html'}.")
