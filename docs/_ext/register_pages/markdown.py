"""Tables and texts in Markdown."""

import re
from collections.abc import Iterable, Sequence


def cell(text: object) -> str:
    r"""Return a text as one cell of a table: no line ends, no bars.

    >>> cell("a | b")
    'a \\| b'
    """
    return re.sub(r"\s+", " ", str(text)).replace("|", "\\|").strip()


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table with a head."""
    lines = [head, ["---"] * len(head), *([cell(each) for each in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def plain(text: str) -> str:
    """Return what a docstring says, in Markdown: its double backticks are single ones there."""
    return text.replace("``", "`")


def glossary(**words: str) -> str:
    """Return the sentence that leads to the glossary: by its section, the words of a page.

    >>> glossary(seeing="custody")
    'In the glossary: [custody](../glossary.md#seeing).'
    """
    links = (f"[{names}](../glossary.md#{part.replace('_', '-')})" for part, names in words.items())
    return f"In the glossary: {'; '.join(links)}."


def linked(text: str) -> str:
    """Return a text whose addresses can be clicked."""
    return re.sub(r"(?<![(<\w])(https?://[^\s;,|)]+)", r"<\1>", text)
