"""The graph of a policy and the measures of dependence on a hub."""

import pytest

from tocsin.sharing import Network, SharingAgreement, expand, hub_measures, sharing_graph

NAMES = ["JPN", "KOR", "USA", "PRK"]
JPN, KOR, USA, PRK = range(4)
TRIAD = (
    SharingAgreement("sew", givers=(USA,), takers=(JPN,), tier="alert"),
    SharingAgreement("gsomia", parties=(JPN, KOR), tier="alert", mode="request"),
    SharingAgreement("realtime", hub=USA, spokes=(JPN, KOR), purpose=(PRK,)),
    SharingAgreement("posts", givers=(USA,), takers=(JPN,), tier="alert", mode="release"),
)


@pytest.fixture
def network(mode_delays):
    return Network([g for a in TRIAD for g in expand(a, 4, mode_delays)], 4)


def test_grants_are_merged_by_pair_and_tier(network):
    graph = sharing_graph(network.grants, names=NAMES)
    assert list(graph.nodes) == NAMES
    assert [n for n, hub in graph.nodes(data="hub") if hub] == ["USA"]
    assert graph.number_of_edges("USA", "JPN") == 2
    alert = graph.edges["USA", "JPN", "alert"]
    assert (alert["agreements"], alert["modes"]) == (("sew", "posts"), ("auto", "release"))
    assert alert["delay_s"] == 5
    assert alert["third_party_bar"]
    assert not alert["conditional"]
    up = graph.edges["KOR", "USA", "track"]
    assert (up["onward"], up["through_hub"], up["conditional"]) == (("JPN",), True, True)
    assert not graph.has_edge("PRK", "USA")


def test_dependence_on_the_hub(network):
    usa, *others = hub_measures(network, names=NAMES, launch_nation=PRK, threatened=JPN)
    assert usa.nation == USA
    assert usa.pairs_lost == 0  # the direct agreement between JPN and KOR remains, by request
    assert usa.delay_added_s == pytest.approx(21600 - 10)
    assert usa.betweenness > 0
    assert all(m.delay_added_s == m.pairs_lost == 0 for m in others)


def test_purpose_takes_the_hub_away(network):
    assert all(
        m.delay_added_s == 0
        for m in hub_measures(network, names=NAMES, launch_nation=USA, threatened=JPN)
    )
