"""Agreements that rest on others: what a file may say, and what holds under a policy."""

import pytest

from tocsin.errors import InputError
from tocsin.scenario import Scenario
from tocsin.scenario.mentions import mentions

PACT = {"kind": "sharing", "parties": ["AAA", "BBB"]}
ONE_WAY = {"kind": "sharing", "from": "UNION", "to": "LLL"}
CHAIN = {
    "base": {**PACT, "in_force": ["2000-01-01", "2010-01-01"]},
    "hub": {**PACT, "requires": ["base"]},
    "link": {**PACT, "requires": ["hub"]},
    "law": {"kind": "defence", "must": [["AAA", "BBB"]], "requires": ["link"]},
}


@pytest.fixture
def chain(world):
    return {**world, "agreements": CHAIN}


def held(data, **policy):
    return Scenario.from_dict({**data, "policies": {"one": policy}}).agreements_of("one")


def test_what_rests_on_something_falls_with_it(chain):
    assert held(chain, as_of="2005-01-01") == ("base", "hub", "link", "law")
    assert held(chain, as_of="2010-01-01") == ()
    assert held(chain, **{"as_of": "2005-01-01", "except": ["hub"]}) == ("base",)
    assert held(chain, agreements=["base", "link", "law"]) == ("base",)
    assert held(chain, agreements=["base"], plus=["hub"]) == ("base", "hub")


def test_what_a_policy_adds_by_name_must_have_what_it_rests_on(chain, problems):
    chain["policies"] = {"one": {"agreements": ["hub"], "plus": ["link"]}}
    assert problems(chain) == [
        "Agreement 'link' rests on base for policy 'one' (policies.one.plus.0). "
        "The policy does not hold that; add it under plus."
    ]
    chain["policies"]["one"]["plus"] = ["base", "link"]
    assert problems(chain) == []


def test_a_circle_is_refused_with_its_lines():
    text = """tocsin: 1
nations: {A: {}, B: {}}
launches: {west: {nation: A, lat: 0, lon: 0}}
arcs: {short: {class: short}}
targets: {points: {port: {lat: 0, lon: 9, nation: B}}}
agreements:
  one: {kind: sharing, parties: [A, B], requires: [two]}
  two: {kind: sharing, parties: [A, B], requires: [one]}
  three: {kind: sharing, parties: [A, B], requires: [two]}
"""
    with pytest.raises(InputError) as refused:
        Scenario.from_text(text, name="f.yaml")
    assert [*refused.value.problems] == [
        "f.yaml:7: Agreement rests on itself by way of two for agreement 'one' "
        "(agreements.one.requires). Remove one requires.",
        "f.yaml:8: Agreement rests on itself by way of one for agreement 'two' "
        "(agreements.two.requires). Remove one requires.",
    ]


def test_a_check_mentions_what_rests_on_what_and_whom_a_name_means(chain):
    chain["nations"]["UNION"] = {"members": ["AAA", "BBB"]}
    chain["agreements"] = {
        "base": {**PACT, "hypothetical": True},
        "link": {**ONE_WAY, "onward": ["UNION"], "requires": ["base"]},
    }
    assert mentions(Scenario.from_dict(chain)) == (
        "'link' rests on base.",
        "Policy 'all': link falls with base.",
        "The collective UNION (agreements.link.from) is itself alone, not AAA, BBB.",
        "The collective UNION (agreements.link.onward) is itself alone, not AAA, BBB.",
    )
