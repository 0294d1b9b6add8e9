"""The answers of a verb for every launch area by itself."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tocsin.answers.answer import Answer
from tocsin.constants import NOTIONAL

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Each(Answer):
    """One answer a launch area, side by side and never averaged. Notional.

    Attributes
    ----------
    answers : tuple of Answer
        In file order of the areas.
    """

    verb = "each"

    answers: tuple[Answer, ...]

    @property
    def basis(self) -> str:
        """What must stand beside every number, area by area."""
        return " ".join(answer.basis for answer in self.answers)

    def _frames(self) -> "dict[str, pd.DataFrame]":
        import pandas as pd

        # Tables say the launch of each row, so that they can stand below one another.
        frames: dict[str, list[pd.DataFrame]] = {}
        for answer in self.answers:
            for name, frame in answer.tables.items():
                frames.setdefault(name, []).append(frame)
        return {name: pd.concat(parts, ignore_index=True) for name, parts in frames.items()}

    def to_dict(self) -> dict[str, Any]:
        """Return plain data that JSON can hold, an entry a launch area."""
        return {"notional": NOTIONAL, "each": [answer.to_dict() for answer in self.answers]}

    def figure(self) -> Any:
        """Refuse: every area has a figure of its own.

        Raises
        ------
        TypeError
            Always.
        """
        raise TypeError("Each launch area has a figure of its own. Name one launch.")
