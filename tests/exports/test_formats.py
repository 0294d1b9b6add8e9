"""What holds for every format of exports: whoever registers one gets these tests for nothing."""

import json
import warnings
import zipfile
from pathlib import Path

import geopandas as gpd
import networkx as nx
import openpyxl
import pandas as pd
import pydot
import pyogrio
import pytest
import rasterio
import xarray
from PIL import Image, ImageSequence

import tocsin
from tocsin.constants import NOTIONAL
from tocsin.exports.formats import formats
from tocsin.exports.layers import LAYERS


def read_table(path):
    return pyogrio.read_dataframe(path, layer=0)


def read_grid(path):
    with xarray.open_dataset(path) as grid:
        return grid.load()


def read_picture(path):
    with rasterio.open(path) as picture:
        return picture.read()


def read_archive(path):
    with zipfile.ZipFile(path) as archive:
        return pd.read_csv(archive.open(archive.namelist()[0]))


def read_film(path):
    with Image.open(path) as film:
        return [frame.copy() for frame in ImageSequence.Iterator(film)]


PAGE = Path(__file__).parents[2] / "docs" / "exports.md"


def read_dot(path):
    with warnings.catch_warnings():  # its parser uses names that its own library gave up
        warnings.simplefilter("ignore", DeprecationWarning)
        return pydot.graph_from_dot_file(path)[0]


# By suffix: how an independent program reads a file of this format; whatever it gives has a length.
READERS = {
    ".geojson": read_table,
    ".gpkg": read_table,
    ".parquet": gpd.read_parquet,
    ".kml": pyogrio.list_layers,
    ".kmz": pyogrio.list_layers,
    ".czml": lambda path: json.loads(path.read_text("utf-8")),
    ".nc": read_grid,
    ".tif": read_picture,
    ".graphml": nx.read_graphml,
    ".gexf": lambda path: nx.read_gexf(path, version="1.2draft"),
    ".dot": lambda path: read_dot(path).get_nodes(),
    ".gv": lambda path: read_dot(path).get_nodes(),
    ".xlsx": lambda path: openpyxl.load_workbook(path).worksheets,
    ".zip": read_archive,
    ".gif": read_film,
}
every_suffix = pytest.mark.parametrize("suffix", formats())


@pytest.fixture(scope="module")
def written(result, tmp_path_factory):
    """A file of every format, of one export."""
    folder = tmp_path_factory.mktemp("written")
    files = [folder / f"a{suffix}" for suffix in formats()]
    assert tocsin.export(result, to=files, policy="together") == tuple(files)
    return {file.suffix: file for file in files}


@every_suffix
def test_another_program_reads_it(suffix, written):
    assert len(READERS[suffix](written[suffix])) > 0


@every_suffix
def test_it_says_notional_and_so_is_ours_to_replace(suffix, written, result):
    assert NOTIONAL.encode() in written[suffix].read_bytes()
    before = written[suffix].read_bytes()
    tocsin.export(result, to=written[suffix], policy="together")
    assert written[suffix].read_bytes() == before  # equal results are equal bytes


@every_suffix
def test_what_is_somebodys_stays(suffix, result, tmp_path):
    path = tmp_path / f"mine{suffix}"
    path.write_text("mine")
    with pytest.raises(tocsin.InputError, match="tocsin did not write it"):
        tocsin.export(result, to=[tmp_path / "other.dot", path], policy="together")
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [(path.name, "mine")]


@every_suffix
def test_it_is_there_whole_or_not_at_all(suffix, result, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(tocsin.TocsinError, match="No space left"):
        tocsin.export(result, to=tmp_path / f"a{suffix}", policy="together")
    assert list(tmp_path.iterdir()) == []


@every_suffix
def test_a_base_install_is_told_which_extra_it_needs(suffix, result, tmp_path, monkeypatch):
    for library in formats()[suffix].libraries:
        monkeypatch.setitem(__import__("sys").modules, library, None)
        with pytest.raises(tocsin.InputError, match=r'pip install "tocsin\['):
            tocsin.export(result, to=tmp_path / f"a{suffix}", policy="together")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.exports
@pytest.mark.timeout(1200)
@every_suffix
def test_the_demonstration_goes_into_every_format(suffix, demonstration, tmp_path):
    path = tmp_path / f"demo{suffix}"
    tocsin.export(demonstration, to=path, policy="realtime-2024")
    assert len(READERS[suffix](path)) > 0
    # Found to be ours, however long it is: so it can be written again.
    tocsin.export(demonstration, to=path, policy="realtime-2024")


@pytest.fixture(scope="module")
def demonstration():
    return tocsin.run("northeast-asia", policies=["realtime-2024"])


def test_every_layer_has_a_format_and_every_format_known_layers():
    held = {name for each in formats().values() for name in each.layers}
    assert held == set(LAYERS)


def test_every_format_stands_in_the_page():
    page = PAGE.read_text("utf-8")
    for suffix, each in formats().items():
        assert each.name in page
        assert f"`{suffix}`" in page


# --- what the formats of graphs and tables hold ---------------------------------------------------


@pytest.mark.parametrize("suffix", [".graphml", ".gexf"])
def test_a_graph_is_the_sharing_graph(suffix, written):
    graph = READERS[suffix](written[suffix])
    read = {(a, b) for a, b in graph.edges()}
    assert read == {("REEF", "SHORE"), ("SHORE", "REEF")}
    edges = [data for _, _, data in graph.edges(data=True)]
    assert {edge["tier"] for edge in edges} == {"alert", "track"}
    assert {edge["agreements"] for edge in edges} == {"pact", "line"}
    assert graph.nodes["REEF"]["label"].startswith("=1+1 & <b>")


def test_dot_quotes_every_text(written):
    graph = read_dot(written[".dot"])
    ends = {(edge.get_source(), edge.get_destination()) for edge in graph.get_edges()}
    assert ends == {('"REEF"', '"SHORE"'), ('"SHORE"', '"REEF"')}
    (node,) = graph.get_node('"REEF"')
    assert node.get_label() == r'"=1+1 & <b>\"Reef\"</b> \\ $x$"'


def test_a_workbook_keeps_text_as_text_and_says_what_it_is(written):
    book = openpyxl.load_workbook(written[".xlsx"])
    first = book.worksheets[0]
    told = [row[3] for row in first.iter_rows(min_row=2, values_only=True)]
    assert told[0] == NOTIONAL
    assert "One case" in told[2]
    units = {(row[0], row[1]): row[2] for row in first.iter_rows(min_row=2, values_only=True)}
    assert units["cells", "effective_warning_s"] == "s"
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {
        "s",
        "inlineStr",
        "n",
        "b",
    }  # no formula, no error
    nasty = [cell for cell in cells if isinstance(cell.value, str) and cell.value[0] in "=+-@"]
    assert {"=1", "-S", "@F"} <= {cell.value[:2] for cell in nasty}
    assert all(cell.quotePrefix for cell in nasty)


def test_workbook_and_archive_have_the_same_tables(written, result):
    sheets = pd.read_excel(written[".xlsx"], sheet_name=None)
    with zipfile.ZipFile(written[".zip"]) as archive:
        names = [name for name in archive.namelist() if name.endswith(".csv")]
        tables = {name[:-4]: pd.read_csv(archive.open(name)) for name in names}
        described = json.loads(archive.read("cells.csv-metadata.json"))
    assert set(sheets) - set(tables) == {"about"}
    for name, table in tables.items():
        assert list(sheets[name]) == list(table), name
        assert len(sheets[name]) == len(table), name
    assert len(tables["cells"]) == len(result.world.cells)
    assert set(tables["summary"]["policy"]) == {"together"}
    assert len(tables["warning"]) == len(result.bank.impact_s)
    assert NOTIONAL in described["dc:description"]
