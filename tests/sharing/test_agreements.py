"""Each shape and term of an agreement, as the grants that it expands to."""

from datetime import date

import pytest

from tocsin.sharing import SharingAgreement, expand, mask_of

EVERYONE = 0b1111


def grants_of(mode_delays, **terms):
    return expand(SharingAgreement("pact", **terms), 4, mode_delays)


def ends(grants):
    return [(g.source, g.target) for g in grants]


def test_from_and_to_give_every_pair(mode_delays):
    grants = grants_of(mode_delays, givers=(0, 1), takers=(1, 2, 2))
    assert ends(grants) == [(0, 1), (0, 2), (1, 2)]
    assert not any(g.relays or g.onward for g in grants)


def test_parties_give_every_ordered_pair(mode_delays):
    assert ends(grants_of(mode_delays, parties=(2, 0, 3))) == [
        (2, 0),
        (2, 3),
        (0, 2),
        (0, 3),
        (3, 2),
        (3, 0),
    ]


def test_hub_and_spokes(mode_delays):
    up, down, *_ = grants_of(mode_delays, hub=1, spokes=(0, 2, 3), onward=(3,), consent_s=60)
    assert (up.source, up.target, up.relays, up.onward, up.consent_s) == (0, 1, False, 0b1100, 0)
    assert (down.source, down.target, down.relays, down.onward) == (1, 0, True, 0b1000)
    assert down.consent_s == 60
    assert (up.from_hub, down.from_hub) == (False, True)


def test_hub_that_may_not_forward_gives_only_its_own(mode_delays):
    grants = grants_of(mode_delays, hub=1, spokes=(0, 2), forward=False)
    assert len(grants) == 4
    assert not any(g.relays for g in grants)


def test_hub_that_admits_any_items_from_spokes(mode_delays):
    grants = grants_of(mode_delays, hub=1, spokes=(0, 2), items="any")
    assert all(g.relays for g in grants)


def test_mesh_gives_everything_to_everyone(mode_delays):
    grants = grants_of(mode_delays, mesh=True)
    assert len(grants) == 12
    assert all(g.relays and g.onward == EVERYONE and g.purpose == EVERYONE for g in grants)


@pytest.mark.parametrize(
    ("mode", "delay_s"), [("auto", 5), ("release", 300), ("request", 21600), ("exercise", 7)]
)
def test_mode_sets_the_delay_unless_one_is_given(mode_delays, mode, delay_s):
    (grant,) = grants_of(mode_delays, givers=(0,), takers=(1,), mode=mode)
    assert (grant.mode, grant.delay_s) == (mode, delay_s)
    (grant,) = grants_of(mode_delays, givers=(0,), takers=(1,), mode=mode, delay_s=0.5)
    assert grant.delay_s == 0.5


def test_terms_are_carried_by_every_grant(mode_delays):
    terms = {"tier": "alert", "downgrade_s": 30, "purpose": (3,), "anonymous": True}
    for shape in ({"parties": (0, 1)}, {"hub": 0, "spokes": (1, 2)}, {"mesh": True}):
        for grant in grants_of(mode_delays, **shape, **terms):
            assert (grant.tier, grant.downgrade_s, grant.purpose) == (1, 30, 0b1000)
            assert grant.anonymous
            assert grant.agreement == "pact"


@pytest.mark.parametrize(
    ("onward", "mask"), [("none", 0), ("any", EVERYONE), ((0, 3), 0b1001), ((), 0)]
)
def test_onward(mode_delays, onward, mask):
    (grant,) = grants_of(mode_delays, givers=(0,), takers=(1,), onward=onward, consent_s=9)
    assert (grant.onward, grant.consent_s) == (mask, 9)


def test_threatened_conditions(mode_delays):
    def covered(**terms):
        (grant,) = grants_of(mode_delays, givers=(0,), takers=(1,), **terms)
        return [grant.covers_threat_to(nation) for nation in range(-1, 4)]

    assert covered(threatened="any") == [True, True, True, True, True]
    assert covered(threatened="party") == [False, True, True, False, False]
    assert covered(threatened="recipient") == [False, False, True, False, False]


def test_threat_to_a_member_is_a_threat_to_the_collective(mode_delays):
    def covered(threatened):
        pact = SharingAgreement("pact", givers=(0,), takers=(1,), threatened=threatened)
        (grant,) = expand(pact, 4, mode_delays, members={1: (2,)})
        return [grant.covers_threat_to(nation) for nation in range(4)]

    assert covered("party") == [True, True, True, False]
    assert covered("recipient") == [False, True, True, False]


def test_purpose_names_launch_nations(mode_delays):
    (grant,) = grants_of(mode_delays, givers=(0,), takers=(1,), purpose=(3,))
    assert [grant.serves_purpose(n, n_nations=4) for n in (-1, 0, 3)] == [False, False, True]
    (grant,) = grants_of(mode_delays, givers=(0,), takers=(1,))
    assert [grant.serves_purpose(n, n_nations=4) for n in (-1, 0, 3)] == [True, True, True]


def test_dates_include_the_start_and_exclude_the_end():
    pact = SharingAgreement(
        "pact", parties=(0, 1), in_force=(date(2016, 11, 23), date(2019, 11, 23))
    )
    days = [date(2016, 11, 22), date(2016, 11, 23), date(2019, 11, 22), date(2019, 11, 23)]
    assert [pact.in_force_on(day) for day in days] == [False, True, True, False]
    assert SharingAgreement("pact", parties=(0, 1)).in_force_on(date.min)


def test_masks():
    assert mask_of(range(4)) == EVERYONE
