"""Budgets that make the house style checkable."""

import ast
import io
import re
import tokenize
from statistics import median, quantiles

MAX_FILE_LINES = 400
MEDIAN_CODE_LINES = 10
P90_CODE_LINES = 25
NOT_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


def code_lines(text):
    """Numbers of the lines that hold a token other than a comment."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return {
        line
        for token in tokens
        if token.type not in NOT_CODE
        for line in range(token.start[0], token.end[0] + 1)
    }


def function_lengths(text):
    """Code lines of each function's body, without docstring, by name."""
    code = code_lines(text)
    lengths = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            if body:
                lines = range(body[0].lineno, node.end_lineno + 1)
                lengths[f"{node.name}:{node.lineno}"] = len(code & set(lines))
    return lengths


def test_function_lengths_are_counted_right():
    text = 'def f(a):\n    """Doc."""\n    # why\n    b = (\n        a\n    )\n\n    return b\n'
    assert function_lengths(text) == {"f:1": 4}


def test_no_file_is_long(tracked, root):
    python = [path for path in tracked if path.suffix == ".py"]
    lines = {p.relative_to(root): len(p.read_text("utf-8").splitlines()) for p in python}
    assert {p: n for p, n in lines.items() if n > MAX_FILE_LINES} == {}


def test_functions_are_short(modules):
    found = {
        f"{name}.{function}": length
        for name, path in modules.items()
        for function, length in function_lengths(path.read_text("utf-8")).items()
    }
    longest = sorted(found, key=found.get, reverse=True)[:20]
    told = ", ".join(f"{name} ({found[name]})" for name in longest)
    assert median(found.values()) <= MEDIAN_CODE_LINES, told
    assert quantiles(found.values(), n=10)[-1] <= P90_CODE_LINES, told


def test_nothing_is_left_for_later(modules):
    later = re.compile(r"\b(TO" + "DO|FIX" + "ME|XX" + r"X|NotImplemented" + r"Error)\b")
    assert [name for name, path in modules.items() if later.search(path.read_text("utf-8"))] == []


def test_no_module_is_called_utils(modules):
    assert [n for n in modules if {"utils", "util", "helpers", "misc"} & set(n.split("."))] == []


def test_readme_is_short(root):
    assert len((root / "README.md").read_text("utf-8").splitlines()) <= 150


def test_wording_is_warning_first(modules, root):
    """The scope guard: the words of warning, never those of the other side."""
    unwanted = re.compile(r"\b(attack\w*|enem(y|ies)|adversar\w+|kill chain)\b", re.IGNORECASE)
    texts = {name: path.read_text("utf-8") for name, path in modules.items()}
    for folder in ("configs", "examples"):
        for path in (root / folder).rglob("*.*"):
            if path.suffix in {".py", ".yaml"}:
                texts[path.name] = path.read_text("utf-8")
    assert {n: m.group() for n, text in texts.items() if (m := unwanted.search(text))} == {}
