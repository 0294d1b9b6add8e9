"""Threads that do the work, so that the one that answers never waits."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, NamedTuple, TypeVar

from tocsin.errors import TocsinError

Made = TypeVar("Made")


class BusyError(TocsinError):
    """Too much waits already: ask again later."""


class _Piece(NamedTuple):
    future: "Future[Any]"
    work: Callable[[], Any]


class Lane:
    """Some threads and the work that waits for them, first come, first served.

    The threads end with the program: what they do is of use to nobody then.

    Examples
    --------
    >>> lane = Lane("sums", threads=1, waiting=4)
    >>> lane.submit(lambda: 1 + 1).result()
    2
    """

    def __init__(self, name: str, *, threads: int, waiting: int) -> None:
        self._waiting = waiting
        # Of pieces, not of results: an answer that nobody fetches is not kept here.
        self._queue: queue.SimpleQueue[_Piece] = queue.SimpleQueue()
        for number in range(threads):
            # Daemons: an interrupted program does not wait for an answer that nobody reads.
            threading.Thread(target=self._run, name=f"{name}-{number}", daemon=True).start()

    def submit(self, work: Callable[[], Made]) -> "Future[Made]":
        """Have some work done.

        Raises
        ------
        BusyError
            Too much waits already.
        """
        if self._queue.qsize() >= self._waiting:
            raise BusyError("The server is busy. Try again in a minute.")
        future: Future[Made] = Future()
        self._queue.put(_Piece(future, work))
        return future

    def _run(self) -> None:
        while True:
            piece = self._queue.get()
            # Whoever has gone away needs nothing worked out.
            if not piece.future.set_running_or_notify_cancel():
                continue
            try:
                piece.future.set_result(piece.work())
            except BaseException as error:  # whatever it is, whoever waits is told
                piece.future.set_exception(error)
            # What it made is not kept until the next piece comes.
            del piece
