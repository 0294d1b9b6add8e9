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
from tocsin.sharing.clauses import Clause, Known, Refusal
from tocsin.sharing.explain import Explanation, RefusedRoute, Sighting, explain
from tocsin.sharing.graph import HubMeasures, hub_measures, sharing_graph
from tocsin.sharing.obligations import DefenceAgreement, Obligations, Reason, obligations
from tocsin.sharing.routes import Hop, Route
from tocsin.sharing.search import Network
from tocsin.sharing.shocks import (
    Shock,
    SinglePoint,
    Suspension,
    expected_value,
    single_points,
    suspensions,
)

__all__ = [
    "MODES",
    "THREATENED",
    "TIERS",
    "Clause",
    "DefenceAgreement",
    "Explanation",
    "Grant",
    "Hop",
    "HubMeasures",
    "Known",
    "Network",
    "Obligations",
    "Reason",
    "Refusal",
    "RefusedRoute",
    "Route",
    "SharingAgreement",
    "Shock",
    "Sighting",
    "SinglePoint",
    "Suspension",
    "expand",
    "expected_value",
    "explain",
    "hub_measures",
    "mask_of",
    "nations_of",
    "obligations",
    "sharing_graph",
    "single_points",
    "suspensions",
]
