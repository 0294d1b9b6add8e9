"""Tables: a workbook of Excel with a sheet a table, and an archive of CSV files."""

import io
import zipfile
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pandas as pd

from tocsin.attrs import VARIABLES, unit_of
from tocsin.constants import NOTIONAL
from tocsin.exports.formats import file_format
from tocsin.exports.layers import LAYERS, plain_rows
from tocsin.io.csvw import Column, Kind, about_table, write_csv

if TYPE_CHECKING:
    from openpyxl import Workbook

    from tocsin.exports.content import Content

# The oldest day that an archive can say: equal tables are equal bytes.
_DAY = datetime(1980, 1, 1)
_KINDS: dict[str, Kind] = {"f": "real", "i": "whole", "u": "whole", "b": "flag"}
# Rows whose texts are looked at for the width of a column, and its least and most letters.
_LOOKED_AT, _NARROW, _WIDE = 200, 8, 60


@file_format("Excel", ".xlsx", layers=LAYERS, libraries=("openpyxl",))
def write_workbook(content: "Content", names: tuple[str, ...], path: Path) -> None:
    """Write every table as a sheet, after one that says what they are."""
    from openpyxl import Workbook

    tables = content.tables(names)
    # Row by row: a whole workbook in memory takes fifty times its file.
    book = Workbook(write_only=True)
    _add(book, "about", _about(content, tables))
    for name, table in tables.items():
        _add(book, name, table)
    _save(book, path, title=content.title)


@file_format("CSV", ".zip", layers=LAYERS)
def write_archive(content: "Content", names: tuple[str, ...], path: Path) -> None:
    """Write every table as CSV, each with its description (CSV on the Web) beside it."""
    with TemporaryDirectory() as folder, zipfile.ZipFile(path, "w") as archive:
        for name, table in content.tables(names).items():
            file = Path(folder) / f"{name}.csv"
            about = about_table(content.about, title=content.title)
            write_csv(table, file, about=about, columns=_columns(table))
        # In order of names, as no folder is by itself.
        for file in sorted(Path(folder).iterdir()):
            _put(archive, file.name, file.read_bytes())
        archive.comment = content.about.encode()


def _columns(table: pd.DataFrame) -> list[Column]:
    return [
        Column(str(name), _KINDS.get(values.dtype.kind, "text"), unit_of(str(name)), _meaning(name))
        for name, values in table.items()
    ]


def _meaning(name: Any) -> str:
    known = VARIABLES.get(str(name))
    return known.long_name if known else ""


def _about(content: "Content", tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what the first sheet says: what this is, and what every column means."""
    sentences = {layer.name: layer.sentence for layer in content.shaped(tables)}
    lines = [
        ("", "", "", NOTIONAL),
        ("", "", "", content.title),
        ("", "", "", content.question.sentence),
    ]
    for name, table in tables.items():
        lines.append((name, "", "", sentences.get(name, "")))
        lines += [
            (name, column.name, column.units, column.description) for column in _columns(table)
        ]
    return pd.DataFrame(lines, columns=["sheet", "column", "unit", "meaning"])


def _add(book: "Workbook", name: str, table: pd.DataFrame) -> None:
    """Add a sheet: a bold header that stays in view, and cells that are what they are."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    # Printed, a table is as wide as the paper, and its header stands on every page.
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    for number, column in enumerate(table, start=1):
        texts = map(str, [column, *table[column].head(_LOOKED_AT)])
        width = min(max(_NARROW, *map(len, texts)), _WIDE)
        sheet.column_dimensions[get_column_letter(number)].width = width + 2
    sheet.append([_text(sheet, str(column), bold=True) for column in table])
    for row in plain_rows(table):
        sheet.append([_text(sheet, each) if _looks_like_a_formula(each) else each for each in row])


def _looks_like_a_formula(value: Any) -> bool:
    return isinstance(value, str) and value[:1] in ("=", "+", "-", "@")


def _text(sheet: Any, value: str, *, bold: bool = False) -> Any:
    """Return a cell that holds text, whatever the text begins with."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    # Excel shows it as it is, and does not take it for a formula when somebody edits the cell.
    cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell


def _save(book: "Workbook", path: Path, *, title: str) -> None:
    """Save a workbook that says what it is to whoever looks at its bytes, and has no date."""
    from openpyxl.xml.functions import tostring

    said = book.properties
    said.title, said.description, said.creator = title, NOTIONAL, "tocsin"
    whole = io.BytesIO()
    book.save(whole)
    said.created = said.modified = _DAY
    with zipfile.ZipFile(whole) as made, zipfile.ZipFile(path, "w") as archive:
        for item in made.infolist():
            if item.filename == "docProps/core.xml":
                # Not packed: so that the mark can be read without a reader of Excel's files.
                _put(archive, item.filename, tostring(said.to_tree()), packed=False)
            else:
                _put(archive, item.filename, made.read(item))


def _put(archive: zipfile.ZipFile, name: str, data: bytes, *, packed: bool = True) -> None:
    item = zipfile.ZipInfo(name, _DAY.timetuple()[:6])
    item.external_attr = 0o644 << 16
    archive.writestr(item, data, zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED)
