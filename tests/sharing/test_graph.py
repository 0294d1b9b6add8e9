"""The graph of a policy."""

import networkx as nx
import pytest

from tocsin.sharing import Nations, Network, Sharing, expand, sharing_graph

NAMES = ["JPN", "KOR", "USA", "PRK"]
TRIAD = {
    "sew": {"from": "USA", "to": "JPN", "tier": "alert"},
    "gsomia": {"parties": ["JPN", "KOR"], "tier": "alert", "mode": "request"},
    "realtime": {"hub": "USA", "spokes": ["JPN", "KOR"], "purpose": ["PRK"]},
    "posts": {"from": "USA", "to": "JPN", "tier": "alert", "mode": "release"},
}


@pytest.fixture
def graph(mode_delays):
    agreements = {
        name: Sharing.model_validate({"kind": "sharing", **terms}) for name, terms in TRIAD.items()
    }
    nations = Nations(tuple(NAMES))
    grants = [
        grant
        for name, agreement in agreements.items()
        for grant in expand(agreement, name=name, nations=nations, delays=mode_delays)
    ]
    return sharing_graph(Network(grants, 4).grants, names=NAMES, agreements=agreements)


def test_grants_are_merged_by_pair_and_tier(graph):
    assert list(graph.nodes) == NAMES
    assert [n for n, hub in graph.nodes(data="hub") if hub] == ["USA"]
    assert graph.number_of_edges("USA", "JPN") == 2
    alert = graph.edges["USA", "JPN", "alert"]
    assert (alert["agreements"], alert["modes"]) == ("sew; posts", "auto; release")
    assert alert["delay_s"] == 5
    assert alert["third_party_bar"]
    assert not alert["conditional"]
    up = graph.edges["KOR", "USA", "track"]
    assert (up["onward"], up["through_hub"], up["conditional"]) == ("JPN", True, True)
    assert not graph.has_edge("PRK", "USA")


@pytest.mark.parametrize("form", ["graphml", "gexf", "gml"])
def test_every_format_of_networkx_takes_it(graph, form, tmp_path):
    path = tmp_path / f"who.{form}"
    getattr(nx, f"write_{form}")(graph, path)
    back = getattr(nx, f"read_{form}")(path)
    assert list(back.nodes) == NAMES
    assert back.number_of_edges() == graph.number_of_edges()
    told = {data["agreements"] for *_, data in back.edges(data=True)}
    assert told == {"sew; posts", "gsomia", "realtime"}
