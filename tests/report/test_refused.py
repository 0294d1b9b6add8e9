"""The page's refused routes against `explain`, under random switches."""

import json
import math
import random
from dataclasses import replace
from importlib.resources import files

import pytest
from slow_worlds import agreement, world

from tocsin.answers.explain.cell import explain_sight
from tocsin.answers.explain.sentences import refusals as told_lines
from tocsin.engine.bank import Bank
from tocsin.engine.effect import feeds_of
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.visibility import look
from tocsin.engine.world import World
from tocsin.report.data.refused import refused_data
from tocsin.scenario import Scenario
from tocsin.scenario.shipped import shipped
from tocsin.sharing import Sighting
from tocsin.sharing.explain import explain

SCRIPT = files("tocsin.report") / "script"
SHIPPED = ("northeast-asia", "hosted-veto", "anonymous-star", "collective", "hub-pact-realtime")


def many_pacts(seed):
    """A random world with more agreements than most, some of them never made."""
    rng = random.Random(f"pacts {seed}")
    made = world(seed)
    for number in range(3, 9):
        made["agreements"][f"pact-{number}"] = {
            **agreement(rng),
            "hypothetical": rng.random() < 0.2,
            "anonymous": rng.random() < 0.2,
            "requires": [f"pact-{number - 1}"] if rng.random() < 0.2 else [],
        }
    return Scenario.from_dict(made)


def facts(laid_out, *, bases):
    """What of the page's data the script reads, by ids, so that words are those of `explain`."""
    book, scenario = laid_out.book, laid_out.scenario
    nations = range(len(book.nations))
    pairs = [(launcher, nation) for launcher in nations for nation in nations]
    feeds = feeds_of(book.labels)
    header = {
        "refused": refused_data(book, bases, feeds=feeds, pairs=pairs),
        "nations": [{"name": name} for name in book.nations],
        "agreements": [_agreement(scenario, name) for name in scenario.agreements],
        "bases": [{"conditions": base.policy.conditions_met, "absent": {}} for base in bases],
        "responders": [
            {"owner": book.nations.index(each.owner)} for each in scenario.responders.values()
        ],
        "sensors": [{"id": name} for name in scenario.sensors],
        "groups": [{"launch_nation": one, "nation": other} for one, other in pairs],
    }
    return {"header": header}, feeds


def _agreement(scenario, name):
    """An agreement as the page knows it."""
    names, nations = list(scenario.agreements), list(scenario.nations)
    agreement = scenario.agreements[name]
    may_if = getattr(agreement, "may_if", None)
    pairs = [(*pair, None) for pair in getattr(agreement, "must", ())]
    pairs += [(*pair, may_if) for pair in getattr(agreement, "may", ())]
    return {
        "title": name,
        "kind": agreement.kind,
        "rests": [names.index(each) for each in scenario.resting[name]],
        "duties": [[nations.index(a), nations.index(b), met] for a, b, met in pairs],
    }


def random_rules(scenario, bases, rng):
    """A base with every agreement on or off by chance, some of those off suspended."""
    names = list(scenario.agreements)
    share = rng.choice([0.2, 0.5, 0.8, 0.95])
    on = [int(rng.random() < share) for _ in names]
    suspended = [int(not held and rng.random() < 0.3) for held in on]
    base = rng.randrange(len(bases))
    chosen = tuple(name for name, held in zip(names, on, strict=True) if held)
    out = frozenset(name for name, held in zip(names, suspended, strict=True) if held)
    rulebook = replace(bases[base], chosen=chosen, suspended=out)
    return {"base": base, "on": on, "suspended": suspended}, rulebook


class Seen:
    """What a real arc shows: one sight of one cell by chance."""

    def __init__(self, laid_out, feeds, rng):
        cell = rng.randrange(len(laid_out.cells.id))
        launch, arc = rng.randrange(len(laid_out.launches.area)), rng.randrange(len(laid_out.arcs))
        self.sight = look(laid_out, launch, arc, slice(cell, cell + 1), with_windows=True)
        self.launcher = int(laid_out.launches.nation[launch])
        self.nation = int(laid_out.cells.nation[cell])
        self.impact_s = float(self.sight.impact_s[0])
        self.times, self.first = [], []
        for row in range(2 * len(feeds)):
            sensors = feeds[row // 2].sensors
            seen = [float(self.sight.tier_s[0, sensor, row % 2]) for sensor in sensors]
            self.times.append(min(seen))
            self.first.append(sensors[seen.index(min(seen))])


class Made:
    """What an arc of chance shows, without any geometry."""

    def __init__(self, laid_out, feeds, rng):
        self.launcher, self.nation = rng.choice([2, 3]), rng.randrange(3)
        self.impact_s = rng.uniform(200.0, 3000.0)
        self.times, self.first = [], []
        for feed in feeds:
            alert_s = rng.choice([math.inf, rng.uniform(0.0, 300.0), rng.uniform(0.0, 300.0)])
            self.times += [alert_s, alert_s + rng.choice([0.0, 20.0, math.inf])]
            self.first += [rng.choice(feed.sensors)] * 2


class Case:
    """One cell under random rules: what the page is told, and what `explain` says."""

    def __init__(self, laid_out, feeds, bases, seen, rng):
        self.rules, self.rulebook = random_rules(laid_out.scenario, bases, rng)
        self.names, self.seen = laid_out.nations, seen
        names = list(laid_out.scenario.sensors)
        # A feed stands for one sensor here, whose alert and track are the earliest of any.
        sightings = [
            Sighting(
                names[seen.first[2 * at]],
                feed.owner,
                feed.not_to,
                (math.inf, *seen.times[2 * at : 2 * at + 2]),
            )
            for at, feed in enumerate(feeds)
        ]
        self.laid_out = laid_out
        self.told = explain(
            sightings,
            nation=seen.nation,
            required=self.rulebook.decision(seen.nation).needs,
            network=self.rulebook.network,
            known=self.rulebook.known,
            launch_nation=seen.launcher,
            threatened=seen.nation,
            impact_s=seen.impact_s,
        )
        self.info = {
            "group": seen.launcher * len(self.names) + seen.nation,
            "know_s": self.told.know_s,
            "impact_s": seen.impact_s,
            "times": seen.times,
            "first": [seen.first[row - row % 2] for row in range(len(seen.first))],
        }

    @property
    def verb(self):
        """What the verb says of the cell: of every sensor, not of every feed."""
        bank = Bank.of_sight(self.laid_out, self.seen.sight)
        return explain_sight(bank, self.rulebook, self.seen.sight, nation=self.seen.nation)

    @property
    def expected(self):
        """What `explain` says, a row a route, without what needs more than one sensor a feed."""
        return [
            [
                entry.sentence(self.names, as_of=self.told.as_of).split(" The same holds")[0],
                list(entry.clauses),
                list(entry.agreements),
                entry.arrive_s,
                entry.saved_s,
            ]
            for entry in self.told.refused
        ]


ASK = """([data, cases]) => cases.map(([rules, info]) => {
  const list = refusedOf(data, rules, info);
  const rows = list.map((each) => [
    each.sentence, each.clauses, each.agreements, each.arrives_s, each.sooner_s]);
  return [rows, list.truncated, refusalLines(data, list)];
})"""


@pytest.fixture(scope="module")
def tab(browser):
    """An empty page with the script's functions."""
    page = browser.new_page()
    names = ("rules", "refused_search", "refused", "effects")
    page.add_script_tag(content="".join((SCRIPT / f"{name}.js").read_text() for name in names))
    return page


def random_cases(scenario, *, count, seed, see):
    """What the page knows of a scenario, and random cases of it."""
    laid_out, rng = World(scenario), random.Random(seed)
    bases = [Rulebook.of(laid_out.book, name) for name in scenario.policies]
    data, feeds = facts(laid_out, bases=bases)
    return data, [
        Case(laid_out, feeds, bases, see(laid_out, feeds, rng), rng) for _ in range(count)
    ]


def agree(tab, data, cases):
    """Hold the page against `explain`; return how many routes were compared."""
    said = tab.evaluate(ASK, [data, [[case.rules, case.info] for case in cases]])
    for case, (rows, truncated, _) in zip(cases, said, strict=True):
        assert rows == case.expected
        assert truncated == case.told.truncated
    return sum(len(rows) for rows, _, _ in said)


def coarse(name):
    scenario = Scenario.load(shipped(name))
    if scenario.targets.h3_resolution:
        return scenario.updated({"targets.h3_resolution": 3})
    return scenario


@pytest.mark.browser
@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenarios_are_told_as_explain_tells_them(tab, name):
    assert agree(tab, *random_cases(coarse(name), count=20, seed=name, see=Seen)) > 10


@pytest.mark.browser
def test_random_worlds_are_told_as_explain_tells_them(tab):
    compared = [
        agree(tab, *random_cases(many_pacts(seed), count=20, seed=seed, see=Made))
        for seed in range(20)
    ]
    assert sum(compared) > 600


@pytest.mark.browser
def test_a_cell_is_told_as_the_verb_explain_tells_it(tab):
    data, cases = random_cases(coarse("northeast-asia"), count=12, seed=5, see=Seen)
    asked = [[case.rules, {**case.info, "first": case.seen.first}] for case in cases]
    for case, (rows, _, lines) in zip(cases, tab.evaluate(ASK, [data, asked]), strict=True):
        told = case.verb.refused
        by_sentence = {row.sentence.split(" The same holds")[0]: row for row in told}
        # The verb also tells of later sensors of the same owner; the page of the first alone.
        assert [row[0] for row in rows] == [each for each in by_sentence if each in lines_of(rows)]
        for sentence, clauses, agreements, arrives_s, _ in rows:
            row = by_sentence[sentence]
            assert (clauses, agreements) == (list(row.clauses), list(row.agreements))
            assert arrives_s == pytest.approx(row.arrives_s, abs=1e-9)
        assert {frozenset(row.agreements) for row in told} == {frozenset(row[2]) for row in rows}
        if len(rows) == len(told) and not any(row.others for row in told):
            assert lines == list(told_lines(told))


def lines_of(rows):
    return {row[0] for row in rows}


def test_the_data_are_plain_and_small():
    scenario = Scenario.load(shipped("northeast-asia"))
    laid_out = World(scenario)
    bases = [Rulebook.of(laid_out.book, name) for name in scenario.policies]
    data, _ = facts(laid_out, bases=bases)
    written = json.dumps(data["header"]["refused"], allow_nan=False)
    assert len(written) < 12_000
    # No name of a nation is in it: the page names them as it does elsewhere.
    assert not [name for name in scenario.nations if f'"{name}' in written or f" {name}" in written]


def words(told, flat, size=2):
    """Clause and words of each refusal of a row, after the grant where there is one."""
    parts = [flat[at : at + size] for at in range(0, len(flat), size)]
    return [(*each[:-2], told["clauses"][each[-2]][0], told["texts"][each[-1]]) for each in parts]


def test_what_clauses_say_is_written_once_for_each_thing_it_depends_on():
    """Three nations; 0 tells 1 of launches from 2, by drill; 1 joined a pact that is over."""
    plain = world(1)
    drill = {"kind": "sharing", "from": "AAA", "to": "BBB", "purpose": ["CCC"], "mode": "exercise"}
    pact = {"kind": "sharing", "parties": {"AAA": "1990", "BBB": "2001"}, "tier": "alert"}
    plain["agreements"] = {
        "drill": {**drill, "hypothetical": True, "onward": ["CCC"]},
        "pact": {**pact, "in_force": ["1990-01-01", "2010-01-01"], "requires": ["drill"]},
    }
    plain["policies"] = {"then": {"as_of": "1995-01-01"}, "now": {"as_of": "2020-01-01"}}
    laid_out = World(Scenario.from_dict(plain))
    bases = [Rulebook.of(laid_out.book, name) for name in plain["policies"]]
    told = refused_data(laid_out.book, bases, feeds=[], pairs=[(2, 1), (3, 1)])
    assert [(source, target) for source, target, *_ in told["grants"]] == [(0, 1), (0, 1), (1, 0)]
    assert [told["expansions"][each] for each in told["plain"]] == [(0,), (1, 2)]
    # On the day of the first base one party had not joined; on that of the second the pact is over.
    assert [base["away"] for base in told["bases"]] == [{1: [1]}, {}]
    both = "{s} and {t} are both parties only from 2001-01-01"
    assert [told["texts"][dated] for _, _, _, *rest in told["grants"] for dated in rest] == [
        both
    ] * 2
    out = [[words(told, told["outs"][each]) for each in base["out"]] for base in told["bases"]]
    never = [("hypothetical", "hypothetical, not part of this policy")]
    assert out[0] == [never, [("policies", "left out of this policy")]]
    assert out[1] == [never, [("in_force", "not in force on 2020-01-01")]]
    asked = [words(told, told["rows"][row], 3) for row in told["asked"]]
    assert asked == [[], [(0, "purpose", "purpose covers {2} only")]]
    outside, inside = [
        [words(told, told["rows"][row], 3) for row in rows] for rows in told["stated"]
    ]
    capped = [(1, "tier", "tier capped at alert"), (2, "tier", "tier capped at alert")]
    assert outside == [[(0, "mode", "exercise only")]] * 2 + [
        [(0, "mode", "exercise only"), *capped]
    ]
    assert inside == [[], [], capped]
    assert told["rests"] == [[], [0]]


EFFECT = """([data, presses]) => presses.map(([rules, agreement, view]) =>
  effectOfSwitch(data, rules, agreement, view))"""


def delays_to(rulebook, feeds, *, launch_nation, nation):
    """When each feed's alert and track reach a nation."""
    effect = rulebook.effect(feeds, launch_nation=launch_nation, threatened=nation)
    return effect.delays.tolist()


@pytest.mark.browser
def test_a_switch_is_said_to_bring_items_sooner_where_it_does(tab):
    sooner, seen = "Items reach", []
    for seed in range(20):
        laid_out, rng = World(many_pacts(seed)), random.Random(seed)
        bases = [Rulebook.of(laid_out.book, name) for name in laid_out.scenario.policies]
        data, feeds = facts(laid_out, bases=bases)
        presses, expected = [], []
        for _ in range(10):
            rules, rulebook = random_rules(laid_out.scenario, bases, rng)
            at = rng.randrange(len(rules["on"]))
            name = list(laid_out.scenario.agreements)[at]
            if laid_out.scenario.agreements[name].kind == "defence":
                continue
            pair = {"launch_nation": rng.choice([2, 3]), "nation": rng.randrange(3)}
            rules["on"][at], rules["suspended"][at] = 1, 0
            presses.append([rules, at, pair])
            held, without = rulebook.with_(name), rulebook.without(name)
            expected.append(delays_to(held, feeds, **pair) != delays_to(without, feeds, **pair))
        said = tab.evaluate(EFFECT, [data, presses])
        assert all(said)
        assert [words.startswith(sooner) for words in said] == expected
        seen += expected
    assert 20 < sum(seen) < len(seen) - 20


@pytest.mark.browser
def test_a_switch_without_effect_says_why(tab):
    scenario = coarse("northeast-asia")
    laid_out, names = World(scenario), list(scenario.agreements)
    bases = [Rulebook.of(laid_out.book, name) for name in scenario.policies]
    data, _ = facts(laid_out, bases=bases)
    korea, japan, launcher = map(laid_out.nations.index, ("KOR", "JPN", "PRK"))

    def pressed(policy, name, nation=japan, launch_nation=launcher):
        base = list(scenario.policies).index(policy)
        on = [int(each in bases[base].chosen) for each in names]
        on[names.index(name)] ^= 1
        view = {"launch_nation": launch_nation, "nation": nation}
        press = [{"base": base, "on": on}, names.index(name), view]
        return tab.evaluate(EFFECT, [data, [press]])[0]

    assert pressed("realtime-2024", "freedom-edge-2024") == "It works in exercises only."
    assert pressed("bilateral-2012", "realtime") == "It falls with tisa."
    elsewhere = pressed("realtime-2024", "realtime", launch_nation=korea)
    assert elsewhere == "Its purpose covers PRK only."
    told = pressed("realtime-2024", "sew-korea", nation=korea)
    assert told == "KOR is told as soon without it, by us-rok-data-link."
    told = pressed("realtime-2024", "gsomia-2012", nation=korea)
    assert told == "KOR is told sooner already, by realtime."
    # Nothing of use passes by it, but by what rests on it.
    rested = "Items reached JPN sooner with it, but none before what it knows anyway."
    assert pressed("realtime-2024", "us-rok-gsomia") == rested
    duty = "It says who may act, not who is told: warning stays, response may change."
    assert pressed("realtime-2024", "us-japan-treaty") == duty
    law = (
        "It permits acting only if survival-threatening-situation, which these rules do not assume."
    )
    assert pressed("realtime-2024", "japan-2016-law") == law
    consult = "It is a promise to consult: it tells nobody and lets nobody act."
    assert pressed("realtime-2024", "camp-david-consult") == consult
