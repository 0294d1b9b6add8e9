"""Policies in a terminal: what a run found, what changes between two, which agreement matters."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tocsin.terminal.render import Block, layout
from tocsin.terminal.sheet import Column, Sheet
from tocsin.words import minutes, percent, signed

if TYPE_CHECKING:
    from tocsin.answers.compare import Comparison
    from tocsin.answers.rank import Ranking
    from tocsin.answers.run import Result

NATION, POLICY = Column("nation", "nation"), Column("policy", "policy")
ALL = "all"


@layout("run")
def run(result: "Result") -> Iterator[Block]:
    """Per nation and policy, and what changed against the first policy."""
    yield Sheet(
        f"{result.scenario.title or 'Warning time'} (notional)",
        (
            *(NATION, POLICY),
            *(Column(f"{name}_share", name, percent) for name in ("warned", "late", "never")),
            Column("warning_median_s", "median", minutes),
            Column("warning_p10_s", "p10", minutes),
            Column("gain_s", "gain", signed),
        ),
        list(_with_gains(result)),
        section="nation",
    )
    world = result.world
    yield (
        f"{len(world.cells):,} cells, {len(world.launches)} launch points, {len(world.arcs)} arcs, "
        f"{len(world.sensors)} sensors. A case is a launch point, an arc and a cell."
    )
    yield (
        "warned: public notice before impact; late: a usable notice, but too late for the public; "
        "never: none before impact. Median and p10 (the worst tenth has less) of warning time in "
        "warned cases, m:ss. Gain: change of mean effective warning (late and never count 0) "
        f"against {result.policies[0]}."
    )


def _with_gains(result: "Result") -> Iterator[dict[str, Any]]:
    """Rows of the summary over all arcs, nation by nation; the first policy gains nothing."""
    # The table of all arcs; single arcs are in summary.csv.
    total = result.summary[result.summary["arc"] == ALL]
    for nation in total["nation"].unique():
        rows = total[total["nation"] == nation].to_dict("records")
        first = next(row for row in rows if row["policy"] == result.policies[0])
        for row in rows:
            gain_s = row["effective_warning_s"] - first["effective_warning_s"]
            # The first policy is the measure of the others: no gain, not a gain of nothing.
            yield row | {"gain_s": "" if row is first else gain_s}


@layout("compare")
def compare(comparison: "Comparison") -> Iterator[Block]:
    """Say what changes from one policy to another, a row a nation."""
    yield Sheet(
        f"From {comparison.a} to {comparison.b} (notional)",
        (
            NATION,
            Column("warned_share_a", "warned", percent),
            Column("warned_share_b", "then", percent),
            Column("newly_warned_share", "newly", percent),
            Column("no_longer_warned_share", "no longer", percent),
            Column("sooner_share", "sooner", percent),
            Column("later_share", "later", percent),
            Column("change_s", "mean", signed),
            Column("most_lost_s", "most lost", signed),
            Column("most_gained_s", "most gained", signed),
        ),
        [_with_extremes(row) for row in comparison.table.to_dict("records")],
    )
    for row in comparison.table.to_dict("records"):
        # A treaty changes who may act and not who knows: it would else look like nothing.
        people = f"{row['newly_warned_people']:,.0f} people newly warned"
        yield f"{row['nation']}: response {signed(row['response_change_s'])}, {people}."
    for name, only in ((comparison.a, comparison.only_a), (comparison.b, comparison.only_b)):
        if only:
            yield f"Only in {name}: {', '.join(only)}."
    yield (
        "Shares of cases (a launch point, an arc, a cell): warned before and then, newly and no "
        "longer, sooner and later. Change of effective warning (late and never count 0), m:ss: its "
        "mean, and the most that any case loses and gains. Response: change of mean effective "
        "response."
    )


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
        f"Which agreement matters under {ranking.policy} (notional)",
        (Column("agreement", "agreement"), *numbers),
        list(by_agreement.values()),
    )
    for name, below in dict(zip(table["agreement"], table["falls_with"], strict=True)).items():
        if below:
            yield f"{name} falls with {below}."
    yield (
        "Loss: mean effective warning lost when this agreement goes, and with it what rests on it "
        "(0 where another does its work). Share: its Shapley value, its part of what all give "
        "together. m:ss."
    )
