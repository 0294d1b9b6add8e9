"""Reading a YAML or JSON text into plain data, and remembering the line of every key.

The YAML parser's event stream is consumed without recursion, with limits on depth and on the number
of values after aliases are expanded, so that a hostile file costs little. Tags are refused.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tocsin.errors import InputError

from .nodes import MAX_DEPTH, MAX_VALUES, Mapping, Node
from .read_json import json_tree

MAX_BYTES = 5_000_000

Path_ = tuple[str | int, ...]


@dataclass
class Document:
    """Plain data, the line of every path in it, what is wrong with the text, and a text of YAML."""

    data: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)
    text: str | None = None


def read_file(path: Path) -> Document:
    """Read a scenario file; ``.json`` is read as JSON, all else as YAML.

    Raises
    ------
    InputError
        When there is no such file, it is a folder, too large, or not UTF-8 text.

    Examples
    --------
    >>> read_file(Path("nowhere.yaml"))
    Traceback (most recent call last):
    ...
    tocsin.errors.InputError: nowhere.yaml: No such file. Check the name.
    """
    # One that a shell has opened (``<(...)``) ends by itself; one that is waited for may never.
    if path.is_fifo() and path.parent.name != "fd":
        raise InputError(f"{path}: Is a pipe. Name a file, or - to read standard input.")
    try:
        with path.open("rb") as stream:
            # One byte more than is allowed tells whether the file is too large, without reading all
            # of it.
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError(f"{path}: No such file. Check the name.") from None
    except IsADirectoryError:
        raise InputError(f"{path}: Is a folder. Name a scenario file in it.") from None
    except OSError as error:
        raise InputError(f"{path}: Cannot be read ({error.strerror}).") from error
    if len(raw) > MAX_BYTES:
        raise InputError(f"{path}: Larger than {MAX_BYTES // 1_000_000} MB. Split the scenario.")
    try:
        # Editors on Windows begin files with a mark; "-sig" drops it.
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(f"{path}:{line}: Not UTF-8 text. Save the file as UTF-8.") from error
    return read_text(text, json=path.suffix.lower() == ".json")


def read_text(text: str, *, json: bool = False) -> Document:
    r"""Read a YAML text (or JSON) into plain data with the line of each path.

    Examples
    --------
    >>> document = read_text("a: NO\nb: {c: 2016-11-23}")
    >>> document.data
    {'a': 'NO', 'b': {'c': datetime.date(2016, 11, 23)}}
    >>> document.lines[("b", "c")]
    2
    """
    document = Document()
    if json:
        root = json_tree(text)
    else:
        # Here, so that whoever reads JSON or builds from data does not wait for the YAML parser.
        from .read_yaml import yaml_tree

        root = yaml_tree(text, document.problems)
        document.text = text
    if root is not None:
        document.data = _Expander(document).plain(root, ())
    return document


class _Expander:
    """Turns nodes into plain data, counting values so that aliases cannot explode."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.count = 0

    def plain(self, node: Node, path: Path_) -> Any:
        self.count += 1
        if self.count > MAX_VALUES:
            raise InputError(f"More than {MAX_VALUES} values after aliases. Shorten the file.")
        if len(path) > MAX_DEPTH:
            raise InputError(f"Nested deeper than {MAX_DEPTH} levels (line {node.line}).")
        # A key's own line was set before its value's, and stays.
        self.document.lines.setdefault(path, node.line)
        if isinstance(node.value, list):
            return [self.plain(item, (*path, index)) for index, item in enumerate(node.value)]
        if isinstance(node.value, Mapping):
            return self._mapping(node.value, path)
        return node.value

    def _mapping(self, mapping: Mapping, path: Path_) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        for key, line, node in mapping.entries:
            # YAML would silently take the last one.
            if key in plain:
                first = self.document.lines[(*path, key)]
                text = f"Key {key!r} stands twice (first on line {first}). Remove one."
                self.document.problems.append((line, text))
                continue
            self.document.lines[(*path, key)] = line
            plain[key] = self.plain(node, (*path, key))
        return plain
