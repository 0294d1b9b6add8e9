"""Suspensions of agreements, correlated through common causes, evaluated exactly."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from tocsin.errors import InputError

MAX_SETS = 2**20


@dataclass(frozen=True)
class Shock:
    """Something that may suspend agreements.

    Attributes
    ----------
    id : str
        Name of the shock.
    probability : float
        That it happens; with a cause, that it happens if the cause does.
    suspends : tuple of str
        Agreements that it suspends.
    cause : str or None
        Common cause without which it does not happen.
    """

    id: str
    probability: float
    suspends: tuple[str, ...]
    cause: str | None = None


@dataclass(frozen=True)
class Suspension:
    """One set of agreements that may be suspended together, and how likely exactly that set is."""

    agreements: frozenset[str]
    probability: float


def suspensions(
    shocks: Iterable[Shock], *, causes: Mapping[str, float] | None = None, most: int = MAX_SETS
) -> tuple[Suspension, ...]:
    """All distinct sets of suspended agreements with their exact probabilities.

    Each cause occurs or not, independently; a shock with a cause happens with its probability if
    the cause occurs and never otherwise; shocks without a cause are independent. Combinations that
    suspend the same agreements are merged as they arise.

    Parameters
    ----------
    shocks : iterable of Shock
        At most some hundred; their number of distinct outcomes is limited, see below.
    causes : mapping of str to float, optional
        Probability of each cause.
    most : int
        How many sets there may be; one more is refused as soon as it arises.

    Returns
    -------
    tuple of Suspension
        Fewest agreements first, then in file order; probabilities sum to 1.

    Raises
    ------
    InputError
        If a probability is outside [0, 1], a cause is unknown, or there are too many sets.

    Examples
    --------
    Two shocks of one cause come together more often than apart:

    >>> pair = [Shock("a", 0.5, ("x",), "quarrel"), Shock("b", 0.5, ("y",), "quarrel")]
    >>> [(sorted(s.agreements), s.probability) for s in suspensions(pair, causes={"quarrel": 0.4})]
    [([], 0.7), (['x'], 0.1), (['y'], 0.1), (['x', 'y'], 0.1)]
    """
    shocks, causes = tuple(shocks), dict(causes or {})
    _check(shocks, causes=causes)
    names = tuple(dict.fromkeys(chain.from_iterable(shock.suspends for shock in shocks)))
    bit_of = {name: 1 << position for position, name in enumerate(names)}
    # Distinct sets are few where combinations are many: a set is a mask of agreements, and equal
    # ones are added up as they arise. So a hundred shocks of ten agreements come to 1,024 at most.
    free = [shock for shock in shocks if shock.cause is None]
    # What is certain comes first: after it sets only grow in number, so that too many are noticed
    # as soon as there are.
    free.sort(key=lambda shock: shock.probability < 1.0)
    sets = _together(free, start={0: 1.0}, bit_of=bit_of, most=most)
    for cause, probability in causes.items():
        theirs = [shock for shock in shocks if shock.cause == cause]
        if theirs:
            occurs = _together(theirs, start={0: 1.0}, bit_of=bit_of, most=most)
            sets = _union(sets, _mixed(occurs, probability=probability), most=most)
    masks = sorted(sets, key=lambda mask: (mask.bit_count(), _lowest_first(mask, n=len(names))))
    return tuple(
        Suspension(frozenset(n for n in names if mask & bit_of[n]), sets[mask]) for mask in masks
    )


def _check(shocks: Sequence[Shock], *, causes: Mapping[str, float]) -> None:
    stated = {f"shock {s.id!r}": s.probability for s in shocks}
    stated |= {f"cause {name!r}": p for name, p in causes.items()}
    problems = [
        f"Invalid probability {p} of {name}. Must be within [0, 1]."
        for name, p in stated.items()
        if not 0 <= p <= 1
    ]
    problems += [
        f"Unknown cause {s.cause!r} of shock {s.id!r}. Add it under causes, with its probability."
        for s in shocks
        if s.cause is not None and s.cause not in causes
    ]
    if problems:
        raise InputError(problems)


def _together(
    shocks: Iterable[Shock],
    *,
    start: Mapping[int, float],
    bit_of: Mapping[str, int],
    most: int,
) -> dict[int, float]:
    """Independent shocks, one after another."""
    sets = dict(start)
    for shock in shocks:
        mask = sum(bit_of[name] for name in set(shock.suspends))
        sets = _union(sets, _mixed({mask: 1.0}, probability=shock.probability), most=most)
    return sets


def _mixed(sets: Mapping[int, float], *, probability: float) -> dict[int, float]:
    """With some probability one of the sets, else nothing."""
    mixed = {0: 1.0 - probability}
    for mask, share in sets.items():
        mixed[mask] = mixed.get(mask, 0.0) + probability * share
    return {mask: share for mask, share in mixed.items() if share > 0}


def _union(
    some: Mapping[int, float], others: Mapping[int, float], *, most: int
) -> dict[int, float]:
    """Distribution of the union of two independent random sets."""
    union: dict[int, float] = {}
    for mask, probability in some.items():
        for other, share in others.items():
            union[mask | other] = union.get(mask | other, 0.0) + probability * share
        if len(union) > most:
            raise InputError(
                f"Too many combinations of shocks: more than {most} different sets of suspended "
                "agreements. Name fewer shocks, or let several suspend the same agreements."
            )
    return union


def _lowest_first(mask: int, *, n: int) -> tuple[int, ...]:
    return tuple(position for position in range(n) if mask >> position & 1)
