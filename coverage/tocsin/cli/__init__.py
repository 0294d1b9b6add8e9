"""The command line: options in, one verb of the library called, its result printed."""

import atexit
import gc
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from copy import copy
from io import TextIOWrapper
from types import FrameType
from typing import Any, NoReturn

import typer

from tocsin import interrupt
from tocsin.cli import (
    export,
    files,
    graph,
    horizon,
    imports,
    lesson,
    report,
    runs,
    serve,
    studies,
    verbs,
)
from tocsin.cli.common import INTERRUPTED, with_log_level_first
from tocsin.cli.common import app as started
from tocsin.cli.hints import check_word
from tocsin.errors import InputError, TocsinError
from tocsin.scenario.shipped import shipped

__all__ = [
    "app",
    "export",
    "files",
    "graph",
    "horizon",
    "imports",
    "lesson",
    "main",
    "report",
    "runs",
    "serve",
    "shipped",
    "studies",
    "verbs",
]


def __getattr__(name: str) -> Any:
    # The whole app is for whoever asks for it: a command line needs one command.
    if name == "app":
        return verbs.whole_app()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def main() -> None:
    """Run the command line; exit codes: 0 fine, 1 the run failed, 2 the input is wrong."""
    interrupt.clean_up()
    # Collect garbage rarely. A command makes many objects and most of them live until it ends, so
    # looking for dead ones finds few and takes a twentieth of its time.
    gc.set_threshold(100_000, 50, 50)
    # Nor are any looked for at its end, which takes a tenth of it: all memory is given back anyway.
    atexit.register(gc.freeze)
    # pydantic looks for plugins in every installed package; tocsin has none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Nothing here needs the threads of a linear-algebra library, and to start them takes numpy
    # longer than all else.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Asked to end, it ends as when interrupted: nothing half written stays behind.
    signal.signal(signal.SIGTERM, _end)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows no such letter gets a question mark, and the user an answer.
        if isinstance(stream, TextIOWrapper) and stream.encoding.lower() not in ("utf-8", "utf8"):
            stream.reconfigure(errors="replace")
    try:
        words = with_log_level_first(sys.argv[1:])
        app_for(words)(words)
    except KeyboardInterrupt:
        _end_with(["interrupted"], INTERRUPTED)
    except SystemExit as end:
        # Typer ends so at an interruption, and says nothing; a sweep has said what is kept.
        if isinstance(getattr(end.__context__, "__cause__", None), KeyboardInterrupt):
            _end_with(["interrupted"], INTERRUPTED)
        raise
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    # The last catch: whatever it is, a user gets a sentence.
    except Exception as error:
        lines, code = _told(error)
        _end_with([f"error: {line}" for line in lines], code)


def app_for(arguments: Sequence[str]) -> typer.Typer:
    """Return the app with the one command that is asked for, or with all where none is.

    Typer builds every command that an app has before it runs one.

    Examples
    --------
    >>> [command.callback.__name__ for command in app_for(["check", "-h"]).registered_commands]
    ['check']
    >>> app_for(["--help"]) is verbs.whole_app()
    True
    """
    alone = copy(started)
    alone.registered_groups = []
    alone.registered_commands = [
        command
        for command in started.registered_commands
        if command.callback is not None
        and arguments[:1] == [command.name or command.callback.__name__]
    ]
    if alone.registered_commands or (arguments and verbs.add_verb(arguments[0], alone)):
        return alone
    if arguments:
        check_word(arguments[0])
    return verbs.whole_app()


def _told(error: Exception) -> tuple[list[str], int]:
    """Return what to say of an error, and the exit code."""
    if isinstance(error, InputError):
        return list(error.problems), 2
    if isinstance(error, TocsinError):
        return [str(error)], 1
    if isinstance(error, MemoryError):
        return ["Not enough memory. Take fewer cells, launch points, arcs or policies."], 1
    if isinstance(error, OSError):
        where = f": {error.filename}" if error.filename else ""
        return [f"{error.strerror or error}{where}."], 1
    name = f"{type(error).__name__}: {error}"
    return [
        f"Something unforeseen: {name}. Please report it with {_kept(error)}, which has more."
    ], 1


def _end_with(lines: Sequence[str], code: int) -> NoReturn:
    with suppress(OSError):
        for line in lines:
            print(line, file=sys.stderr)  # noqa: T201
    try:
        sys.stdout.flush()
    except OSError:
        # A full disk, say: Python would try once more at its end, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _kept(error: Exception) -> str:
    """Write the details of an error to a file of their own; return its name."""
    from tempfile import NamedTemporaryFile
    from traceback import format_exception

    with NamedTemporaryFile(
        "w", prefix="tocsin-error-", suffix=".txt", encoding="utf-8", delete=False
    ) as file:
        file.write("".join(format_exception(error)))
    return file.name


def _end(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
