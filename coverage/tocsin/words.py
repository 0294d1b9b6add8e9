"""Values in plain text, and plain data for JSON: how every face writes a number or a name."""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

# More than so many of a kind are told by the first few.
_MANY, _SHOWN = 6, 3


def plain(value: Any) -> Any:
    """Return nested data that JSON can hold: lists for tuples, none for inf and nan, ISO dates.

    Bytes become hexadecimal digits; what else JSON does not know, text.

    >>> plain({"at": (1.0, float("inf")), "raw": b"a"})
    {'at': [1.0, None], 'raw': '61'}
    """
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if hasattr(value, "tolist"):  # of numpy: a scalar or an array
        value = value.tolist()
        return plain(value) if isinstance(value, list) else _simple(value)
    return _simple(value)


def _simple(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, bytes | bytearray):
        return value.hex()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, str | int) else str(value)


def json_text(data: Any) -> str:
    r"""Write plain data as JSON: what ``--json`` prints and files hold.

    Not-a-number is no JSON: data that hold one are a fault here, not the reader's problem.

    >>> json_text({"nation": "A"})
    '{\n "nation": "A"\n}'
    """
    return json.dumps(data, indent=1, default=str, allow_nan=False, ensure_ascii=False)


def records(frame: "pd.DataFrame") -> list[dict]:
    """Return the rows of a frame as plain data that JSON can hold; none for nan.

    >>> import pandas as pd
    >>> records(pd.DataFrame({"nation": ["A"], "warning_s": [float("nan")]}))
    [{'nation': 'A', 'warning_s': None}]
    """
    return plain(frame.to_dict("records"))


def joined(names: Sequence[str]) -> str:
    """Write a set of names; a dash for none.

    >>> joined(["pact", "treaty"]), joined([])
    ('pact + treaty', '-')
    """
    return " + ".join(names) or "-"


def few(names: Sequence[str], *, every: bool = False) -> str:
    """Write a list, of a long one its first and how many more.

    >>> few(["JPN", "KOR"]), few(["A", "B", "C", "D", "E", "F", "G", "H"])
    ('JPN, KOR', 'A, B, C and 5 more')
    """
    if every or len(names) <= _MANY:
        return ", ".join(names)
    return f"{', '.join(names[:_SHOWN])} and {len(names) - _SHOWN:,} more"


def folded(
    sentences: Iterable[str], *, every: bool = False, more: str = "of this kind"
) -> Iterator[str]:
    """Yield sentences of one kind, of many the first and how many more.

    >>> list(folded("abcdefgh"))[-2:]
    ['c', 'And 5 more of this kind.']
    """
    told = list(sentences)
    if every or len(told) <= _MANY:
        yield from told
        return
    yield from told[:_SHOWN]
    yield f"And {len(told) - _SHOWN:,} more {more}."


def counted(count: int, one: str, many: str = "") -> str:
    """Write a number with its noun.

    >>> counted(1, "arc"), counted(2000, "arc"), counted(0, "policy", "policies")
    ('1 arc', '2,000 arcs', '0 policies')
    """
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def tenths(time_s: float) -> str:
    """Write seconds to the tenth.

    >>> tenths(12.34), tenths(95.0)
    ('12.3 s', '95 s')
    """
    return f"{round(time_s, 1):.10g} s"


def seconds(time_s: float) -> str:
    """Write seconds, with minutes where there are some: of the tenths that stand beside them.

    >>> seconds(12.34), seconds(-95.7), seconds(119.98), seconds(float("inf"))
    ('12.3 s', '-95.7 s (-1:35)', '120 s (2:00)', 'never')
    """
    if not math.isfinite(time_s):
        return "never"
    # As the page and every table have it: a second counts when it is over.
    rounded = round(time_s, 1)
    text = tenths(time_s)
    return text if abs(rounded) < 60 else f"{text} ({minutes(rounded)})"


def minutes(seconds: float | None, *, nothing: str = "–") -> str:
    """Write a time as minutes and seconds, rounded down to the second towards zero.

    Examples
    --------
    >>> minutes(125.9), minutes(-61.0), minutes(float("nan"))
    ('2:05', '-1:01', '–')
    """
    if seconds is None or not math.isfinite(seconds):
        return nothing
    whole = int(abs(seconds))
    sign = "-" if seconds < 0.0 and whole else ""
    return f"{sign}{whole // 60}:{whole % 60:02d}"


def signed(seconds: float | None) -> str:
    """Write a change of time with its sign; a dash for none.

    Examples
    --------
    >>> signed(61.0), signed(-5.0), signed(0.0)
    ('+1:01', '−0:05', '0:00')
    """
    if seconds is None or not math.isfinite(seconds):
        return "–"
    size = minutes(abs(seconds))
    if size == "0:00":
        return size
    return f"{'+' if seconds > 0 else '−'}{size}"


def span(low_s: float, high_s: float) -> str:
    """Write a band of changes of time.

    >>> span(-5.0, 61.0)
    '−0:05 to +1:01'
    """
    return f"{signed(low_s)} to {signed(high_s)}"


def percent(share: float | None, *, nothing: str = "–") -> str:
    """Write a share in percent, so that only none is 0 and only all is 100.

    Examples
    --------
    >>> percent(0.123), percent(0.0004), percent(0.0), percent(0.9999)
    ('12 %', '<1 %', '0 %', '>99 %')
    """
    if share is None or not math.isfinite(share):
        return nothing
    if 0.0 < share < 0.005:
        return "<1 %"
    if 0.995 < share < 1.0:
        return ">99 %"
    return f"{100.0 * share:.0f} %"


def quantity(value: float | None, unit: str) -> str:
    """Write a number with its unit; a dash for none.

    >>> quantity(1500.0, "km"), quantity(None, "km")
    ('1,500 km', '–')
    """
    return "–" if value is None else f"{value:,g} {unit}"


def degrees(value: float, positive: str, negative: str) -> str:
    """Write a latitude or a longitude.

    >>> degrees(-12.5, "N", "S"), degrees(7.0, "E", "W")
    ('12.5° S', '7° E')
    """
    return f"{abs(value):g}° {positive if value >= 0 else negative}"


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """Return a hint at the nearest known word, or the list if it is short, or nothing.

    Examples
    --------
    >>> did_you_mean("JPM", ["KOR", "JPN"])
    " Did you mean 'JPN'?"
    """
    known = [str(name) for name in known]
    text = str(word)
    lower = {name.lower(): name for name in reversed(known)}
    # At most three: a longer list is read by nobody.
    close = get_close_matches(text, known, n=1, cutoff=0.6)
    close = close or [lower[name] for name in get_close_matches(text.lower(), lower, n=1)]
    if close:
        return f" Did you mean {close[0]!r}?"
    listed = ", ".join(known[:20])
    return f" Use one of {listed}{', ...' if len(known) > 20 else ''}." if known else ""
