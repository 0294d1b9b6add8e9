"""The explanation of one cell in sentences that a student understands."""

import math
from collections.abc import Iterable, Iterator, Sequence

from tocsin.answers.explain.rows import CellExplanation, RefusedRow, ResponderRow
from tocsin.sharing.explain import MORE_REFUSED, UNNAMED
from tocsin.sharing.routes import HIDDEN
from tocsin.words import seconds

# More refused ways than this are counted, not told: the nearest to being admitted stand first.
MOST_TOLD = 6


def sentences(told: CellExplanation, *, winning: Iterable[str], truncated: bool) -> tuple[str, ...]:
    """Say everything: the outcome, how the item came, what was refused, who may act.

    Parameters
    ----------
    told : CellExplanation
    winning : iterable of str
        How the item came, hop by hop.
    truncated : bool
        Whether there may be more refused routes than those that were found.
    """
    lines = [*_outcome(told), *_sight(told), *winning, *_stages(told), *refusals(told.refused)]
    if truncated:
        lines.append(MORE_REFUSED)
    return (*lines, *_action(told))


def refusals(rows: Sequence[RefusedRow], *, most: int = MOST_TOLD) -> Iterator[str]:
    """Say what was refused, the nearest to being admitted first; ways of one kind together.

    Parameters
    ----------
    rows : sequence of RefusedRow
    most : int
        How many ways to tell.
    """
    # Drills of several years, say, differ in nothing but their names.
    alike: dict[tuple, list[RefusedRow]] = {}
    for row in rows:
        alike.setdefault((row.sensor, row.route, row.arrives_s, row.clauses), []).append(row)
    ways = list(alike.values())
    for first, *others in ways[:most]:
        names = " and ".join(" with ".join(row.agreements) for row in others)
        yield first.sentence + (f" So is the same way by {names}." if others else "")
    if len(ways) > most:
        yield f"{len(ways) - most} more refused ways are further from being admitted."


def _outcome(told: CellExplanation) -> Iterator[str]:
    yield f"The flight takes {seconds(told.impact_s)}."
    if told.status == "warned":
        yield f"{told.nation} has {seconds(told.warning_s)} of warning."
    elif told.status == "never":
        yield f"{told.nation} holds no usable item before impact."
    elif math.isfinite(told.public_s):
        late = seconds(told.public_s - told.impact_s)
        yield f"{told.nation} knows, but too late: public notice would come {late} after impact."
    else:
        yield (
            f"{told.nation} knows, but does not confirm it before impact, so it gives no public "
            "notice."
        )


def _sight(told: CellExplanation) -> Iterator[str]:
    if told.status == "never":
        # Three ways of knowing nothing: unseen, seen too briefly, and told too late.
        saw = [row for row in told.sensors if math.isfinite(row.first_sight_s)]
        producing = [row for row in saw if math.isfinite(min(row.alert_s, row.track_s))]
        if not saw:
            yield "No sensor of any nation ever sees it."
        elif not producing:
            yield "Sensors see it, but none long enough to make an item of it."
        if math.isfinite(told.know_s):
            yield f"The first would come at {seconds(told.know_s)}, after impact:"
        return
    parts = told.waterfall
    sensor = UNNAMED if told.sensor == HIDDEN else told.sensor
    seen = f"The sensor that tells first ({sensor}) sees it from launch"
    if parts["unseen"] > 0.0:
        seen = f"The sensor that tells first ({sensor}) first sees it {seconds(parts['unseen'])} "
        seen += "after launch"
    yield f"{seen} and needs {seconds(parts['confirm'])} of unbroken view."


def _stages(told: CellExplanation) -> Iterator[str]:
    if told.status == "never":
        return
    # Under "accept" there is nothing to wait for, and nothing to say.
    if told.rule != "accept":
        yield _confirmation(told)
    if math.isfinite(told.public_s):
        parts = told.waterfall
        yield (
            f"{told.nation} takes {seconds(parts['assess'])} to assess it and "
            f"{seconds(parts['disseminate'])} to tell the public: "
            f"public notice at {seconds(told.public_s)}."
        )


def _confirmation(told: CellExplanation) -> str:
    what = "a sensor of its own"
    if told.rule != "own":
        what = f"{told.rule.partition(' ')[0]} different sensors"
    need = f"{told.nation} acts only on {what}"
    if not told.confirmed_by:
        return f"{need}, which it does not have before impact."
    names = " and ".join(UNNAMED if each == HIDDEN else each for each in told.confirmed_by)
    wait = seconds(told.waterfall["confirmation_wait"])
    return f"{need}: {names}, at {seconds(told.notice_s)}. It waits {wait} for that."


def _action(told: CellExplanation) -> Iterator[str]:
    for row in told.responders:
        # A responder elsewhere has no part in this case.
        if row.covers:
            yield _response(told, row)
    yield from (f"{row.sentence}." for row in told.duties)


def _response(told: CellExplanation, row: ResponderRow) -> str:
    who = f"Responder {row.responder} of {row.owner} covers the cell"
    if not row.may_act:
        return f"{who}, but {row.owner} may not act for {told.cell_nation} under this policy."
    if not row.track_s < told.impact_s:
        return f"{who} and may act, but {row.owner} holds no track of it before impact."
    ready = f"{who} and may act: {row.owner} holds a track at {seconds(row.track_s)}"
    if row.left_s > 0.0:
        return f"{ready} and is ready {seconds(row.left_s)} before impact."
    return f"{ready} and would be ready {seconds(-row.left_s)} after impact, too late."
