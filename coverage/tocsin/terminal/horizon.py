"""The horizon of smooth ground in a terminal."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tocsin.constants import NOTIONAL
from tocsin.terminal.console import console
from tocsin.terminal.sheet import Column, Sheet, table_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HEADS = {"none": "straight\nkm", "traced": "traced\nkm", "effective-earth": "4/3 earth\nkm"}


def print_horizon(
    ground_range_km: "NDArray[np.float64]",
    height_km: "Mapping[str, NDArray[np.float64]]",
    *,
    site: str,
) -> None:
    """Print the lowest height in view at each distance, a column a model of the air."""
    columns = [Column("at", "distance\nkm", "{:,.0f}".format)]
    columns += [Column(model, HEADS[model], "{:,.2f}".format) for model in HEADS]
    rows = [
        {"at": at, **{model: values[number] for model, values in height_km.items()}}
        for number, at in enumerate(ground_range_km)
    ]
    title = "Lowest height in view over smooth ground"
    printer = console()
    sheet = Sheet(title, columns, rows, frame="rules")
    printer.print(table_of(sheet, to_file=not printer.is_terminal))
    printer.print(f"From {site}. {NOTIONAL}")
