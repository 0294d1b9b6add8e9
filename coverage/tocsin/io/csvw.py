"""CSV files, each with its description beside it (W3C *CSV on the Web*, 2015)."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from urllib.parse import quote

import tocsin
from tocsin.io.atomic import atomic_path, write_text

if TYPE_CHECKING:
    import pandas

COMPANION = "-metadata.json"
"""Ending of the description that stands beside a CSV file."""


Kind = Literal["text", "real", "whole", "flag"]


class Column(NamedTuple):
    """What the description says of a column.

    Attributes
    ----------
    name : str
        As in the header.
    kind : {'text', 'real', 'whole', 'flag'}
    units : str
        UDUNITS symbol; empty where there is none.
    description : str
        A phrase; empty where there is none.
    """

    name: str
    kind: Kind = "text"
    units: str = ""
    description: str = ""

    def described(self) -> dict[str, Any]:
        """Return the description, in words that the standard knows.

        Examples
        --------
        >>> Column("warning_s", kind="real", units="s").described()
        {'name': 'warning_s', 'titles': 'warning_s', 'datatype': 'double', 'schema:unitText': 's'}
        """
        said = {"dc:description": self.description, "schema:unitText": self.units}
        return {
            # A name is a part of an address: what an address cannot hold is quoted.
            "name": quote(self.name, safe="").replace("-", "%2D").replace("~", "%7E"),
            "titles": self.name,
            "datatype": _DATATYPES[self.kind],
            **{key: text for key, text in said.items() if text},
        }


_DATATYPES: dict[Kind, Any] = {
    "text": "string",
    "real": "double",
    "whole": "integer",
    # As pandas writes them.
    "flag": {"base": "boolean", "format": "True|False"},
}


def about_table(
    description: str,
    *,
    version: str = "",
    title: str = "",
    source: str = "",
    seed: int | None = None,
) -> dict[str, Any]:
    """Return what made a table, in words whose prefixes the standard knows.

    Parameters
    ----------
    description : str
        The notional mark at least.
    version : str
        Of the tocsin that made it; this one's by default.
    title : str
        Of the scenario.
    source : str
        The scenario file.
    seed : int, optional
        Of every random draw.

    Examples
    --------
    >>> about_table("Notional.", version="1.0", source="tocsin: 1")
    {'dc:description': 'Notional.', 'dc:creator': 'tocsin 1.0', 'dc:source': 'tocsin: 1'}
    """
    said: dict[str, Any] = {
        "dc:title": title,
        "dc:description": description,
        "dc:creator": f"tocsin {version or tocsin.__version__}",
        "dc:source": source,
    }
    if seed is not None:
        said["schema:additionalProperty"] = {
            "@type": "schema:PropertyValue",
            "schema:name": "seed",
            "schema:value": seed,
        }
    return {key: value for key, value in said.items() if value}


def write_csv(
    frame: "pandas.DataFrame", path: Path, *, about: dict[str, Any], columns: Iterable[Column]
) -> None:
    """Write a table as CSV, and beside it what it says of itself.

    Parameters
    ----------
    frame : DataFrame
    path : Path
        The description's is that and `COMPANION`.
    about : dict
        What made the table, of `about_table`.
    columns : iterable of Column
        What is said of each column.
    """
    described = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": quote(path.name),
        **about,
        "tableSchema": {"columns": [column.described() for column in columns]},
    }
    with atomic_path(path) as temporary:
        # The table first: whoever finds the description finds what it describes.
        frame.to_csv(temporary, index=False, lineterminator="\n")
    write_text(f"{path}{COMPANION}", json.dumps(described, indent=1) + "\n")
