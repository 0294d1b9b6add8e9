"""How items pass, and how long that takes."""

from collections.abc import Sequence
from typing import Any, Literal, get_args

from tocsin.fields import Model, Seconds
from tocsin.sharing.clauses.clause import DRILL, Clause, Pair, Question, Use
from tocsin.sharing.grants import Grant
from tocsin.sharing.routes import Hop
from tocsin.words import minutes, tenths

Mode = Literal["auto", "release", "request", "exercise"]
MODES = get_args(Mode)


class ModeTerms(Model):
    """How items pass."""

    mode: Mode = "auto"
    """``auto``, ``release``, ``request`` or ``exercise``; sets the delay."""
    delay_s: Seconds | None = None
    """Delay in seconds instead of the mode's card."""


class PassingMode(Clause[ModeTerms]):
    """How items pass, which sets the delay; an exercise's mode works in exercises only."""

    key = "mode"
    terms = ModeTerms
    columns = ("mode", "delay")
    remoteness = DRILL

    def expand(self, terms: ModeTerms, pair: Pair) -> dict[str, Any]:
        """Take the delay given, else that of the mode's card."""
        delay_s = terms.delay_s
        if delay_s is None:
            delay_s = getattr(pair.delays, f"{terms.mode}_s")
        return {"mode": terms.mode, "delay_s": float(delay_s)}

    def no_worse(self, grant: Grant, other: Grant) -> bool:
        """The faster one is no worse; exercises are sorted out before."""
        return grant.delay_s <= other.delay_s

    def refuses(self, grant: Grant, terms: ModeTerms | None, question: Question) -> bool:
        """Refuse what is for exercises outside one."""
        return grant.mode == "exercise" and not question.exercise

    def of_agreement(self, terms: ModeTerms) -> str:
        """Say the mode, and the delay where the agreement sets it."""
        return terms.mode if terms.delay_s is None else f"{terms.mode} in {terms.delay_s:g} s"

    def of_grant(self, grant: Grant, terms: ModeTerms, names: Sequence[str]) -> dict[str, str]:
        """Say mode and delay."""
        return {"mode": grant.mode, "delay": minutes(grant.delay_s)}

    def of_hop(self, hop: Hop) -> str:
        """Say mode and delay, the delay even where it is nothing."""
        return f"{hop.grant.mode} {tenths(hop.mode_s)}"

    def of_refusal(self, use: Use) -> str:
        """Say when it would work."""
        return "exercise only"


MODE = PassingMode()
