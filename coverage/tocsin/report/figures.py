"""One figure to one file, whole or not at all."""

from pathlib import Path
from typing import Any

from tocsin.io.atomic import atomic_path
from tocsin.io.owned import check_own
from tocsin.plot.formats import check_format


def check_figure(path: Path) -> None:
    """Refuse a file that no figure can be written to, before anything is drawn.

    Raises
    ------
    InputError
        There is no such format, or the file is somebody's.
    """
    check_format(path.suffix.lstrip("."))
    check_own(path)


def save_figure(figure: Any, path: Path) -> Path:
    """Write a figure in the format that the ending of its path names.

    Raises
    ------
    InputError
        When there is no such format, the folder cannot be written to, or the file is somebody's.
    """
    from tocsin.plot import style

    check_figure(path)
    return write_figure(style.as_bytes(figure, path.suffix.lstrip(".")), path)


def write_figure(drawn: bytes, path: Path) -> Path:
    """Write a figure that is drawn already.

    Raises
    ------
    InputError
        When there is no such format, the folder cannot be written to, or the file is somebody's.
    """
    # Before the temporary file is made, whose name ends differently.
    check_figure(path)
    with atomic_path(path) as temporary:
        temporary.write_bytes(drawn)
    return path
