"""A map that is laid out and not yet drawn, and who draws maps: this process, or one beside it."""

import multiprocessing
import signal
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from typing import Any, Protocol

from tocsin.kernels.parts import KERNELS
from tocsin.plot import style


@dataclass(frozen=True)
class Drawing:
    """All that a figure is drawn of, as values: it may be drawn elsewhere.

    Attributes
    ----------
    function : str
        Module of `tocsin.plot` and function, such as ``maps:warning_map``.
    given : tuple
        What the function takes by position.
    named : mapping
        And by name.
    """

    function: str
    given: tuple[Any, ...] = ()
    named: Mapping[str, Any] = field(default_factory=dict)

    def figure(self) -> "style.Figure":
        """Draw it.

        Examples
        --------
        >>> Drawing("style:new_figure", (4.0, 3.0)).figure().get_size_inches().tolist()
        [4.0, 3.0]
        """
        # By name, so that whoever lays it out need not wait for matplotlib and cartopy.
        module, name = self.function.split(":")
        made = getattr(import_module(f"tocsin.plot.{module}"), name)(*self.given, **self.named)
        figure: style.Figure = made[0] if isinstance(made, tuple) else made
        return figure

    def files(self, endings: Sequence[str]) -> list[bytes]:
        """Draw it once, and return what a file of each format holds."""
        figure = self.figure()
        return [style.as_bytes(figure, ending) for ending in endings]


class Painter(Protocol):
    """Who draws: asked first, and told in the same order what came of it."""

    def ask(self, drawings: Sequence[Drawing], endings: Sequence[str]) -> None:
        """Take drawings to make, and the formats of their files."""

    def next(self) -> list[bytes]:
        """Return the files of the next drawing."""

    def close(self) -> None:
        """End what it started."""


class Here:
    """Draws when it is asked for the files, in this process.

    Examples
    --------
    >>> painter = Here()
    >>> painter.ask([Drawing("style:new_figure", (1.0, 1.0))], ["svg"])
    >>> painter.next()[0][:5]
    b'<?xml'
    """

    def __init__(self) -> None:
        self._asked: deque[tuple[Drawing, Sequence[str]]] = deque()

    def ask(self, drawings: Sequence[Drawing], endings: Sequence[str]) -> None:
        """Take drawings to make, and the formats of their files."""
        self._asked.extend((drawing, endings) for drawing in drawings)

    def next(self) -> list[bytes]:
        """Draw the next one."""
        drawing, endings = self._asked.popleft()
        return drawing.files(endings)

    def skip(self) -> None:
        """Leave out the next one: somebody else drew it."""
        self._asked.popleft()

    def close(self) -> None:
        """End: there is nothing to end."""


class Beside:
    """Draws in a process of its own, which starts at once and loads what figures need meanwhile.

    Where such a process cannot start, or dies, what is left is drawn here. It holds no file open
    and writes none: whoever ends it leaves nothing half written.
    """

    def __init__(self) -> None:
        # Not fork: this process has threads by now.
        context = multiprocessing.get_context("spawn")
        self._left, self._told = Here(), SimpleQueue[list[bytes] | None]()
        self._way, theirs = context.Pipe()
        self._process = context.Process(target=_paint, args=(theirs,), daemon=True)
        try:
            self._process.start()
        except OSError:  # no room for one more: `next` is told so, and draws here
            self._way.close()
        theirs.close()
        # A pipe holds little: one who listens all the time keeps the other from waiting.
        Thread(target=self._listen, daemon=True).start()

    def ask(self, drawings: Sequence[Drawing], endings: Sequence[str]) -> None:
        """Take drawings to make, and the formats of their files."""
        self._left.ask(drawings, endings)
        # Sent as one, so that the cells that all maps show travel once.
        with suppress(OSError):
            self._way.send((list(drawings), list(endings), KERNELS.is_as_written))

    def next(self) -> list[bytes]:
        """Wait for the next one."""
        made = self._told.get()
        if made is None:
            # It has ended: said again to whoever asks next.
            self._told.put(None)
            return self._left.next()
        self._left.skip()
        return made

    def close(self) -> None:
        """End the process, whatever it does."""
        if self._process.pid is not None:
            self._process.terminate()
            self._process.join()

    def _listen(self) -> None:
        with suppress(EOFError, OSError):
            while True:
                self._told.put(self._way.recv())
        self._told.put(None)


def _paint(way: Connection) -> None:
    """Draw what comes in, until nobody is there any more."""
    # Ctrl-C goes to the whole family; the parent answers it, and then nobody is there.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import_module("tocsin.plot.maps")
    # A picture of nothing: whoever waits for the first map need not wait for fonts as well.
    style.as_bytes(style.new_figure(1.0, 1.0), "png")
    # Whatever fails here fails again in the parent, which draws what is left, and is told there.
    with suppress(Exception):
        while True:
            drawings, endings, as_written = way.recv()
            # Told no sooner: whether a question is a small one shows when its file is read.
            if as_written and not KERNELS.is_as_written:
                KERNELS.run_as_written()
            for drawing in drawings:
                way.send(drawing.files(endings))
