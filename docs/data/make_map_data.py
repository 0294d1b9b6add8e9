"""Make the package's map data from the npm package world-atlas 2.0.2.

World-atlas is Natural Earth 4.1 (public domain) as TopoJSON. Get it, then run this script::

    npm pack world-atlas@2.0.2
    python docs/data/make_map_data.py world-atlas-2.0.2.tgz coverage/tocsin/data

It writes ``world_50m.zip`` and ``world_110m.zip``: one WKB geometry a member, named by ISO 3166-1
alpha-3 code, and ``land.wkb``, all cut at the antimeridian, valid, in degrees (longitude first).
A zip holds its own index, so that one country is read without the others.
"""

import argparse
import io
import json
import tarfile
import zipfile
from pathlib import Path

import antimeridian
import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

# ISO 3166-1: numeric code, then alpha-3 code.
ISO = """
004AFG 008ALB 010ATA 012DZA 016ASM 020AND 024AGO 028ATG 031AZE 032ARG 036AUS 040AUT 044BHS 048BHR
050BGD 051ARM 052BRB 056BEL 060BMU 064BTN 068BOL 070BIH 072BWA 074BVT 076BRA 084BLZ 086IOT 090SLB
092VGB 096BRN 100BGR 104MMR 108BDI 112BLR 116KHM 120CMR 124CAN 132CPV 136CYM 140CAF 144LKA 148TCD
152CHL 156CHN 158TWN 162CXR 166CCK 170COL 174COM 175MYT 178COG 180COD 184COK 188CRI 191HRV 192CUB
196CYP 203CZE 204BEN 208DNK 212DMA 214DOM 218ECU 222SLV 226GNQ 231ETH 232ERI 233EST 234FRO 238FLK
239SGS 242FJI 246FIN 248ALA 250FRA 254GUF 258PYF 260ATF 262DJI 266GAB 268GEO 270GMB 275PSE 276DEU
288GHA 292GIB 296KIR 300GRC 304GRL 308GRD 312GLP 316GUM 320GTM 324GIN 328GUY 332HTI 334HMD 336VAT
340HND 344HKG 348HUN 352ISL 356IND 360IDN 364IRN 368IRQ 372IRL 376ISR 380ITA 384CIV 388JAM 392JPN
398KAZ 400JOR 404KEN 408PRK 410KOR 414KWT 417KGZ 418LAO 422LBN 426LSO 428LVA 430LBR 434LBY 438LIE
440LTU 442LUX 446MAC 450MDG 454MWI 458MYS 462MDV 466MLI 470MLT 474MTQ 478MRT 480MUS 484MEX 492MCO
496MNG 498MDA 499MNE 500MSR 504MAR 508MOZ 512OMN 516NAM 520NRU 524NPL 528NLD 531CUW 533ABW 534SXM
535BES 540NCL 548VUT 554NZL 558NIC 562NER 566NGA 570NIU 574NFK 578NOR 580MNP 581UMI 583FSM 584MHL
585PLW 586PAK 591PAN 598PNG 600PRY 604PER 608PHL 612PCN 616POL 620PRT 624GNB 626TLS 630PRI 634QAT
638REU 642ROU 643RUS 646RWA 652BLM 654SHN 659KNA 660AIA 662LCA 663MAF 666SPM 670VCT 674SMR 678STP
682SAU 686SEN 688SRB 690SYC 694SLE 702SGP 703SVK 704VNM 705SVN 706SOM 710ZAF 716ZWE 724ESP 728SSD
729SDN 732ESH 740SUR 744SJM 748SWZ 752SWE 756CHE 760SYR 762TJK 764THA 768TGO 772TKL 776TON 780TTO
784ARE 788TUN 792TUR 795TKM 796TCA 798TUV 800UGA 804UKR 807MKD 818EGY 826GBR 831GGY 832JEY 833IMN
834TZA 840USA 850VIR 854BFA 858URY 860UZB 862VEN 876WLF 882WSM 887YEM 894ZMB
""".split()  # noqa: SIM905
ALPHA3 = {entry[:3]: entry[3:] for entry in ISO}
# Shapes without an ISO number: Natural Earth's own codes; XKX is the usual one for Kosovo.
WITHOUT_NUMBER = {
    "Kosovo": "XKX",
    "N. Cyprus": "CYN",
    "Somaliland": "SOL",
    "Indian Ocean Ter.": "IOA",
    "Siachen Glacier": "KAS",
}


def decode_arcs(topology: dict) -> list[np.ndarray]:
    """Undo TopoJSON's delta coding and quantisation: one (n, 2) array in degrees an arc."""
    scale = np.array(topology["transform"]["scale"])
    translate = np.array(topology["transform"]["translate"])
    return [np.cumsum(np.array(arc), axis=0) * scale + translate for arc in topology["arcs"]]


def join_ring(arcs: list[np.ndarray], indices: list[int]) -> np.ndarray:
    """Join arcs to a ring; a negative index is the arc ~index read backwards."""
    parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    ring = np.vstack([parts[0], *[part[1:] for part in parts[1:]]])
    return np.clip(np.round(ring, 4), [-180.0, -90.0], [180.0, 90.0])


def polygons_of(geometry: dict, arcs: list[np.ndarray]) -> list[Polygon]:
    """Return the geometry's polygons as drawn: they may still run over the antimeridian."""
    groups = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    return [
        Polygon(join_ring(arcs, rings[0]), [join_ring(arcs, ring) for ring in rings[1:]])
        for rings in groups
    ]


def count_turns(ring: np.ndarray) -> int:
    """Return how often a ring runs round the earth's axis (not 0: it holds a pole)."""
    steps = (np.diff(ring[:, 0]) + 180.0) % 360.0 - 180.0
    return round(steps.sum() / 360.0)


def open_at_pole(polygon: Polygon) -> Polygon:
    """Open a ring round the south pole at the antimeridian, and lead it along latitude -90."""
    # At 50m the outer ring is a dot at the pole and the coast is its "hole": take the longest.
    ring = max(map(shapely.get_coordinates, [polygon.exterior, *polygon.interiors]), key=len)[:-1]
    jump = np.flatnonzero(np.abs(np.diff(ring[:, 0], append=ring[0, 0])) > 180.0)
    (last,) = jump  # only Antarctica is of this kind, with one side over the antimeridian
    ring = np.roll(ring, -(last + 1), axis=0)
    ends = np.sign(ring[[-1, 0], 0]) * 180.0
    return Polygon(
        np.vstack([[ends[1], ring[0, 1]], ring, [ends[0], ring[-1, 1]], [[x, -90.0] for x in ends]])
    )


def cut(polygon: Polygon) -> list[Polygon]:
    """Cut at the antimeridian (poles too), and repair what is invalid."""
    ring = shapely.get_coordinates(polygon.exterior)
    if count_turns(ring):
        parts = [open_at_pole(polygon)]
    elif np.any(np.abs(np.diff(ring[:, 0])) > 180.0):
        parts = list(
            shapely.get_parts(
                antimeridian.fix_polygon(polygon, fix_winding=True, great_circle=False)
            )
        )
    else:
        parts = [polygon]
    made = shapely.make_valid(parts, method="structure", keep_collapsed=False)
    return [part for shape in made for part in shapely.get_parts(shape) if part.area > 0.0]


def read_shapes(topology: dict) -> tuple[dict[str, MultiPolygon], dict[str, str]]:
    """Return shapes by code and names by code; shapes of one code are put together."""
    arcs = decode_arcs(topology)
    parts: dict[str, list[Polygon]] = {}
    names: dict[str, str] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        code = ALPHA3[geometry["id"]] if "id" in geometry else WITHOUT_NUMBER[name]
        parts.setdefault(code, []).extend(
            piece for polygon in polygons_of(geometry, arcs) for piece in cut(polygon)
        )
        if code not in names or code != "AUS":
            names[code] = "Australia" if code == "AUS" else name
    return {code: MultiPolygon(shapes) for code, shapes in sorted(parts.items())}, names


def read_land(topology: dict) -> MultiPolygon:
    """Return all land as one shape."""
    arcs = decode_arcs(topology)
    geometries = topology["objects"]["land"]["geometries"]
    return MultiPolygon(
        [
            piece
            for geometry in geometries
            for polygon in polygons_of(geometry, arcs)
            for piece in cut(polygon)
        ]
    )


def write(path: Path, members: dict[str, bytes]) -> None:
    """Write a zip that is the same, byte for byte, for the same members."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            archive.writestr(info, content, zipfile.ZIP_DEFLATED, compresslevel=9)


def main() -> None:
    """Convert both scales."""
    parser = argparse.ArgumentParser(description="Make tocsin's map data from world-atlas.")
    parser.add_argument("package", type=Path, help="world-atlas-2.0.2.tgz")
    parser.add_argument("folder", type=Path, help="coverage/tocsin/data")
    arguments = parser.parse_args()
    with tarfile.open(arguments.package) as package:
        for scale in ("50m", "110m"):
            content = package.extractfile(f"package/countries-{scale}.json").read()
            topology = json.load(io.BytesIO(content))
            shapes, names = read_shapes(topology)
            land = read_land(topology)
            every = {**shapes, "land": land}
            invalid = [code for code, shape in every.items() if not shape.is_valid]
            if invalid:
                raise SystemExit(f"Invalid shapes at {scale}: {', '.join(invalid)}.")
            members = {"names.json": json.dumps(names, ensure_ascii=False, sort_keys=True).encode()}
            members["land.wkb"] = shapely.to_wkb(land)
            members |= {f"{code}.wkb": shapely.to_wkb(shape) for code, shape in shapes.items()}
            write(arguments.folder / f"world_{scale}.zip", members)


if __name__ == "__main__":
    main()
