"""What the analysis receives: plain frozen records, every card merged, no pydantic.

Units stand in the names. Angles are degrees, azimuths count clockwise from north. All notional.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OrbitSpec:
    """Circular orbits of a satellite layer, ``planes * per_plane`` satellites (Walker pattern)."""

    altitude_km: float
    inclination_deg: float
    node_deg: float
    phase_deg: float
    planes: int
    per_plane: int
    phasing: int


@dataclass(frozen=True, slots=True)
class SensorSpec:
    """One sensor with the numbers of its class filled in.

    A radar's ``cloud_top_km`` and ``min_elevation_deg`` are None, an infrared satellite's range and
    elevation limits are None. ``lat`` and ``lon`` are the site; the centre of the box for a patrol;
    0 and the longitude for a geostationary satellite; both 0 (without meaning) for an orbit.
    ``alert_s`` or ``track_s`` None: the class cannot produce that tier.
    """

    id: str
    class_name: str
    kind: str
    owner: str
    host: str
    not_to: tuple[str, ...]
    lat: float
    lon: float
    height_m: float
    sectors: tuple[tuple[float, float], ...]
    r1_km: float | None
    instrumented_km: float | None
    elevation_min_deg: float | None
    elevation_max_deg: float | None
    alert_s: float | None
    track_s: float | None
    refraction: str
    mask: tuple[tuple[float, float], ...]
    patrol: tuple[float, float, float, float] | None
    orbit: OrbitSpec | None
    cloud_top_km: float | None
    min_elevation_deg: float | None
    availability: float


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
