"""What agreements and grants say, clause by clause: for tables, graphs and whoever prints them."""

from collections.abc import Iterable, Sequence

from tocsin.fields import Model
from tocsin.sharing.clauses import CLAUSES, Sharing
from tocsin.sharing.grants import Grant

GRANT_COLUMNS = tuple(dict.fromkeys(column for clause in CLAUSES for column in clause.columns))
"""Columns of a table of grants, beside source and target."""


def words_of_agreement(agreement: Model) -> dict[str, str]:
    """Say what every clause of an agreement says, by section of a table.

    Parameters
    ----------
    agreement : Sharing or Defence
        One of defence has dates, but none of the clauses of sharing.

    Examples
    --------
    >>> words_of_agreement(Sharing(kind="sharing", parties=("JPN", "KOR"), anonymous=True))
    {'terms': 'JPN ↔ KOR; up to track; auto; onward none; originator not named'}
    """
    said = (
        (clause.section, clause.of_agreement(agreement))
        for clause in CLAUSES
        if clause.terms is not None and isinstance(agreement, clause.terms)
    )
    return _together(said)


def words_of_grant(grant: Grant, agreement: Sharing, names: Sequence[str]) -> dict[str, str]:
    """Say what every clause says of a grant, by column.

    Parameters
    ----------
    grant : Grant
    agreement : Sharing
        From which it comes.
    names : sequence of str
        Of all nations, in file order.

    Examples
    --------
    >>> pact = Sharing(kind="sharing", parties=("JPN", "KOR"), tier="alert")
    >>> words = words_of_grant(Grant(0, 1, tier=1, agreement="pact"), pact, ["JPN", "KOR"])
    >>> words["what"], words["whose items"], words["may pass it on to"], words["agreement"]
    ('up to alert', 'own', 'nobody', 'pact')
    """
    said = (
        (column, text)
        for clause in CLAUSES
        for column, text in clause.of_grant(grant, agreement, names).items()
    )
    return dict.fromkeys(GRANT_COLUMNS, "") | _together(said)


def _together(said: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Put together what goes under one heading."""
    texts: dict[str, list[str]] = {}
    for heading, text in said:
        if text:
            texts.setdefault(heading, []).append(text)
    return {heading: "; ".join(some) for heading, some in texts.items()}
