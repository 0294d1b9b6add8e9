"""What the analysis receives: plain frozen records, every card merged, no pydantic.

Units stand in the names. Angles are degrees, azimuths count clockwise from north. All notional.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArcSpec:
    """One arc class of a scenario.

    ``profile`` is ``min-energy`` (``value`` 0), ``apogee_km`` or ``apogee_ratio``. A cruise arc has
    ``boost_s`` 0 and uses ``altitude_km`` and ``speed_m_s``, which are 0 for a ballistic one.
    """

    id: str
    kind: str
    boost_s: float
    profile: str
    value: float
    rcs_m2: float
    altitude_km: float
    speed_m_s: float


@dataclass(frozen=True, slots=True)
class DelaySpec:
    """The delay cards: one delay a sharing mode, and the two human stages that end a warning."""

    auto_s: float
    release_s: float
    request_s: float
    exercise_s: float
    assess_s: float
    disseminate_s: float


@dataclass(frozen=True, slots=True)
class NationSpec:
    """How a nation turns items into public notice under one policy.

    ``rule`` is ``accept``, ``own`` or ``k_of_n`` with ``k`` independent sensors (``k`` 1 for the
    other two); ``needs`` is the least tier that it acts on.
    """

    id: str
    name: str
    assess_s: float
    disseminate_s: float
    rule: str
    k: int
    needs: str
    members: tuple[str, ...]
