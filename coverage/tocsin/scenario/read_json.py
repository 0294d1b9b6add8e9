"""JSON text → nodes: checked by the standard library, then walked for the lines."""

import json
import re
from typing import Any, NoReturn

from tocsin.errors import InputError

from .nodes import MAX_DEPTH, MAX_VALUES, Mapping, Node, scalar

_TOKEN = re.compile(r'[\s,:]*("(?:[^"\\]|\\.)*"|[\[\]{}]|[^\s,:\[\]{}"]+)')


def json_tree(text: str) -> Node | None:
    r"""Return the root node of a JSON text, or None if the text is empty.

    Raises
    ------
    InputError
        When the text is not valid JSON or exceeds a limit.

    Examples
    --------
    >>> root = json_tree('{\n "seed": 7}')
    >>> [(key, line, node.value) for key, line, node in root.value.entries]
    [('seed', 2, 7)]
    """
    if not text.strip():
        return None
    try:
        # Whole numbers as text: a number of a million digits takes minutes to read, and is refused
        # later.
        json.loads(text, parse_constant=_refuse_constant, parse_int=str)
    except json.JSONDecodeError as error:
        raise InputError(f"line {error.lineno}: Not valid JSON: {error.msg}.") from error
    except RecursionError as error:
        raise InputError(f"Nested deeper than {MAX_DEPTH} levels.") from error
    return _walk(text)


def _refuse_constant(word: str) -> NoReturn:
    raise InputError(f"Not valid JSON: {word}. Use a finite number.")


def _walk(text: str) -> Node:
    # json.loads has accepted the text, so brackets match and keys alternate with values.
    stack: list[Node] = [Node([], 1)]
    key: tuple[str, int] | None = None
    line, position = 1, 0
    for count, match in enumerate(_TOKEN.finditer(text)):
        line += text.count("\n", position, match.start(1))
        position = match.start(1)
        token = match[1]
        if count > 4 * MAX_VALUES or len(stack) > MAX_DEPTH + 1:
            raise InputError(f"line {line}: Too many values or levels. Shorten the file.")
        if token in ("]", "}"):
            stack.pop()
        elif isinstance(stack[-1].value, Mapping) and key is None:
            # Through the JSON reader once more, which knows all escapes.
            key = (json.loads(token), line)
        else:
            node = Node(_value(token), line)
            _attach(stack[-1], node, key)
            key = None
            if token in ("[", "{"):
                stack.append(node)
    return stack[0].value[0]


def _value(token: str) -> Any:
    if token in ("[", "{"):
        return [] if token == "[" else Mapping()
    return json.loads(token) if token.startswith('"') else scalar(token)


def _attach(parent: Node, node: Node, key: tuple[str, int] | None) -> None:
    if key is not None:
        parent.value.entries.append((*key, node))
    else:
        parent.value.append(node)
