from itertools import permutations

import numpy as np
import pytest

from tocsin.answers.rank import RANK_COLUMNS, rank
from tocsin.answers.run import run
from tocsin.answers.shapley import Game, shapley
from tocsin.engine.bank import Bank
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.scenario import Scenario
from tocsin.scenario.launching import narrowed
from tocsin.sharing import Network

WORLD = {
    "tocsin": 1,
    "refraction": "none",
    "nations": {
        "EAST": {"assess_s": 40, "disseminate_s": 20, "members": []},
        "SOUTH": {"assess_s": 10, "disseminate_s": 10},
        "HUB": {},
        "WEST": {},
        "FAR": {},
    },
    "sensors": {
        "cape": {"class": "ship-s-band", "owner": "SOUTH", "lat": 0, "lon": 2},
        "ship": {"class": "ship-s-band", "owner": "SOUTH", "lat": 1, "lon": 2.4,
                 "not_to": ["HUB"]},
        "eye": {"class": "geo-infrared", "owner": "HUB", "lon": 10},
        "shore": {"class": "national-warning", "owner": "EAST", "lat": 0, "lon": 8.5,
                  "facing_deg": 270},
    },
    "launches": {"area": {"nation": "WEST", "lat": 0, "lon": 0},
                 "other": {"nation": "FAR", "lat": 1, "lon": 0}},
    "arcs": {"short": {"class": "short"}, "low": {"class": "low-flyer", "altitude_km": 9,
                                                   "speed_m_s": 800}},
    "targets": {"points": {
        "port": {"lat": 0, "lon": 9, "nation": "EAST"},
        "hill": {"lat": 0.5, "lon": 8, "nation": "EAST"},
        "isle": {"lat": 0, "lon": 6, "nation": "SOUTH"},
    }},
    "agreements": {
        "star": {"kind": "sharing", "hub": "HUB", "spokes": ["EAST", "SOUTH"], "purpose": ["WEST"]},
        "twin": {"kind": "sharing", "from": "SOUTH", "to": "EAST", "delay_s": 40},
        "copy": {"kind": "sharing", "from": "SOUTH", "to": "EAST", "delay_s": 40},
        "watch": {"kind": "sharing", "from": "HUB", "to": ["EAST", "SOUTH"], "tier": "alert",
                  "delay_s": 60},
        "post": {"kind": "sharing", "from": "SOUTH", "to": "HUB", "onward": "any", "delay_s": 9,
                 "tier": "alert", "downgrade_s": 3, "threatened": "party"},
        "leg": {"kind": "sharing", "from": "HUB", "to": "EAST", "items": "any", "delay_s": 1,
                "threatened": "recipient"},
        "idle": {"kind": "sharing", "from": "EAST", "to": "FAR"},
        "pact": {"kind": "defence", "must": [["HUB", "EAST"]]},
    },
    "policies": {
        "all": {"plus": ["star", "twin", "copy", "watch", "post", "leg", "idle", "pact"]},
        "doubt": {"plus": ["star", "twin", "watch"], "confirmation": {"EAST": "own"}},
        "two": {"plus": ["star", "watch", "post"], "confirmation": {"EAST": {"k_of_n": 2}}},
        "none": {},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def world():
    return World(Scenario.from_dict(WORLD))


@pytest.fixture(scope="module")
def bank(world):
    # Of one launch nation: what sets of agreements are worth is never averaged over two.
    return Bank.of(World(narrowed(world.scenario, launch="area")))


def by_permutations(values, n):
    """Mean marginal worth over every order of joining, the definition itself."""
    found = np.zeros((n, *values.shape[1:]))
    orders = list(permutations(range(n)))
    for order in orders:
        joined = 0
        for player in order:
            found[player] += values[joined | 1 << player] - values[joined]
            joined |= 1 << player
    return found / len(orders)


@pytest.mark.parametrize("n", range(6))
def test_shapley_is_the_mean_over_orders(n):
    values = np.random.default_rng(n).normal(size=(1 << n, 2, 3))
    np.testing.assert_allclose(shapley(values), by_permutations(values, n), atol=1e-12)


def test_shapley_of_the_airport_game():
    # Runways of cost 1, 3, 6: each stretch is shared by those who need it.
    cost = np.array([max([c for i, c in enumerate((1, 3, 6)) if s >> i & 1], default=0)
                     for s in range(8)], dtype=float)  # fmt: skip
    np.testing.assert_allclose(shapley(cost), [1 / 3, 1 / 3 + 1, 1 / 3 + 1 + 3])


def test_shapley_is_efficient_for_many_players():
    values = np.random.default_rng(0).normal(size=1 << 12)
    assert shapley(values).sum() == pytest.approx(values[-1] - values[0], abs=1e-10)


def test_shapley_needs_every_coalition():
    with pytest.raises(InputError, match="3"):
        shapley(np.zeros(3))


@pytest.mark.parametrize("policy", WORLD["policies"])
def test_worths_are_those_of_every_set_by_itself(bank, policy):
    game = Game(bank, policy)
    worths = game.worths()
    assert worths.shape == (1 << len(game.players), 2, len(game.nations))
    for chosen in range(len(worths)):
        out = [name for i, name in enumerate(game.players) if not chosen >> i & 1]
        # Sums in another order.
        np.testing.assert_allclose(worths[chosen], game.worth(out), rtol=1e-14)


def test_more_agreements_never_cost_warning(bank):
    game = Game(bank, "all")
    worths = game.worths()[:, 0]
    for chosen in range(len(worths)):
        for player in range(len(game.players)):
            assert (worths[chosen | 1 << player] >= worths[chosen] - 1e-9).all()


def test_the_worth_of_a_policy_is_that_of_a_run(world, bank):
    summary = run(world.scenario).summary
    summary = summary[summary["launch"] == "area"]
    for policy in WORLD["policies"]:
        game = Game(bank, policy)
        rows = summary[(summary["policy"] == policy) & (summary["arc"] == "all")]
        expected = rows.set_index("nation").loc[list(game.nations), "mean_warning_s"]
        np.testing.assert_allclose(game.worth()[0], expected, rtol=1e-12)


def test_ranks_sum_to_what_sharing_gives(world, bank):
    found = rank(world, "all").table
    assert tuple(found.columns) == RANK_COLUMNS
    game = Game(bank, "all")
    given = game.worth() - game.worth(game.players)
    assert given[0, 0] > 100.0
    shares = found.groupby("nation", sort=False)["shapley_s"].sum()
    np.testing.assert_allclose(shares.loc[list(game.nations)], given[0], atol=1e-9)


def test_twins_share_alike_and_idle_ones_get_nothing(world, bank):
    found = rank(world, "all").table.set_index(["agreement", "nation"])
    # Either of two equal agreements can go without loss; by Shapley both count.
    assert found.loc[("twin", "EAST"), "loss_s"] == found.loc[("copy", "EAST"), "loss_s"] == 0.0
    shares = [found.loc[(name, "EAST"), "shapley_s"] for name in ("twin", "copy")]
    assert shares[0] == pytest.approx(shares[1], abs=1e-9)
    assert shares[0] > 1.0
    assert (found.loc["idle", ["loss_s", "shapley_s"]] == 0.0).all(axis=None)
    assert "pact" not in found.index.get_level_values("agreement")


def test_ranks_are_ordered_by_what_matters_to_all(world, bank):
    found = rank(world, "all").table
    everyone = found.loc[found["nation"] == "all", "shapley_s"].to_numpy()
    assert (np.diff(everyone) <= 0.0).all()
    assert (found["loss_s"] >= 0.0).all()


def test_people_weigh_by_population(world, bank):
    found = rank(world, "all").table
    assert found["shapley_pop_s"].isna().all()  # points have no people
    people = World(
        world.scenario.updated(
            {
                "targets": {"places": {"min_population": 0}},
                "places": [
                    {"name": "Longport", "nation": "EAST", "lat": 0, "lon": 9, "population": 900},
                    {"name": "Isle", "nation": "SOUTH", "lat": 0, "lon": 6, "population": 100},
                ],
            }
        )
    )
    rows = rank(people, "all").table.set_index(["agreement", "nation"])["shapley_pop_s"]
    for name in ("star", "twin"):
        weighed = 0.9 * rows.loc[(name, "EAST")] + 0.1 * rows.loc[(name, "SOUTH")]
        assert rows.loc[(name, "all")] == pytest.approx(weighed, abs=1e-9)


def test_too_many_players_have_losses_only(world):
    extra = {f"spare-{i}": {"kind": "sharing", "from": "EAST", "to": "FAR"} for i in range(17)}
    changes = {f"agreements.{name}": each for name, each in extra.items()}
    crowd = world.scenario.updated(
        {**changes, "policies.all.plus": [*WORLD["policies"]["all"]["plus"], *extra]}
    )
    found = rank(crowd, "all").table
    assert found["shapley_s"].isna().all()
    assert found["loss_s"].notna().all()
    assert found["agreement"].iloc[0] == "star"
    with pytest.raises(InputError, match="16 at most"):
        Game(Bank.of(World(crowd)), "all").worths()


def test_most_sets_need_no_search(bank, monkeypatch):
    searched = []
    route = Network.route
    monkeypatch.setattr(Network, "route", lambda *a, **k: searched.append(1) or route(*a, **k))
    worths = Game(bank, "all").worths()
    columns = 2 * len(bank.feeds) * len(bank.groups)
    assert len(searched) < 0.25 * len(worths) * columns


def test_an_unknown_policy_is_said(world):
    with pytest.raises(InputError, match="Did you mean 'doubt'"):
        rank(world, "dobut")


def test_a_policy_without_sharing_has_no_ranks(world, bank):
    assert rank(world, "none").table.empty


def test_a_suspended_agreement_is_no_longer_selected(world):
    assert "star" not in Rulebook.of(world.scenario, "all").without("star").agreements


def test_a_result_ranks_as_its_scenario_does(world):
    """Of all that a nation launches from the result's own bank, of one of its areas anew."""
    areas = {**WORLD["launches"], "north": {"nation": "WEST", "lat": 1, "lon": 0}}
    scenario = Scenario.from_dict({**WORLD, "launches": areas})
    result = run(scenario, policies=["all"])
    for launch in ("WEST", "FAR", "north"):
        told = rank(result, "all", launch=launch)
        alone = rank(scenario, "all", launch=launch)
        assert told.question == alone.question or launch == "FAR"
        assert told.table.equals(alone.table)
