"""Files that a browser takes home: each made in a folder of its own that is removed at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from tocsin.answers.run import Result
from tocsin.app.memory import give_back
from tocsin.app.sides import with_side
from tocsin.errors import InputError
from tocsin.scenario.launching import launch_name

if TYPE_CHECKING:
    from tocsin.app.banks import Banks
    from tocsin.scenario import Scenario


@dataclass(frozen=True)
class Wanted:
    """Of which rules and which launch a file is.

    Attributes
    ----------
    side : mapping
        As `with_side` takes it; the first policy by default.
    launch : str or None
        Launch area or nation; the one that leads by default.
    """

    side: Mapping[str, Any] = field(default_factory=dict)
    launch: str | None = None

    def result(self, scenario: "Scenario", banks: "Banks") -> Result:
        """Return the result that the file shows, of these rules alone."""
        side = dict(self.side)
        if not side.get("policy") and not side.get("as_of"):
            side["policy"] = next(iter(scenario.policies))
        changed, policy = with_side(scenario, side)
        launch = self.launch and launch_name(scenario, self.launch)
        return Result(banks.result_of(changed).bank, (policy,), launch=launch)


_TYPES: Mapping[str, str] = {
    "scenario.yaml": "application/yaml",
    "report.html": "text/html; charset=utf-8",
    "table.csv": "text/csv; charset=utf-8",
    "cells.geojson": "application/geo+json",
    "cells.gpkg": "application/geopackage+sqlite3",
    "map.png": "image/png",
    "map.svg": "image/svg+xml",
}
NAMES = tuple(_TYPES)
"""What can be downloaded."""


def type_of(name: str) -> str:
    """Return the media type of a download.

    Raises
    ------
    InputError
        There is no such download.

    Examples
    --------
    >>> type_of("map.png")
    'image/png'
    """
    if name not in _TYPES:
        raise InputError(f"Unknown download {name[:80]!r}. Choose {', '.join(NAMES)}.")
    return _TYPES[name]


def made(name: str, scenario: "Scenario", banks: "Banks", wanted: Wanted) -> bytes:
    """Return the content of a download.

    Parameters
    ----------
    name : str
        One of `NAMES`.
    scenario : Scenario
    banks : Banks
    wanted : Wanted

    Raises
    ------
    InputError
        What is asked for does not exist, or a library is missing.

    Examples
    --------
    >>> from tocsin.app.banks import Banks
    >>> from tocsin.app.limits import Limits
    >>> from tocsin.scenario import Scenario, scaffold
    >>> island = Scenario.from_text(scaffold("island"))
    >>> made("scenario.yaml", island, Banks(Limits()), Wanted()).decode() == scaffold("island")
    True
    """
    type_of(name)
    if name == "scenario.yaml":
        return scenario.to_yaml().encode()
    write = _WRITERS[name]
    # Those who write files check names and write whole files; so there is a folder for a moment.
    with TemporaryDirectory(prefix="tocsin-app-") as folder:
        path = Path(folder) / name
        write(banks, scenario, wanted, path)
        # The page of all policies of Northeast Asia takes 600 MB while it is written.
        give_back()
        return path.read_bytes()


def _report(banks: "Banks", scenario: "Scenario", wanted: Wanted, path: Path) -> None:
    from tocsin.report.html import write_report

    # All policies: the page switches between them. A result of its own, since what policies make
    # of every case is kept in it, and those of others stay in memory.
    launch = wanted.launch and launch_name(scenario, wanted.launch)
    write_report(
        Result(banks.result_of(scenario).bank, tuple(scenario.policies), launch=launch), path
    )


def _table(banks: "Banks", scenario: "Scenario", wanted: Wanted, path: Path) -> None:
    from tocsin.io.definition import Definition
    from tocsin.io.run_tables import write_summary

    result = wanted.result(scenario, banks)
    write_summary(result, path, definition=Definition.of(result.scenario))


def _cells(banks: "Banks", scenario: "Scenario", wanted: Wanted, path: Path) -> None:
    from tocsin.exports.export import plan

    result = wanted.result(scenario, banks)
    policy = result.policies[0]
    plan(result, to=path, layers="cells", policy=policy, launch=wanted.launch).write()


def _map(banks: "Banks", scenario: "Scenario", wanted: Wanted, path: Path) -> None:
    from tocsin.report.atlas import Atlas, Sheet
    from tocsin.report.figures import save_figure

    result = wanted.result(scenario, banks)
    sheet = Sheet("warning", result.policies[0], launch=wanted.launch or "")
    save_figure(Atlas(result).draw(sheet), path)


_WRITERS: dict[str, Callable[["Banks", "Scenario", Wanted, Path], None]] = {
    "report.html": _report,
    "table.csv": _table,
    "cells.geojson": _cells,
    "cells.gpkg": _cells,
    "map.png": _map,
    "map.svg": _map,
}
