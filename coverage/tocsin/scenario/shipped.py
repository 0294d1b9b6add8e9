"""The scenarios that travel with the package, by name."""

from pathlib import Path

from tocsin.errors import InputError
from tocsin.words import did_you_mean

_PACKAGE = Path(__file__).parents[1]
# In the installed package, or in the source tree that it was installed from.
_FOLDERS = (_PACKAGE / "configs" / "scenarios", _PACKAGE.parents[1] / "configs" / "scenarios")


def scenarios() -> dict[str, str]:
    """Return the shipped scenarios: name and title, by name.

    Examples
    --------
    >>> scenarios()["hosted-veto"]
    "A guest radar and the host's veto"
    """
    from tocsin.scenario.read import read_file  # the reader of YAML is not needed for a path

    return {name: str(read_file(path).data["title"]) for name, path in sorted(_files().items())}


def shipped_names() -> tuple[str, ...]:
    """Return the names alone, without reading a file.

    Examples
    --------
    >>> "hosted-veto" in shipped_names()
    True
    """
    return tuple(_files())


def name_of(path: Path) -> str:
    """Return by which name a command line reaches a scenario: in a file that others may read.

    Examples
    --------
    >>> name_of(shipped("hosted-veto")), name_of(Path("mine.yaml").absolute())
    ('hosted-veto', 'mine.yaml')
    """
    if path.stem in shipped_names() and path == shipped(path.stem):
        return path.stem
    # Where somebody keeps files is nobody else's business.
    return path.name if path.is_absolute() else path.as_posix()


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
    files = _files()
    if name not in files:
        raise InputError(f"No shipped scenario {name!r}.{did_you_mean(name, files)}")
    return files[name]


def _files() -> dict[str, Path]:
    return {path.stem: path for folder in _FOLDERS for path in sorted(folder.glob("*.yaml"))}
