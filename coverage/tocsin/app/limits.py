"""How much one server gives: every bound in one place."""

from dataclasses import dataclass

_MB = 1_000_000


@dataclass(frozen=True)
class Limits:
    """Bounds of a server. Those who need more take the command line.

    Attributes
    ----------
    body_bytes : int
        Of what a browser sends at once.
    scenario_bytes : int
        Of the text of a scenario.
    changes : int
        Values in one edit.
    steps : int
        Edits that a session can take back.
    sessions : int
        Browsers at a time.
    idle_s : float
        A session that asks nothing for so long is forgotten [s].
    cells, arcs : int
        Of a scenario on the page: targets, and cases (launch point, arc class and target each).
    seconds : float
        Estimated time of working a scenario out [s].
    banks, geometries : int
        Worlds with their pages, and sets of solved arcs, that are kept. Each set keeps the last of
        its worlds, and the last that was read, beyond the others.
    draws : int
        Of a verdict.
    waiting : int
        Verdicts, and files to be made, that may wait for others.
    """

    # JSON writes some letters of a scenario in six: the largest text still fits.
    body_bytes: int = 8 * _MB
    scenario_bytes: int = 1 * _MB
    changes: int = 200
    steps: int = 100
    # A class of students, and some tabs that nobody closed.
    sessions: int = 64
    idle_s: float = 3600.0
    # What a browser still recolours within a tenth of a second.
    cells: int = 40_000
    arcs: int = 1_200_000
    seconds: float = 60.0
    # Of Northeast Asia a world takes 50 MB, and its solved arcs 240 MB.
    banks: int = 6
    geometries: int = 2
    draws: int = 512
    waiting: int = 16
