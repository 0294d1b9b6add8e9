"""Agreements that grow: who is a party on which day, in every shape."""

from datetime import date

import pytest

from tocsin.answers.history import history
from tocsin.engine.rulebook import Rulebook
from tocsin.errors import InputError
from tocsin.scenario import Scenario
from tocsin.sharing import Defence, Sharing

DAYS = {"A": "1949-08-24", "B": "1952-02", "C": ["1952", "1974-08-14"]}


def world(**agreements):
    return Scenario.from_dict(
        {
            "tocsin": 1,
            "nations": {"A": {}, "B": {}, "C": {}, "L": {}},
            "sensors": {"eye": {"class": "geo-infrared", "owner": "A", "lon": 10}},
            "launches": {"west": {"nation": "L", "lat": 0, "lon": 0}},
            "arcs": {"medium": {"class": "medium"}},
            "targets": {
                "points": {
                    n.lower(): {"lat": 0, "lon": 9 + i, "nation": n} for i, n in enumerate("ABC")
                }
            },
            "agreements": agreements,
            "policies": {
                "early": {"as_of": 1950},
                "full": {"as_of": "1960-07"},
                "late": {"as_of": 1980},
                "now": {"agreements": list(agreements)},
            },
        }
    )


def pairs(scenario, policy):
    return {(g.source, g.target) for g in Rulebook.of(scenario, policy).grants}


BOTH = {(0, 1), (1, 0)}
ALL = {(a, b) for a in range(3) for b in range(3) if a != b}


@pytest.mark.parametrize(
    "terms",
    [
        {"parties": DAYS},
        {"parties": ["A", "B", "C"], "joined": DAYS},
    ],
)
def test_a_policy_has_the_parties_of_its_day(terms):
    scenario = world(pact={"kind": "sharing", **terms})
    told = [pairs(scenario, policy) for policy in ("early", "full", "late", "now")]
    assert told == [set(), ALL, BOTH, BOTH]
    assert Scenario.from_text(scenario.to_yaml()) == scenario


def test_spokes_and_single_directions_have_days_too():
    star = {"kind": "sharing", "hub": "A", "spokes": {"B": "1952", "C": ["1952", "1974"]}}
    scenario = world(star=star)
    assert pairs(scenario, "full") == {(0, 1), (1, 0), (0, 2), (2, 0)}
    assert pairs(scenario, "late") == BOTH
    # A spoke that has left is nobody to whom the hub may tell.
    (own,) = (g for g in Rulebook.of(scenario, "late").grants if (g.source, g.target) == (1, 0))
    assert own.onward == 0
    one = world(feed={"kind": "sharing", "from": "A", "to": ["B", "C"], "joined": {"C": 1970}})
    assert (pairs(one, "full"), pairs(one, "late")) == ({(0, 1)}, {(0, 1), (0, 2)})


def test_duties_hold_while_both_are_parties():
    treaty = {"kind": "defence", "must": [["A", "B"], ["A", "C"]], "joined": {"C": [1952, 1974]}}
    scenario = world(treaty=treaty)
    acts = {p: Rulebook.of(scenario, p).obligations.may_act for p in ("early", "full", "late")}
    assert [bool(acts[p][0, 2]) for p in acts] == [False, True, False]
    assert all(acts[p][0, 1] for p in acts)


def test_what_is_put_in_out_of_its_time_is_as_it_is_now():
    pact = {"kind": "sharing", "parties": DAYS, "in_force": [1949, 1970]}
    scenario = world(pact=pact).updated({"policies.then": {"as_of": 1980, "plus": ["pact"]}})
    assert pairs(scenario, "then") == BOTH


def test_history_has_a_step_at_each_joining_and_leaving():
    past = history(world(pact={"kind": "sharing", "parties": DAYS}))
    changes = {str(row["date"]): row for row in past.changes.to_dict("records")}
    assert list(changes)[1:] == ["1949-08-24", "1952-01-01", "1952-02-01", "1974-08-14"]
    assert changes["1952-01-01"]["began"] == ["C in pact"]
    assert changes["1974-08-14"]["ended"] == ["C in pact"]
    assert changes["1952-01-01"]["changed"]
    assert not changes["1949-08-24"]["changed"]  # one party shares with nobody


def test_a_refusal_says_from_when_both_are_parties():
    import tocsin

    scenario = world(pact={"kind": "sharing", "parties": DAYS})
    told = "\n".join(tocsin.explain(scenario, policy="early", at="b").sentences)
    assert "A and B are both parties only from 1952-02-01" in told
    told = "\n".join(tocsin.explain(scenario, policy="late", at="c").sentences)
    assert "A and C are both parties only from 1952-01-01 until 1974-08-14" in told


def test_rulebooks_of_equal_parties_come_to_the_same():
    scenario = world(pact={"kind": "sharing", "parties": DAYS})
    book = Rulebook.of(scenario, "full")
    assert book.on(date(1960, 1, 1)).key == book.on(date(1970, 1, 1)).key
    assert book.on(date(1960, 1, 1)).key != book.on(date(1980, 1, 1)).key


@pytest.mark.parametrize(
    ("terms", "text"),
    [
        ({"parties": {"A": "1949", "B": "soon"}}, "B under parties: Must be the day of joining"),
        ({"parties": DAYS, "joined": {"A": 1950}}, "under parties and under joined"),
        ({"parties": ["A", "B"], "joined": {"C": 1950}}, "C has a day"),
        ({"parties": ["A", "B"], "joined": {"B": [1950, 1950]}}, "leaves .* before it joins"),
        ({"parties": {"A": 1949, "B": 1970}, "in_force": [None, 1960]}, "no longer in force"),
    ],
)
def test_days_that_cannot_be_are_refused(terms, text):
    with pytest.raises(InputError, match=text):
        world(pact={"kind": "sharing", **terms})


def test_both_kinds_say_which_days_they_turn_on():
    pact = Sharing(kind="sharing", parties=("A", "B"), joined={"B": (date(1952, 1, 1), None)})
    assert pact.turning_days == {date(1952, 1, 1)}
    treaty = Defence(kind="defence", must=[("A", "B")], in_force=(date(1950, 1, 1), None))
    assert treaty.turning_days == {date(1950, 1, 1)}
