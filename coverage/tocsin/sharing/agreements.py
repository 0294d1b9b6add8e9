"""Sharing agreements and the directed grants they expand to.

Nations are indices ``0 .. n_nations - 1`` in file order and sets of nations are bit masks
(``1 << index``), so that nothing here can depend on a name.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

TIERS = ("assessment", "alert", "track")
MODES = ("auto", "release", "request", "exercise")
THREATENED = ("any", "party", "recipient")
ASSESSMENT, ALERT, TRACK = range(3)
ANY, PARTY, RECIPIENT = range(3)

Shape = Literal["pair", "parties", "hub", "mesh"]


class ModeDelays(Protocol):
    """The delay in seconds of each mode (the scenario's ``DelaySpec`` is one)."""

    @property
    def auto_s(self) -> float:
        """Machine to machine."""

    @property
    def release_s(self) -> float:
        """A person decides."""

    @property
    def request_s(self) -> float:
        """On request."""

    @property
    def exercise_s(self) -> float:
        """In an exercise."""


@dataclass(frozen=True)
class SharingAgreement:
    """One sharing agreement, as the scenario states it, with nations as indices.

    Exactly one shape is given: ``givers`` and ``takers`` (the file's ``from`` and ``to``),
    ``parties``, ``hub`` and ``spokes``, or ``mesh``.

    Attributes
    ----------
    id : str
        Name of the agreement in the scenario.
    givers, takers : tuple of int
        Each giver grants to each taker.
    parties : tuple of int
        Each grants to each other.
    hub, spokes : int, tuple of int
        Spokes give the hub their own items; the hub gives its own and passes theirs on.
    mesh : bool
        Every nation grants to every other, whatever the item.
    forward : bool
        Whether the hub's grants admit relayed items.
    tier : str
        Best tier that may pass.
    mode : str
        How it passes: ``auto``, ``release``, ``request`` or ``exercise``.
    delay_s : float or None
        Delay in seconds in place of the mode's card.
    downgrade_s : float
        Seconds that sanitising takes when an item passes below its own tier.
    items : {"own", "any"}
        Whether givers may also pass relayed items.
    onward : {"none", "any"} or tuple of int
        Whom a taker may tell.
    consent_s : float
        Seconds that asking for consent adds to each onward passing.
    purpose : tuple of int
        Launch nations that are covered; empty means all.
    threatened : str
        Who must be threatened: ``any``, ``party`` or ``recipient``.
    anonymous : bool
        Whether recipients are not told who the originator is.
    in_force : tuple of (date or None)
        First day in force, first day no longer in force.
    hypothetical : bool
        Whether it never existed.
    """

    id: str
    givers: tuple[int, ...] = ()
    takers: tuple[int, ...] = ()
    parties: tuple[int, ...] = ()
    hub: int | None = None
    spokes: tuple[int, ...] = ()
    mesh: bool = False
    forward: bool = True
    tier: str = "track"
    mode: str = "auto"
    delay_s: float | None = None
    downgrade_s: float = 0.0
    items: Literal["own", "any"] = "own"
    onward: Literal["none", "any"] | tuple[int, ...] = "none"
    consent_s: float = 0.0
    purpose: tuple[int, ...] = ()
    threatened: str = "any"
    anonymous: bool = False
    in_force: tuple[date | None, date | None] = (None, None)
    hypothetical: bool = False

    @property
    def shape(self) -> Shape:
        """Which of the four shapes it has."""
        if self.mesh:
            return "mesh"
        if self.hub is not None:
            return "hub"
        return "parties" if self.parties else "pair"

    def in_force_on(self, day: date) -> bool:
        """Tell whether it is in force on a day (start included, end excluded).

        >>> pact = SharingAgreement("pact", parties=(0, 1), in_force=(date(2016, 11, 23), None))
        >>> pact.in_force_on(date(2016, 11, 22)), pact.in_force_on(date(2016, 11, 23))
        (False, True)
        """
        start, end = self.in_force
        return (start is None or start <= day) and (end is None or day < end)


@dataclass(frozen=True)
class Grant:
    """A directed permission: ``source`` may pass items to ``target``.

    Attributes
    ----------
    source, target : int
        Nations.
    tier : int
        Best tier that may pass: 0 assessment, 1 alert, 2 track.
    delay_s : float
        Delay of the mode, seconds.
    relays : bool
        Whether items that the source holds from others may pass too.
    onward : int
        Mask of the nations that the target may tell.
    consent_s : float
        Seconds more when the target passes an item on that it got by this grant.
    downgrade_s : float
        Seconds more when the item passes below the tier at which the source holds it.
    purpose : int
        Mask of the launch nations that are covered.
    threatened : int
        0 any, 1 a party, 2 the recipient must be threatened.
    parties : int
        Mask of the agreement's parties (and of the members of a collective party).
    agreement : str
        The agreement it comes from.
    anonymous : bool
        Whether recipients are not told who the originator is.
    mode : str
        Name of the mode.
    shape : str
        Shape of the agreement.
    from_hub : bool
        Whether the source is the agreement's hub.
    target_members : int
        Mask of the members of a target that is a collective.
    """

    source: int
    target: int
    tier: int = TRACK
    delay_s: float = 0.0
    relays: bool = False
    onward: int = 0
    consent_s: float = 0.0
    downgrade_s: float = 0.0
    purpose: int = -1
    threatened: int = ANY
    parties: int = 0
    agreement: str = ""
    anonymous: bool = False
    mode: str = "auto"
    shape: Shape = "pair"
    from_hub: bool = False
    target_members: int = 0

    def serves_purpose(self, launch_nation: int, *, n_nations: int) -> bool:
        """Tell whether launches from a nation are covered (-1: from no nation)."""
        everyone = (1 << n_nations) - 1
        if launch_nation < 0:
            return self.purpose & everyone == everyone
        return bool(self.purpose >> launch_nation & 1)

    def covers_threat_to(self, threatened: int) -> bool:
        """Tell whether the grant applies when a nation is threatened (-1: no nation)."""
        if self.threatened == ANY:
            return True
        covered = self.parties
        if self.threatened == RECIPIENT:
            covered = 1 << self.target | self.target_members
        return threatened >= 0 and bool(covered >> threatened & 1)


def mask_of(nations: Iterable[int]) -> int:
    """Return the bit mask of a set of nations.

    >>> mask_of([0, 2])
    5
    """
    mask = 0
    for nation in nations:
        mask |= 1 << nation
    return mask


def nations_of(mask: int, *, n_nations: int) -> tuple[int, ...]:
    """Return the nations of a bit mask, in file order.

    >>> nations_of(5, n_nations=3)
    (0, 2)
    """
    return tuple(nation for nation in range(n_nations) if mask >> nation & 1)


def expand(
    agreement: SharingAgreement,
    n_nations: int,
    delays: ModeDelays,
    *,
    members: Mapping[int, Iterable[int]] | None = None,
) -> tuple[Grant, ...]:
    """Expand an agreement to its directed grants.

    Parameters
    ----------
    agreement : SharingAgreement
        Of any shape.
    n_nations : int
        Number of nations of the scenario.
    delays : ModeDelays
        Seconds of each mode.
    members : mapping of int to iterable of int, optional
        Members of each collective nation; a threat to a member is a threat to the collective.

    Returns
    -------
    tuple of Grant
        In file order of the nations that the agreement names.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> delays = SimpleNamespace(auto_s=5.0, release_s=300.0, request_s=21600.0, exercise_s=5.0)
    >>> star = SharingAgreement("star", hub=0, spokes=(1, 2), mode="auto")
    >>> [(g.source, g.target, g.relays, g.onward) for g in expand(star, 3, delays)]
    [(1, 0, False, 4), (0, 1, True, 0), (2, 0, False, 2), (0, 2, True, 0)]
    """
    members = members or {}
    common = _common_terms(agreement, n_nations=n_nations, delays=delays)
    parties = _parties(agreement, n_nations=n_nations)
    common["parties"] = mask_of(parties) | mask_of(m for p in parties for m in members.get(p, ()))
    pairs = dict.fromkeys(_pairs(agreement, n_nations=n_nations))
    return tuple(
        Grant(
            source,
            target,
            target_members=mask_of(members.get(target, ())),
            **common,
            **_terms_of_pair(agreement, source=source, target=target, n_nations=n_nations),
        )
        for source, target in pairs
        if source != target
    )


def _common_terms(
    agreement: SharingAgreement, *, n_nations: int, delays: ModeDelays
) -> dict[str, Any]:
    """Terms that every grant of the agreement carries."""
    delay_s = agreement.delay_s
    if delay_s is None:
        delay_s = getattr(delays, f"{agreement.mode}_s")
    return {
        "tier": TIERS.index(agreement.tier),
        "delay_s": float(delay_s),
        "downgrade_s": float(agreement.downgrade_s),
        "purpose": mask_of(agreement.purpose or range(n_nations)),
        "threatened": THREATENED.index(agreement.threatened),
        "agreement": agreement.id,
        "anonymous": agreement.anonymous,
        "mode": agreement.mode,
        "shape": agreement.shape,
    }


def _pairs(agreement: SharingAgreement, *, n_nations: int) -> Iterator[tuple[int, int]]:
    """Ordered pairs (source, target) of the agreement's shape."""
    if agreement.hub is not None:
        for spoke in agreement.spokes:
            yield spoke, agreement.hub
            yield agreement.hub, spoke
        return
    everyone = tuple(range(n_nations)) if agreement.mesh else agreement.parties
    for source in everyone or agreement.givers:
        for target in everyone or agreement.takers:
            yield source, target


def _terms_of_pair(
    agreement: SharingAgreement, *, source: int, target: int, n_nations: int
) -> dict[str, Any]:
    """Terms that depend on the end of the agreement at which the pair stands."""
    everyone = mask_of(range(n_nations))
    if agreement.mesh:
        return {"relays": True, "onward": everyone, "consent_s": float(agreement.consent_s)}
    if target == agreement.hub:
        others = mask_of(agreement.spokes) & ~(1 << source)
        return {"relays": agreement.items == "any", "onward": others, "consent_s": 0.0}
    forwards = agreement.hub is not None and agreement.forward
    return {
        "from_hub": agreement.hub is not None,
        "relays": forwards or (agreement.hub is None and agreement.items == "any"),
        "onward": _onward(agreement, everyone=everyone),
        "consent_s": float(agreement.consent_s),
    }


def _onward(agreement: SharingAgreement, *, everyone: int) -> int:
    if agreement.onward == "any":
        return everyone
    return 0 if agreement.onward == "none" else mask_of(agreement.onward)


def _parties(agreement: SharingAgreement, *, n_nations: int) -> tuple[int, ...]:
    """All nations that the agreement binds."""
    if agreement.mesh:
        return tuple(range(n_nations))
    hub = () if agreement.hub is None else (agreement.hub,)
    return hub + agreement.spokes + agreement.parties + agreement.givers + agreement.takers
