"""What a cell gives, as text: as a terminal of a fixed width shows it."""

import io
from typing import Any

from rich.console import Console

from tocsin.answers.answer import Answer

WIDTH = 96


def shown_text(value: Any) -> str:
    r"""Return an answer, a table or any value as plain text.

    Examples
    --------
    >>> shown_text(None), shown_text(42.0), shown_text({"a": 1})
    ('', '42.0', "{'a': 1}")
    """
    if value is None:
        return ""
    if isinstance(value, Answer):
        from tocsin.terminal.render import render

        page = Console(file=io.StringIO(), width=WIDTH, highlight=False, markup=False)
        render(value, page)
        text: str = page.file.getvalue()  # type: ignore[attr-defined]
        return "\n".join(line.rstrip() for line in text.splitlines())
    if hasattr(value, "to_string"):
        if value.ndim == 1:
            return "\n".join(f"{name:24} {_written(each)}" for name, each in value.items())
        # An index that only counts says nothing.
        named = any(name is not None for name in value.index.names)
        return str(value.round(2).to_string(index=named))
    return value if isinstance(value, str) else repr(value)


def _written(value: Any) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
