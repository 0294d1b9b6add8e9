"""The process in which a verdict is drawn: what is asked comes in, how far it is goes out.

A process of its own can be ended at any moment, with all that works for it, and no reader of the
page waits for its draws. It is started by `tocsin.app.verdicts`.
"""

import json
import pickle
import sys
from typing import IO, Any

import tocsin
from tocsin.app.telling import told
from tocsin.errors import TocsinError


def main() -> None:
    """Draw what standard input asks, and say so on standard output, a line of JSON a step."""
    asking, threads = pickle.load(sys.stdin.buffer)
    # Whatever else would print goes where it disturbs nobody.
    out, sys.stdout = sys.stdout, sys.stderr
    try:
        found = tocsin.verdict(
            asking.scenario, asking.a, asking.b, draws=asking.draws, measure=asking.measure,
            launch=asking.launch, why=asking.why, threads=threads,
            progress=lambda done, _: _tell(out, {"done": done}),
        )  # fmt: skip
        _tell(out, {"verdict": told(found, asking.scenario)})
    except TocsinError as error:
        _tell(out, {"problems": str(error).splitlines()})


def _tell(out: IO[str], data: Any) -> None:
    out.write(f"{json.dumps(data, allow_nan=False)}\n")
    # Whoever follows a bar reads it now.
    out.flush()
