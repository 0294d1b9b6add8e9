"""The command line: options in, one verb of the library called, its result printed."""

import gc
import os
import signal
import sys
from types import FrameType

from tocsin.cli import files, graph, runs, studies, verbs
from tocsin.cli.common import app
from tocsin.errors import InputError, TocsinError
from tocsin.scenario.shipped import shipped

__all__ = ["app", "files", "graph", "main", "runs", "shipped", "studies", "verbs"]


def main() -> None:
    """Run the command line; exit codes: 0 fine, 1 the run failed, 2 the input is wrong."""
    # Collect garbage rarely. A command makes many objects and most of them live until it ends, so
    # looking for dead ones finds few and takes a twentieth of its time.
    gc.set_threshold(100_000, 50, 50)
    # pydantic looks for plugins in every installed package; tocsin has none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Nothing here needs the threads of a linear-algebra library, and to start them takes numpy
    # longer than all else.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Asked to end, it ends as when interrupted: nothing half written stays behind.
    signal.signal(signal.SIGTERM, _end)
    try:
        app()
    except InputError as error:
        for problem in error.problems:
            print(f"error: {problem}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except TocsinError as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(1)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)  # noqa: T201
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


def _end(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)
