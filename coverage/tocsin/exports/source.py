"""Of what is exported: a result, a run's folder, or a scenario by whatever a user has of it."""

import csv
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tocsin
from tocsin.answers.common import names_of
from tocsin.answers.run import Result
from tocsin.errors import InputError
from tocsin.io.owned import MARK, RECORD
from tocsin.scenario.launching import narrowed
from tocsin.scenario.source import scenario_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tocsin.scenario import Scenario


@dataclass(frozen=True)
class Source:
    """What is exported.

    Attributes
    ----------
    scenario : Scenario
    policies : tuple of str
        Policies that may be chosen from.
    result : Result or None
        What has been worked out already.
    files : frozenset of Path
        What it was read from: nothing is written over these.
    """

    scenario: "Scenario"
    policies: tuple[str, ...]
    result: Result | None = None
    files: frozenset[Path] = field(default=frozenset(), repr=False)

    def narrowed(
        self, *, arc: "str | Sequence[str] | None", nation: "str | Sequence[str] | None"
    ) -> "Source":
        """Return some arcs and target nations of it, to be worked out anew.

        Raises
        ------
        InputError
            One of them is unknown.

        Examples
        --------
        >>> source_of("northeast-asia").narrowed(arc="short", nation=None).scenario.arcs.keys()
        dict_keys(['short'])
        """
        arcs, nations = names_of(arc), names_of(nation)
        if not arcs and not nations:
            return self
        # Numbers stay the same: a case knows nothing of other arcs and other nations.
        part = narrowed(self.scenario, arcs=arcs, nations=nations)
        return Source(part, self.policies, None, self.files)


def source_of(given: "Result | Scenario | str | Path") -> Source:
    """Return what a user means.

    Raises
    ------
    InputError
        It is nothing of the kind; or a folder that is no run's, is not complete, or was written by
        another version, whose numbers may differ.

    Examples
    --------
    >>> source_of("hosted-veto").policies
    ('alone', 'alliance', 'friendship', 'every-route')
    """
    from tocsin.scenario import Scenario

    if isinstance(given, Result):
        return Source(given.scenario, given.policies, given)
    # A folder first: no scenario is one, and a shipped name is a folder's only by chance.
    if isinstance(given, str | Path) and Path(given).is_dir():
        return _of_folder(Path(given))
    scenario = scenario_of(given)
    if not isinstance(scenario, Scenario):
        raise InputError(
            f"Invalid source of type {type(given).__name__}. Give a Result, the folder of a run, a "
            "Scenario, the path of its file or the name of a shipped one."
        )
    files = [Path(given).resolve()] if isinstance(given, str | Path) else []
    return Source(scenario, tuple(scenario.policies), None, frozenset(files))


def _of_folder(folder: Path) -> Source:
    """Return the run of a folder: its record holds the scenario as it was run."""
    from tocsin.scenario import Scenario

    record = _record(folder)
    if record["tocsin"] != tocsin.__version__:
        raise InputError(
            f"{str(folder / RECORD)!r} was written by tocsin {record['tocsin']}, and this is "
            f"{tocsin.__version__}: numbers may differ. Run the scenario again."
        )
    scenario = Scenario.from_text(record["scenario"], name=str(folder / RECORD))
    names = [RECORD, *record["files"]]
    files = frozenset((folder / name).resolve() for name in names)
    policies = tuple(scenario.policies)
    ran = _policies(folder / "summary.csv") & set(policies)
    # What was not run is no part of this folder's answer.
    return Source(
        scenario, tuple(name for name in policies if name in ran) or policies, None, files
    )


def _record(folder: Path) -> dict[str, Any]:
    if (folder / MARK).exists():
        raise InputError(f"Folder {str(folder)!r} is not complete. Run the scenario again.")
    # It comes from a disk: whatever it holds, a user gets a sentence.
    try:
        record = json.loads((folder / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        record = None
    wanted = {"tocsin": str, "scenario": str, "files": dict}
    if not isinstance(record, dict) or any(
        not isinstance(record.get(key), kind) for key, kind in wanted.items()
    ):
        raise InputError(
            f"No record of a run in {str(folder / RECORD)!r}. Give the folder of `tocsin run`."
        )
    return record


def _policies(summary: Path) -> set[str]:
    """Return the policies that a run's summary has rows of."""
    # Without it, as after a run whose summary somebody moved, all policies may be asked for.
    try:
        with summary.open(encoding="utf-8", newline="") as file:
            return {row["policy"] for row in csv.DictReader(file) if row.get("policy")}
    except (OSError, ValueError, csv.Error):
        return set()
