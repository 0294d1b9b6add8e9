"""The grants of a policy as a graph, for drawing and for measures of dependence on a hub."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tocsin.sharing.agreements import TIERS, Grant, nations_of
from tocsin.sharing.search import Network

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True)
class HubMeasures:
    """How much the sharing of a policy hangs on one nation.

    Attributes
    ----------
    nation : int
        The nation.
    betweenness : float
        Share of the shortest ways between other nations that lead through it, in the graph of
        grants (networkx; by delay; blind to onward rules, so an upper view).
    pairs_lost : float
        Share of the ordered pairs of other nations, of those of which one can hold the other's
        items, for which that ends if this nation passes nothing on. Exact.
    delay_added_s : float
        Mean delay added for the pairs that remain. Exact.
    """

    nation: int
    betweenness: float
    pairs_lost: float
    delay_added_s: float


def sharing_graph(grants: Iterable[Grant], *, names: Sequence[str]) -> "nx.MultiDiGraph":
    """Build the graph of a policy: nations, and grants merged by pair and tier.

    Parameters
    ----------
    grants : iterable of Grant
        ``Network.grants``, say.
    names : sequence of str
        Of the nations, in file order.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are names, with ``index`` and ``hub`` (of some agreement). Edges have the tier's name
        as key and ``tier``, ``delay_s`` (least), ``agreements``, ``modes``, ``relays``,
        ``through_hub``, ``onward`` (names of those whom the taker may tell), ``third_party_bar``
        (it may tell nobody), ``conditional`` (a purpose or a threatened nation is named),
        ``anonymous``.

    Examples
    --------
    >>> graph = sharing_graph([Grant(0, 1, agreement="pact", delay_s=5)], names=["USA", "JPN"])
    >>> graph.edges["USA", "JPN", "track"]["agreements"]
    ('pact',)
    """
    import networkx as nx

    graph = nx.MultiDiGraph()
    merged: dict[tuple[int, int, int], list[Grant]] = {}
    for grant in grants:
        merged.setdefault((grant.source, grant.target, grant.tier), []).append(grant)
    hubs = {g.source for some in merged.values() for g in some if g.from_hub}
    for index, name in enumerate(names):
        graph.add_node(name, index=index, hub=index in hubs)
    for (source, target, tier), some in merged.items():
        terms = _merged_terms(some, tier=tier, names=names)
        graph.add_edge(names[source], names[target], key=TIERS[tier], **terms)
    return graph


def hub_measures(
    network: Network, *, names: Sequence[str], launch_nation: int = -1, threatened: int = -1
) -> tuple[HubMeasures, ...]:
    """Measure the dependence on each nation, the greatest loss first, then in file order.

    Parameters
    ----------
    network : Network
        Of the policy.
    names : sequence of str
        Of the nations, in file order.
    launch_nation, threatened : int
        Kind of arc; -1: none, so that grants with conditions do not count.

    Examples
    --------
    >>> star = [Grant(1, 0, onward=4), Grant(2, 0, onward=2),
    ...         Grant(0, 1, relays=True), Grant(0, 2, relays=True)]
    >>> hub_measures(Network(star, 3), names=["HUB", "A", "B"])[0].pairs_lost
    1.0
    """
    context = {"launch_nation": launch_nation, "threatened": threatened}
    active = [g for g in network.grants if network.is_active(g, **context)]
    betweenness = _betweenness(active, names=names)
    whole = _pair_delays(network, **context)
    measures = []
    for nation in range(network.n_nations):
        passes_nothing_on = [g for g in active if not (g.source == nation and g.relays)]
        # Its grants still serve its own items; but those are not among the pairs counted.
        without = Network(passes_nothing_on, network.n_nations, exercise=True)
        lost, added_s = _loss(whole, _pair_delays(without, **context), nation=nation)
        measures.append(HubMeasures(nation, betweenness[names[nation]], lost, added_s))
    return tuple(sorted(measures, key=lambda m: (-m.pairs_lost, -m.delay_added_s)))


def _merged_terms(grants: Sequence[Grant], *, tier: int, names: Sequence[str]) -> dict:
    onward = 0
    for grant in grants:
        onward |= grant.onward
    may_tell = onward & ~(1 << grants[0].source) & ~(1 << grants[0].target)
    everyone = (1 << len(names)) - 1
    return {
        "tier": tier,
        "delay_s": min(grant.delay_s for grant in grants),
        "agreements": tuple(dict.fromkeys(grant.agreement for grant in grants)),
        "modes": tuple(dict.fromkeys(grant.mode for grant in grants)),
        "relays": any(grant.relays for grant in grants),
        "through_hub": any(grant.shape == "hub" for grant in grants),
        "onward": tuple(names[n] for n in nations_of(may_tell, n_nations=len(names))),
        "third_party_bar": may_tell == 0,
        "conditional": all(g.threatened or g.purpose & everyone != everyone for g in grants),
        "anonymous": any(grant.anonymous for grant in grants),
    }


def _betweenness(grants: Sequence[Grant], *, names: Sequence[str]) -> dict[str, float]:
    import networkx as nx

    # Betweenness by weight is defined for positive weights; a hop of no delay still is a hop.
    simple = nx.DiGraph()
    simple.add_nodes_from(names)
    for grant in grants:
        ends = names[grant.source], names[grant.target]
        delay_s = min(
            grant.delay_s, simple.edges[ends]["delay_s"] if ends in simple.edges else np.inf
        )
        simple.add_edge(*ends, delay_s=max(delay_s, 1e-3))
    return nx.betweenness_centrality(simple, weight="delay_s")


def _pair_delays(network: Network, *, launch_nation: int, threatened: int) -> np.ndarray:
    """Least delay ``[originator, nation]`` of any usable item, whatever its tier."""
    return np.array(
        [
            network.delays(origin, 0, launch_nation, threatened)[:, :, 0].min(axis=0)
            for origin in range(network.n_nations)
        ]
    )


def _loss(whole: np.ndarray, without: np.ndarray, *, nation: int) -> tuple[float, float]:
    pairs = np.isfinite(whole) & ~np.eye(len(whole), dtype=bool)
    pairs[nation] = pairs[:, nation] = False
    if not pairs.any():
        return 0.0, 0.0
    remain = pairs & np.isfinite(without)
    added_s = (without[remain] - whole[remain]).mean() if remain.any() else 0.0
    return float(1 - remain.sum() / pairs.sum()), float(added_s)
