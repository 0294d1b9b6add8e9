"""Answers as files, by suffix: all of it as JSON, its first table, or its figure."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.attrs import unit_of
from tocsin.constants import NOTIONAL
from tocsin.errors import InputError
from tocsin.io.atomic import atomic_path, write_text
from tocsin.io.csvw import Column, Kind, about_table, write_csv
from tocsin.io.owned import check_own
from tocsin.plot.formats import FORMATS
from tocsin.report.figures import save_figure
from tocsin.report.shapes import GEOJSON, write_shapes
from tocsin.words import json_text

if TYPE_CHECKING:
    import pandas as pd

    from tocsin.answers.answer import Answer
    from tocsin.answers.run import Result

PAGE = ".html"
"""Ending of the offline page."""

Save = Callable[["Answer", Path], None]


def check_file(path: Path, *, draws: bool = True, shapes: bool = False, page: bool = False) -> None:
    """Refuse a file that an answer cannot be saved as, before any work.

    Parameters
    ----------
    path : Path
    draws : bool
        Whether the answer has a figure.
    shapes : bool
        Whether the answer has shapes on the ground.
    page : bool
        Whether the answer can be the offline page.

    Raises
    ------
    InputError
        Its suffix is unknown, or it exists and tocsin did not write it.

    Examples
    --------
    >>> check_file(Path("answer.doc"))
    Traceback (most recent call last):
    tocsin.errors.InputError: Unknown format 'answer.doc'. Choose .json, .csv, .parquet, .png, ...
    """
    known = [*_SAVES, *(f".{name}" for name in FORMATS if draws)]
    known += [GEOJSON] if shapes else []
    known += [PAGE] if page else []
    if path.suffix not in known:
        raise InputError(f"Unknown format {path.name!r}. Choose {', '.join(known)}.")
    check_own(path)


def save(answer: "Answer", path: Path) -> Path:
    """Write an answer to a file, whole or not at all.

    Parameters
    ----------
    answer : Answer
    path : Path
        ``.json`` has all that ``--json`` prints; ``.csv`` and ``.parquet`` the first table, with
        units and basis beside it (CSV: in ``<name>.csv-metadata.json``) or inside; ``.png``,
        ``.svg`` and ``.pdf`` the figure; ``.geojson`` its shapes, where it has some; ``.html`` the
        offline page of a run or a comparison.

    Raises
    ------
    InputError
        As `check_file`; or the folder cannot be written to.
    TypeError
        A figure is asked for, and answers of this kind are not drawn.

    Examples
    --------
    >>> import tempfile, tocsin
    >>> from tocsin.scenario import Scenario, scaffold
    >>> answer = tocsin.rank(Scenario.from_text(scaffold("island")), "together")
    >>> path = answer.save(Path(tempfile.mkdtemp()) / "rank.csv")
    >>> path.read_text().splitlines()[0].split(",")[:3]
    ['policy', 'launch', 'agreement']
    """
    shown = on_page(answer) if path.suffix == PAGE else None
    check_file(path, shapes=hasattr(answer, "shapes"), page=shown is not None)
    if shown is not None:
        from tocsin.report.html import write_report

        return write_report(shown, path)
    if path.suffix == GEOJSON:
        write_shapes(answer, path)
        return path
    if path.suffix in _SAVES:
        _SAVES[path.suffix](answer, path)
        return path
    return save_figure(answer.figure(), path)


def on_page(answer: "Answer") -> "Result | None":
    """Return what the offline page of an answer shows; None where it has no page.

    The page opens at the first of its policies against the last: those of a comparison.

    Examples
    --------
    >>> import tocsin
    >>> from tocsin.scenario import Scenario, scaffold
    >>> island = Scenario.from_text(scaffold("island"))
    >>> on_page(tocsin.compare(island, "together", "alone")).policies
    ('together', 'alone')

    Raises
    ------
    InputError
        It compares two scenarios.
    """
    from tocsin.answers.compare import Comparison
    from tocsin.answers.run import Result

    # With bands it is still the one case at the cards, and says so.
    answer = getattr(answer, "answer", answer)
    if isinstance(answer, Result):
        return answer
    if not isinstance(answer, Comparison) or answer.result is None:
        return None
    if answer.pairing is not None:
        raise InputError("A page is of one scenario. Write one of each: tocsin report SCENARIO.")
    return replace(answer.result, policies=(answer.a, answer.b))


def _json(answer: "Answer", path: Path) -> None:
    write_text(path, f"{json_text(answer.to_dict())}\n")


def _csv(answer: "Answer", path: Path) -> None:
    table = _first_table(answer)
    columns = [
        Column(str(name), kind=_KINDS.get(values.dtype.kind, "text"), units=unit_of(str(name)))
        for name, values in table.items()
    ]
    write_csv(table, path, about=about_table(f"{NOTIONAL} {answer.basis}"), columns=columns)


def _parquet(answer: "Answer", path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(_first_table(answer), preserve_index=False)
    units = json.dumps({str(name): unit_of(str(name)) for name in table.column_names})
    about = {"comment": NOTIONAL, "basis": answer.basis, "units": units}
    with atomic_path(path) as temporary:
        pq.write_table(table.replace_schema_metadata(about), temporary, compression="zstd")


def _first_table(answer: "Answer") -> "pd.DataFrame":
    return next(iter(answer.tables.values()))


# Kinds of columns by numpy's letter of their type.
_KINDS: dict[str, Kind] = {"f": "real", "i": "whole", "u": "whole", "b": "flag"}
_SAVES: dict[str, Save] = {".json": _json, ".csv": _csv, ".parquet": _parquet}
