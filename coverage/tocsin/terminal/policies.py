"""Policies in a terminal: what a run found, what changes between two, which agreement matters."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tocsin.answers.common import Question
from tocsin.answers.standing_out import SHOWN_S, is_many
from tocsin.answers.tables import rows_of
from tocsin.engine.claims import claims, unclaimed
from tocsin.engine.doubts import doubts
from tocsin.engine.extent import far_off
from tocsin.engine.measures import ALL
from tocsin.scenario.launching import launch_nation
from tocsin.terminal.fit import Block, FirstThatFits
from tocsin.terminal.many import alike, distinct, in_order, left_out, unlike
from tocsin.terminal.render import layout
from tocsin.terminal.sheet import Column, Row, Sheet
from tocsin.words import counted, minutes, percent, signed

if TYPE_CHECKING:
    from tocsin.answers.answer import Answer
    from tocsin.answers.compare import Comparison
    from tocsin.answers.rank import Ranking
    from tocsin.answers.run import Result

# A screen holds so many differences of two scenarios; the rest is counted.
_TOLD = 13
NATION, POLICY = Column("nation", "nation"), Column("policy", "policy")

RUN_NUMBERS = (
    *(Column(f"{name}_share", name, percent) for name in ("warned", "late", "never")),
    Column("warning_median_s", "warning", minutes),
    Column("warning_p10_s", "worst\ntenth", minutes),
    Column("mean_warning_s", "mean", minutes),
    Column("gain_s", "gain", signed),
)


@layout("run")
def run(result: "Result") -> Iterator[Block]:
    """Per launch, nation and policy: who is warned, and what changed against the first policy."""
    # What leads stands first; others follow by themselves, and never enter its numbers.
    for launch in result.world.launch_names:
        question = Question.of(result.scenario, launch)
        rows = list(_with_gains(result, launch))
        sheet = Sheet(
            f"{result.scenario.title or 'Warning time'}: from {question.title} (notional)",
            (NATION, POLICY, *RUN_NUMBERS),
            rows,
            section="nation",
        )
        if is_many([row["nation"] for row in rows]):
            yield from _of_many(sheet, rows, result.policies)
        else:
            yield sheet
        if len(question.arcs) > 1 and len(result.policies) > 1:
            yield from _gains_by_arc(result, rows, question.arcs)
        yield from _left_out(result, launch)
    world = result.world
    shown = {world.nations[each] for each in set(world.cells.nation.tolist())}
    if not shown.issuperset(world.scenario.target_nations):
        yield from unclaimed(claims(world))
    yield from far_off(world)
    yield from doubts(world)
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


def _of_many(sheet: Sheet, rows: Sequence[Row], policies: Sequence[str]) -> Iterator[Block]:
    """Lay out many nations: all under the first policy, then those that another one changes."""
    of = {policy: [row for row in rows if row["policy"] == policy] for policy in policies}
    shown, same = list(of[policies[0]]), {}
    for policy in policies[1:]:
        # The gain is a change against the first policy, which has none.
        changed, others = unlike(of[policy], RUN_NUMBERS[:-1], of[policies[0]])
        shown += changed
        same[policy] = len(others)
    sheet, equal = distinct(replace(sheet, rows=shown, section="policy"))
    yield from alike(sheet)
    yield from equal
    for policy, count in same.items():
        yield from left_out(count, f"under {policy} as under {policies[0]}")


def _gains_by_arc(
    result: "Result", rows: list[dict[str, Any]], arcs: tuple[str, ...]
) -> Iterator[Block]:
    """Say what each policy gains by each arc: a mean over them hides who gains."""
    others = [row for row in rows if row["policy"] != result.policies[0]]
    gains = [Column(f"gain {arc}", arc, signed) for arc in arcs]
    title = f"Gain against {result.policies[0]} by arc (notional)"
    sheet = Sheet(title, (NATION, POLICY, *gains), others, section="nation", frame="rules")
    if not is_many([row["nation"] for row in others]):
        yield sheet
        return
    kept = [row for row in others if any(abs(row[each.key]) >= SHOWN_S for each in gains)]
    yield from alike(replace(sheet, rows=in_order(kept, "policy"), section="policy"))


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


COMPARE_NUMBERS = (
    Column("warned_share_a", "warned", percent),
    Column("warned_share_b", "then", percent),
    Column("newly_warned_share", "newly", percent),
    Column("no_longer_warned_share", "no\nlonger", percent),
    Column("sooner_share", "sooner", percent),
    Column("later_share", "later", percent),
    Column("change_s", "mean", signed),
    Column("most_lost_s", "most\nlost", signed),
    Column("most_gained_s", "most\ngained", signed),
)


@layout("compare")
def compare(comparison: "Comparison") -> Iterator[Block]:
    """Say what changes from one policy to another, a row a nation."""
    sheet = Sheet(
        f"From {comparison.a} to {comparison.b}: {_from(comparison)} (notional)",
        (NATION, Column("arc", "arc"), *COMPARE_NUMBERS),
        [_with_extremes(row) for row in _shown(comparison)],
        section="nation",
    )
    together = [row for row in rows_of(comparison, "table") if row["arc"] == ALL]
    if is_many([row["nation"] for row in together]):
        yield from _changes_of_many(sheet, together)
    else:
        yield sheet
        for row in together:
            yield _response_and_people(row)
    for name, only in ((comparison.a, comparison.only_a), (comparison.b, comparison.only_b)):
        if only:
            yield f"Only in {name}: {', '.join(only)}."
    yield from _of_two_scenarios(comparison)
    yield (
        "Shares of cases (a launch point, an arc, a cell): warned before and then, newly and no "
        "longer, sooner and later. Change of warning (late and never count 0), m:ss: its mean, the "
        "gain, and the most that any case loses and gains. Response: change of mean "
        "response."
    )


def _of_two_scenarios(comparison: "Comparison") -> Iterator[str]:
    """Say which cases are paired, and what besides agreements sets two scenarios apart."""
    told = comparison.sentences
    if told:
        yield told[0]
    if told[1:]:
        more = f"; and {len(told) - _TOLD:,} more (all with --json)" if len(told) > _TOLD else ""
        yield f"The two differ in {'; '.join(told[1:_TOLD])}{more}."


def _changes_of_many(sheet: Sheet, together: Sequence[Row]) -> Iterator[Block]:
    """Lay out the nations for which something changes, and count those for which nothing does."""
    moved = {row["nation"] for row in sheet.rows if row["sooner_share"] or row["later_share"]}
    kept = [row for row in sheet.rows if row["nation"] in {*moved, ALL}]
    yield from alike(replace(sheet, rows=kept, section=""))
    yield from left_out(len({row["nation"] for row in together} - moved - {ALL}), "without change")
    for row in together:
        told = row["newly_warned_people"] > 0 or abs(row["response_change_s"]) >= SHOWN_S
        if told or row["nation"] == ALL:
            yield _response_and_people(row)


def _response_and_people(row: Mapping[str, Any]) -> str:
    """Say what else changes for a nation: a treaty changes who may act and not who knows."""
    told = f"{row['nation']}: response {signed(row['response_change_s'])}"
    # Where nobody lives nobody is newly warned, and where by people is withheld nobody is counted.
    if row["newly_warned_people"] >= 0.0:
        told += f", {row['newly_warned_people']:,.0f} people newly warned"
    return f"{told}."


def _from(answer: "Answer") -> str:
    """Say in a title whose launch it is."""
    return f"from {answer.question.title}"


def _shown(comparison: "Comparison") -> list[Row]:
    """Rows of every arc, and of all together; where there is one arc, once."""
    rows = rows_of(comparison, "table")
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
    """Say which agreement of a policy matters, and to whom."""
    rows = rows_of(ranking, "table")
    if not rows:
        yield f"Policy {ranking.policy} has no sharing agreement: there is nothing to rank."
        return
    title = f"Which agreement matters under {ranking.policy}: {_from(ranking)} (notional)"
    yield FirstThatFits(_column_a_nation(rows, title), list(_row_a_nation(rows, title)))
    for name, below in {row["agreement"]: row["falls_with"] for row in rows}.items():
        if below:
            yield f"{name} falls with {below}."
    yield (
        "Loss: mean warning lost when this agreement goes, and with it what rests on it "
        "(0 where another does its work). Share: its Shapley value, its part of what all give "
        "together. m:ss."
    )


def _column_a_nation(rows: Sequence[Row], title: str) -> Sheet:
    """Lay a ranking out with two columns a nation."""
    nations = dict.fromkeys(row["nation"] for row in rows)
    numbers = [
        Column(f"{nation} {key}", head, minutes)
        for nation in nations
        for key, head in (("loss_s", f"{nation} loss"), ("shapley_s", "share"))
    ]
    by_agreement: dict[str, dict[str, Any]] = {}
    for row in rows:
        line = by_agreement.setdefault(row["agreement"], {"agreement": row["agreement"]})
        # The table has a row an agreement and nation; a reader wants a line an agreement.
        line |= {f"{row['nation']} {key}": row[key] for key in ("loss_s", "shapley_s")}
    return Sheet(title, (Column("agreement", "agreement"), *numbers), list(by_agreement.values()))


def _row_a_nation(rows: Sequence[Row], title: str) -> Iterator[Block]:
    """Lay a ranking out with a row an agreement and nation to which it matters, most first."""
    told = [row for row in rows if max(row["loss_s"], row["shapley_s"]) >= SHOWN_S]
    columns = (
        *(Column("agreement", "agreement"), NATION),
        *(Column("loss_s", "loss", minutes), Column("shapley_s", "share", minutes)),
    )
    # All nations together stand first, then those to whom it matters most.
    most_first = sorted(told, key=lambda row: (row["nation"] != ALL, -row["shapley_s"]))
    order = {row["agreement"]: at for at, row in reversed(list(enumerate(rows)))}
    grouped = sorted(most_first, key=lambda row: order[row["agreement"]])
    yield from alike(Sheet(title, columns, grouped, section="agreement"))
    for name in order:
        others = {row["nation"] for row in rows} - {ALL}
        others -= {row["nation"] for row in told if row["agreement"] == name}
        yield from left_out(len(others), f"lose nothing without {name}")
