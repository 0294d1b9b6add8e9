"""Footprints at several heights, side by side: one scale of counts for all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from matplotlib.figure import Figure

from tocsin.plot import counts, layers, style
from tocsin.plot.frame import draw_panel, owner_lines
from tocsin.plot.heading import write_titles
from tocsin.plot.multiples import GAP_IN, HEAD_IN, KEY_IN, PanelSheet, write_above
from tocsin.plot.scene import Cells, Outline, Scene

COLUMNS = 3


@style.styled
def footprint_multiples(
    panels: Mapping[float, Sequence[Outline]], *, titles: tuple[str, str], scene: Scene
) -> Figure:
    """Draw a map of footprints for each height.

    Parameters
    ----------
    panels : mapping of float to sequence of Outline
        By height of the objects [km].
    titles : (str, str)
        Title, and the line under it.
    scene : Scene
        Its lands and colours; the view holds the footprints of every height.

    Examples
    --------
    >>> import shapely
    >>> seen = Outline("north", shapely.box(10, 40, 14, 44), 42.0, 12.0, "AAA")
    >>> figure = footprint_multiples({10.0: [seen], 100.0: [seen]},
    ...                              titles=("Two heights", ""), scene=Scene())
    >>> len(figure.axes)
    2
    """
    every = [outline for outlines in panels.values() for outline in outlines]
    nothing = Cells.of([], [], [])
    whole = replace(scene, outlines=every, altitude_km=max(panels))
    view = scene.view or whole.view_with(nothing, footprints=True)
    columns = min(COLUMNS, len(panels))
    sheet = PanelSheet(view, -(-len(panels) // columns), columns, titles)
    figure = style.new_figure(*sheet.size)
    for number, (height, outlines) in enumerate(panels.items()):
        ax = layers.map_axes(figure, view, sheet.box(*divmod(number, columns)))
        shown = replace(scene, outlines=outlines, altitude_km=height, view=view)
        draw_panel(ax, view, nothing, classes=[], scene=shown, filled=True, graticule=False)
        write_above(ax, f"{height:g} km", above_pt=3.0, size=8.5, weight="bold")
    write_titles(figure.axes[0], *titles, above_pt=72.0 * HEAD_IN)
    figure.legend(
        handles=[*counts.key(every), *owner_lines(whole)],
        title="Seen by",
        loc="upper left",
        bbox_to_anchor=(
            1.0 - (KEY_IN - GAP_IN) / sheet.size[0],
            figure.axes[0].get_position().y1,
        ),
        borderaxespad=0.0,
        alignment="left",
    )
    style.mark(figure)
    return figure
