"""The scenarios that travel with the package, by name."""

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from tocsin.errors import InputError
from tocsin.words import did_you_mean

if TYPE_CHECKING:
    pass

Source = TypeVar("Source")

_PACKAGE = Path(__file__).parents[1]
# In the installed package, or in the source tree that it was installed from.
_FOLDERS = (_PACKAGE / "configs" / "scenarios", _PACKAGE.parents[1] / "configs" / "scenarios")


def shipped(name: str) -> Path:
    """Return the path of a shipped scenario.

    Raises
    ------
    InputError
        There is none of this name; near names are offered.

    Examples
    --------
    >>> shipped("northeast-asia").name
    'northeast-asia.yaml'
    """
    files = {path.stem: path for folder in _FOLDERS for path in sorted(folder.glob("*.yaml"))}
    if name not in files:
        raise InputError(f"No shipped scenario {name!r}.{did_you_mean(name, files)}")
    return files[name]


def scenario_of(source: "Source | str | Path") -> Source:
    """Load a scenario from a path or a shipped name; anything else is handed back as it is.

    A bare name (no ending, no folder) is a shipped scenario where no file is called so.

    Examples
    --------
    >>> scenario_of("hosted-veto").title
    "A guest radar and the host's veto"
    """
    if not isinstance(source, str | Path):
        return source
    from tocsin.scenario.models import Scenario

    path = Path(source)
    if path.parent == Path() and not path.suffix and not path.exists():
        path = shipped(path.name)
    return cast("Source", Scenario.load(path))
