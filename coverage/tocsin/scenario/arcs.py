"""Launch areas and arcs: textbook classes only, no staging, guidance or choice of launches."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from tocsin.fields import Id, Latitude, Longitude, Model, Within, problem

_BALLISTIC = ("boost_s", "profile", "apogee_km", "apogee_ratio")
_CRUISE = ("altitude_km", "speed_m_s")
CARD_KEYS = {"ballistic": ("boost_s", "rcs_m2"), "cruise": (*_CRUISE, "rcs_m2")}


class Launch(Model):
    """A launch area: notional, wide, never a site."""

    nation: Id
    """The nation whose area it is; what agreements mean by ``purpose``."""
    lat: Latitude
    """Latitude of the centre, degrees north."""
    lon: Longitude
    """Longitude of the centre, degrees east."""
    spread_km: Annotated[float, Within(0, 2000)] = 0.0
    """Radius of the area over which the launch points are spread, km."""
    points: Annotated[int, Within(1, 2000)] = 1
    """Number of launch points; the first is the centre."""


class Arc(Model):
    """A class of arcs flown from every launch point to every cell."""

    kind: Literal["ballistic", "cruise"] | None = None
    """``ballistic`` or ``cruise``; that of the class if absent, else ballistic."""
    class_name: Id | None = Field(default=None, alias="class")
    """Arc class: a card whose numbers fill what is absent here."""
    boost_s: Annotated[float, Within(0, 1000, drawn=True)] | None = None
    """Length of boost, seconds; overrides the card."""
    profile: Literal["min-energy"] | None = None
    """``min-energy``, which is also the default; or give one of the two apogee keys."""
    apogee_km: Annotated[float, Within(0, 50_000, above=True)] | None = None
    """Apogee height above the mean radius, km."""
    apogee_ratio: Annotated[float, Within(0, 100, above=True)] | None = None
    """Apogee height as a multiple of the min-energy one: > 1 lofted, < 1 depressed."""
    rcs_m2: Annotated[float, Within(0, 10_000, above=True, drawn=True)] | None = None
    """Radar cross-section, m2; overrides the card, 1 if there is none."""
    altitude_km: Annotated[float, Within(0, 100, drawn=True)] | None = None
    """Geodetic height of a low-flyer, km; overrides the card."""
    speed_m_s: Annotated[float, Within(10, 8000, drawn=True)] | None = None
    """Ground speed of a low-flyer, m/s; overrides the card."""

    @model_validator(mode="after")
    def _one_profile(self) -> Self:
        # All but the boost, which goes with any profile.
        given = [key for key in _BALLISTIC[1:] if getattr(self, key) is not None]
        if len(given) > 1:
            raise problem(f"Has {' and '.join(given)}. Give one profile.")
        return self

    def foreign_keys(self, kind: str) -> list[str]:
        """Return the keys given here that an arc of this `kind` does not use."""
        foreign = _CRUISE if kind == "ballistic" else _BALLISTIC
        return [key for key in foreign if getattr(self, key) is not None]
