"""Shapes from a file beside the scenario: GeoJSON or GeoPackage, some of its features."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from tocsin.errors import InputError
from tocsin.geometry.outline import Parts, Ring, read_outline
from tocsin.words import did_you_mean

# A tenth of a metre: nobody draws borders finer, and texts stay short.
DECIMALS = 6
MAX_STEPS = 100_000_000
_GEOJSON = (".geojson", ".json")
_WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326")
_REMEDY = "Save it in longitude and latitude (WGS 84, EPSG:4326)."


class Feature(NamedTuple):
    """One feature of a file.

    Attributes
    ----------
    properties : mapping
    geometry : object
        GeoJSON, or the text form of a shape.
    """

    properties: Mapping[str, Any]
    geometry: Any


def shape_text(file: Path, raw: bytes, where: Any) -> str:
    """Return the features of a file that are asked for as one shape in the WKT form.

    Parameters
    ----------
    file : Path
        Whose ending tells the format: .geojson, .json, .gpkg.
    raw : bytes
        What is in it.
    where : mapping or None
        Values that properties of a feature must have; all features by default.

    Raises
    ------
    InputError
        The format is another, the file cannot be read, or it has no such feature.

    Examples
    --------
    >>> ring = [[0, 0], [2, 0], [2, 2], [0, 0]]
    >>> feature = {"type": "Feature", "properties": {"NAME": "Isle"},
    ...            "geometry": {"type": "Polygon", "coordinates": [ring]}}
    >>> shape_text(Path("x.geojson"), json.dumps(feature).encode(), {"NAME": "Isle"})
    'MULTIPOLYGON (((0 0, 2 0, 2 2, 0 0)))'
    """
    if file.suffix.lower() in _GEOJSON:
        features = list(_geojson(raw))
    elif file.suffix.lower() == ".gpkg":
        features = list(_geopackage(raw))
    else:
        raise InputError(f"Is no {' or '.join(_GEOJSON)} or .gpkg file. Save it as GeoJSON.")
    chosen = [each.geometry for each in _chosen(features, where) if each.geometry is not None]
    outline = read_outline({"type": "GeometryCollection", "geometries": chosen})
    if outline.faults:
        raise InputError([each.text for each in outline.faults[:3]])
    return _text(outline.parts)


def _chosen(features: list[Feature], where: Any) -> list[Feature]:
    if where is None:
        return features
    if not isinstance(where, Mapping) or not where:
        raise InputError("where must be a mapping such as {NAME: Fiji}.")
    for key, value in where.items():
        known = dict.fromkeys(name for each in features for name in each.properties)
        if key not in known:
            raise InputError(f"No feature has {key!r}.{did_you_mean(key, known)}")
        values = dict.fromkeys(str(each.properties.get(key)) for each in features)
        # A code may be a number in the file and a text in the scenario.
        features = [each for each in features if str(each.properties.get(key)) == str(value)]
        if not features:
            raise InputError(f"No feature has {key} {value!r}.{did_you_mean(value, values)}")
    return features


def _text(parts: Parts) -> str:
    rounded = [[_rounded(ring) for ring in part] for part in parts]
    # Islets and pools that come to less than a line are dropped with what lies in them.
    texts = [f"({', '.join(f'({ring})' for ring in part if ring)})" for part in rounded if part[0]]
    if not texts:
        raise InputError("Has no area. Name features that are polygons.")
    return f"MULTIPOLYGON ({', '.join(texts)})"


def _rounded(ring: Ring) -> str:
    corners = [f"{round(lon, DECIMALS):.10g} {round(lat, DECIMALS):.10g}" for lon, lat in ring]
    if len(set(corners)) < 3:
        return ""
    return ", ".join(corners if corners[0] == corners[-1] else [*corners, corners[0]])


def _geojson(raw: bytes) -> Iterator[Feature]:
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"Is not GeoJSON that can be read ({error}).") from error
    if not isinstance(data, dict):
        raise InputError("Is no GeoJSON object. Give a feature, a collection or a geometry.")
    _check_frame(data.get("crs"))
    features = data["features"] if data.get("type") == "FeatureCollection" else [data]
    for each in features if isinstance(features, list) else ():
        if isinstance(each, dict):
            is_feature = each.get("type") == "Feature"
            properties = each.get("properties") if is_feature else None
            yield Feature(
                properties if isinstance(properties, dict) else {},
                each.get("geometry") if is_feature else each,
            )


def _check_frame(crs: Any) -> None:
    """Refuse projected coordinates, which old GeoJSON may declare."""
    if crs is not None and not any(name in json.dumps(crs) for name in _WGS84):
        raise InputError(f"Is in another frame. {_REMEDY}")


def _geopackage(raw: bytes) -> Iterator[Feature]:
    """Yield the features of every layer.

    A GeoPackage is an SQLite file; it is read from memory, so that it opens no other.

    References
    ----------
    OGC 12-128r18, GeoPackage Encoding Standard, clause 2.1.3 (geometry encoding).
    """
    if not raw.startswith(b"SQLite format 3\0"):
        raise InputError("Is no GeoPackage: it does not begin as one.")
    try:
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(raw)
            database.execute("PRAGMA trusted_schema = OFF")
            # A view may run for ever: no row takes so many steps.
            database.set_progress_handler(lambda: 1, MAX_STEPS)
            database.row_factory = sqlite3.Row
            layers = database.execute(
                "SELECT table_name, column_name, organization, organization_coordsys_id AS number "
                "FROM gpkg_geometry_columns JOIN gpkg_spatial_ref_sys USING (srs_id)"
            ).fetchall()
            for layer in layers:
                yield from _layer(database, layer)
    except sqlite3.Error as error:
        raise InputError(f"Is no GeoPackage that can be read ({error}).") from error


def _layer(database: sqlite3.Connection, layer: sqlite3.Row) -> Iterator[Feature]:
    table, column, organization, number = layer
    if (str(organization).upper(), int(number)) != ("EPSG", 4326):
        raise InputError(f"Layer {table!r} is in {organization}:{number}. {_REMEDY}")
    quoted = str(table).replace('"', '""')
    for row in database.execute(f'SELECT * FROM "{quoted}"'):
        properties = {key: row[key] for key in row.keys() if key != column}  # noqa: SIM118
        yield Feature(properties, _geometry(row[column]))


def _geometry(blob: Any) -> Any:
    import shapely

    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8:
        return None
    # A head of eight bytes, then an envelope whose size three bits of the fourth byte tell.
    envelope = (0, 32, 48, 48, 64)
    size = (blob[3] >> 1) & 7
    if size >= len(envelope):
        raise InputError("Has a geometry of an unknown form.")
    try:
        shape = shapely.from_wkb(blob[8 + envelope[size] :])
    except shapely.errors.ShapelyError as error:
        raise InputError(f"Has a geometry that cannot be read ({error}).") from error
    return None if shape.is_empty else shapely.geometry.mapping(shape)
