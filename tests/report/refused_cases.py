"""Random rules and arcs for the page's script, each beside what `explain` says of them."""

import math
import random
from dataclasses import replace
from importlib.resources import files

from slow_worlds import agreement, world

from tocsin.answers.explain.cell import explain_sight
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


def random_rules(scenario, bases, rng, *, shares=(0.2, 0.5, 0.8, 0.95)):
    """A base with every agreement on or off by chance, some of those off suspended."""
    names = list(scenario.agreements)
    share = rng.choice(shares)
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

    def __init__(self, laid_out, bases, seen, rules, *, feeds):
        self.rules, self.rulebook = rules
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


def script_tab(browser):
    """An empty page with the script's functions."""
    page = browser.new_page()
    names = ("rules", "refused_search", "refused", "effects")
    page.add_script_tag(content="".join((SCRIPT / f"{name}.js").read_text() for name in names))
    return page


def random_cases(scenario, *, count, seed, see, **shares):
    """What the page knows of a scenario, and random cases of it."""
    laid_out, rng = World(scenario), random.Random(seed)
    bases = [Rulebook.of(laid_out.book, name) for name in scenario.policies]
    data, feeds = facts(laid_out, bases=bases)
    cases = []
    for _ in range(count):
        rules = random_rules(scenario, bases, rng, **shares)
        cases.append(Case(laid_out, bases, see(laid_out, feeds, rng), rules, feeds=feeds))
    return data, cases


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
