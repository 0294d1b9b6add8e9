"""What stands out among many nations: who gains, who loses, who is never warned."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tocsin.engine.measures import ALL

if TYPE_CHECKING:
    import pandas as pd

    from tocsin.answers.run import Result

MANY = 6
"""More nations than these are told by what stands out."""
SHOWN_S = 0.5
"""Half a second: under what times in minutes and seconds show."""


def is_many(nations: Iterable[str]) -> bool:
    """Say whether so many nations are told by what stands out.

    Examples
    --------
    >>> is_many(["A", "B"] * 3), is_many([*"ABCDEFG", "all"])
    (False, True)
    """
    return len({*nations} - {ALL}) > MANY


@dataclass(frozen=True)
class Standing:
    """Mean warning and the share warned, a row a nation and a column a policy.

    Attributes
    ----------
    mean_s : DataFrame
        Mean warning over all arcs [s].
    warned : DataFrame
        Share of cases.
    """

    mean_s: "pd.DataFrame"
    warned: "pd.DataFrame"

    @classmethod
    def of(cls, result: "Result") -> "Standing":
        """Take them from the summary of a run, for the launch nation that is asked for."""
        rows = result.summary
        rows = rows[(rows["launch"] == result.question.launch) & (rows["arc"] == ALL)]
        rows = rows[rows["nation"] != ALL]
        nations = rows["nation"].unique()
        mean_s, warned = (
            rows.pivot(index="nation", columns="policy", values=name).loc[
                nations, list(result.policies)
            ]
            for name in ("mean_warning_s", "warned_share")
        )
        return cls(mean_s, warned)

    def gain_s(self, policy: str) -> "pd.Series":
        """Return the gain of each nation against the first policy, greatest first [s]."""
        gain_s = self.mean_s[policy] - self.mean_s.iloc[:, 0]
        # Stable: of equal gains that of the first in the file stands first.
        return gain_s.sort_values(ascending=False, kind="stable")

    @property
    def extreme_s(self) -> "pd.Series":
        """The gain or loss of each nation that is greatest in size over the policies [s]."""
        changes_s = self.mean_s.sub(self.mean_s.iloc[:, 0], axis=0)
        most_s, least_s = changes_s.max(axis=1), changes_s.min(axis=1)
        extreme_s = most_s.where(most_s >= -least_s, least_s)
        return extreme_s.sort_values(ascending=False, kind="stable")

    def never(self, policies: Iterable[str]) -> list[str]:
        """Return the nations without one warned case under any of some policies."""
        unwarned = (self.warned[list(policies)] == 0.0).all(axis=1)
        return [str(nation) for nation in self.warned.index[unwarned]]


def examples_of_many(standing: Standing) -> dict[str, str]:
    """Choose few nations that stand for many, each with the reason.

    Under several policies: which gains most, which of those that gain stands in the middle, which
    loses most, and the first that is never warned. Under one policy: most, middle and least mean
    warning.

    Returns
    -------
    dict of str to str
        The reason by nation.

    Examples
    --------
    >>> import pandas as pd
    >>> means = pd.DataFrame({"alone": [0.0, 0.0, 9.0], "all": [60.0, 0.0, 5.0]}, index=[*"ABC"])
    >>> examples_of_many(Standing(means, means.clip(upper=1.0)))
    {'A': 'gains most', 'C': 'loses most', 'B': 'is never warned'}
    """
    chosen: dict[str, str] = {}
    if standing.mean_s.shape[1] == 1:
        order = standing.mean_s.iloc[:, 0].sort_values(ascending=False, kind="stable").index
        chosen.setdefault(order[0], "has most warning")
        chosen.setdefault(order[len(order) // 2], "stands in the middle")
        chosen.setdefault(order[-1], "has least warning")
        return chosen
    extreme_s = standing.extreme_s
    gained = extreme_s[extreme_s >= SHOWN_S].index
    if len(gained):
        chosen.setdefault(gained[0], "gains most")
        chosen.setdefault(gained[len(gained) // 2], "stands in the middle of those that gain")
    if extreme_s.iloc[-1] <= -SHOWN_S:
        chosen.setdefault(extreme_s.index[-1], "loses most")
    for nation in standing.never(standing.warned.columns)[:1]:
        chosen.setdefault(nation, "is never warned")
    return chosen or {str(extreme_s.index[0]): "stands for all: no policy changes anything"}
