"""Our own Markdown in a terminal and in a pipe."""

import io

import pytest
from rich.console import Console

from tocsin.terminal.prose import say

TEXT = """\
## A part

**Three** words, one `forward: false`, and
*another* line.

    tocsin rank a-world -p one-policy --set a.very.long=path --draws 64

- an item that is longer than one line of so narrow a terminal is

2. an option

| order | adds |
|---|--:|
| *first* | 5 s |
"""


def said(*, terminal, **options):
    out = Console(file=io.StringIO(), width=40, force_terminal=terminal, color_system=None)
    say(out, TEXT, **options)
    return out.file.getvalue()


@pytest.mark.parametrize("terminal", [True, False])
def test_no_mark_is_left_and_code_is_whole(terminal):
    lines = [line.rstrip() for line in said(terminal=terminal).splitlines()]
    assert lines[:2] == ["A part", "------"]
    assert not any(mark in "".join(lines) for mark in ("**", "*a", "*f", "|"))
    item = next(at for at, line in enumerate(lines) if line.startswith("- an item"))
    assert lines[item + 1].startswith("  ")
    assert "2. an option" in lines
    assert "    tocsin rank a-world -p one-policy --set a.very.long=path --draws 64" in lines
    assert ["first", "5", "s"] in [line.split() for line in lines]


def test_in_a_pipe_letters_are_plain_and_code_keeps_its_marks():
    text = said(terminal=False)
    assert text.isascii()
    assert "`forward: false`" in text
    assert "`" not in said(terminal=True)


def test_a_list_that_comes_first_has_no_empty_line_above_it():
    out = Console(file=io.StringIO())
    say(out, "- one\n- two")
    assert out.file.getvalue() == "- one\n- two\n"


def test_what_is_indented_is_so_on_every_line_that_has_something():
    lines = said(terminal=False, indent=3).splitlines()
    assert all(line.startswith("   ") for line in lines if line.strip())
