"""Styles as QGIS reads them from a GeoPackage: one table, with a text in its own language each."""

from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from tocsin.exports.layers import Layer
from tocsin.exports.looks import SHOWN_AS, Dress, Look

if TYPE_CHECKING:
    import pandas as pd

TABLE = "layer_styles"
"""The name that QGIS looks for."""
_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
# Kinds of symbols by kind of geometry, and the properties of each that we set.
_SYMBOLS = {"Polygon": "fill", "LineString": "line", "Point": "marker"}


def styles_table(layers: list[Layer], dresses: list[Dress], *, column: str) -> "pd.DataFrame":
    """Return the table of styles: each layer has one, and opens with it.

    Parameters
    ----------
    layers, dresses : list
        Layers, and how each looks.
    column : str
        Of the geometry.

    Examples
    --------
    >>> import numpy as np, pandas as pd, shapely
    >>> layer = Layer("sensors", "A sensor.", pd.DataFrame(), np.array([shapely.Point(1, 2)]))
    >>> look = Look("here", "#ff0000", 0.5, 1.0)
    >>> table = styles_table([layer], [Dress([look], np.array([0]))], column="geom")
    >>> table[["f_table_name", "styleName", "useAsDefault"]].values.tolist()
    [['sensors', 'tocsin', True]]
    """
    import pandas as pd

    return pd.DataFrame(
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": [layer.name for layer in layers],
            "f_geometry_column": column,
            "styleName": "tocsin",
            "styleQML": [
                qml(layer, dressed) for layer, dressed in zip(layers, dresses, strict=True)
            ],
            "styleSLD": "",
            "useAsDefault": True,
            "description": [layer.about for layer in layers],
            "owner": "",
            "ui": None,
            # QGIS takes the newest of several; a fixed day, so that equal styles are equal bytes.
            "update_time": pd.Timestamp("1980-01-01"),
        }
    ).astype({"ui": object})


def qml(layer: Layer, dressed: Dress) -> str:
    """Write the style of a layer: a category a look, by the column `SHOWN_AS`.

    Examples
    --------
    >>> import numpy as np, pandas as pd, shapely
    >>> layer = Layer("sensors", "A sensor.", pd.DataFrame(), np.array([shapely.Point(1, 2)]))
    >>> text = qml(layer, Dress([Look("here", "#ff0000", 0.5, 1.0)], np.array([0])))
    >>> '<category render="true" symbol="0" value="here" label="here"' in text
    True
    """
    root = Element("qgis", version="3.22", styleCategories="Symbology")
    renderer = SubElement(
        root, "renderer-v2", type="categorizedSymbol", attr=SHOWN_AS, symbollevels="0"
    )
    categories, symbols = SubElement(renderer, "categories"), SubElement(renderer, "symbols")
    for number, look in enumerate(dressed.looks):
        said = {"render": "true", "symbol": str(number), "value": look.label, "label": look.label}
        SubElement(categories, "category", said)
        _add_symbol(symbols, str(number), kind_of(layer), look)
    return _DOCTYPE + ElementTree.tostring(root, encoding="unicode")


def kind_of(layer: Layer) -> str:
    """Return Polygon, LineString or Point: what a layer is made of.

    Examples
    --------
    >>> import numpy as np, pandas as pd, shapely
    >>> kind_of(Layer("cells", "", pd.DataFrame(), np.array([shapely.box(0, 0, 1, 1)])))
    'Polygon'
    """
    shape = next((each for each in layer.shapes if each is not None), None)
    return "Point" if shape is None else str(shape.geom_type).removeprefix("Multi")


def _add_symbol(symbols: Element, name: str, kind: str, look: Look) -> None:
    """Add a symbol of one layer, in the units that maps of QGIS are in: millimetres."""
    filled, line = (_color(look, filled=each) for each in (True, False))
    width = f"{0.26 * look.width:.2f}"  # a pixel of a screen of 96 to the inch
    properties = {
        "Polygon": {"color": filled, "outline_color": line, "outline_width": width,
                    "style": "solid", "outline_style": "solid"},
        "LineString": {"line_color": line, "line_width": width, "line_style": "solid"},
        "Point": {"color": line, "name": "triangle", "size": "2.6", "outline_color": "0,0,0,255"},
    }[kind]  # fmt: skip
    drawn = {"Polygon": "SimpleFill", "LineString": "SimpleLine", "Point": "SimpleMarker"}[kind]
    symbol = SubElement(symbols, "symbol", type=_SYMBOLS[kind], name=name, alpha="1")
    inner = SubElement(
        symbol, "layer", {"class": drawn, "enabled": "1", "pass": "0", "locked": "0"}
    )
    options = SubElement(inner, "Option", type="Map")
    for key, value in properties.items():
        SubElement(options, "Option", type="QString", name=key, value=value)
        # Versions before 3.22 read these, and newer ones where there are no options.
        SubElement(inner, "prop", k=key, v=value)


def _color(look: Look, *, filled: bool) -> str:
    return ",".join(str(part) for part in look.rgba(filled=filled))
