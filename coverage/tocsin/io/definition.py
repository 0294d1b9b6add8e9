"""What made a result: the scenario's text, the version, the seed, and the notional mark."""

from dataclasses import dataclass, field
from typing import Protocol

import tocsin
from tocsin.constants import NOTIONAL


class Defined(Protocol):
    """What this package needs of a scenario."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def seed(self) -> int:
        """Seed of every random draw."""

    def to_yaml(self, *, comments: bool = True) -> str:
        """Return the scenario file's text."""


@dataclass(frozen=True)
class Definition:
    """The whole definition of a result, as text.

    Attributes
    ----------
    scenario : str
        The scenario file.
    seed : int
        Seed of every random draw.
    title : str
        Of the scenario.
    version : str
        Version of tocsin.
    notional : str
        The mark that every export carries.

    Examples
    --------
    >>> Definition(scenario="tocsin: 1", seed=7).metadata()["tocsin_seed"]
    '7'
    """

    scenario: str
    seed: int = 0
    title: str = ""
    version: str = field(default_factory=lambda: tocsin.__version__)
    notional: str = NOTIONAL

    @classmethod
    def of(cls, scenario: Defined) -> "Definition":
        """Take it from a scenario.

        Examples
        --------
        >>> from tocsin.scenario import Scenario, scaffold
        >>> Definition.of(Scenario.from_text(scaffold("island")).updated({"seed": 7})).seed
        7
        """
        return cls(
            scenario=scenario.to_yaml(comments=False), seed=scenario.seed, title=scenario.title
        )

    def metadata(self) -> dict[str, str]:
        """Return flat names and texts, for file formats that hold such.

        Examples
        --------
        >>> sorted(Definition(scenario="tocsin: 1").metadata())
        ['comment', 'title', 'tocsin_scenario', 'tocsin_seed', 'tocsin_version']
        """
        return {
            "title": self.title,
            "tocsin_version": self.version,
            "tocsin_seed": str(self.seed),
            "tocsin_scenario": self.scenario,
            "comment": self.notional,
        }
