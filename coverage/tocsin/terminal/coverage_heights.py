"""Coverage at a height in a terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from tocsin.answers.coverage.heights import CREDIT_COLUMNS, HeightCoverage
from tocsin.engine.measures import ALL
from tocsin.terminal.covered import NATION, SENSORS, credited, points, sensors_of, told
from tocsin.terminal.fit import Block
from tocsin.terminal.many import alike, in_order
from tocsin.terminal.sheet import Column, Sheet
from tocsin.words import counted, percent

HEIGHT = Column("altitude_km", "km", "{:g}".format)


def at_heights(answer: HeightCoverage) -> Iterator[Block]:
    """Say how much is covered at each height, how often, and where nobody looks.

    Parameters
    ----------
    answer : HeightCoverage
    """
    rows = [row | {"sensors": sensors_of(row)} for row in answer.table.to_dict("records")]
    # A height by itself: what is seen high up says nothing of what is seen low.
    for altitude_km in answer.table["altitude_km"].unique():
        name = f"Coverage at {altitude_km:g} km (notional)"
        own = [row for row in rows if row["altitude_km"] == altitude_km]
        yield from told(Sheet(name, (NATION, SENSORS, *_numbers(answer)), own, section="nation"))
    if len(answer.policies) > 1:
        # Agreements, and they alone, may hold for some launches only.
        title = f"for launches from {answer.question.title} (notional)"
        yield from _added(answer, title)
        yield from _credit(answer, title)
    yield _meanings(answer)


def _numbers(answer: HeightCoverage) -> tuple[Column, ...]:
    people = (
        Column("satisfied_pop_share", "by\npeople", percent),
        Column("gap_people", "people\nin gaps", _whole),
    )
    # On a grid nobody is counted.
    return (
        Column("covered_share", "covered", percent),
        Column("satisfied_share", f"{answer.how.k} or\nmore", percent),
        *people[: not _is_grid(answer)],
        Column("mean_fold", "mean\nfold", "{:.2f}".format),
        Column("gap_area_km2", "gaps\n[km2]", _whole),
        *people[1 : 1 + (not _is_grid(answer))],
    )


def _is_grid(answer: HeightCoverage) -> bool:
    return answer.how.grid_deg is not None


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _added(answer: HeightCoverage, title: str) -> Iterator[Block]:
    """Say what each policy adds to the first."""
    columns = (
        *(NATION, HEIGHT, Column("policy", "policy")),
        Column("covered_change_share", "covered", points),
        Column("satisfied_change_share", f"{answer.how.k} or\nmore", points),
        Column("mean_fold_change", "mean\nfold", "{:+.2f}".format),
        Column("gap_area_change_km2", "gaps\n[km2]", "{:+,.0f}".format),
    )
    rows = [row for row in answer.added.to_dict("records") if _moves(row)]
    first = answer.policies[0]
    if not rows:
        yield f"At these heights nobody may be told of more than under {first}."
        return
    name = f"What a policy adds to {first}: {title}"
    yield from alike(Sheet(name, columns, in_order(rows, "policy"), section="policy"))


def _moves(row: Mapping[str, Any]) -> bool:
    return abs(row["mean_fold_change"]) >= 0.005


def _credit(answer: HeightCoverage, title: str) -> Iterator[Block]:
    """Say to which agreements a change is owed."""
    rows = answer.credit.to_dict("records")
    columns = (
        *(Column("policy", "policy"), Column("agreement", "agreement"), NATION, HEIGHT),
        Column("covered_first_share", "covered:\nfirst", points),
        Column("covered_last_share", "last", points),
        Column("satisfied_first_share", f"{answer.how.k} or more:\nfirst", points),
        Column("satisfied_last_share", "last", points),
        Column("first_mean_fold", "mean fold:\nfirst", "{:+.2f}".format),
        Column("last_mean_fold", "last", "{:+.2f}".format),
    )
    sheet = Sheet(f"To which agreement it is owed: {title}", columns, ())
    yield from credited(rows, sheet, told_by=CREDIT_COLUMNS, what="covered")


def _meanings(answer: HeightCoverage) -> str:
    how = answer.how
    # Of all together: how many points there are at one height.
    every = answer.table[answer.table["nation"] == ALL]
    where = "points of a grid" if _is_grid(answer) else "target cells"
    moving = "over their period" if how.over_period else f"{how.time_s:g} s after launch"
    return (
        f"Over {counted(int(every['cells'].iloc[0]), 'point')} ({where}), by area: in view of any "
        f"of the sensors named, of {how.k} or more at once; their mean count; area in view of "
        f"none. An object of {how.rcs_m2:g} m2; for infrared satellites one that burns. Satellites "
        f"on orbits: {moving}. Policy: sensors of whose alerts the nation may be told, however "
        "late."
    )
