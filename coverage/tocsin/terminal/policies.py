"""Policies in a terminal: what a run found, what changes between two, which agreement matters."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tocsin.answers.common import Question
from tocsin.engine.claims import claims, unclaimed
from tocsin.scenario.launching import launch_nation
from tocsin.terminal.render import Block, layout
from tocsin.terminal.sheet import Column, Sheet
from tocsin.words import counted, minutes, percent, signed

if TYPE_CHECKING:
    from tocsin.answers.answer import Answer
    from tocsin.answers.compare import Comparison
    from tocsin.answers.rank import Ranking
    from tocsin.answers.run import Result

NATION, POLICY = Column("nation", "nation"), Column("policy", "policy")
ALL = "all"


@layout("run")
def run(result: "Result") -> Iterator[Block]:
    """Per launch, nation and policy: who is warned, and what changed against the first policy."""
    # What leads stands first; others follow by themselves, and never enter its numbers.
    for launch in result.world.launch_names:
        question = Question.of(result.scenario, launch)
        rows = list(_with_gains(result, launch))
        yield Sheet(
            f"{result.scenario.title or 'Warning time'}: from {question.title} (notional)",
            (
                *(NATION, POLICY),
                *(Column(f"{name}_share", name, percent) for name in ("warned", "late", "never")),
                Column("warning_median_s", "warning", minutes),
                Column("warning_p10_s", "worst\ntenth", minutes),
                Column("mean_warning_s", "mean", minutes),
                Column("gain_s", "gain", signed),
            ),
            rows,
            section="nation",
        )
        if len(question.arcs) > 1 and len(result.policies) > 1:
            yield _gains_by_arc(result, rows, question.arcs)
        yield from _left_out(result, launch)
    world = result.world
    shown = {world.nations[each] for each in set(world.cells.nation.tolist())}
    if not shown.issuperset(world.scenario.target_nations):
        yield from unclaimed(claims(world))
    yield (
        f"{counted(len(world.cells), 'cell')}, {counted(len(world.launches), 'launch point')}, "
        f"{counted(len(world.arcs), 'arc')}, {counted(len(world.sensors), 'sensor')}. A case is a "
        "launch point, an arc and a cell; all count alike. Numbers without an arc are over all of "
        "them, which are unlike threats."
    )
    yield (
        "warned: public notice before impact; late: a usable notice, but too late for the public; "
        "never: none before impact. Warning: median over warned cases; the worst tenth has less; "
        "mean: over all cases, late and never as 0. Gain: change of the mean against "
        f"{result.policies[0]}. m:ss."
    )


def _gains_by_arc(result: "Result", rows: list[dict[str, Any]], arcs: tuple[str, ...]) -> Block:
    """Say what each policy gains by each arc: a mean over them hides who gains."""
    others = [row for row in rows if row["policy"] != result.policies[0]]
    columns = (NATION, POLICY, *(Column(f"gain {arc}", arc, signed) for arc in arcs))
    title = f"Gain against {result.policies[0]} by arc (notional)"
    return Sheet(title, columns, others, section="nation", frame="rules")


def _left_out(result: "Result", launch: str) -> Iterator[str]:
    """Name agreements that do not speak of this launch nation."""
    agreements = result.scenario.agreements
    nation = launch_nation(result.scenario, launch)
    chosen = {name for policy in result.policies for name in result.rulebook(policy).agreements}
    purposes = {name: getattr(agreements[name], "purpose", None) or [nation] for name in chosen}
    names = [name for name in agreements if name in chosen and nation not in purposes[name]]
    if names:
        yield f"Limited by purpose to other launch nations: {', '.join(names)}."


def _with_gains(result: "Result", launch: str) -> Iterator[dict[str, Any]]:
    """Rows of the summary over all arcs, nation by nation; the first policy gains nothing."""
    table = result.summary[result.summary["launch"] == launch]
    keyed = table[["nation", "policy", "arc", "mean_warning_s"]].itertuples(index=False)
    mean_s = {(nation, policy, arc): value for nation, policy, arc, value in keyed}
    arcs = table["arc"].unique()
    total = table[table["arc"] == ALL]
    for nation in total["nation"].unique():
        for row in total[total["nation"] == nation].to_dict("records"):
            first, own = result.policies[0], row["policy"]
            gains_s = {
                f"gain {arc}": mean_s[nation, own, arc] - mean_s[nation, first, arc] for arc in arcs
            }
            # The first policy is the measure of the others: no gain, not a gain of nothing.
            is_first = own == first
            yield row | gains_s | {"gain_s": "" if is_first else gains_s[f"gain {ALL}"]}


@layout("compare")
def compare(comparison: "Comparison") -> Iterator[Block]:
    """Say what changes from one policy to another, a row a nation."""
    yield Sheet(
        f"From {comparison.a} to {comparison.b}: {_from(comparison)} (notional)",
        (
            *(NATION, Column("arc", "arc")),
            Column("warned_share_a", "warned", percent),
            Column("warned_share_b", "then", percent),
            Column("newly_warned_share", "newly", percent),
            Column("no_longer_warned_share", "no\nlonger", percent),
            Column("sooner_share", "sooner", percent),
            Column("later_share", "later", percent),
            Column("change_s", "mean", signed),
            Column("most_lost_s", "most\nlost", signed),
            Column("most_gained_s", "most\ngained", signed),
        ),
        [_with_extremes(row) for row in _shown(comparison)],
        section="nation",
    )
    for row in comparison.table.to_dict("records"):
        if row["arc"] == ALL:
            yield _response_and_people(row)
    for name, only in ((comparison.a, comparison.only_a), (comparison.b, comparison.only_b)):
        if only:
            yield f"Only in {name}: {', '.join(only)}."
    yield (
        "Shares of cases (a launch point, an arc, a cell): warned before and then, newly and no "
        "longer, sooner and later. Change of warning (late and never count 0), m:ss: its mean, the "
        "gain, and the most that any case loses and gains. Response: change of mean "
        "response."
    )


def _response_and_people(row: Mapping[str, Any]) -> str:
    """Say what else changes for a nation: a treaty changes who may act and not who knows."""
    told = f"{row['nation']}: response {signed(row['response_change_s'])}"
    # Where nobody lives nobody is newly warned, and no number says so.
    if row["population"] > 0:
        told += f", {row['newly_warned_people']:,.0f} people newly warned"
    return f"{told}."


def _from(answer: "Answer") -> str:
    """Say in a title whose launch it is."""
    return f"from {answer.question.title}"


def _shown(comparison: "Comparison") -> list[dict[str, Any]]:
    """Rows of every arc, and of all together; where there is one arc, once."""
    rows = comparison.table.to_dict("records")
    return rows if len(comparison.question.arcs) > 1 else [r for r in rows if r["arc"] != ALL]


def _with_extremes(row: Mapping[str, Any]) -> dict[str, Any]:
    """Add the greatest loss and the greatest gain: none where no case loses or gains."""
    least_s, greatest_s = row["change_min_s"], row["change_max_s"]
    return {
        **row,
        "most_lost_s": least_s if least_s < 0.0 else None,
        "most_gained_s": greatest_s if greatest_s > 0.0 else None,
    }


@layout("rank")
def rank(ranking: "Ranking") -> Iterator[Block]:
    """Say which agreement of a policy matters, and to whom: two columns a nation."""
    table = ranking.table
    if table.empty:
        yield f"Policy {ranking.policy} has no sharing agreement: there is nothing to rank."
        return
    nations = list(dict.fromkeys(table["nation"]))
    numbers = [
        Column(f"{nation} {key}", head, minutes)
        for nation in nations
        for key, head in (("loss_s", f"{nation} loss"), ("shapley_s", "share"))
    ]
    by_agreement: dict[str, dict[str, Any]] = {}
    for row in table.to_dict("records"):
        line = by_agreement.setdefault(row["agreement"], {"agreement": row["agreement"]})
        # The table has a row an agreement and nation; a reader wants a line an agreement.
        line |= {f"{row['nation']} {key}": row[key] for key in ("loss_s", "shapley_s")}
    yield Sheet(
        f"Which agreement matters under {ranking.policy}: {_from(ranking)} (notional)",
        (Column("agreement", "agreement"), *numbers),
        list(by_agreement.values()),
    )
    for name, below in dict(zip(table["agreement"], table["falls_with"], strict=True)).items():
        if below:
            yield f"{name} falls with {below}."
    yield (
        "Loss: mean warning lost when this agreement goes, and with it what rests on it "
        "(0 where another does its work). Share: its Shapley value, its part of what all give "
        "together. m:ss."
    )
