"""The outline of a territory, as GeoJSON and people write it: rings, holes, parts.

It is read without complaint into parts of rings of corners, and what is wrong is a list of
problems, each with its place in what was written.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

Corner = tuple[float, float]
Ring = tuple[Corner, ...]
Parts = tuple[tuple[Ring, ...], ...]
At = tuple[str | int, ...]

# Corner, ring, rings (the first holds, the others are holes), parts.
_CORNER, _RING, _RINGS, _PARTS = 1, 2, 3, 4
_DEPTHS = {"Polygon": _RINGS, "MultiPolygon": _PARTS}
_NO_AREA = ("Point", "MultiPoint", "LineString", "MultiLineString")
MAX_CORNERS = 200_000
MAX_LOOKED_AT = 5
NOTHING: Any = object()


class Fault(NamedTuple):
    """What is wrong with an outline.

    Attributes
    ----------
    at : tuple of str or int
        Where in what was written.
    text : str
        What is wrong and what to do, in a sentence.
    value : object
        The value at fault; `NOTHING` where it is a whole ring.
    """

    at: At
    text: str
    value: Any = NOTHING


class Outline(NamedTuple):
    """What was read.

    Attributes
    ----------
    parts : tuple of tuple of rings
        Of each part the outer ring, then its holes; corners are longitude, latitude [deg].
    places : dict of (int, int) to tuple
        Where each ring (part, ring) stands in what was written.
    faults : list of Fault
    """

    parts: Parts
    places: dict[tuple[int, int], At]
    faults: list[Fault]


def read_outline(written: Any) -> Outline:
    """Read an outline.

    Parameters
    ----------
    written : list, dict or str
        A ring of corners ``[lon, lat]`` (a third number, the height, is dropped); rings, of which
        the first holds and the others are holes; parts, each of rings; a GeoJSON geometry, feature
        or collection; or a text in the WKT form.

    Returns
    -------
    Outline

    References
    ----------
    RFC 7946, The GeoJSON Format, sections 3.1 to 3.3.

    Examples
    --------
    >>> read_outline([[0, 0, 12.5], [2, 0], [2, 2]]).parts
    ((((0.0, 0.0), (2.0, 0.0), (2.0, 2.0)),),)
    >>> read_outline([[0, 0], [2, 95], [2, 2]]).faults[0][:2]
    ((1, 1), 'Must be a number within [-90, 90]. A corner is [lon, lat].')
    """
    if isinstance(written, str):
        return _from_text(written)
    reader = _Reader()
    reader.take(written, ())
    if not reader.parts and not reader.faults:
        reader.faults.append(Fault((), "Has no corners. Give a list of [lon, lat].", written))
    count = sum(len(ring) for part in reader.parts for ring in part)
    if count > MAX_CORNERS:
        text = f"Has {count:,} corners. Must be at most {MAX_CORNERS:,}: simplify it."
        reader.faults.append(Fault((), text))
    return Outline(tuple(reader.parts), reader.places, reader.faults)


def as_written(parts: Parts) -> Any:
    """Write parts in the simplest of the forms: a ring, rings, or parts.

    Examples
    --------
    >>> as_written(read_outline([[[0, 0], [2, 0], [2, 2]]]).parts)
    [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0]]
    """
    lists = [[[list(corner) for corner in ring] for ring in part] for part in parts]
    if len(lists) > 1:
        return lists
    return lists[0] if len(lists[0]) > 1 else lists[0][0]


def ring_name(outline: Outline, part: int, ring: int) -> str:
    """Name a ring for a reader: its part where there are several, hole or outer ring.

    Examples
    --------
    >>> square = [[0, 0], [1, 0], [1, 1]]
    >>> [ring_name(read_outline(written), 0, 0) for written in (square, [[square], [square]])]
    ['', 'Part 1, outer ring']
    """
    if len(outline.parts) == 1 and len(outline.parts[0]) == 1:
        return ""
    kind = f"hole {ring}" if ring else "outer ring"
    return f"Part {part + 1}, {kind}" if len(outline.parts) > 1 else kind.capitalize()


class _Reader:
    """Goes through what was written and collects parts, places and faults."""

    def __init__(self) -> None:
        self.parts: list[tuple[Ring, ...]] = []
        self.places: dict[tuple[int, int], At] = {}
        self.faults: list[Fault] = []

    def take(self, written: Any, at: At) -> None:
        if isinstance(written, Mapping):
            self._geojson(written, at)
            return
        depth = _depth(written)
        if depth < _RING:
            text = "Must be a list of corners [lon, lat], of rings, or of parts."
            self.faults.append(Fault(at, text, written))
        elif depth > _PARTS:
            text = f"Lists stand {depth} deep. Parts of rings of corners [lon, lat] are {_PARTS}."
            self.faults.append(Fault(at, text, NOTHING))
        else:
            self._coordinates(written, at, depth)

    def _geojson(self, written: Mapping[str, Any], at: At) -> None:
        kind = written.get("type")
        if kind in _DEPTHS and isinstance(written.get("coordinates"), list | tuple):
            # Its own type tells how deep the lists are, whatever the first of them holds.
            self._coordinates(written["coordinates"], (*at, "coordinates"), _DEPTHS[kind])
        elif kind == "Feature" and isinstance(written.get("geometry"), Mapping):
            self._geojson(written["geometry"], (*at, "geometry"))
        elif (key := _members_key(kind)) and isinstance(written.get(key), list | tuple):
            for index, each in enumerate(written[key]):
                self.take(each, (*at, key, index))
        elif kind in _NO_AREA:
            text = f"A GeoJSON {kind} has no area. Give a Polygon or a MultiPolygon."
            self.faults.append(Fault((*at, "type"), text, kind))
        else:
            text = "Must be a GeoJSON Polygon, MultiPolygon or Feature with its coordinates."
            self.faults.append(Fault(at, text, NOTHING))

    def _coordinates(self, written: Any, at: At, depth: int) -> None:
        # Every form is read as parts: what is less deep is the first, and only, of its kind.
        parts = [(at, written)] if depth < _PARTS else self._items(written, at, "parts")
        for place, part in parts:
            rings = [(place, part)] if depth < _RINGS else self._items(part, place, "rings")
            read = [(where, self._ring(ring, where)) for where, ring in rings]
            for index, (where, _) in enumerate(read):
                self.places[len(self.parts), index] = where
            if read:
                self.parts.append(tuple(ring for _, ring in read))

    def _items(self, written: Any, at: At, what: str) -> Iterator[tuple[At, Any]]:
        if isinstance(written, list | tuple):
            yield from (((*at, index), each) for index, each in enumerate(written))
        else:
            self.faults.append(Fault(at, f"Must be a list of {what}.", written))

    def _ring(self, written: Any, at: At) -> Ring:
        before = len(self.faults)
        corners = [self._corner(each, place) for place, each in self._items(written, at, "corners")]
        if len(self.faults) == before and len(set(corners)) < 3:
            text = f"A ring with {len(set(corners))} different corners. Give three or more."
            self.faults.append(Fault(at, text, NOTHING))
        return tuple(corners)

    def _corner(self, written: Any, at: At) -> Corner:
        if not isinstance(written, list | tuple) or len(written) not in (2, 3):
            self.faults.append(Fault(at, "Must be a corner [lon, lat].", written))
            return 0.0, 0.0
        right = True
        for index, (low, high) in enumerate(((-180, 360), (-90, 90))):
            number = written[index]
            if not _is_number(number) or not low <= number <= high:
                text = f"Must be a number within [{low}, {high}]. A corner is [lon, lat]."
                self.faults.append(Fault((*at, index), text, number))
                right = False
        return (float(written[0]), float(written[1])) if right else (0.0, 0.0)


def _members_key(kind: Any) -> str | None:
    return {"FeatureCollection": "features", "GeometryCollection": "geometries"}.get(kind)


def _is_number(value: Any) -> bool:
    # True is an int, and no longitude.
    return isinstance(value, int | float) and type(value) is not bool


def _depth(written: Any) -> int:
    """How deep the lists stand, by what most of the first of each hold."""
    if not isinstance(written, list | tuple):
        return 0
    # A corner that is mistyped must not decide what its fellows are.
    inner = [_depth(each) for each in written[:MAX_LOOKED_AT]]
    return 1 + (max(inner, key=inner.count) if inner else 0)


@lru_cache(maxsize=64)
def _from_text(text: str) -> Outline:
    """Read the WKT form, which files are brought into: large shapes stay one value."""
    import shapely

    try:
        shape = shapely.from_wkt(text)
    except shapely.errors.ShapelyError:
        remedy = "Must be a list of corners, or WKT such as POLYGON ((0 0, 2 0, 2 2, 0 0))."
        return Outline((), {}, [Fault((), remedy, text)])
    return read_outline(shapely.geometry.mapping(shape))
