"""The export itself: all is checked before any work, and every file is whole or not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.answers.common import names_of
from tocsin.checks import check_names
from tocsin.errors import InputError
from tocsin.exports.content import Content
from tocsin.exports.formats import Format, format_of
from tocsin.exports.layers import GRAPH, LAYERS
from tocsin.exports.source import Source, source_of
from tocsin.extras import need
from tocsin.io.atomic import atomic_path
from tocsin.io.owned import check_own, check_writable
from tocsin.scenario.launching import launch_name

if TYPE_CHECKING:
    from tocsin.answers.run import Result
    from tocsin.scenario import Scenario

OF_A_POLICY = {"cells", "arcs", GRAPH}
"""Layers that differ from policy to policy."""
HIGHEST_KM = 100_000.0
"""No object is higher [km]."""


@dataclass(frozen=True)
class Plan:
    """Which files an export writes, checked.

    Attributes
    ----------
    content : Content
    files : dict of Path to (Format, tuple of str)
        Format and layers of each.
    """

    content: Content
    files: dict[Path, tuple[Format, tuple[str, ...]]]

    def write(self) -> tuple[Path, ...]:
        """Write the files, one after the other, each whole or not at all."""
        for path, (form, layers) in self.files.items():
            with atomic_path(path) as temporary:
                form.write(self.content, layers, temporary)
        return tuple(self.files)


def export(
    source: "Result | Scenario | str | Path",
    *,
    to: str | Path | Sequence[str | Path],
    layers: str | Sequence[str] | None = None,
    policy: str | None = None,
    launch: str | None = None,
    arc: str | Sequence[str] | None = None,
    nation: str | Sequence[str] | None = None,
    altitude_km: float | Sequence[float] = 100.0,
    threads: int | None = None,
) -> tuple[Path, ...]:
    """Write a result or a scenario for other programs. Notional.

    Parameters
    ----------
    source : Result, Scenario, path or str
        A result, the folder of a run, a scenario, its file, or the name of a shipped one.
    to : path, or sequence of paths
        Files; the ending of each is its format: see `tocsin.exports.formats`.
    layers : str or sequence of str, optional
        Of cells, footprints, arcs, sensors, launches, graph; each file takes those that it can
        hold. All by default.
    policy : str, optional
        That cells, arcs and graph are of; must be named where there are several.
    launch : str, optional
        Launch area or nation that cells and arcs are of; the scenario's threat by default.
    arc, nation : str or sequence of str, optional
        Only these arc classes, only the cells of these nations.
    altitude_km : float or sequence of float
        Heights of the objects that footprints hold for [km].
    threads : int, optional
        All cores by default; results do not depend on it.

    Returns
    -------
    tuple of Path
        The files.

    Raises
    ------
    InputError
        With all that is wrong with what is asked, before any work.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> files = export("hosted-veto", to=folder / "sharing.graphml", policy="alliance")
    >>> [file.name for file in files]
    ['sharing.graphml']
    """
    chosen = {"policy": policy, "launch": launch, "arc": arc, "nation": nation}
    heights = (altitude_km,) if isinstance(altitude_km, int | float) else tuple(altitude_km)
    return plan(
        source, to=to, layers=layers, altitudes_km=heights, threads=threads, **chosen
    ).write()


def plan(
    source: "Result | Scenario | str | Path",
    *,
    to: str | Path | Sequence[str | Path],
    layers: str | Sequence[str] | None = None,
    altitudes_km: Sequence[float] = (100.0,),
    threads: int | None = None,
    **chosen: str | Sequence[str] | None,
) -> Plan:
    """Check what is asked, see `export`.

    Examples
    --------
    >>> asked = plan("hosted-veto", to="a.geojson", layers="sensors")
    >>> [(form.name, layers) for form, layers in asked.files.values()]
    [('GeoJSON', ('sensors',))]
    """
    # Nothing is worked out here: of what is wrong a user hears at once.
    given = source_of(source).narrowed(arc=chosen.get("arc"), nation=chosen.get("nation"))
    paths = [Path(path) for path in ([to] if isinstance(to, str | Path) else to)]
    wanted = names_of(layers) or LAYERS
    check_names(wanted, LAYERS, kind="layer")
    files = _files(paths, wanted, given)
    needs_policy = any(OF_A_POLICY & set(names) for _, names in files.values())
    name = _policy(given, chosen.get("policy"), needed=needs_policy)
    launch = chosen.get("launch")
    if launch is not None:
        launch = launch_name(given.scenario, str(launch))
    heights = tuple(float(height) for height in altitudes_km)
    wrong = [height for height in heights if not 0.0 < height <= HIGHEST_KM]
    if wrong or not heights:
        raise InputError(
            f"Invalid altitude_km {wrong[0] if wrong else 'of none'}. Must be within "
            f"(0, {HIGHEST_KM:g}]."
        )
    return Plan(Content(given, name, launch, heights, threads), files)


def _files(
    paths: Sequence[Path], wanted: Sequence[str], source: Source
) -> dict[Path, tuple[Format, tuple[str, ...]]]:
    """Return format and layers of each file, or say all that is wrong with them."""
    if not paths:
        raise InputError("No file to write. Name one, such as cells.geojson.")
    files: dict[Path, tuple[Format, tuple[str, ...]]] = {}
    problems: list[str] = []
    for path in paths:
        # Every file is looked at, so that all problems are told together.
        try:
            form = format_of(path)
            need(*form.libraries)
            files[path] = form, _layers(path, form, wanted)
            _check_place(path, source)
        except InputError as error:
            problems += error.problems
    # By where they lead: two names may mean one file.
    places = [path.resolve() for path in paths]
    twice = {path for path in places if places.count(path) > 1}
    problems += [
        f"{str(path)!r} is named twice. Give each file a name of its own." for path in twice
    ]
    if problems:
        raise InputError(problems)
    return files


def _layers(path: Path, form: Format, wanted: Sequence[str]) -> tuple[str, ...]:
    held = tuple(name for name in form.layers if name in wanted)
    if not held:
        raise InputError(
            f"{path.name!r} cannot hold {', '.join(wanted)}: {form.name} holds "
            f"{', '.join(form.layers)}. Choose of these, or another format."
        )
    return held


def _check_place(path: Path, source: Source) -> None:
    """Refuse what cannot be drawn, and to write over what is exported or somebody's."""
    if path.resolve() in source.files:
        raise InputError(f"{str(path)!r} is what is exported. Choose another name.")
    if format_of(path).needs_areas and not source.scenario.targets.are_areas:
        raise InputError(
            f"{path.name!r} is a picture of cells with an area, and the targets are points. Choose "
            "another format, or targets by h3_resolution or grid."
        )
    check_writable(path.parent)
    if path.is_dir():
        raise InputError(f"{str(path)!r} is a folder. Name a file.")
    check_own(path)


def _policy(source: Source, name: str | Sequence[str] | None, *, needed: bool) -> str | None:
    # No default among several: the first is mostly the baseline, the last any other.
    known = source.policies
    if name is not None:
        check_names([str(name)], known, kind="policy")
        return str(name)
    if needed and len(known) > 1:
        raise InputError(
            f"Cells, arcs and graph are of one policy. Name one with --policy: {', '.join(known)}."
        )
    return known[0] if known else None
