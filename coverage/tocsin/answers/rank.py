"""Which agreement of a policy matters, and to whom."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Unpack

import numpy as np

from tocsin.answers.answer import Answer
from tocsin.answers.common import Drawn, Question
from tocsin.answers.locate import position_of
from tocsin.answers.registry import verb
from tocsin.answers.run import Result
from tocsin.answers.shapley import MAX_PLAYERS, Game, shapley
from tocsin.answers.tables import Lines, Table
from tocsin.engine.bank import Bank
from tocsin.engine.world import World
from tocsin.scenario.launching import launch_name, launch_nation, narrowed

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

RANK_COLUMNS = (
    *("policy", "launch", "agreement", "falls_with", "nation"),
    *("loss_s", "loss_pop_s", "shapley_s", "shapley_pop_s"),
)


@dataclass(frozen=True, repr=False)
class Ranking(Answer):
    """What each sharing agreement of a policy is worth, and to whom. Notional.

    Attributes
    ----------
    question : Question
    policy : str
    table : DataFrame
        Columns `RANK_COLUMNS`, a row an agreement and nation (and ``all``), the agreement that
        matters most to all first. ``falls_with``: all that it rests on. ``loss_s``: mean
        warning lost when this one is removed, and with it what rests on it; 0 where another does
        its work. ``shapley_s``: its share of what all of them give together over none (nan with
        more than `MAX_PLAYERS`). ``_pop_`` weights by people.
    """

    verb = "rank"
    main_measures = ("loss_s", "shapley_s")

    question: Question
    policy: str
    table: Table = Table()


@verb(example="tocsin rank configs/scenarios/northeast-asia.yaml -p realtime-2024")
def rank(
    scenario: "Scenario | World | Result",
    policy: str,
    *,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    **asked: Unpack[Drawn],
) -> Ranking:
    """Rank the agreements of a policy by what each is worth, and to whom.

    Parameters
    ----------
    scenario : Scenario, World or Result
        A result has the geometry, where the launch that it is asked for is all of a nation's.
    policy : str
        Policy.
    threads, progress
        As for `tocsin.answers.run.run`.

    Returns
    -------
    Ranking

    Raises
    ------
    InputError
        The policy is unknown.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> ranking = rank(Scenario.from_text(scaffold("island")), "together")
    >>> ranking.table["agreement"].unique().tolist()
    ['promise']
    """
    given = scenario.scenario if isinstance(scenario, World | Result) else scenario
    position_of(policy, list(given.policies), kind="policy")
    if isinstance(scenario, Result):
        question, bank = scenario.question, _bank_of(scenario)
    else:
        world = scenario if isinstance(scenario, World) else World(scenario)
        question, bank = Question.of(given), Bank.of(world, threads=threads, progress=progress)
    game = Game(bank, policy)
    full = game.worth()
    losses = [full - game.worth([name]) for name in game.players]
    exact = len(game.players) <= MAX_PLAYERS
    # 2^16 sets at most: beyond them the loss of each alone still says something.
    shares = shapley(game.worths()) if exact else np.full((len(losses), *full.shape), np.nan)
    worths = list(zip(game.players, losses, shares, strict=True))
    # In order of the share in the warning of all, or of the loss where shares are not known.
    worths.sort(key=lambda worth: -float(worth[2][0, -1] if exact else worth[1][0, -1]))
    resting = given.resting
    about = (policy, question.launch)
    rows = [
        dict(zip(RANK_COLUMNS, (*about, *told, *loss[:, column], *share[:, column]), strict=True))
        for name, loss, share in worths
        for column, nation in enumerate(game.nations)
        for told in [(name, ", ".join(resting[name]), nation)]
    ]
    return Ranking(question, policy, Lines(rows, RANK_COLUMNS))


def _bank_of(result: Result) -> Bank:
    """Return the cases of the launch that a result is asked for."""
    launch, scenario = result.question.launch, result.scenario
    nation = launch_nation(scenario, launch)
    if launch == launch_name(scenario, nation):
        return result.bank.launched_by(result.world.nations.index(nation))
    # One of several areas: a group holds all of them.
    part = World(narrowed(scenario, launch=launch), known_cells=result.world.cells)
    return Bank.of(part)
