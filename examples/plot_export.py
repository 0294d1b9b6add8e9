"""
What a GeoPackage holds
=======================

``tocsin export SCENARIO -p POLICY --to asia.gpkg`` writes for QGIS. Here another library reads the
file, and what is drawn is in the file alone: layers, classes, and the colours of the styles with
which QGIS opens it.
"""

import tempfile
from pathlib import Path
from textwrap import fill
from xml.etree import ElementTree

import geopandas
import matplotlib.pyplot as plt
import pyogrio

import tocsin

world = tocsin.Scenario.shipped("northeast-asia").updated({"targets.h3_resolution": 4})
(file,) = tocsin.export(world, policy="realtime-2024", to=Path(tempfile.mkdtemp()) / "asia.gpkg")
styles = pyogrio.read_dataframe(file, layer="layer_styles").set_index("f_table_name")["styleQML"]


def colors_of(layer):
    """Return the colour of each class: a category names a class and a symbol."""
    renderer = ElementTree.fromstring(styles[layer]).find("renderer-v2")
    symbols = {symbol.get("name"): symbol for symbol in renderer.iter("symbol")}
    found = {}
    for category in renderer.iter("category"):
        options = symbols[category.get("symbol")].iter("Option")
        said = {each.get("name"): each.get("value") for each in options}
        text = said.get("line_color") or said["color"]
        found[category.get("value")] = [int(part) / 255 for part in text.split(",")]
    return found


figure, ax = plt.subplots(figsize=(7.0, 6.4), layout="constrained")
for name in ("footprints", "cells", "launches", "arcs", "sensors"):
    layer = geopandas.read_file(file, layer=name)
    layer = layer[~layer.geometry.isna()]
    for label, color in colors_of(name).items():
        part = layer[layer["shown_as"] == label]
        if name == "footprints":
            part.boundary.plot(ax=ax, color=color[:3], linewidth=0.6)
        elif len(part):
            part.plot(ax=ax, color=color, **({"markersize": 24} if name == "sensors" else {}))
        if name == "cells":
            ax.plot([], [], "s", color=color, label=label)
# Satellites see half the globe: the picture is cut to the region.
ax.set(xlim=(117, 150), ylim=(24, 47), xlabel="longitude", ylabel="latitude", aspect=1.25)
ax.legend(title="Effective warning, median", loc="lower right")
# The file says from which launch, how sure, and that it is notional.
note = pyogrio.read_info(file, layer="cells")["layer_metadata"]["DESCRIPTION"]
ax.set_title("What asia.gpkg holds: realtime-2024", loc="left")
ax.text(0.01, 0.01, fill(note[note.index("From") :], 70), transform=ax.transAxes, fontsize=7)
