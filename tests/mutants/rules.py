"""Mutants of the rules of sharing, and of what a policy makes of an arc."""

from mutant import Mutant

SEARCH = "tests/sharing/test_search.py"
REFUSALS = "tests/sharing/test_explain.py"
EXPANSION = "tests/sharing/test_expansion.py"
CHAINS = "tests/engine/test_reference.py::test_run_agrees_where_a_notice_must_travel"
WORLDS = "tests/engine/test_worlds.py"
RULEBOOKS = "tests/engine/test_rulebook.py"
BANK = "tests/engine/test_bank.py"


def both(name, file, old, new):
    """The same change, to be noticed by the search's own tests and by whole runs alone."""
    return (
        Mutant(f"{name}, by the search's tests", file, old, new, (SEARCH,)),
        Mutant(f"{name}, by whole runs", file, old, new, (CHAINS,)),
    )


SHARING = (
    *both(
        "consent dropped",
        "sharing/search.py",
        "heapq.heappush(heap, (arrival_s + consent_s, hops, step, target, tier, further))",
        "heapq.heappush(heap, (arrival_s, hops, step, target, tier, further))",
    ),
    *both(
        "downgraded for nothing",
        "sharing/search.py",
        "arrival_s = departure_s + (delay_s + downgrade_s if tier < held else delay_s)",
        "arrival_s = departure_s + delay_s",
    ),
    *both(
        "relayed whatever the grant admits",
        "sharing/search.py",
        "relaying = [[edge for edge in some if edge.relays] for some in edges]",
        "relaying = edges",
    ),
    *both(
        "onward limits ignored",
        "sharing/search.py",
        "further = allowed & onward & layout.reach[target]",
        "further = allowed & layout.reach[target]",
    ),
    *both(
        "onward limits of earlier grants forgotten",
        "sharing/search.py",
        "further = allowed & onward & layout.reach[target]",
        "further = onward & layout.reach[target]",
    ),
    *both(
        "not_to ignored",
        "sharing/search.py",
        "origin, produced, ~not_to & ~(1 << origin))",
        "origin, produced, ~(1 << origin))",
    ),
    *both(
        "tier cap ignored",
        "sharing/search.py",
        "tier = cap if cap < held else held",
        "tier = held",
    ),
    *both(
        "purpose ignored",
        "sharing/clauses/purpose.py",
        "return launch_nation >= 0 and bool(self.nations >> launch_nation & 1)",
        "return True",
    ),
    *both(
        "threatened ignored",
        "sharing/clauses/threatened.py",
        "return threatened >= 0 and bool(self.nations >> threatened & 1)",
        "return True",
    ),
    Mutant(
        "givers pass on what they were told",
        "sharing/clauses/items.py",
        'return {"relays": pair.shape == "mesh" or terms.items == "any"}',
        'return {"relays": True}',
        (CHAINS,),
    ),
    Mutant(
        "hubs always forward",
        "sharing/clauses/forward.py",
        'return {"relays": terms.forward} if pair.from_hub else {}',
        'return {"relays": True} if pair.from_hub else {}',
        (CHAINS,),
    ),
    Mutant(
        "modes take the same time",
        "sharing/clauses/mode.py",
        'delay_s = getattr(pair.delays, f"{terms.mode}_s")',
        "delay_s = pair.delays.auto_s",
        (EXPANSION,),
    ),
    Mutant(
        "the last day is in force",
        "sharing/clauses/in_force.py",
        "(end is None or day < end)",
        "(end is None or day <= end)",
        ("tests/answers/test_history.py",),
    ),
    Mutant(
        "a grant under a condition stands for one without",
        "sharing/edge.py",
        "return no_worse(ours, theirs) and ours.applies_whenever(theirs)",
        "return no_worse(ours, theirs)",
        (SEARCH,),
    ),
    Mutant(
        "only the first clause in the way is told",
        "sharing/refusals.py",
        "        if clause.refuses(grant, terms, question)\n    )",
        "        if clause.refuses(grant, terms, question)\n    )[:1]",
        (REFUSALS,),
    ),
    Mutant(
        "two agreements' onward rules taken for one",
        "sharing/refused.py",
        "(way.passing == other.passing or not everyone & ~way.grant.onward)",
        "True",
        (REFUSALS,),
    ),
    Mutant(
        "of equal routes the longer one",
        "sharing/search.py",
        "    hops += 1\n",
        "    hops -= 1\n",
        (SEARCH,),
    ),
    Mutant(
        "a dearer route taken for settled",
        "sharing/search.py",
        "        if other_s < departure_s:\n            return True",
        "        if other_s < departure_s + 10.0:\n            return True",
        (SEARCH,),
    ),
    Mutant(
        "a grant with fewer onward takers as good",
        "sharing/search.py",
        "allowed & ~other_allowed",
        "False",
        (SEARCH,),
    ),
)
ENGINE = (
    Mutant(
        "one confirmation too few",
        "engine/outcome.py",
        "confirmed_s = self._kth_arrival(decision.k)",
        "confirmed_s = self._kth_arrival(max(decision.k - 1, 1))",
        (CHAINS,),
    ),
    Mutant(
        "own sensor not waited for",
        "engine/outcome.py",
        "owned = [feed.owner == self.effect.nation for feed in self.feeds]",
        "owned = [True for feed in self.feeds]",
        (WORLDS,),
    ),
    Mutant(
        "assessment takes no time",
        "engine/outcome.py",
        "return self.notice_s + (decision.assess_s + decision.disseminate_s)",
        "return self.notice_s + decision.disseminate_s",
        (CHAINS,),
    ),
    Mutant(
        "assessment takes no time in sums",
        "engine/bank.py",
        "stage_s = decision.assess_s + decision.disseminate_s",
        "stage_s = decision.disseminate_s",
        ("tests/answers/test_shapley.py",),
    ),
    Mutant(
        "needed tier ignored",
        "engine/rulebook.py",
        "rule.rule, rule.k, TIER_CODES[spec.needs], spec.assess_s",
        "rule.rule, rule.k, 1, spec.assess_s",
        (CHAINS,),
    ),
    Mutant(
        "confirmation of the policy ignored",
        "engine/rulebook.py",
        "rule = self.policy.confirmation.get(name, self.scenario.nations[name].confirmation)",
        "rule = self.scenario.nations[name].confirmation",
        (WORLDS,),
    ),
    Mutant(
        "response without authority",
        "engine/rulebook.py",
        "for owner in self.book.responder_owners if may_act[owner]",
        "for owner in self.book.responder_owners",
        (CHAINS,),
    ),
    Mutant(
        "response upon an alert",
        "engine/rulebook.py",
        "owner: delays(owner, TRACK)",
        "owner: delays(owner, 1)",
        (CHAINS,),
    ),
    Mutant(
        "responders cover everything",
        "engine/responders.py",
        "radius_km=responder.radius_km",
        "radius_km=1e5",
        (CHAINS,),
    ),
    Mutant(
        "blind sensors see",
        "engine/rulebook.py",
        "            rows[blind] = np.inf\n",
        "",
        ("tests/answers/test_burden.py", "tests/answers/test_friction.py"),
    ),
    Mutant(
        "silent nations pass on",
        "engine/rulebook.py",
        "silent = {self.book.nations.index(nation) for nation in self.silent}",
        "silent = set()",
        ("tests/answers/test_burden.py",),
    ),
    Mutant(
        "agreements taken out stay",
        "engine/selection.py",
        "return replace(self, chosen=left, suspended",
        "return replace(self, suspended",
        ("tests/answers/test_friction.py",),
    ),
    Mutant(
        "conditions never met",
        "engine/rulebook.py",
        "conditions_met=self.policy.conditions_met",
        "conditions_met=()",
        (CHAINS,),
    ),
    Mutant(
        "exercises always count",
        "engine/selection.py",
        "return self.policy.is_exercise(default=self.scenario.exercise)",
        "return True",
        ("tests/engine/test_regimes.py", "tests/answers/test_history.py"),
    ),
    Mutant(
        "rulebooks equal whatever they decide",
        "engine/effect.py",
        "return self.nation, self.decision, self.delays.tobytes(), acting",
        "return self.nation, self.delays.tobytes(), acting",
        (RULEBOOKS,),
    ),
    Mutant(
        "rulebooks equal whoever may act",
        "engine/effect.py",
        "return self.nation, self.decision, self.delays.tobytes(), acting",
        "return self.nation, self.decision, self.delays.tobytes()",
        (RULEBOOKS,),
    ),
    Mutant(
        "people not counted",
        "engine/sample.py",
        "            return ratio(self._sums[PEOPLE_EFFECTIVE], self._people)\n",
        "            return ratio(self._sums[EFFECTIVE], self.cases)\n",
        (BANK,),
    ),
)
