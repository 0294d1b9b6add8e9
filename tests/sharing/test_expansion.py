"""Each shape and term of an agreement, as the grants that it expands to."""

from datetime import date

import pytest

from tocsin.sharing import Nations, Sharing, expand, mask_of
from tocsin.sharing.grants import Situation

EVERYONE = 0b1111
NAMES = ("N0", "N1", "N2", "N3")


def agree(*, giver=None, **terms):
    if giver is not None:
        terms["from"] = giver
    return Sharing.model_validate({"kind": "sharing", **terms})


def grants_of(mode_delays, *, members=None, **terms):
    nations = Nations(NAMES, members or {})
    return expand(agree(**terms), name="pact", nations=nations, delays=mode_delays)


def ends(grants):
    return [(g.source, g.target) for g in grants]


def test_from_and_to_give_every_pair(mode_delays):
    grants = grants_of(mode_delays, giver=["N0", "N3"], to=["N1", "N2"])
    assert ends(grants) == [(0, 1), (0, 2), (3, 1), (3, 2)]
    assert not any(g.relays or g.onward for g in grants)


def test_parties_give_every_ordered_pair(mode_delays):
    assert ends(grants_of(mode_delays, parties=["N2", "N0", "N3"])) == [
        (2, 0),
        (2, 3),
        (0, 2),
        (0, 3),
        (3, 2),
        (3, 0),
    ]


def test_hub_and_spokes(mode_delays):
    onward = {"to": ["N3"], "consent_s": 60}
    up, down, *_ = grants_of(mode_delays, hub="N1", spokes=["N0", "N2", "N3"], onward=onward)
    assert (up.source, up.target, up.relays, up.onward, up.consent_s) == (0, 1, False, 0b1100, 0)
    assert (down.source, down.target, down.relays, down.onward) == (1, 0, True, 0b1000)
    assert down.consent_s == 60
    assert (up.from_hub, down.from_hub) == (False, True)


def test_hub_that_may_not_forward_gives_only_its_own(mode_delays):
    grants = grants_of(mode_delays, hub="N1", spokes=["N0", "N2"], forward=False)
    assert len(grants) == 4
    assert not any(g.relays for g in grants)


def test_hub_that_admits_any_items_from_spokes(mode_delays):
    grants = grants_of(mode_delays, hub="N1", spokes=["N0", "N2"], items="any")
    assert all(g.relays for g in grants)


def test_mesh_gives_everything_to_everyone(mode_delays):
    grants = grants_of(mode_delays, mesh=True)
    assert len(grants) == 12
    assert all(g.relays and g.onward == EVERYONE and not g.conditions for g in grants)


@pytest.mark.parametrize(
    ("mode", "delay_s"), [("auto", 5), ("release", 300), ("request", 21600), ("exercise", 7)]
)
def test_mode_sets_the_delay_unless_one_is_given(mode_delays, mode, delay_s):
    (grant,) = grants_of(mode_delays, giver="N0", to="N1", mode=mode)
    assert (grant.mode, grant.delay_s) == (mode, delay_s)
    (grant,) = grants_of(mode_delays, giver="N0", to="N1", mode=mode, delay_s=0.5)
    assert grant.delay_s == 0.5


def test_terms_are_carried_by_every_grant(mode_delays):
    terms = {"tier": "alert", "downgrade_s": 30, "purpose": ["N3"], "anonymous": True}
    for shape in ({"parties": ["N0", "N1"]}, {"hub": "N0", "spokes": ["N1"]}, {"mesh": True}):
        for grant in grants_of(mode_delays, **shape, **terms):
            assert (grant.tier, grant.downgrade_s) == (1, 30)
            assert [each.nations for each in grant.conditions] == [0b1000]
            assert grant.anonymous
            assert grant.agreement == "pact"


@pytest.mark.parametrize(
    ("onward", "mask"), [("none", 0), ("any", EVERYONE), (["N0", "N3"], 0b1001), ([], 0)]
)
def test_onward(mode_delays, onward, mask):
    (grant,) = grants_of(mode_delays, giver="N0", to="N1", onward={"to": onward, "consent_s": 9})
    assert (grant.onward, grant.consent_s) == (mask, 9)


def test_threatened_conditions(mode_delays):
    def covered(**terms):
        (grant,) = grants_of(mode_delays, giver="N0", to="N1", **terms)
        return [grant.admits(Situation(0, nation)) for nation in range(-1, 4)]

    assert covered(threatened="any") == [True, True, True, True, True]
    assert covered(threatened="party") == [False, True, True, False, False]
    assert covered(threatened="recipient") == [False, False, True, False, False]


def test_threat_to_a_member_is_a_threat_to_the_collective(mode_delays):
    def covered(threatened):
        terms = {"giver": "N0", "to": "N1", "threatened": threatened}
        (grant,) = grants_of(mode_delays, members={"N1": ("N2",)}, **terms)
        return [grant.admits(Situation(0, nation)) for nation in range(4)]

    assert covered("party") == [True, True, True, False]
    assert covered("recipient") == [False, True, True, False]


def test_purpose_names_launch_nations(mode_delays):
    def covered(**terms):
        (grant,) = grants_of(mode_delays, giver="N0", to="N1", **terms)
        return [grant.admits(Situation(nation, 0)) for nation in (-1, 0, 3)]

    assert covered(purpose=["N3"]) == [False, False, True]
    assert covered(purpose=list(NAMES)) == [False, True, True]
    assert covered() == [True, True, True]


def test_dates_include_the_start_and_exclude_the_end():
    dates = [date(2016, 11, 23), date(2019, 11, 23)]
    pact = agree(parties=["N0", "N1"], in_force=dates)
    days = [date(2016, 11, 22), date(2016, 11, 23), date(2019, 11, 22), date(2019, 11, 23)]
    assert [pact.holds_on(day) for day in days] == [False, True, True, False]
    assert agree(parties=["N0", "N1"]).holds_on(date.min)


def test_masks():
    assert mask_of(range(4)) == EVERYONE
