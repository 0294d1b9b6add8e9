"""Comparisons and rankings in a terminal."""

from typing import TYPE_CHECKING

import pandas as pd
from rich.console import Console
from rich.table import Table

from tocsin.constants import NOTIONAL
from tocsin.words import minutes, percent, signed

if TYPE_CHECKING:
    from tocsin.answers.compare import Comparison


def print_comparison(out: Console, found: "Comparison") -> None:
    """Print what changes from one policy to another, a row a nation."""
    table = Table(title=f"From {found.a} to {found.b} (notional)")
    table.add_column("nation")
    for name in ("warned", "then", "newly", "no longer", "sooner", "later", "mean", "most"):
        table.add_column(name, justify="right")
    for row in found.table.to_dict("records"):
        table.add_row(
            row["nation"],
            percent(row["warned_share_a"]),
            percent(row["warned_share_b"]),
            percent(row["newly_warned_share"]),
            percent(row["no_longer_warned_share"]),
            percent(row["sooner_share"]),
            percent(row["later_share"]),
            signed(row["change_s"]),
            signed(row["change_max_s"]),
        )
    out.print(table)
    for name, only in ((found.a, found.only_a), (found.b, found.only_b)):
        if only:
            out.print(f"Only in {name}: {', '.join(only)}.")
    out.print(
        "Shares of cases (a launch point, an arc, a cell): warned before and then, newly and no "
        "longer, sooner and later. Change of effective warning (late and never count 0), m:ss."
    )
    out.print(NOTIONAL)


def print_ranking(out: Console, found: pd.DataFrame) -> None:
    """Print which agreement of a policy matters, and to whom."""
    nations = list(dict.fromkeys(found["nation"]))
    policy = found["policy"].iloc[0] if len(found) else ""
    table = Table(title=f"Which agreement matters under {policy} (notional)")
    table.add_column("agreement")
    for nation in nations:
        table.add_column(f"{nation} loss", justify="right")
        table.add_column("share", justify="right")
    for name, rows in found.groupby("agreement", sort=False):
        of = rows.set_index("nation")
        numbers = [of.loc[n, column] for n in nations for column in ("loss_s", "shapley_s")]
        table.add_row(name, *(minutes(number) for number in numbers))
    out.print(table)
    out.print(
        "Loss: mean effective warning lost when this agreement alone goes (0 where another does "
        "its work). Share: its Shapley value, its part of what all give together. m:ss."
    )
    out.print(NOTIONAL)
