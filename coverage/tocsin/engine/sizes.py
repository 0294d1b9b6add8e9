"""How large a question is, before any work is done: cells, arcs, rows, memory and time.

Counts are exact where nothing has to be listed for them; memory and time are estimates from what
was measured (docs/performance.md), good to a factor of two.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from tocsin.engine.memory import amount, check_fits

if TYPE_CHECKING:
    from tocsin.engine.world import World
    from tocsin.scenario import Scenario

# Bytes of each while it is worked out and written.
_BASE, _CASE, _FEED, _OUTCOME, _ROW = 150e6, 48, 20, 90, 200
# Pieces of arcs that are in flight at once hold so many numbers of each sensor at most.
_IN_FLIGHT = 2**16 * 32
# Seconds of each, on two cores.
_START_S, _CELL_S, _ARC_S, _PAIR_S, _ROW_S = 2.0, 1e-5, 8e-7, 4e-8, 1.4e-6
_FEWER = "Take fewer policies (-p), launch points or arcs, or coarser cells."


class Size(NamedTuple):
    """How large a run is.

    Attributes
    ----------
    cells : int
        Targets.
    arcs : int
        Cases: a launch point, an arc class and a cell each.
    pairs : int
        Of an arc and a sensor.
    rows : int
        Of the warning table: an arc under a policy.
    memory_bytes, seconds : float
        What a run takes at most with its tables, and how long on two cores: estimates. Pictures
        and the report come on top, some seconds. Of it `bank_bytes` hold what sensors see, and
        `outcome_bytes` what policies make of it.
    """

    cells: int
    arcs: int
    pairs: int
    rows: int
    bank_bytes: float
    outcome_bytes: float
    memory_bytes: float
    seconds: float

    @property
    def sentence(self) -> str:
        """The same for a reader.

        Examples
        --------
        >>> Size(9, 9000, 18000, 36000, 2e8, 2e6, 2.5e8, 3.4).sentence
        'A run: 9,000 arcs, 18,000 pairs with a sensor, 36,000 rows; about 238 MiB and 3 s.'
        """
        return (
            f"A run: {self.arcs:,} arcs, {self.pairs:,} pairs with a sensor, {self.rows:,} rows; "
            f"about {amount(self.memory_bytes)} and {duration(self.seconds)}."
        )


# So many pairs of an arc and a sensor take plain Python a second (14 µs each).
_SMALL_PAIRS = 60_000


def is_small(scenario: "Scenario") -> bool:
    """Tell whether a run is answered sooner by kernels as they are written than by compiling them.

    Examples
    --------
    >>> from tocsin.scenario import Scenario
    >>> is_small(Scenario.shipped("hosted-veto")), is_small(Scenario.shipped("northeast-asia"))
    (True, False)
    """
    from tocsin.engine.world import World

    return size_of(World(scenario), policies=1).pairs <= _SMALL_PAIRS


def duration(seconds: float) -> str:
    """Say an estimated time in its unit, to one or two digits.

    Examples
    --------
    >>> duration(3.4), duration(200.0), duration(20_000.0), duration(3e6)
    ('3 s', '3 min', '6 h', '35 days')
    """
    for limit, unit, size in ((90.0, "s", 1.0), (90.0, "min", 60.0), (48.0, "h", 3600.0)):
        if seconds < limit * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds / 86400.0:,.0f} days"


def size_of(world: "World", *, cells: int | None = None, policies: int | None = None) -> Size:
    """Tell how large a run is.

    Parameters
    ----------
    world : World
    cells : int, optional
        How many targets there are, where they have been counted otherwise.
    policies : int, optional
        How many are asked about; all of the scenario's by default.

    Examples
    --------
    >>> from tocsin.engine.world import World
    >>> from tocsin.scenario import Scenario, scaffold
    >>> size = size_of(World(Scenario.from_text(scaffold("island"))), cells=1000, policies=2)
    >>> size.arcs, size.pairs, size.rows
    (2000, 4000, 4000)
    """
    scenario = world.scenario
    cells = world.cell_count if cells is None else cells
    policies = len(scenario.policies) if policies is None else policies
    # Not laid out: two thousand areas take longer to lay out than to count.
    arcs = sum(area.points for area in scenario.launches.values()) * len(scenario.arcs) * cells
    sensors = scenario.sensors.values()
    pairs, rows = arcs * len(sensors), arcs * policies
    # Sensors that are told alike share their numbers: those of one owner, barred to the same.
    feeds = len({(sensor.owner, sensor.not_to) for sensor in sensors})
    bank = _BASE + arcs * (_CASE + _FEED * feeds) + _IN_FLIGHT * len(sensors)
    outcomes = rows * float(_OUTCOME)
    seconds = _START_S + cells * _CELL_S + arcs * _ARC_S + pairs * _PAIR_S + rows * _ROW_S
    return Size(cells, arcs, pairs, rows, bank, outcomes, bank + outcomes + rows * _ROW, seconds)


def check_bank(world: "World") -> None:
    """Refuse a world whose arcs do not fit into memory, before any is solved.

    Raises
    ------
    InputError
        It names how many arcs, how much they take, and what to change.
    """
    size = size_of(world, policies=1)
    check_fits(
        size.bank_bytes + size.outcome_bytes,
        what=f"{size.arcs:,} arcs (launch points × arc classes × cells)",
        remedy="Take fewer launch points or arcs (--launch, --arc), or coarser cells.",
    )


def check_run(world: "World", policies: Sequence[str]) -> None:
    """Refuse a run whose tables, of all policies, do not fit into memory.

    Raises
    ------
    InputError
        As `check_bank`.
    """
    size = size_of(world, policies=len(policies))
    what = f"{size.rows:,} rows ({size.arcs:,} arcs × {len(policies):,} policies)"
    check_fits(size.memory_bytes, what=what, remedy=_FEWER)
