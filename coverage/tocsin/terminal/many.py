"""Tables of many nations: a row a nation, those alike in one, and what does not change counted."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tocsin.engine.measures import ALL
from tocsin.terminal.fit import Block
from tocsin.terminal.sheet import Column, Row, Sheet, texts_of
from tocsin.words import counted

_ALIKE = 3


def alike(sheet: Sheet, *, key: str = "nation") -> Iterator[Block]:
    """Tell nations that are written alike in one row, and name them below.

    Parameters
    ----------
    sheet : Sheet
        Of many nations.
    key : str
        Of the column with the nation.

    Examples
    --------
    >>> columns = [Column("nation", "nation"), Column("share", "warned", "{:.0%}".format)]
    >>> rows = [{"nation": name, "share": float(name == "A")} for name in "ABCD"]
    >>> table, names = alike(Sheet("", columns, rows))
    >>> [row["nation"] for row in table.rows], names
    (['A', 'B and 2 alike'], 'B and 2 alike: C, D.')
    """
    groups: dict[tuple[str, ...], list[Row]] = {}
    others = [column for column in sheet.columns if column.key != key]
    for row in sheet.rows:
        # All nations together are never one of them.
        own = ALL if row[key] == ALL else ""
        groups.setdefault((own, *_told(others, row)), []).append(row)
    rows: list[Row] = []
    notes: dict[str, None] = {}
    for group in groups.values():
        if len(group) < _ALIKE:
            rows += group
            continue
        label = f"{group[0][key]} and {len(group) - 1} alike"
        rows.append({**group[0], key: label})
        notes[f"{label}: {', '.join(str(row[key]) for row in group[1:])}."] = None
    yield replace(sheet, rows=in_order(rows, sheet.section))
    yield from notes


def unlike(
    rows: Sequence[Row], columns: Sequence[Column], before: Sequence[Row], *, key: str = "nation"
) -> tuple[list[Row], list[str]]:
    """Return the rows that are written otherwise than before, and the nations of the others.

    Examples
    --------
    >>> columns = [Column("nation", "nation"), Column("share", "warned", "{:.0%}".format)]
    >>> then, now = ([{"nation": n, "share": s} for n in "AB"] for s in (0.0, 0.0))
    >>> unlike(now, columns, then)
    ([], ['A', 'B'])
    """
    told = {row[key]: _told(columns, row) for row in before}
    changed = [row for row in rows if told.get(row[key]) != _told(columns, row)]
    kept = {row[key] for row in changed}
    return changed, [str(row[key]) for row in rows if row[key] not in {*kept, ALL}]


def distinct(sheet: Sheet, *, key: str = "policy") -> tuple[Sheet, list[str]]:
    """Return a sheet without policies that come to the same as an earlier one, and which they are.

    Examples
    --------
    >>> columns = [Column("nation", "nation"), Column("policy", "policy")]
    >>> rows = [{"nation": "A", "policy": policy} for policy in ("now", "then")]
    >>> len(distinct(Sheet("", columns, rows))[0].rows), distinct(Sheet("", columns, rows))[1]
    (1, ['then: all rows as under now.'])
    """
    others = [column for column in sheet.columns if column.key != key]
    of: dict[str, list[tuple[str, ...]]] = {}
    for row in sheet.rows:
        of.setdefault(row[key], []).append(_told(others, row))
    first: dict[tuple[tuple[str, ...], ...], str] = {}
    same = {policy: first.setdefault(tuple(rows), policy) for policy, rows in of.items()}
    kept = [row for row in sheet.rows if same[row[key]] == row[key]]
    told = [f"{a}: all rows as under {b}." for a, b in same.items() if a != b]
    return replace(sheet, rows=kept), told


def left_out(count: int, what: str) -> Iterator[str]:
    """Say how many nations a table leaves out, and why; nothing where it is none.

    Examples
    --------
    >>> list(left_out(2, "as before")), list(left_out(0, "as before"))
    (['2 nations as before.'], [])
    """
    if count:
        yield f"{counted(count, 'nation')} {what}."


def in_order(rows: Sequence[Row], key: str) -> list[Row]:
    """Bring rows of one kind together, the kinds in the order of their first rows.

    Examples
    --------
    >>> rows = [{"k": kind, "n": number} for number, kind in enumerate("aba")]
    >>> [row["n"] for row in in_order(rows, "k")]
    [0, 2, 1]
    """
    if not key:
        return list(rows)
    order = {value: at for at, value in reversed(list(enumerate(row[key] for row in rows)))}
    # Stable: within a kind rows keep their order.
    return sorted(rows, key=lambda row: order[row[key]])


def _told(columns: Sequence[Column], row: Row) -> tuple[str, ...]:
    return tuple(str(text) for text in texts_of(columns, row).values())
