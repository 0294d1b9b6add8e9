"""The Bokeh figure of a canvas, and what a page needs to show it without asking for anything."""

import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from bokeh.models import Plot

    from tocsin.report.canvas.canvas import Canvas

SOURCE = "cells"
_ID = re.compile(r'(?<=")p[0-9]+(?=")')
# How far a reader may zoom in, and what of the ground is under and what over the cells.
_CLOSEST = 1 / 12
_LINES = {"borders": 0.8, "coasts": 0.8, "nations": 1.2}


def resources() -> str:
    """Return the one script of BokehJS that the figure needs: no widgets, no tables, no WebGL."""
    script = files("bokeh") / "server" / "static" / "js" / "bokeh.min.js"
    # In the page it stands within an element of its own, which this would end.
    return script.read_text("utf-8").replace("</script", "<\\/script")


def document_json(figure: "Plot") -> dict[str, Any]:
    """Return what ``Bokeh.embed.embed_item`` takes; equal figures give equal data."""
    from bokeh.embed import json_item

    text = json.dumps(json_item(figure))
    # Bokeh numbers the models of a process one after another, whichever figure they are of.
    found = dict.fromkeys(_ID.findall(text))
    names = {old: f"m{number}" for number, old in enumerate(found)}
    item: dict[str, Any] = json.loads(_ID.sub(lambda old: names[old[0]], text))
    return item


def figure(canvas: "Canvas") -> "Plot":
    """Return a figure with one image of the cells and lines about it.

    The image has one pixel until the page's script gives it the others: the source named ``cells``
    holds it. Colours are the script's matter too, since a page may be dark or light.

    Parameters
    ----------
    canvas : Canvas
    """
    from bokeh.models import ColumnDataSource, PanTool, Range1d, ResetTool, WheelZoomTool
    from bokeh.plotting import figure as new_figure

    width, height = canvas.frame.width, canvas.frame.height
    # With a wheel the page scrolls; with Ctrl, or two fingers, the map zooms.
    tools = [PanTool(), WheelZoomTool(modifiers={"ctrl": True}), ResetTool()]
    plot = new_figure(
        x_range=Range1d(0, width, bounds=(0, width), min_interval=width * _CLOSEST),
        y_range=Range1d(0, height, bounds=(0, height), min_interval=height * _CLOSEST),
        tools=tools,
        toolbar_location=None,
        sizing_mode="stretch_both",
        min_border=0,
        outline_line_color=None,
        background_fill_color=None,
        border_fill_color=None,
        output_backend="canvas",
        name="map",
    )
    plot.axis.visible = False
    plot.grid.visible = False
    plot.toolbar.active_scroll = tools[1]
    _add_polygons(plot, canvas.ground.globe, "globe")
    _add_polygons(plot, canvas.ground.land, "land")
    _add_lines(plot, canvas.ground.borders, "borders")
    source = ColumnDataSource({"image": [np.zeros((1, 1), dtype=np.uint32)]}, name=SOURCE)
    plot.image_rgba("image", x=0, y=0, dw=width, dh=height, source=source, name="cells")
    _add_lines(plot, canvas.ground.coasts, "coasts")
    _add_lines(plot, canvas.borders, "nations")
    return plot


def _add_polygons(plot: "Plot", shape: shapely.Geometry, name: str) -> None:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    rings = [[_rounded(ring) for ring in (part.exterior, *part.interiors)] for part in parts]
    # Of each polygon one part, of the part its outline and its holes.
    xs, ys = ([[[ring[at] for ring in part]] for part in rings] for at in (0, 1))
    plot.multi_polygons(xs, ys, line_color=None, fill_color="#f7f5f0", name=name)


def _add_lines(plot: "Plot", lines: shapely.Geometry, name: str) -> None:
    parts = [_rounded(line) for line in shapely.get_parts(lines) if not line.is_empty]
    xs, ys = [x for x, _ in parts], [y for _, y in parts]
    plot.multi_line(xs, ys, line_color="#8c8c8c", line_width=_LINES[name], name=name)


def _rounded(line: shapely.Geometry) -> tuple[list[float], list[float]]:
    """Coordinates to a tenth of a pixel, which is as much as anybody sees."""
    points = np.round(shapely.get_coordinates(line), 1)
    return points[:, 0].tolist(), points[:, 1].tolist()
