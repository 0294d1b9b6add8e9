"""One scenario of a study with everything that its runs share, and the runs on it."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.bank import Bank
from tocsin.engine.measures import ALL, MEASURES, Rows
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.table import case_columns, outcome_columns
from tocsin.engine.world import World

from .keys import bank_key, cells_key, scenario_key
from .recent import BANKS, CELLS
from .rules import RunKeys
from .tables import CELL_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from tocsin.scenario import Scenario

    from .vocabulary import StudyFile

MAX_REMEMBERED = 20_000


@dataclass(frozen=True)
class Bench:
    """A scenario laid out for many runs.

    Runs whose delays and decisions are equal have equal measures, which are worked out once.

    Attributes
    ----------
    scenario : Scenario
    file : StudyFile
    """

    scenario: "Scenario"
    file: "StudyFile"
    remembered: dict[tuple[Any, ...], NDArray[np.float64]] = field(default_factory=dict, repr=False)

    @cached_property
    def world(self) -> World:
        """The scenario as arrays; its cells are shared with other scenarios that have the same."""
        # Cells take far longer to find than all else here.
        cells = CELLS.get(cells_key(self.scenario), lambda: World(self.scenario).cells)
        return World(self.scenario, known_cells=cells)

    @cached_property
    def bank(self) -> Bank:
        """The geometry, shared with other scenarios that see the same and tell it alike."""
        bank: Bank = BANKS.get(bank_key(self.scenario), self.new_bank)
        return bank

    def new_bank(self) -> Bank:
        """Work the geometry out, on one thread: the other cores have workers of their own."""
        unsure = [sensor.id for sensor in self.world.sensors if sensor.availability < 1.0]
        return Bank.of(self.world, apart=unsure, threads=1)

    @cached_property
    def keys(self) -> RunKeys:
        """Hashes of the runs."""
        return RunKeys(self.scenario, key=scenario_key(self.scenario, self.file))

    @cached_property
    def rows(self) -> Rows:
        """Rows of each run."""
        by = self.file.by
        return Rows(self.bank, nations=_wanted(by.nations), arcs=_wanted(by.arcs))

    def measures(self, rulebook: Rulebook) -> NDArray[np.float64]:
        """Return the measures of a run, shape (rows, measures); nan where there is none."""
        if rulebook.key not in self.remembered:
            if len(self.remembered) >= MAX_REMEMBERED:
                self.remembered.clear()
            functions = [MEASURES[name].of for name in self.file.measures]
            samples = self.rows.samples(self.bank.outcome(rulebook))
            self.remembered[rulebook.key] = np.array(
                [[of(sample) for of in functions] for _, _, sample in samples]
            ).reshape(-1, len(functions))
        return self.remembered[rulebook.key]

    def cases(self, rulebook: Rulebook) -> "pd.DataFrame":
        """Return a row for each launch point, arc and cell of a run."""
        import pandas as pd

        outcome = self.bank.outcome(rulebook)
        columns = case_columns(self.world) | outcome_columns(self.world, outcome)
        return pd.DataFrame({name: columns[name] for name in CELL_COLUMNS}, copy=False)


def _wanted(names: "tuple[str, ...] | str | None") -> tuple[str, ...] | None:
    """Names of rows for `Rows`; an empty list keeps only the row over everything."""
    if names is None or names == "all":
        return None
    return tuple(names) or (ALL,)
