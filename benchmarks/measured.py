"""One row of the page on accuracy: how far off, in how many cases, and where it is worst."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Row:
    """What was compared with what, and by how much they differ.

    ``promise`` is the bound that the documents state of tocsin, if they state one: a difference
    beyond it is a defect. ``missing`` says why there are no numbers.
    """

    what: str
    cases: int = 0
    median: float = np.nan
    most: float = np.nan
    greatest: float = np.nan
    unit: str = ""
    worst: str = ""
    promise: float | None = None
    missing: str = ""

    @property
    def kept(self):
        """Whether the promise holds, or nothing was promised."""
        return self.promise is None or self.greatest <= self.promise


def row_of(what, errors, unit, worst, *, promise=None):
    """Row of many cases.

    Parameters
    ----------
    errors : array_like, shape (n,)
        Absolute differences.
    worst : callable
        Says of the number of a case which case it is.
    """
    errors = np.abs(np.asarray(errors, dtype=float)).ravel()
    if not np.isfinite(errors).all():
        raise ValueError(f"{what}: a difference is not finite.")
    return Row(
        what,
        errors.size,
        float(np.median(errors)),
        float(np.quantile(errors, 0.999)),
        float(errors.max()),
        unit,
        worst(int(errors.argmax())),
        promise,
    )


HEAD = "| what | cases | median | 99.9 % | greatest | unit | promised | greatest for |\n"
RULE = "|---|--:|--:|--:|--:|---|--:|---|\n"


def table(rows):
    """The rows as a table of Markdown."""
    return HEAD + RULE + "".join(map(_line, rows))


def _line(row):
    if row.missing:
        return f"| {row.what} | – | – | – | – | | – | {row.missing} |\n"
    promised = "–" if row.promise is None else number(row.promise)
    numbers = " | ".join(map(number, (row.median, row.most, row.greatest)))
    return f"| {row.what} | {row.cases:,} | {numbers} | {row.unit} | {promised} | {row.worst} |\n"


def number(value):
    """Two digits that count, three of larger numbers; no power of ten where none is needed.

    >>> [number(each) for each in (0.0, 4.2e-10, 0.034, 12.34, 1234.5)]
    ['0', '4.2e-10', '0.034', '12.3', '1,230']
    """
    if abs(value) < 1.0:
        return f"{value:.2g}"
    return f"{float(f'{value:.3g}'):,g}"


def place(lat, lon):
    """A place in words, to a tenth of a degree."""
    return f"{abs(lat):.1f} {'S' if lat < 0 else 'N'} {abs(lon):.1f} {'W' if lon < 0 else 'E'}"


def written(page, tables):
    """The page with its tables in place of those between the marks.

    >>> written("a\\n<!-- b: begin -->\\nold\\n<!-- b: end -->\\nc", {"b": "new\\n"})
    'a\\n<!-- b: begin -->\\n\\nnew\\n\\n<!-- b: end -->\\nc'
    """
    for mark, text in tables.items():
        begin, end = f"<!-- {mark}: begin -->\n", f"<!-- {mark}: end -->"
        before, found, rest = page.partition(begin)
        if not found or end not in rest:
            raise SystemExit(f"The page has no marks of {mark!r}.")
        page = f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}"
    return page
