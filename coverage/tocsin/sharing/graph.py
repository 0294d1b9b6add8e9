"""The grants of a policy as a graph, for drawing and for export."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tocsin.sharing.clauses import Sharing
from tocsin.sharing.grants import TIERS, Grant, nations_of
from tocsin.sharing.words import words_of_grant

if TYPE_CHECKING:
    import networkx as nx

SEPARATOR = "; "
"""Between the names of a list in an attribute."""


def sharing_graph(
    grants: Iterable[Grant], *, names: Sequence[str], agreements: Mapping[str, Sharing]
) -> "nx.MultiDiGraph":
    """Build the graph of a policy: nations, and grants merged by pair and tier.

    Parameters
    ----------
    grants : iterable of Grant
        ``Network.grants``, say.
    names : sequence of str
        Of the nations, in file order.
    agreements : mapping of str to Sharing
        From which the grants come.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are names, with ``index`` and ``hub`` (of some agreement). Edges have the tier's name
        as key and ``tier``, ``delay_s`` (least), ``agreements``, ``modes``, ``relays``,
        ``through_hub``, ``onward`` (names of those whom the taker may tell), ``third_party_bar``
        (it may tell nobody), ``conditional`` (no grant applies to every arc), ``anonymous``, and
        ``terms``: all that each grant says, in words, a line a grant. Lists of names are texts with
        `SEPARATOR`, so that networkx writes the graph in any format (GraphML, GEXF, GML).

    Examples
    --------
    >>> pact = Sharing(kind="sharing", parties=("USA", "JPN"))
    >>> grants = [Grant(0, 1, agreement="pact", delay_s=5)]
    >>> graph = sharing_graph(grants, names=["USA", "JPN"], agreements={"pact": pact})
    >>> graph.edges["USA", "JPN", "track"]["agreements"]
    'pact'
    >>> graph.edges["USA", "JPN", "track"]["terms"]
    'pact: what up to track; mode auto; delay 0:05; whose items own; may pass it on to nobody'
    """
    import networkx as nx  # takes longer to import than all of `sharing`

    graph = nx.MultiDiGraph()
    merged: dict[tuple[int, int, int], list[Grant]] = {}
    for grant in grants:
        merged.setdefault((grant.source, grant.target, grant.tier), []).append(grant)
    hubs = {grant.source for some in merged.values() for grant in some if grant.from_hub}
    for index, name in enumerate(names):
        graph.add_node(name, index=index, hub=index in hubs)
    for (source, target, tier), some in merged.items():
        terms = _merged_terms(some, tier=tier, names=names)
        told = (_told(grant, agreements[grant.agreement], names) for grant in some)
        terms["terms"] = "\n".join(told)
        graph.add_edge(names[source], names[target], key=TIERS[tier], **terms)
    return graph


def _told(grant: Grant, agreement: Sharing, names: Sequence[str]) -> str:
    """All that the clauses say of a grant, in one line that says whose words they are first."""
    words = words_of_grant(grant, agreement, names)
    whose = words.pop("agreement")
    said = (f"{heading} {text}" for heading, text in words.items() if text)
    return f"{whose}: {'; '.join(said)}"


def _merged_terms(grants: Sequence[Grant], *, tier: int, names: Sequence[str]) -> dict[str, Any]:
    onward = 0
    for grant in grants:
        onward |= grant.onward
    may_tell = onward & ~(1 << grants[0].source) & ~(1 << grants[0].target)
    return {
        "tier": tier,
        "delay_s": float(min(grant.delay_s for grant in grants)),
        "agreements": SEPARATOR.join(dict.fromkeys(grant.agreement for grant in grants)),
        "modes": SEPARATOR.join(dict.fromkeys(grant.mode for grant in grants)),
        "relays": any(grant.relays for grant in grants),
        "through_hub": any(grant.shape == "hub" for grant in grants),
        "onward": SEPARATOR.join(names[n] for n in nations_of(may_tell, n_nations=len(names))),
        "third_party_bar": may_tell == 0,
        "conditional": all(bool(grant.conditions) for grant in grants),
        "anonymous": any(grant.anonymous for grant in grants),
    }
