"""The exceptions of the package. Each message names the value, the place and the remedy."""

from collections.abc import Sequence


class TocsinError(Exception):
    """Base of every error that the package raises on purpose."""


class InputError(TocsinError, ValueError):
    """The input is wrong: all its problems, collected (exit code 2).

    Attributes
    ----------
    problems : tuple of str
        One sentence a problem.
    """

    def __init__(self, problems: str | Sequence[str]) -> None:
        self.problems = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))


class ArcError(InputError):
    """No arc of the wanted profile joins the two points.

    Attributes
    ----------
    index : int or None
        Position of the first arc that failed in the raveled input.
    """

    def __init__(self, problem: str, *, index: int | None = None) -> None:
        self.index = index
        super().__init__(problem)


class RunError(TocsinError):
    """The run failed for a reason outside the input (exit code 1)."""
