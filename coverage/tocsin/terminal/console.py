"""Tables and messages in a terminal."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

from rich.console import Console


class Progress(Protocol):
    """What a long verb calls now and then."""

    def __call__(self, done: int, total: int) -> None:
        """Show that so much of so much is done."""


class Untiring(Console):
    """A console that goes on when its reader goes away: the files are still to be written."""

    def on_broken_pipe(self) -> None:
        """Say nothing more, to nobody."""
        self.quiet = True
        with suppress(OSError, ValueError):
            # Python flushes once more when it ends.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.file.fileno())


def console(*, stderr: bool = False) -> Console:
    """Return a console that wraps at the terminal's width and never marks up scenario text.

    Where it writes to a pipe whose reader goes away, it falls silent and the work goes on.

    Examples
    --------
    >>> console().is_terminal
    False
    """
    # A title in [brackets] is text of a scenario, and no command to the terminal.
    out = Untiring(stderr=stderr, highlight=False, markup=False)
    if not out.is_terminal and "COLUMNS" not in os.environ:
        # A pipe or a file has no width of its own; 80 would press the tables.
        out.width = max(out.width, 100)
    return out


@contextmanager
def progress_bar(title: str, *, quiet: bool = False) -> Iterator[Progress]:
    """Show progress with the time left, on standard error; not where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich import progress as parts

    columns = (
        *(parts.TextColumn("{task.description}"), parts.BarColumn(), parts.MofNCompleteColumn()),
        *(parts.TimeElapsedColumn(), parts.TextColumn("left"), parts.TimeRemainingColumn()),
    )
    # Transient: when it is done, the answer stands alone.
    with parts.Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
