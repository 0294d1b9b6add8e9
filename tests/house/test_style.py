"""Budgets that make the house style checkable."""

import ast
import io
import re
import tokenize
from collections import defaultdict
from functools import cache
from statistics import median, quantiles
from typing import NamedTuple

MAX_FILE_LINES = 400
MEDIAN_CODE_LINES = 10
P90_CODE_LINES = 25
EXAMPLES_SHARE = 0.4
COMMENTS_PER_100 = 4.8  # about five: what is plain needs none
# Kernels are called by one floor above them, which has the examples; so is what compiles them.
INNER = {"kernels", "compile"}
# An attribute to its reader, or called by a library.
NO_CALLS = ("property", "cached_property", "validator", "serializer", "abstractmethod", "layout")
NOT_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


@cache
def tokens_of(text):
    return tuple(tokenize.generate_tokens(io.StringIO(text).readline))


@cache
def tree_of(text):
    return ast.parse(text)


def code_lines(text):
    """Numbers of the lines that hold a token other than a comment."""
    return {
        line
        for token in tokens_of(text)
        if token.type not in NOT_CODE
        for line in range(token.start[0], token.end[0] + 1)
    }


def function_lengths(text):
    """Code lines of each function's body, without docstring, by name."""
    code = code_lines(text)
    lengths = {}
    for node in ast.walk(tree_of(text)):
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


# --- examples and comments ----------------------------------------------------------------------


class Public(NamedTuple):
    """A function that others may call: its name, its docstring, that of its class."""

    name: str
    doc: str
    class_doc: str

    @property
    def has_example(self):
        method = self.name.rpartition(".")[2]
        return ">>>" in self.doc or (">>>" in self.class_doc and f".{method}(" in self.class_doc)


def classes_of(trees):
    return {
        node.name: node
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }


def bases_of(node, classes):
    """Names of a class's bases, and theirs."""
    for base in node.bases:
        name = ast.unparse(base).partition("[")[0].rpartition(".")[2]
        yield name
        if name in classes and classes[name] is not node:
            yield from bases_of(classes[name], classes)


def functions_of(node):
    return [each for each in node.body if isinstance(each, ast.FunctionDef)]


def is_called(function):
    decorators = " ".join(ast.unparse(each) for each in function.decorator_list)
    return not function.name.startswith("_") and not any(word in decorators for word in NO_CALLS)


def public_functions(tree, classes):
    """Yield functions and methods; not methods that a base documents, nor those of protocols."""
    for node in functions_of(tree):
        if is_called(node):
            yield Public(node.name, ast.get_docstring(node) or "", "")
    for node in tree.body:
        if not isinstance(node, ast.ClassDef) or node.name.startswith("_"):
            continue
        bases = set(bases_of(node, classes))
        if "Protocol" in bases and not any(base in classes for base in bases):
            continue
        known = {f.name for base in bases & classes.keys() for f in functions_of(classes[base])}
        for method in functions_of(node):
            if is_called(method) and method.name not in known:
                doc = ast.get_docstring(method) or ""
                yield Public(f"{node.name}.{method.name}", doc, ast.get_docstring(node) or "")


def comment_lines(text):
    """Numbers of the lines with a comment for people, not for a tool."""
    comments = {t.start[0]: t.string for t in tokens_of(text) if t.type == tokenize.COMMENT}
    tools = ("# type:", "# noqa", "# fmt:", "# ---")
    return {line for line, words in comments.items() if not words.startswith(tools)}


def docstring_lines(text):
    return {
        line
        for node in ast.walk(tree_of(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for line in range(node.lineno, node.end_lineno + 1)
    }


def test_public_functions_are_told_from_others():
    text = (
        "def f(): ...\ndef _g(): ...\n"
        "class A:\n    def m(self): ...\n    @property\n    def p(self): ...\n"
        "class B(A):\n    def m(self): ...\n    def n(self): ...\n"
        "class P(Protocol):\n    def q(self): ...\n"
    )
    tree = ast.parse(text)
    names = [public.name for public in public_functions(tree, classes_of([tree]))]
    assert names == ["f", "A.m", "B.n"]


def test_comments_are_told_from_orders_to_tools():
    text = '# why\na = 1  # because\nb = 2  # noqa: E501\n"""# text"""\n'
    assert comment_lines(text) == {1, 2}
    assert docstring_lines(text) == {4}


def test_public_functions_have_examples(modules):
    trees = {name: tree_of(path.read_text("utf-8")) for name, path in modules.items()}
    classes = classes_of(trees.values())
    public = {
        f"{name}.{function.name}": function.has_example
        for name, tree in trees.items()
        if not INNER & set(name.split("."))
        for function in public_functions(tree, classes)
    }
    without = [name for name, has_example in public.items() if not has_example]
    assert 1 - len(without) / len(public) >= EXAMPLES_SHARE, without


def test_comments_say_why_often_enough(modules):
    """Not in each file, since what is plain needs none: over the package as a whole."""
    counts = defaultdict(lambda: [0, 0])
    for name, path in modules.items():
        text = path.read_text("utf-8")
        package = ".".join(name.split(".")[:2])
        counts[package][0] += len(code_lines(text) - docstring_lines(text))
        counts[package][1] += len(comment_lines(text))
    code, comments = map(sum, zip(*counts.values(), strict=True))
    assert 100.0 * comments / code >= COMMENTS_PER_100, dict(counts)
