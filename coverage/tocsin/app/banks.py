"""Worlds that have been worked out, shared by all sessions that ask the same."""

import json
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from tocsin.answers.run import Result
from tocsin.app.limits import Limits
from tocsin.app.memory import give_back
from tocsin.app.opening import check_size
from tocsin.engine.bank import Bank, feeds_in
from tocsin.engine.refilled import refilled
from tocsin.engine.solved import Solved
from tocsin.engine.world import World
from tocsin.report.canvas import Canvas
from tocsin.report.data import PageData

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

Kept = TypeVar("Kept")


class Shelf(Generic[Kept]):
    """The last few things that were made, by key; each is made once, however many ask at a time.

    Examples
    --------
    >>> shelf = Shelf(2)
    >>> [shelf.get(key, lambda: made.append(1) or len(made)) for made in [[]] for key in "aab"]
    [1, 1, 2]
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._making: dict[Hashable, Lock] = {}
        self._held: OrderedDict[Hashable, Kept] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """Return what has a key; it is made where it is not there."""
        with self._lock:
            making = self._making.setdefault(key, Lock())
        try:
            # Others go on with what they have; only who wants the same waits.
            with making:
                found = self.find(key)
                if found is None:
                    found = make()
                    self._put(key, found)
        finally:
            with self._lock:
                # Whoever still waits for it holds the lock itself.
                self._making.pop(key, None)
        return found

    def find(self, key: Hashable) -> Kept | None:
        """Return what has a key, if it is there."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def values(self) -> list[Kept]:
        """All that is kept, the last used first."""
        with self._lock:
            return list(reversed(self._held.values()))

    def _put(self, key: Hashable, made: Kept) -> None:
        with self._lock:
            self._held[key] = made
            while len(self._held) > self._most:
                self._held.popitem(last=False)


class Banks:
    """Results of scenarios. A scenario that differs in few sensors is made of what is there.

    Parameters
    ----------
    limits : Limits
    threads : int, optional
        All cores by default; results do not depend on it.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> banks, island = Banks(Limits(), threads=1), Scenario.from_text(scaffold("island"))
    >>> banks.result_of(island) is banks.result_of(island)
    True
    """

    def __init__(self, limits: Limits, *, threads: int | None = None) -> None:
        self._limits, self._threads = limits, threads
        # A page goes with its result: kept by itself it would hold a world that nobody else has.
        self._kept: Shelf[_Kept] = Shelf(limits.banks)
        # A map stays as it is while sensors move on it.
        self._canvases: Shelf[Canvas] = Shelf(limits.geometries)
        # What many scenarios share: launch points and cells, and the arcs between them.
        self._shared: Shelf[_Shared] = Shelf(limits.geometries)

    def result_of(self, scenario: "Scenario") -> Result:
        """Return the result of a scenario, all its policies, worked out now or before.

        Raises
        ------
        InputError
            The scenario is too large for a page, or has no cells, or an arc does not exist.
        """
        return self._kept_of(scenario).result

    def data_of(self, scenario: "Scenario", name: str) -> PageData:
        """Return what the page of a scenario knows; see `result_of`.

        name: by which a command line reaches the scenario.
        """
        kept = self._kept_of(scenario)
        page = kept.page_called(name)
        if page is None:
            page = self._gathered(kept, name)
            give_back()
        return page

    def _kept_of(self, scenario: "Scenario") -> "_Kept":
        key = _key(scenario.to_dict())
        found = self._kept.find(key)
        if found is None:
            found = self._kept.get(key, lambda: _Kept(self._made(scenario)))
            give_back()
        return found

    def _gathered(self, kept: "_Kept", name: str) -> PageData:
        ground = _ground(kept.result.scenario)
        shared = self._shared.get(ground, _Shared)
        canvas = self._canvases.get(ground, lambda: Canvas.of(kept.result.world))
        # Times that another page has are not packed again: packing takes longer than asking.
        with shared.packing:
            # Whoever held the lock may have made this very page.
            page = kept.page_called(name)
            if page is None:
                before = kept.page or shared.page
                page = PageData.of(kept.result, name=name, canvas=canvas, before=before)
            kept.page = shared.page = page
            return page

    def _made(self, scenario: "Scenario") -> Result:
        ground = _ground(scenario)
        shared = self._shared.get(ground, _Shared)
        # One at a time: each takes all cores, and the next one takes over what it can.
        with shared.lock:
            others = (each.result.bank for each in self._kept.values())
            near = [each for each in others if _ground(each.world.scenario) == ground]
            near += [shared.last] if shared.last is not None else []
            cells = near[0].world.cells if near else None
            world = World(scenario, known_cells=cells)
            # Before any arc is solved, and before cells are listed where they are very many.
            check_size(world, self._limits)
            world = World(scenario, known_cells=world.cells, solved=shared.solved)
            shared.last = self._bank(world, near)
            return Result(shared.last, tuple(scenario.policies))

    def _bank(self, world: World, near: list[Bank]) -> Bank:
        """The bank of a world, as much of it as can be from those of others."""
        same = [bank for bank in near if bank.world.arcs == world.arcs]
        # Most edits change rules alone: then all is there.
        shared = next(filter(None, (bank.shared_with(world) for bank in same)), None)
        if shared is not None:
            return shared
        # Of several, the one that leaves least to ask.
        if same:
            best = max(same, key=lambda bank: _in_common(bank, world))
            made = refilled(best, world, threads=self._threads)
            assert made is not None  # the arcs are the same
            return made
        return Bank.of(world, threads=self._threads)


@dataclass
class _Kept:
    """A result, and its page once somebody has read it."""

    result: Result
    page: PageData | None = None

    def page_called(self, name: str) -> PageData | None:
        """Its page, if the command lines on it name the scenario so: two files may be alike."""
        page = self.page
        return page if page is not None and page.header["about"]["command"] == name else None


@dataclass
class _Shared:
    """What worlds with the same launch points and cells share."""

    solved: Solved = field(default_factory=Solved)
    last: Bank | None = None
    page: PageData | None = None
    lock: Lock = field(default_factory=Lock)
    packing: Lock = field(default_factory=Lock)


def _key(data: Any) -> str:
    # In the order of the file, which breaks ties.
    return sha256(json.dumps(data, sort_keys=False, default=str).encode()).hexdigest()


def _ground(scenario: "Scenario") -> str:
    """All that launch points, cells and who lives there depend on, as a key."""
    data = scenario.model_dump(mode="json", include={"launches", "targets", "places"})
    lands = {name: each.territory for name, each in scenario.nations.items()}
    # Positions of nations, areas and cells follow the order of the file, and so does the key.
    data["nations"] = {name: each and each.model_dump(mode="json") for name, each in lands.items()}
    return _key(data)


def _in_common(bank: Bank, world: World) -> int:
    """How many sensors stand in feeds that need not be asked again."""
    known = {tuple(bank.world.sensors[at] for at in feed.sensors) for feed in bank.feeds}
    return sum(
        len(feed.sensors)
        for feed in feeds_in(world)
        if tuple(world.sensors[at] for at in feed.sensors) in known
    )
