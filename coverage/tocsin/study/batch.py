"""A batch: the runs of a study that ride on one scenario, and all that they share."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.agreement_book import AgreementBook
from tocsin.engine.bank import Bank
from tocsin.engine.laid_out import Cells
from tocsin.engine.measures import ALL, MEASURES, Row, Rows, row_names
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.table import case_columns, outcome_columns
from tocsin.engine.visibility import Sight, sights
from tocsin.engine.world import World
from tocsin.scenario.launching import launch_name, leading_launch

from .axes import Level
from .covered import Covered, Found
from .keys import RunKeys, bank_key, cells_key, geometry_key, scenario_key
from .planning import Plan
from .tables import CELL_COLUMNS
from .vocabulary import BLANK_POLICY, OF_COVERAGE

if TYPE_CHECKING:
    import pandas as pd

    from tocsin.scenario import Scenario

    from .vocabulary import StudyFile

MAX_REMEMBERED = 20_000
"""Rulebooks whose measures a batch remembers: some 3 kB each, so 60 MB at most."""

T = TypeVar("T")


class Recent(Generic[T]):
    """The last few results of a function, by key; safe for the threads of a worker.

    Parameters
    ----------
    size : int
        How many are held.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._held: OrderedDict[str, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str, make: Callable[[], T]) -> T:
        """Return what is held, else make it, letting go of the oldest first."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
            # Before anything new is made: the memory of one more would be wanted for a moment.
            while len(self._held) >= self.size:
                self._held.popitem(last=False)
        result = make()
        with self._lock:
            self._held[key] = result
        return result

    def clear(self) -> None:
        """Let go of all."""
        with self._lock:
            self._held.clear()


# One is in use, the other may be asked for again: neighbouring runs share a scenario, neighbouring
# scenarios a geometry.
BATCHES: "Recent[Batch]" = Recent(2)
BANKS: Recent[Bank] = Recent(2)
SIGHTS: Recent[list[Sight]] = Recent(2)
CELLS: Recent[Cells] = Recent(4)
COVERED: Recent[Found] = Recent(2)


@dataclass(frozen=True)
class Batch:
    """A scenario laid out for many runs.

    Runs whose rulebooks come to the same have equal measures, which are worked out once.

    Attributes
    ----------
    scenario : Scenario
    file : StudyFile
        What is kept of a run.
    shares_sights : bool
        Whether to hold what every sensor sees for other scenarios that see the same, but tell it
        otherwise. The bank alone, which knows owners and not sensors, takes less memory.
    """

    scenario: "Scenario"
    file: "StudyFile"
    shares_sights: bool = False
    remembered: dict[tuple[Any, ...], NDArray[np.float64]] = field(default_factory=dict, repr=False)

    @cached_property
    def world(self) -> World:
        """The scenario as arrays; its cells are shared with other scenarios that have the same."""
        # Finding cells takes far longer than all else here.
        cells = CELLS.get(cells_key(self.scenario), lambda: World(self.scenario).cells)
        return World(self.scenario, known_cells=cells)

    @cached_property
    def bank(self) -> Bank:
        """The geometry, shared with other scenarios that see the same and tell it alike."""
        key = bank_key(self.scenario, apart=self._unsure)
        return BANKS.get(key, lambda: self.new_bank(self._shared_sights()))

    def new_bank(self, seen: Iterable[Sight] | None = None) -> Bank:
        """Lay out the geometry, on one thread: the other cores have workers of their own.

        Parameters
        ----------
        seen : iterable of Sight, optional
            What the sensors see; worked out by default.
        """
        return Bank.of(self.world, seen=seen, apart=self._unsure, threads=1)

    @property
    def _unsure(self) -> list[str]:
        """Sensors that may fail, and then see nothing while others of their owner do."""
        return [sensor.id for sensor in self.world.sensors if sensor.availability < 1.0]

    def _shared_sights(self) -> list[Sight] | None:
        if not self.shares_sights:
            return None
        key = geometry_key(self.scenario)
        return SIGHTS.get(key, lambda: list(sights(self.world, threads=1)))

    @cached_property
    def keys(self) -> RunKeys:
        """Hashes of the runs."""
        return RunKeys(self.scenario, shared=scenario_key(self.scenario, self.file))

    @cached_property
    def names(self) -> tuple[Row, ...]:
        """What each row of a run is about."""
        return row_names(self.world, *self._wanted)

    @cached_property
    def _rows(self) -> Rows:
        """Rows of each run, with their cases."""
        return Rows(self.bank, *self._wanted)

    @property
    def _wanted(self) -> tuple[tuple[str, ...] | None, ...]:
        """Which launches, nations and arcs have rows; None where all do."""
        by = self.file.by
        launches: tuple[str, ...] | None = (leading_launch(self.scenario),)
        if by.launches is not None:
            named = () if by.launches == "all" else by.launches
            launches = tuple(launch_name(self.scenario, name) for name in named) or None
        return launches, _row_names(by.nations), _row_names(by.arcs)

    @property
    def needs_bank(self) -> bool:
        """Whether anything that is kept of a run is warning; coverage asks the sensors alone."""
        return self.file.keep_cells or not set(self.file.measures) <= set(OF_COVERAGE)

    def measures(self, rulebook: Rulebook) -> NDArray[np.float64]:
        """Return the measures of a run, shape (rows, measures); nan where there is none."""
        if self._covered is None:
            return self._of_warning(rulebook)
        # In the order of the file: both kinds may be named in any.
        kept = self.file.measures
        found = np.empty((len(self.names), len(kept)))
        of_coverage = np.isin(kept, OF_COVERAGE)
        if not of_coverage.all():
            found[:, ~of_coverage] = self._of_warning(rulebook)
        # Equal warning is not equal coverage: what counts here is who may be told at all.
        found[:, of_coverage] = self._covered.values(rulebook, self.names)
        return found

    def _of_warning(self, rulebook: Rulebook) -> NDArray[np.float64]:
        if rulebook.key not in self.remembered:
            if len(self.remembered) >= MAX_REMEMBERED:
                self.remembered.clear()
            functions = [MEASURES[name].of for name in self.file.measures if name in MEASURES]
            samples = self._rows.samples(self.bank.outcome(rulebook))
            self.remembered[rulebook.key] = np.array(
                [[of(sample) for of in functions] for _, sample in samples]
            ).reshape(-1, len(functions))
        return self.remembered[rulebook.key]

    @cached_property
    def _covered(self) -> Covered | None:
        """Coverage, where the study keeps some of it."""
        names = tuple(name for name in self.file.measures if name in OF_COVERAGE)
        if not names:
            return None
        how = self.file.coverage
        found = COVERED.get(f"{geometry_key(self.scenario)} {how}", Found)
        return Covered(self.world, names, how, found)

    def cases(self, rulebook: Rulebook) -> "pd.DataFrame":
        """Return a row for each launch point, arc and cell of a run."""
        import pandas as pd

        outcome = self.bank.outcome(rulebook)
        columns = case_columns(self.world) | outcome_columns(self.world, outcome)
        return pd.DataFrame({name: columns[name] for name in CELL_COLUMNS}, copy=False)


def _row_names(names: "tuple[str, ...] | str | None") -> tuple[str, ...] | None:
    """Names as `Rows` takes them; an empty list keeps only the row over everything."""
    if names is None or names == "all":
        return None
    return tuple(names) or (ALL,)


def batch_of(plan: Plan, run: int) -> tuple[Batch, Rulebook]:
    """Return the batch that a run is of, and the run's rulebook."""

    def laid_out() -> Batch:
        changed = plan.base.updated(plan.changes(run))
        return Batch(changed, plan.study.file, shares_sights=plan.shares_sights)

    batch = BATCHES.get(f"{plan.key}-{plan.scenario_number(run)}", laid_out)
    policy = plan.study.file.policy
    return batch, rulebook_of(batch.world.book, plan.levels(run), policy=policy)


def run_hash(plan: Plan, run: int) -> str:
    """Return the hash of everything that determines a run."""
    batch, rulebook = batch_of(plan, run)
    return batch.keys.of(rulebook)


def rulebook_of(book: AgreementBook, levels: Sequence[Level], *, policy: str | None) -> Rulebook:
    """Put a run's levels together.

    A day replaces what the policy selects by itself; its ``plus`` and ``except`` stay. Then
    agreements are put in and out, then suspended.

    Parameters
    ----------
    book : AgreementBook
        The agreements of the scenario as the levels have changed it.
    levels : sequence of Level
    policy : str or None
        Policy of the study, where no level names one.
    """
    name = next((level.policy for level in levels if level.policy), policy) or BLANK_POLICY
    rulebook = Rulebook.of(book, name)
    day = next((level.as_of for level in levels if level.as_of is not None), None)
    if day is not None:
        rulebook = rulebook.on(day)
    suspended: set[str] = set()
    for level in levels:
        rulebook = rulebook.with_(*level.plus).without(*level.minus)
        suspended |= level.suspended
        if level.seed is not None:
            fallen, failed = draw(book.scenario, level.seed)
            suspended |= fallen
            rulebook = rulebook.blinding(*failed)
    # Last of all, or an axis would put back what a shock has taken out.
    return rulebook.without(*suspended)


def draw(scenario: "Scenario", seed: int) -> tuple[frozenset[str], frozenset[str]]:
    """Draw which agreements shocks suspend and which sensors do not work.

    Causes, then shocks, then sensors, each in file order and each with a number of its own, so
    that a seed means the same whatever the probabilities.
    """
    random = np.random.default_rng([seed, 1])
    occurs = {name: random.random() < cause.probability for name, cause in scenario.causes.items()}
    fallen: set[str] = set()
    for shock in scenario.shocks.values():
        happens = random.random() < shock.probability
        if happens and (shock.cause is None or occurs[shock.cause]):
            fallen |= set(shock.suspends)
    works = {n: random.random() < scenario.sensor_spec(n).availability for n in scenario.sensors}
    return frozenset(fallen), frozenset(name for name, working in works.items() if not working)
