"""The explanation of one cell as a figure: its waterfall, and the winning route below it."""

from collections.abc import Sequence
from math import isfinite
from textwrap import fill
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tocsin.answers.explain.rows import CellExplanation
from tocsin.errors import InputError
from tocsin.plot import style
from tocsin.plot.waterfall import LANE_IN, NAME_WIDTH, ROW_IN, route_sequence, waterfall
from tocsin.sharing.routes import HIDDEN

# Inches: what stands left of, right of, above and below the bars and the route.
LEFT, BARS, RIGHT = 1.9, 6.4, 1.3
TOP, KEY, GAP, FOOT = 0.75, 1.0, 0.55, 0.75


@style.styled
def figure_of_explanation(
    explanations: CellExplanation | Sequence[CellExplanation],
) -> tuple[Figure, list[Axes]]:
    """Draw where the time goes under one or more policies, and how the item comes under the last.

    Parameters
    ----------
    explanations : CellExplanation or sequence of CellExplanation
        Of one arc to one cell; a bar each.

    Returns
    -------
    fig, axes
        Axes of the waterfall, then of the route where an item comes to the nation at all.

    Raises
    ------
    InputError
        There is none.
    """
    every = [explanations] if isinstance(explanations, CellExplanation) else list(explanations)
    if not every:
        raise InputError("No explanation to draw. Give one or more.")
    last = every[-1]
    # Without a usable item there is no route; the figure is then shorter.
    passage = passage_of(last)
    bars = ROW_IN * len(every)
    route = LANE_IN * len(passage.holders)
    height = TOP + bars + KEY + (GAP + route + FOOT if route else 0.35)
    width = LEFT + BARS + RIGHT
    figure = style.new_figure(width, height)
    top = (height - TOP - bars) / height
    upper = figure.add_axes((LEFT / width, top, BARS / width, bars / height))
    parts = {each.policy: spaced(each.waterfall) for each in every}
    waterfall(parts, title="Where the time goes", subtitle=_about(last), ax=upper)
    if not route:
        return figure, [upper]
    # Under the bars, on the same axis of time.
    lower = figure.add_axes((LEFT / width, FOOT / height, BARS / width, route / height))
    title = f"The winning route under {last.policy}"
    route_sequence(**passage._asdict(), impact_s=last.impact_s, title=title, ax=lower)
    return figure, [upper, lower]


def spaced(parts: dict[str, float]) -> dict[str, float]:
    """Return parts of a waterfall under the names that the chart uses.

    Examples
    --------
    >>> spaced({"confirmation_wait": 20.0})
    {'confirmation wait': 20.0}
    """
    return {part.replace("_", " "): length_s for part, length_s in parts.items()}


def _about(told: CellExplanation) -> str:
    return told.title.removesuffix(f" under {told.policy}")


class Passage(NamedTuple):
    """The winning route: who holds the item, from when [s after launch], and by what."""

    holders: list[str]
    times_s: list[float]
    hops: list[str]


def passage_of(told: CellExplanation) -> Passage:
    """Return the winning route of an explanation, from the sensor to the public; empty without."""
    if told.sensor is None:
        return Passage([], [], [])
    sensor = "not named" if told.sensor == HIDDEN else str(told.sensor)
    made_s = told.waterfall["unseen"] + told.waterfall["confirm"]
    # The originator holds it the moment the sensor has made it.
    holders = [sensor, str(told.route).split(">")[0], *(hop.target for hop in told.hops)]
    times_s = [made_s, made_s, *(hop.held_s for hop in told.hops)]
    hops = ["makes it", *(f"{hop.agreement}, {hop.mode}" for hop in told.hops)]
    if isfinite(told.public_s):
        holders.append(f"public of {told.nation}")
        times_s.append(told.public_s)
        hops.append("assess, tell" if told.rule == "accept" else "confirm, assess, tell")
    names = [fill(name, NAME_WIDTH) for name in holders]
    return Passage(names, [round(time_s, 1) for time_s in times_s], hops)
