"""A grant as a graph draws it."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Edge:
    """A grant in force, as drawn.

    Attributes
    ----------
    source, target : str
        Nations.
    tier : str
        Best tier that may pass: ``assessment``, ``alert`` or ``track``.
    mode : str
        ``auto``, ``release``, ``request`` or ``exercise``.
    agreements : tuple of str
        Names of the agreements the grant rests on.
    forwardable : bool
        Whether the target may pass it on; if not, a bar is drawn across the arrow's head.
    """

    source: str
    target: str
    tier: str
    mode: str
    agreements: tuple[str, ...] = ()
    forwardable: bool = True

    @property
    def look(self) -> tuple[str, str, bool]:
        """What its line shows: tier, mode, whether it may be passed on."""
        return self.tier, self.mode, self.forwardable

    @property
    def twin(self) -> "Edge":
        """The same grant the other way.

        Examples
        --------
        >>> Edge("A", "B", "alert", "auto").twin
        Edge(source='B', target='A', tier='alert', mode='auto', agreements=(), forwardable=True)
        """
        return replace(self, source=self.target, target=self.source)
