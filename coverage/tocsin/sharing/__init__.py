"""Agreements to grants to earliest arrival; knows nothing of the globe."""

from tocsin.sharing.agreements import (
    MODES,
    THREATENED,
    TIERS,
    Grant,
    SharingAgreement,
    expand,
    mask_of,
    nations_of,
)
from tocsin.sharing.routes import Hop, Route
from tocsin.sharing.search import Network

__all__ = [
    "MODES",
    "THREATENED",
    "TIERS",
    "Grant",
    "Hop",
    "Network",
    "Route",
    "SharingAgreement",
    "expand",
    "mask_of",
    "nations_of",
]
