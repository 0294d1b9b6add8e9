"""Which country is meant: by code of three or two letters, or by an English name."""

import csv
import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib.resources import files

from tocsin.errors import InputError

_REMEDY = "Give an ISO 3166-1 code or an English name; or a box, a polygon or a file."
# Of a name these words tell nothing, and some are written in two ways.
_WORDS = {"st": "saint", "the": "", "of": "", "and": "", "is": "islands"}


@cache
def _table() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return the name of each code, and the codes that each writing may mean."""
    names: dict[str, str] = {}
    codes: dict[str, tuple[str, ...]] = {}
    with files("tocsin").joinpath("data", "countries.csv").open("r", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            code = row["code"]
            names[code] = row["name"]
            also = [each for each in row["also"].split("; ") if each]
            for written in filter(None, (code, row["alpha2"], row["name"], *also)):
                known = codes.get(key := _key(written), ())
                codes[key] = known if code in known else (*known, code)
    return names, codes


def _key(written: str) -> str:
    """Leave out what people write in several ways: case, accents, points, small words."""
    plain = unicodedata.normalize("NFKD", written.replace("&", " and ")).casefold()
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    words = re.sub(r"[^a-z0-9]+", " ", re.sub(r"[.'’]", "", letters)).split()
    # A code may be one of the small words.
    if len(words) == 1:
        return words[0]
    return " ".join(filter(None, (_WORDS.get(word, word) for word in words)))


@lru_cache(maxsize=1024)
def country_code(written: str) -> str:
    """Return the three-letter code of a country, however it is written.

    Parameters
    ----------
    written : str
        ISO 3166-1 code of three or two letters, or an English name; case does not matter.

    Returns
    -------
    str

    Raises
    ------
    InputError
        When there is no such country (near ones are offered) or it may be several (all are named).

    Examples
    --------
    >>> [country_code(each) for each in ("FRA", "fr", "France", "south korea", "NO")]
    ['FRA', 'FRA', 'FRA', 'KOR', 'NOR']
    >>> country_code("Korea")
    Traceback (most recent call last):
    tocsin.errors.InputError: Ambiguous country 'Korea'. Give KOR (South Korea) or PRK (North ...
    """
    names, known = _table()
    codes = known.get(_key(written), ())
    if len(codes) == 1:
        return codes[0]
    if codes:
        raise InputError(f"Ambiguous country {written!r}. Give {_offered(codes, names)}.")
    raise InputError(f"Unknown country {written!r}. {_hint(written, names, known)}")


@cache
def country_of_number(number: int) -> str | None:
    """Return the three-letter code of a state by its number in public alliance data.

    Parameters
    ----------
    number : int
        Country code of the Correlates of War project; not that of ISO 3166-1.

    Returns
    -------
    str or None
        None where no country of today has it.

    Examples
    --------
    >>> [country_of_number(each) for each in (2, 740, 732, 731, 710, 200, 265)]
    ['USA', 'JPN', 'KOR', 'PRK', 'CHN', 'GBR', None]
    """
    file = files("tocsin").joinpath("data", "state_numbers.csv")
    with file.open("r", encoding="utf-8") as lines:
        rows = {int(row["number"]): row["code"] for row in csv.DictReader(lines)}
    return rows.get(number)


def _hint(written: str, names: Mapping[str, str], known: Mapping[str, tuple[str, ...]]) -> str:
    key = _key(written)
    # Long names beside their short ones; a code mistyped is nearer to codes than to names.
    within = [each for each in known if len(key) > 3 and key in each]
    close = within[:3] or get_close_matches(key, known, n=3, cutoff=0.6)
    codes = dict.fromkeys(code for each in close for code in known[each])
    return f"Did you mean {_offered(tuple(codes), names)}? {_REMEDY}" if codes else _REMEDY


def _offered(codes: tuple[str, ...], names: Mapping[str, str]) -> str:
    return " or ".join(f"{code} ({names[code]})" for code in codes)
