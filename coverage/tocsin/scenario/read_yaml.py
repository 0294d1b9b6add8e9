"""YAML text → nodes, from the parser's events, without recursion."""

import warnings
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from tocsin.errors import InputError

from .nodes import MAX_DEPTH, MAX_VALUES, Mapping, Node, scalar

Problems = list[tuple[int, str]]
_STANDARD = "tag:yaml.org,2002:"
_SAFE_TAGS = ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")
_HINT = "Check the indentation, colons, brackets and quotes there."


def yaml_tree(text: str, problems: Problems) -> Node | None:
    r"""Return the root node of a YAML text, or None if the text holds no value.

    Raises
    ------
    InputError
        When the text is no YAML, holds several documents, or exceeds a limit.

    Examples
    --------
    >>> root = yaml_tree("seed: 7\nplaces: [a, b]", [])
    >>> [(key, line) for key, line, _ in root.value.entries]
    [('seed', 1), ('places', 2)]
    """
    try:
        # The parser in C, where it is installed, is ten times as fast.
        return parsed(text, problems, pure=False)
    except YAMLError:
        # Of what is wrong, and on which line, the parser in Python says more.
        problems.clear()
    try:
        return parsed(text, problems, pure=True)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line + 1 if mark is not None else text.count("\n", 0, _position(error)) + 1
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
        raise InputError(f"line {line}: Not valid YAML: {reason}. {_HINT}") from error


def parsed(text: str, problems: Problems, *, pure: bool) -> Node | None:
    """Return the root node as `yaml_tree`, by the parser in Python if `pure`.

    Raises
    ------
    YAMLError
        The text is no YAML.

    Examples
    --------
    >>> parsed("7", [], pure=True).value
    7
    """
    builder = _Builder(problems)
    with warnings.catch_warnings():
        # A later YAML version in a %YAML line makes the parser warn; the text still reads.
        warnings.simplefilter("ignore")
        for event in YAML(typ="safe", pure=pure).parse(text):
            builder.take(event)
    return builder.root


def _position(error: YAMLError) -> int:
    position = getattr(error, "position", 0)
    return position if isinstance(position, int) else 0


class _Builder:
    """Takes events one by one and keeps the open collections on a stack."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.root: Node | None = None
        self.anchors: dict[str, Node] = {}
        self.stack: list[tuple[Node, str | None]] = []
        self.key: tuple[str, int] | None = None
        self.documents = self.count = 0

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, CollectionEndEvent):
            node, anchor = self.stack.pop()
            if anchor:
                # Registered only now: an alias inside its own anchor stays unknown.
                self.anchors[anchor] = node
        elif isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise InputError(f"line {line}: A second document (---). Keep one in a file.")
        elif isinstance(event, NodeEvent):
            self._take_node(event, line)

    def _take_node(self, event: Any, line: int) -> None:
        self.count += 1
        if self.count > MAX_VALUES:
            raise InputError(f"line {line}: More than {MAX_VALUES} values. Shorten the file.")
        # In a mapping every other event is a key.
        if self._expects_key():
            self.key = (self._key_text(event, line), line)
            return
        node = self._node(event, line)
        self._attach(node, line)
        if isinstance(event, CollectionStartEvent):
            self.stack.append((node, event.anchor))
            if len(self.stack) > MAX_DEPTH:
                raise InputError(f"line {line}: Nested deeper than {MAX_DEPTH} levels.")

    def _expects_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1][0].value, Mapping) and not self.key

    def _key_text(self, event: Any, line: int) -> str:
        if not isinstance(event, ScalarEvent):
            raise InputError(f"line {line}: A key must be a single word, not a list or an alias.")
        if event.value == "<<":
            raise InputError(f"line {line}: Merge keys (<<) are not read. Write the keys out.")
        return _whole(event.value)

    def _node(self, event: Any, line: int) -> Node:
        if isinstance(event, AliasEvent):
            if event.anchor not in self.anchors:
                raise InputError(f"line {line}: No anchor &{event.anchor} stands before this.")
            return self.anchors[event.anchor]
        self._check_tag(event, line)
        if isinstance(event, ScalarEvent):
            node = Node(_value(event), line)
            if event.anchor:
                self.anchors[event.anchor] = node
            return node
        return Node(Mapping() if isinstance(event, MappingStartEvent) else [], line)

    def _check_tag(self, event: Any, line: int) -> None:
        tag = _tag(event)
        if tag is not None and tag not in ("!", *(_STANDARD + name for name in _SAFE_TAGS)):
            self.problems.append((line, f"Tag {tag} is not allowed. Remove it."))

    def _attach(self, node: Node, line: int) -> None:
        if not self.stack:
            self.root = node
        elif isinstance(self.stack[-1][0].value, Mapping):
            key, key_line = self.key or ("", line)
            self.stack[-1][0].value.entries.append((key, key_line, node))
            self.key = None
        else:
            self.stack[-1][0].value.append(node)


def _tag(event: Any) -> str | None:
    # ruamel has had tags as text and as objects.
    return None if event.tag is None else str(event.tag)


def _value(event: Any) -> Any:
    tag, text = _tag(event), _whole(event.value)
    if tag is None:
        # In quotes it is text, whatever it looks like.
        return text if event.style else scalar(text)
    return text if tag in ("!", _STANDARD + "str") else scalar(text)


def _whole(text: str) -> str:
    r"""Join the two halves in which JSON writes a character, ``\ud83d\ude80`` for a rocket.

    >>> _whole("\ud83d\ude80") == "\U0001f680"
    True
    """
    if text.isascii():
        return text
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        # One half alone is no text, as the check of its field says.
        return text
