"""Ctrl-C while the command starts: one line, before anything has begun that would need an end.

To import the commands takes a fifth of a second, in which Python would print where it stood.
"""

# The module behind `signal`, which alone takes longer to import than all else here.
import _signal
import os
import sys
from itertools import pairwise


def is_command() -> bool:
    """Tell whether Python was started for the command: ``tocsin`` or ``python -m tocsin``.

    Examples
    --------
    >>> is_command()
    False
    """
    words = getattr(sys, "orig_argv", [])
    starts = os.path.basename(getattr(sys, "argv", [""])[0] or "")  # noqa: PTH119
    return starts in ("tocsin", "tocsin.exe") or ("-m", "tocsin") in pairwise(words)


def end_at_once() -> None:
    """From now on end at an interruption, unless whoever started Python has it ignored (nohup)."""
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _end)


def clean_up() -> None:
    """From now on raise `KeyboardInterrupt` again, so that nothing half written stays behind."""
    if _signal.getsignal(_signal.SIGINT) is _end:
        _signal.signal(_signal.SIGINT, _signal.default_int_handler)


def _end(number: int, frame: object) -> None:
    os.write(2, b"interrupted\n")
    os._exit(128 + number)
