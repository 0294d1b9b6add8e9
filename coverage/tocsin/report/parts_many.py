"""The answer for many nations: what stands out in sentences, and few of them as examples."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from tocsin.answers.standing_out import SHOWN_S, Standing
from tocsin.report.parts import Cell, Table, code, number, text
from tocsin.words import counted, minutes, signed

if TYPE_CHECKING:
    from tocsin.answers.run import Result

NAMED = 3
NEVER_NAMED = 12


def standouts(result: "Result") -> list[str]:
    """Say what stands out among many nations, and count the rest.

    Parameters
    ----------
    result : Result

    Returns
    -------
    list of str
        A sentence for policies with equal gains, one on who is never warned, and what is asked.
    """
    standing = Standing.of(result)
    first = result.policies[0]
    # Names lead where there are some, and ids where there are none.
    names = {name: each.name or name for name, each in result.scenario.nations.items()}
    # Policies that come to the same are told once.
    told: dict[str, list[str]] = {}
    for policy in result.policies[1:]:
        told.setdefault(_gains(standing.gain_s(policy), names), []).append(policy)
    lines = [f"Under {' and '.join(some)}, against {first}: {said}" for said, some in told.items()]
    return [*lines, *_levels(standing, names), *_never(standing, names), result.question.sentence]


def _gains(gain_s: pd.Series, names: Mapping[str, str]) -> str:
    more, less = gain_s[gain_s >= SHOWN_S], gain_s[gain_s <= -SHOWN_S][::-1]
    same = len(gain_s) - len(more) - len(less)
    parts = [
        f"{counted(len(some), 'nation')} {word} mean warning (most: {_named(some, names)})"
        for some, word in ((more, "gain"), (less, "lose"))
        if len(some)
    ]
    parts += [f"{counted(same, 'nation')} without change"] if same else []
    return f"{'; '.join(parts)}."


def _named(change_s: pd.Series, names: Mapping[str, str]) -> str:
    return ", ".join(f"{names[name]} {signed(each)}" for name, each in change_s.head(NAMED).items())


def _levels(standing: Standing, names: Mapping[str, str]) -> Iterator[str]:
    """Say how far nations are apart under a policy that has nothing to be compared with."""
    if standing.mean_s.shape[1] > 1:
        return
    name, mean_s = standing.mean_s.columns[0], standing.mean_s.iloc[:, 0]
    ordered = mean_s.sort_values(ascending=False, kind="stable")
    most, least = names[ordered.index[0]], names[ordered.index[-1]]
    yield (
        f"Under {name}: mean warning from {minutes(ordered.iloc[-1])} ({least}) to "
        f"{minutes(ordered.iloc[0])} ({most}); half of the {counted(len(ordered), 'nation')} have "
        f"{minutes(float(ordered.median()))} or more."
    )


def _never(standing: Standing, names: Mapping[str, str]) -> Iterator[str]:
    """Say which nations have no warned case: under any policy, and how many under each."""
    policies = list(standing.warned.columns)
    throughout = standing.never(policies)
    if throughout:
        listed = ", ".join(names[name] for name in throughout[:NEVER_NAMED])
        rest = len(throughout) - NEVER_NAMED
        more = f" and {rest} more" if rest > 0 else ""
        under = "any policy" if len(policies) > 1 else policies[0]
        yield f"Never warned under {under}: {counted(len(throughout), 'nation')} ({listed}{more})."
    by_policy = {policy: len(standing.never([policy])) for policy in policies}
    if len(policies) > 1 and any(by_policy.values()):
        counts = ", ".join(f"{count} under {policy}" for policy, count in by_policy.items())
        yield f"Nations without one warned case: {counts}."


CREDIT_HEAD = ("agreement", "falls with", "all: loss alone", "all: Shapley share")


def credit_table(title: str, ranking: pd.DataFrame) -> Table:
    """Return a row an agreement: what it is worth to all, to how many, and to whom most.

    Parameters
    ----------
    title : str
    ranking : DataFrame
        Of `rank`, with rows of all nations together.
    """
    rows: list[list[Cell]] = []
    for name, part in ranking.groupby("agreement", sort=False):
        together = part[part["nation"] == "all"].iloc[0]
        own = part[part["nation"] != "all"].set_index("nation")["shapley_s"]
        ordered = own[own >= SHOWN_S].sort_values(ascending=False, kind="stable")
        rows.append(
            [
                code(str(name)),
                text(together["falls_with"]),
                number(minutes(together["loss_s"])),
                number(minutes(together["shapley_s"])),
                number(f"{len(ordered)} of {len(own)}"),
                text(", ".join(f"{who} {minutes(each)}" for who, each in ordered[:NAMED].items())),
            ]
        )
    return Table.of(title, (*CREDIT_HEAD, "nations with a share", "most to"), rows)
