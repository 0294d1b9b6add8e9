"""The figure of a study: a measure along one of its axes."""

from typing import TYPE_CHECKING

from tocsin import words
from tocsin.plot import style
from tocsin.plot.heading import write_titles

from .tables import ROW

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from tocsin.plot.style import Axes, Figure

ROW_IN, WIDTH_IN, FRAME_IN = 0.28, 8.0, 1.9
MEANS = "mean over all runs"
ABOUT = f"{MEANS}; bar from least to greatest"


def draw_steps(
    table: "pd.DataFrame", column: str, *, measure: str, label: str, title: str, ax: "Axes | None"
) -> "tuple[Figure, Axes]":
    """Draw a measure that holds from each day until the next, a line a nation."""
    from tocsin.plot.steps import step_chart

    keys = _told_apart(table)
    wide = table.pivot_table(index=column, columns=keys, values="mean", dropna=False)
    series = {
        " ".join(part for part in key if part != "all") or "all": wide[key].tolist() for key in wide
    }
    days = [day.date() for day in wide.index]
    # The unit stands in the name, as everywhere.
    unit = "m:ss" if measure.endswith("_s") else "%"
    return step_chart(
        days,
        series=series,
        unit=unit,
        label=label,
        title=title,
        subtitle=_about(table, MEANS),
        ax=ax,
    )


@style.styled
def draw_levels(
    table: "pd.DataFrame", column: str, *, measure: str, label: str, title: str, ax: "Axes | None"
) -> "tuple[Figure, Axes]":
    """Draw a measure for each value: the mean as a dot, least to greatest as a bar."""
    numeric = table[column].dtype.kind in "iuf"
    names = [_name(row, column, _told_apart(table)) for row in table.to_dict("records")]
    if ax is None:
        height = 4.5 if numeric else FRAME_IN + ROW_IN * len(table)
        ax = style.new_figure(WIDTH_IN, height).add_axes(_box(names, height, numeric=numeric))
    if numeric:
        _draw_line(ax, table, column)
        ax.set_xlabel(column)
    else:
        _draw_rows(ax, table, names)
    value_axis = ax.yaxis if numeric else ax.xaxis
    write = writer_of(measure)
    value_axis.set_major_formatter(lambda value, _: write(value))
    value_axis.set_label_text(label)
    write_titles(ax, title, _about(table, ABOUT))
    style.mark(style.figure_of(ax))
    return style.figure_of(ax), ax


def writer_of(measure: str) -> "Callable[[float], str]":
    """Return how numbers of a measure are written.

    Examples
    --------
    >>> writer_of("gap_s")(90.0), writer_of("warned_share")(0.5), writer_of("gap_people")(12000.0)
    ('1:30', '50 %', '12,000')
    """
    if measure.endswith("_s"):
        return style.minutes
    return words.percent if measure.endswith("_share") else "{:,g}".format


def _told_apart(table: "pd.DataFrame") -> list[str]:
    """Return what tells rows apart besides the axis; one launch alone stands under the title."""
    return [key for key in ROW if key != "launch" or table[key].nunique() > 1]


def _about(table: "pd.DataFrame", text: str) -> str:
    launches = table["launch"].unique()
    return f"{text}; from {launches[0]}" if len(launches) == 1 else text


def _name(row: dict[str, object], column: str, keys: list[str]) -> str:
    rest = [str(row[key]) for key in keys if row[key] != "all"]
    value = row[column]
    text = f"{column} {'in' if value else 'out'}" if isinstance(value, bool) else str(value)
    return " · ".join([text, *rest])


def _box(names: list[str], height: float, *, numeric: bool) -> tuple[float, float, float, float]:
    left = 0.1 if numeric else min(0.45, 0.04 + 0.0095 * max(map(len, names)))
    bottom = 0.85 / height
    return left, bottom, 0.96 - left, 1.0 - bottom - 0.75 / height


def _draw_rows(ax: "Axes", table: "pd.DataFrame", names: list[str]) -> None:
    rows = range(len(table))
    color = style.PALETTE[0]
    ax.hlines(rows, table["least"], table["greatest"], color=color, alpha=0.45, linewidth=4)
    ax.plot(table["mean"], list(rows), "o", color=color)
    ax.set_yticks(list(rows), names)
    ax.set_ylim(len(table) - 0.5, -0.5)  # the first row on top


def _draw_line(ax: "Axes", table: "pd.DataFrame", column: str) -> None:
    for number, (key, rows) in enumerate(table.groupby(_told_apart(table), sort=False)):
        color = style.PALETTE[number % len(style.PALETTE)]
        rows = rows.sort_values(column)
        name = " ".join(part for part in key if part != "all") or "all"
        ax.fill_between(rows[column], rows["least"], rows["greatest"], color=color, alpha=0.2)
        ax.plot(rows[column], rows["mean"], "o-", color=color, markersize=3, label=name)
    ax.legend(frameon=False)
