"""Agreements to grants to earliest arrival; knows nothing of the globe."""

from tocsin.sharing.clauses import CLAUSES, Sharing
from tocsin.sharing.clauses.clause import Nations
from tocsin.sharing.clauses.requires import lacking, rests_on
from tocsin.sharing.duties import Defence, Obligations, Reason, obligations
from tocsin.sharing.expansion import expand
from tocsin.sharing.explain import Explanation, RefusedRoute, Sighting, explain
from tocsin.sharing.grants import TIERS, Grant, mask_of, nations_of
from tocsin.sharing.graph import sharing_graph
from tocsin.sharing.network import Network
from tocsin.sharing.refusals import Known, Refusal
from tocsin.sharing.routes import Hop, Route
from tocsin.sharing.shocks import Shock, Suspension, suspensions

__all__ = [
    "CLAUSES",
    "TIERS",
    "Defence",
    "Explanation",
    "Grant",
    "Hop",
    "Known",
    "Nations",
    "Network",
    "Obligations",
    "Reason",
    "Refusal",
    "RefusedRoute",
    "Route",
    "Sharing",
    "Shock",
    "Sighting",
    "Suspension",
    "expand",
    "explain",
    "lacking",
    "mask_of",
    "nations_of",
    "obligations",
    "rests_on",
    "sharing_graph",
    "suspensions",
]
