"""The grants of a policy as a network: least delays and the routes behind them."""

from collections.abc import Iterable, Sequence
from math import inf
from typing import TYPE_CHECKING

from tocsin.sharing.edge import undominated
from tocsin.sharing.grants import TRACK, Grant, Situation
from tocsin.sharing.routes import Hop, Route
from tocsin.sharing.search import Arrival, Layout, all_tiers

if TYPE_CHECKING:
    import numpy as np


class Network:
    """The grants of a policy, and who may hold what by which route.

    Parameters
    ----------
    grants : iterable of Grant
        In file order of their agreements.
    n_nations : int
        Number of nations.
    exercise : bool
        Whether grants of mode ``exercise`` count.

    Examples
    --------
    A hub (0) passes on at once what a spoke (1) tells it:

    >>> net = Network([Grant(1, 0, onward=4, delay_s=5), Grant(0, 2, relays=True, delay_s=5)], 3)
    >>> net.delays(origin=1)[TRACK, :, TRACK].tolist()
    [5.0, 0.0, 10.0]
    >>> net.route(origin=1, nation=2).text(["HUB", "A", "B"])
    'A>HUB>B'
    """

    def __init__(self, grants: Iterable[Grant], n_nations: int, *, exercise: bool = False) -> None:
        self.grants = tuple(g for g in grants if exercise or g.mode != "exercise")
        self.n_nations = n_nations
        self._useful = undominated(self.grants)
        # Arcs differ in launch nation and threatened nation, but most of these situations open
        # the same grants: layouts, tables and arrays are made once for all that do.
        self._layouts: dict[Situation, Layout] = {}
        self._layouts_by_grants: dict[tuple[int, ...], Layout] = {}
        self._tables: dict[tuple, list[list[list[Arrival]]]] = {}
        self._arrays: dict[tuple, np.ndarray] = {}

    def delays(
        self, origin: int, not_to: int = 0, launch_nation: int = -1, threatened: int = -1
    ) -> "np.ndarray":
        """Least delay from an item's making to its being held.

        Parameters
        ----------
        origin : int
            Nation that owns the sensor.
        not_to : int
            Mask of the nations that the sensor's items may never reach.
        launch_nation, threatened : int
            Nation that the arc starts from and nation that it threatens; -1: none. Grants with a
            purpose, or with a condition on who is threatened, depend on them.

        Returns
        -------
        ndarray
            ``[produced tier, nation, required tier]``, seconds, float64, read-only: the least
            delay until the nation holds, at the required tier or better, an item produced at the
            produced tier. Infinite where it never does. 0 for the originator.
        """
        import numpy as np  # here, so that a file is checked without it

        key = self._key(origin, not_to, launch_nation, threatened)
        if key not in self._arrays:
            tables = self._tables_of(key, launch_nation, threatened)
            array = np.array([[[a[0] for a in row] for row in table] for table in tables])
            # The search fills tables by required tier; readers ask by nation first.
            array = np.ascontiguousarray(array.swapaxes(1, 2))
            # It is handed out to every caller: one who wrote into it would change the answers of
            # all.
            array.flags.writeable = False
            self._arrays[key] = array
        return self._arrays[key]

    def route(
        self,
        origin: int,
        not_to: int = 0,
        launch_nation: int = -1,
        threatened: int = -1,
        *,
        nation: int,
        produced: int = TRACK,
        required: int = 0,
    ) -> Route | None:
        """Route behind one entry of `delays`; None where the entry is infinite."""
        key = self._key(origin, not_to, launch_nation, threatened)
        tables = self._tables_of(key, launch_nation, threatened)
        delay_s, _, steps = tables[produced][required][nation]
        # Infinite is the one delay without a route behind it.
        if delay_s == inf:
            return None
        return self._retrace(origin, produced, steps)

    def _key(self, origin: int, not_to: int, launch_nation: int, threatened: int) -> tuple:
        """Equal for contexts that activate the same grants within the originator's reach."""
        layout = self._layout(launch_nation, threatened)
        return origin, not_to, layout.conditional_within_reach(origin)

    def _layout(self, launch_nation: int, threatened: int) -> Layout:
        situation = Situation(launch_nation, threatened)
        if situation not in self._layouts:
            # Positions, not grants: they are small, hash fast, and keep file order.
            active = tuple(i for i in self._useful if self.grants[i].admits(situation))
            if active not in self._layouts_by_grants:
                self._layouts_by_grants[active] = Layout.of(self.grants, active, self.n_nations)
            self._layouts[situation] = self._layouts_by_grants[active]
        return self._layouts[situation]

    def _tables_of(
        self, key: tuple, launch_nation: int, threatened: int
    ) -> list[list[list[Arrival]]]:
        if key not in self._tables:
            origin, not_to, _ = key
            layout = self._layout(launch_nation, threatened)
            self._tables[key] = all_tiers(layout, origin=origin, not_to=not_to)
        return self._tables[key]

    def _retrace(self, origin: int, produced: int, steps: Sequence[int]) -> Route:
        hops = []
        # A step names its grant and the tier at which the item arrived (see `search`).
        held, consent_s = produced, 0.0
        for step in steps:
            grant = self.grants[step // 3]
            tier = min(held, 2 - step % 3)
            # Sanitising is paid only where the item really falls below the tier at which it was
            # held.
            sanitise_s = grant.downgrade_s if tier < held else 0.0
            hops.append(Hop(grant, tier, grant.delay_s, consent_s, sanitise_s))
            held, consent_s = tier, grant.consent_s
        return Route(origin, tuple(hops))
