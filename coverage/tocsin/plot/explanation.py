"""The explanation of one cell as a figure: its waterfall, and the winning route below it."""

from collections.abc import Sequence
from math import isfinite
from textwrap import fill

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tocsin.answers.explain.rows import CellExplanation
from tocsin.errors import InputError
from tocsin.plot import style
from tocsin.plot.waterfall import NAME_WIDTH, ROW_IN, route_sequence, waterfall
from tocsin.sharing.routes import HIDDEN

# Inches: what stands left of, right of, above and below the bars and the route.
LEFT, BARS, RIGHT = 1.9, 6.4, 1.3
TOP, KEY, ROUTE, GAP, FOOT = 0.75, 1.0, 3.2, 0.4, 0.35


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
    has_route = last.sensor is not None
    bars = ROW_IN * len(every)
    height = TOP + bars + KEY + FOOT + (GAP + ROUTE if has_route else 0.0)
    width = LEFT + BARS + RIGHT
    figure = style.new_figure(width, height)
    top = (height - TOP - bars) / height
    upper = figure.add_axes((LEFT / width, top, BARS / width, bars / height))
    parts = {each.policy: spaced(each.waterfall) for each in every}
    waterfall(parts, title="Where the time goes", subtitle=_about(last), ax=upper)
    if not has_route:
        return figure, [upper]
    box = (1.0 / width, (FOOT + 0.1) / height, (width - 1.6) / width, (ROUTE - 0.2) / height)
    lower = figure.add_axes(box)
    _draw_route(last, lower)
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


def _draw_route(told: CellExplanation, ax: Axes) -> None:
    sensor = "not named" if told.sensor == HIDDEN else str(told.sensor)
    made_s = told.waterfall["unseen"] + told.waterfall["confirm"]
    # The originator holds it the moment the sensor has made it.
    holders = [sensor, str(told.route).split(">")[0], *(hop.target for hop in told.hops)]
    hops = ["makes it", *(f"{hop.agreement}, {hop.mode}" for hop in told.hops)]
    times_s = [made_s, made_s, *(hop.held_s for hop in told.hops)]
    if isfinite(told.public_s):
        holders.append(f"public of {told.nation}")
        hops.append("assess, tell" if told.rule == "accept" else "confirm, assess, tell")
        times_s.append(told.public_s)
    route_sequence(
        [fill(name, NAME_WIDTH) for name in holders],
        times_s=[round(time_s, 1) for time_s in times_s],
        hops=[fill(hop, NAME_WIDTH) for hop in hops],
        impact_s=told.impact_s,
        title=f"The winning route under {told.policy}",
        ax=ax,
    )
