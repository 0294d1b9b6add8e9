"""Rulebooks with equal keys come to the same, whatever they are called."""

from itertools import combinations

import pytest
from slow_chains import chain_world

from tocsin.answers.run import run
from tocsin.engine.rulebook import Rulebook
from tocsin.scenario import Scenario

OUTCOME = ["status", "notice_s", "public_s", "response_s"]


def with_variants(plain):
    """Each policy once more by other words, and changed in how it decides and who may act."""
    for name, policy in list(plain["policies"].items()):
        own = {"CCC": "own", "DDD": "own"}
        plain["policies"] |= {
            f"{name}-again": {"agreements": [*reversed(policy["agreements"])]},
            f"{name}-own": {**policy, "confirmation": own},
            f"{name}-asked": {**policy, "conditions_met": ["asked"]},
        }
    return plain


@pytest.mark.parametrize("seed", [0, 4, 8])
def test_equal_keys_mean_equal_outcomes(seed):
    scenario = Scenario.from_dict(with_variants(chain_world(seed, policies=6)))
    keys = {name: Rulebook.of(scenario, name).key for name in scenario.policies}
    of_policy = run(scenario).warning.groupby("policy", observed=True)[OUTCOME]
    tables = {name: table.reset_index(drop=True) for name, table in of_policy}
    equal = [pair for pair in combinations(keys, 2) if keys[pair[0]] == keys[pair[1]]]
    assert equal
    for one, other in equal:
        assert tables[one].equals(tables[other]), (one, other)
