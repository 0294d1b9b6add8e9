"""Who works: this process, a pool of processes, or a dask cluster, behind one small interface.

Each takes an iterator of tasks and yields what came of them, in any order; tasks are drawn only as
workers come free. Nothing heavy is imported here: pool workers load this module first, and set
their number of threads before a linear-algebra library reads it.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection
from typing import Any, Protocol

from tocsin.errors import InputError, RunError
from tocsin.extras import need

from .work import Done, Task, work

THREAD_VARIABLES = (
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"),
    *("ARROW_NUM_THREADS", "TOCSIN_THREADS"),
)
ATTEMPTS = 3
"""So often a chunk may lose its worker before the run gives up."""
SILENCE_S = 20.0
"""So long a scheduler may be away before it counts as lost."""
POLL_S = 0.05


class Executor(Protocol):
    """Works through tasks."""

    def run(self, tasks: Iterator[Task]) -> Generator[Done, None, None]:
        """Yield what came of each task, in any order. Closing the iterator stops the workers."""


class Serial:
    """The process itself, one task after another."""

    def run(self, tasks: Iterator[Task]) -> Generator[Done, None, None]:
        """Yield what came of each task."""
        yield from map(work, tasks)


class Pool:
    """Processes on this machine, one thread each.

    A process that is lost (killed, out of memory) is replaced, and its chunk is run again.

    Parameters
    ----------
    workers : int
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def run(self, tasks: Iterator[Task]) -> Generator[Done, None, None]:
        """Yield what came of each task."""
        from tocsin.kernels.parts import KERNELS

        # Before the first worker starts.
        KERNELS.ready()  # or each worker would build the kernels for itself
        lost: dict[int, int] = {}
        again: list[Task] = []
        while True:
            generation = _Generation(self.workers)
            try:
                yield from generation.run(tasks, again)
                return
            except BrokenProcessPool:
                # Which of them killed the worker nobody knows: each counts one loss, and is tried
                # again.
                again = generation.unfinished()
                for task in again:
                    lost[task.chunk] = lost.get(task.chunk, 0) + 1
                _check_losses(lost)
            finally:
                generation.stop()


def _check_losses(lost: dict[int, int]) -> None:
    often = [chunk for chunk, times in lost.items() if times >= ATTEMPTS]
    if often:
        raise RunError(
            f"Worker processes were lost {ATTEMPTS} times while chunk {min(often)} was running "
            "(killed, or out of memory). Completed chunks are kept: use fewer workers or a smaller "
            "world, and run the same command again."
        )


class _Generation:
    """One pool until it ends or breaks."""

    def __init__(self, workers: int) -> None:
        # Not fork: a process with threads (Arrow, BLAS) must not be forked.
        context = multiprocessing.get_context("spawn")
        # Held open by this process alone: when it ends, even by kill -9, each worker sees it.
        watched, self._alive = context.Pipe(duplex=False)
        self._watched = watched
        # One at work and one waiting for each: no worker idles, and few tasks are lost with one.
        self._window = 2 * workers
        self._pool = ProcessPoolExecutor(
            workers, mp_context=context, initializer=start_worker, initargs=(watched,)
        )
        self._running: dict[Future[Done], Task] = {}

    def run(self, tasks: Iterator[Task], again: list[Task]) -> Generator[Done, None, None]:
        waiting = list(again)
        while True:
            while len(self._running) < self._window:
                task = waiting.pop(0) if waiting else next(tasks, None)
                if task is None:
                    break
                # Noted before it is submitted, so that a pool that breaks here forgets nothing.
                placeholder: Future[Done] = Future()
                self._running[placeholder] = task
                # May raise, if a worker died since.
                future = self._pool.submit(work, task)
                del self._running[placeholder]
                self._running[future] = task
            if not self._running:
                return
            for future in wait(self._running, return_when=FIRST_COMPLETED).done:
                done = future.result()
                del self._running[future]
                yield done

    def unfinished(self) -> list[Task]:
        """Return the tasks that were under way, in order."""
        return sorted(self._running.values(), key=lambda task: task.chunk)

    def stop(self) -> None:
        """Stop the workers at once, whatever they do."""
        # Workers see the pipe end and leave, even in the middle of a kernel.
        self._alive.close()
        self._watched.close()
        self._pool.shutdown(wait=True, cancel_futures=True)


def start_worker(watched: Connection) -> None:
    """Make a pool worker: one thread, deaf to Ctrl-C, gone when its parent is."""
    for name in THREAD_VARIABLES:
        os.environ[name] = "1"
    # Ctrl-C goes to the whole family; the parent alone answers it, and ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(watched,), daemon=True).start()


def _end_with(watched: Connection) -> None:
    try:
        watched.recv_bytes()
    except (EOFError, OSError):
        # Not sys.exit: this is a thread, and the main one may be deep in a kernel.
        os._exit(1)


class Cluster:
    """Workers of a dask cluster, wherever they are.

    Parameters
    ----------
    address : str
        Of the scheduler, such as ``tcp://10.0.0.1:8786``.
    """

    def __init__(self, address: str) -> None:
        need("distributed")
        import distributed

        self._distributed = distributed
        self.address = address

    def run(self, tasks: Iterator[Task]) -> Generator[Done, None, None]:
        """Yield what came of each task."""
        client = self._connected()
        running: dict[Any, Task] = {}
        try:
            while True:
                for task in _upto(tasks, 2 * max(1, self._n_threads(client)) - len(running)):
                    # Not pure: a task that is met again after a loss must be run, not looked up.
                    running[client.submit(work, task, pure=False, retries=ATTEMPTS)] = task
                if not running:
                    return
                for future in self._finished(client, running):
                    del running[future]
                    yield self._result(future)
        finally:
            self._close(client, list(running))

    def _connected(self) -> Any:
        try:
            return self._distributed.Client(self.address, timeout="10s", set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise InputError(
                f"Cannot reach a scheduler at {self.address!r} ({error}). Start one with "
                "`dask scheduler`, and workers with `dask worker`."
            ) from error

    def _n_threads(self, client: Any) -> int:
        try:
            return sum(client.nthreads().values())
        except (OSError, TimeoutError) as error:
            raise self._lost() from error

    def _finished(self, client: Any, running: dict[Any, Task]) -> list[Any]:
        """Wait until something is finished; a silent scheduler ends the wait."""
        silent_since = None
        while True:
            # Asked of what the client knows: its own waiting never ends if the scheduler is gone.
            done = [future for future in running if future.status in ("finished", "error")]
            if done:
                return done
            # "lost" is no loss: a worker died with a result that nobody had fetched, and the
            # scheduler has it made again. Only a lost scheduler cancels what was asked of it.
            gone = any(future.status == "cancelled" for future in running)
            if client.status == "running" and not gone:
                silent_since = None
            else:
                silent_since = silent_since or time.monotonic()
                if gone or time.monotonic() - silent_since > SILENCE_S:
                    raise self._lost()
            time.sleep(POLL_S)

    def _result(self, future: Any) -> Done:
        try:
            done: Done = future.result(timeout="60s")
        except (OSError, TimeoutError) as error:
            raise self._lost() from error
        except self._distributed.KilledWorker as error:
            raise RunError(
                f"Workers of {self.address} were lost again and again ({error}). Completed chunks "
                "are kept: give the workers more memory, and run the same command again."
            ) from error
        return done

    def _lost(self) -> RunError:
        return RunError(
            f"Lost the scheduler at {self.address}. Completed chunks are kept: start it again, and "
            "run the same command again."
        )

    def _close(self, client: Any, running: list[Any]) -> None:
        if client.status == "running":
            client.cancel(running)
        client.close(timeout=2)


def _upto(tasks: Iterator[Task], count: int) -> Iterator[Task]:
    for _ in range(count):
        task = next(tasks, None)
        if task is None:
            return
        yield task


def executor_for(*, workers: int | None, scheduler: str | None, chunks: int) -> Executor:
    """Choose who works.

    Raises
    ------
    InputError
        If both or a senseless number of workers are given.

    Examples
    --------
    >>> type(executor_for(workers=1, scheduler=None, chunks=9)).__name__
    'Serial'
    """
    from tocsin.engine.visibility import available_cores

    if workers is not None and workers < 1:
        raise InputError(f"Invalid number of workers {workers}. Must be at least 1.")
    if scheduler is not None:
        if workers is not None:
            raise InputError(
                f"Both workers {workers} and scheduler {scheduler!r} are given. The cluster has "
                "its own workers: give one of the two."
            )
        return Cluster(scheduler)
    # No more workers than there is to do: each takes a second to start.
    count = min(workers or available_cores(), chunks)
    return Serial() if count <= 1 else Pool(count)
