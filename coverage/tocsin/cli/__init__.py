"""The command line: options in, one verb of the library called, its result printed."""

import gc
import sys

from tocsin.cli import files, questions, runs, studies
from tocsin.cli.common import app
from tocsin.cli.runs import shipped
from tocsin.errors import InputError, TocsinError

__all__ = ["app", "files", "main", "questions", "runs", "shipped", "studies"]


def main() -> None:
    """Run the command line; exit codes: 0 fine, 1 the run failed, 2 the input is wrong."""
    # Few of a command's many objects die before it ends: looking for them takes a twentieth of it.
    gc.set_threshold(100_000, 50, 50)
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
