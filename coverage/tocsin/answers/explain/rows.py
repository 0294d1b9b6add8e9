"""What the explanation of one cell holds: plain rows and numbers, ready for print and JSON."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tocsin.answers.answer import Answer
from tocsin.answers.common import ONE_CASE, Question
from tocsin.constants import NOTIONAL
from tocsin.words import plain

if TYPE_CHECKING:
    import pandas as pd

PARTS = (
    *("unseen", "confirm", "release", "relay"),
    *("confirmation_wait", "assess", "disseminate", "left"),
)


@dataclass(frozen=True)
class HopRow:
    """One passing of the item; the source is ``?`` where it may not be named.

    Attributes
    ----------
    source, target, agreement, mode, tier : str
        Tier at which it arrives.
    mode_s, consent_s, sanitise_s : float
        Parts of the hop's delay [s].
    held_s : float
        When the target holds it [s after launch].
    """

    source: str
    target: str
    agreement: str
    mode: str
    tier: str
    mode_s: float
    consent_s: float
    sanitise_s: float
    held_s: float


@dataclass(frozen=True)
class RefusedRow:
    """A route that would have been faster.

    Attributes
    ----------
    sensor : str
        ``?`` where the originator may not be named.
    route : str or None
        None where no known agreement leads there.
    arrives_s, saved_s : float
        When it would have arrived; how much sooner that is (inf: instead of never). [s]
    clauses, agreements : tuple of str
        Keys of the scenario that refuse it, and where they stand (empty: the sensor's own bar).
    others : tuple of str
        Sensors whose items the same route would have carried, later, refused alike; none where the
        originator may not be named.
    sentence : str
    """

    sensor: str
    route: str | None
    arrives_s: float
    saved_s: float
    clauses: tuple[str, ...]
    agreements: tuple[str, ...]
    others: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class SensorRow:
    """What one sensor saw of the arc; inf where it never did. [s after launch]"""

    sensor: str
    owner: str
    host: str | None
    sensor_class: str
    first_sight_s: float
    alert_s: float
    track_s: float
    windows: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class ResponderRow:
    """What one responder could do for the cell.

    Attributes
    ----------
    responder, owner : str
    covers, may_act : bool
        Whether its circle holds the cell; whether its owner may act for the cell's nation.
    track_s, ready_s : float
        When the owner holds a track; that and the reaction time; inf where never.
        [s after launch]
    left_s : float
        Time left when it is ready [s]: negative too late; -inf where it cannot.
    """

    responder: str
    owner: str
    covers: bool
    may_act: bool
    track_s: float
    ready_s: float
    left_s: float


@dataclass(frozen=True)
class DutyRow:
    """Why a nation must, may or would consult to act for the cell's nation."""

    actor: str
    protected: str
    level: str
    agreement: str
    condition: str | None
    met: bool
    sentence: str


@dataclass(frozen=True, repr=False)
class CellExplanation(Answer):
    """Why a nation knows of one arc to one cell when it does. Notional.

    Times are seconds after launch, inf where never.

    Attributes
    ----------
    policy, launch, arc, cell : str
    point : int
        Point of the launch area.
    lat, lon : float
        Of the cell [deg].
    place : str or None
        Place by whose name the cell was asked for.
    nation, cell_nation, launch_nation : str
        Who is asked; in whose territory the cell lies; whence the arc starts.
    impact_s : float
        Time of flight.
    status : str
        ``warned``, ``late`` or ``never``, of the nation asked.
    rule, needs : str
        Its confirmation rule and the least tier that it acts on.
    know_s, notice_s, decision_s, public_s : float
        First usable item; confirmed; assessed; told to the public.
    warning_s : float
        Time left before impact: negative when late, nan where there is none.
    sensor, route : str or None
        What came first and how (``KOR>USA>JPN``; ``?`` hides an originator that the agreement
        does not name); None where nothing comes.
    waterfall : dict of str to float
        Seconds of each of `PARTS`; they sum to `impact_s`.
    hops, refused, sensors, responders, duties : tuple
        Rows: the winning route; faster ones that were refused, the nearest to being admitted
        first; what each sensor saw; who could act; who may.
    confirmed_by : tuple of str
        Sensors that meet the confirmation rule, where it asks for more than the first item.
    response_s : float
        Most time that any responder has left; nan where none may or can. [s]
    sentences : tuple of str
        All of it in words.
    """

    verb = "explain"
    main_measures = ("time_s",)
    is_of_one_cell = True

    policy: str
    launch: str
    point: int
    arc: str
    cell: str
    lat: float
    lon: float
    nation: str
    cell_nation: str
    launch_nation: str
    impact_s: float
    status: str
    rule: str
    needs: str
    know_s: float
    notice_s: float
    decision_s: float
    public_s: float
    warning_s: float
    sensor: str | None
    route: str | None
    waterfall: dict[str, float]
    hops: tuple[HopRow, ...]
    refused: tuple[RefusedRow, ...]
    sensors: tuple[SensorRow, ...]
    responders: tuple[ResponderRow, ...]
    duties: tuple[DutyRow, ...]
    confirmed_by: tuple[str, ...]
    response_s: float
    place: str | None = None
    sentences: tuple[str, ...] = ()

    @property
    def effective_warning_s(self) -> float:
        """Warning time, 0 for late and never. [s]"""
        return self.warning_s if self.status == "warned" else 0.0

    @property
    def question(self) -> Question:  # type: ignore[override]
        """From which launch area, by which arc."""
        return Question(self.launch, f"{self.launch} ({self.launch_nation})", (self.arc,))

    @property
    def drawn_tables(self) -> "dict[str, pd.DataFrame]":
        """Seconds of each part under the policy; then the warning, 0 for late and never."""
        return {"times": times_of([self])}

    @property
    def basis(self) -> str:
        """What must stand beside every number: it says by itself from where and by which arc."""
        return ONE_CASE

    @property
    def title(self) -> str:
        """What is explained, in one line."""
        where = f"{self.place or self.cell} ({self.cell_nation})"
        return (
            f"{self.arc} arc from {self.launch}, point {self.point}, to {where}: "
            f"what {self.nation} knows under {self.policy}"
        )

    def _frames(self) -> "dict[str, pd.DataFrame]":
        import pandas as pd

        parts = {"part": list(PARTS), "time_s": [self.waterfall[part] for part in PARTS]}
        return {"waterfall": pd.DataFrame(parts), **super()._frames()}

    def to_dict(self) -> dict[str, Any]:
        """Return plain data that JSON can hold: none where there is no number."""
        told = {"notional": NOTIONAL, "basis": self.basis, **asdict(self)}
        told["effective_warning_s"] = self.effective_warning_s
        return plain(told)


def times_of(explanations: "Sequence[CellExplanation]") -> "pd.DataFrame":
    """Return the parts of explanations and the warning that is left, a row each: ``time_s``."""
    import pandas as pd

    rows = [
        {"policy": told.policy, "nation": told.nation, "part": part, "time_s": time_s}
        for told in explanations
        for part, time_s in [*told.waterfall.items(), ("warning", told.effective_warning_s)]
    ]
    return pd.DataFrame(rows)
