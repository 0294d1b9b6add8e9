"""GeoJSON, after RFC 7946: features with shapes that are cut, turned and rounded as it asks."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import mapping
from shapely.geometry.polygon import orient

DECIMALS = 6
"""Of degrees: a tenth of a metre; the standard asks for no more (section 11.2)."""
AREA_KINDS = ("Polygon", "MultiPolygon")


def write_features(
    path: Path, things: Iterable[tuple[dict[str, Any], shapely.Geometry | None]], **head: Any
) -> None:
    """Write things as one collection, a feature a line.

    Parameters
    ----------
    path : Path
    things : iterable of (dict, shapely.Geometry or None)
        Properties, as plain data that JSON can hold, and the shape: longitude, latitude [deg], cut
        at the antimeridian, perhaps heights above the ellipsoid [m]; None for what has no place.
    **head
        Members of the collection that the standard leaves free (section 6.1).

    References
    ----------
    RFC 7946, The GeoJSON Format, 2016: longitude first, WGS84 (section 4), cut at the antimeridian
    (3.1.9), outer rings counter-clockwise (3.1.6), heights in metres above the ellipsoid (3.1.1).

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.geojson"
    >>> write_features(path, [({"name": "a"}, shapely.Point(1, 2))], notional="Notional.")
    >>> print(path.read_text().splitlines()[1])
    {"type": "Feature", "properties": {"name": "a"}, "geometry": {"type": "Point", ...
    """
    rows = list(things)
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [shape for _, shape in rows]
    box = bounds(shapes)
    first = {"type": "FeatureCollection", **head} | ({"bbox": box} if box else {})
    # Written as it is made: a grid of a country has a hundred thousand features.
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_line(first)[:-1] + ', "features": [\n')
        # The comma stands before all but the first.
        for number, ((properties, _), shape) in enumerate(zip(rows, _rounded(shapes), strict=True)):
            # A thing without a place is one for the standard, too (section 3.2).
            geometry = None if shape is None else mapping(shape)
            feature = {"type": "Feature", "properties": properties, "geometry": geometry}
            file.write(f"{',' if number else ''}{_line(feature)}\n")
        file.write("]}\n")


def _line(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, allow_nan=False)


def _rounded(shapes: NDArray[Any]) -> NDArray[Any]:
    turned = right_handed(shapes)
    flying = shapely.has_z(turned)
    rounded = shapely.transform(turned, lambda points: points.round(DECIMALS))
    # Sides of a footprint may lie nearer to each other than that: such a shape stays as it is.
    crossed = ~shapely.is_valid(rounded) & shapely.is_valid(turned)
    rounded[crossed] = turned[crossed]
    rounded[flying] = shapely.transform(turned[flying], _with_height, include_z=True)
    return rounded


def _with_height(points: NDArray[np.float64]) -> NDArray[np.float64]:
    # A decimetre of height, as of place.
    return np.column_stack([points[:, :2].round(DECIMALS), points[:, 2].round(1)])


def right_handed(shapes: Any) -> NDArray[Any]:
    """Turn rings as GeoJSON wants them: outer ones counter-clockwise, holes clockwise.

    References
    ----------
    RFC 7946, The GeoJSON Format, section 3.1.6.

    Examples
    --------
    >>> turned = right_handed([shapely.Polygon([(0, 0), (0, 1), (1, 1)])])
    >>> bool(shapely.is_ccw(turned[0].exterior))
    True
    """
    turned = np.empty(len(shapes), dtype=object)
    turned[:] = shapes
    # Most cells turn so already; the others are few.
    right = shapely.is_ccw(shapely.get_exterior_ring(turned))
    for i in np.flatnonzero(~right | (shapely.get_num_interior_rings(turned) > 0)):
        turned[i] = _turned(turned[i])
    return turned


def _turned(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    if shape is None or shape.geom_type not in AREA_KINDS:
        return shape
    # Part by part: the function of shapely that turns many at once is younger than our oldest.
    parts = [orient(part) for part in shapely.get_parts(shape)]
    return parts[0] if shape.geom_type == "Polygon" else shapely.MultiPolygon(parts)


def bounds(shapes: Any) -> list[float]:
    """Return west, south, east, north of shapes [deg]; empty where there is nothing.

    Of what crosses the antimeridian the west is larger than the east.

    References
    ----------
    RFC 7946, section 5.2.

    Examples
    --------
    >>> bounds([shapely.box(170, -5, 180, 5), shapely.box(-180, -5, -160, 5)])
    [170.0, -5.0, -160.0, 5.0]
    """
    parts = shapely.get_parts([shape for shape in shapes if shape is not None])
    if not len(parts):
        return []
    west, south, east, north = shapely.bounds(parts).T
    limits = _widths(west, east)
    return [
        round(float(limit), DECIMALS) for limit in (limits[0], south.min(), limits[1], north.max())
    ]


def _widths(west: NDArray[np.float64], east: NDArray[np.float64]) -> tuple[float, float]:
    """Return the narrowest range of longitudes that holds some ranges, going east."""
    order = np.argsort(west)
    west, east = west[order], east[order]
    reached = np.maximum.accumulate(east)
    # The widest gap on the circle is what the box leaves out; the first is that over the seam.
    gaps = np.append(west[0] + 360.0 - reached[-1], west[1:] - reached[:-1])
    widest = int(np.argmax(gaps))
    # A gap that opens between two ranges: the box begins after it and runs over the seam.
    return (west[widest], reached[-1 if not widest else widest - 1])
