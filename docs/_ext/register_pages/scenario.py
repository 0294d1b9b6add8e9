"""The tables of docs/scenario.md, held to the models: the page's own order, the models' words.

``python docs/_ext/register_pages/scenario.py`` writes them anew (`make reference`); a test holds them.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from tocsin.scenario import Scenario

PAGE = Path(__file__).parents[2] / "scenario.md"
TABLE = re.compile(r"^\| key \| value \| default \| meaning \|\n(?:\|.*\n)+", re.MULTILINE)
KEY = re.compile(r"^\| `([\w]+)` \|", re.MULTILINE)


def models() -> list[type[BaseModel]]:
    """Return every model of a scenario file, the whole one first."""
    found: list[type[BaseModel]] = []
    waiting: list[type[BaseModel]] = [Scenario]
    while waiting:
        model = waiting.pop(0)
        if model not in found:
            found.append(model)
            waiting += [m for info in model.model_fields.values() for m in within(info.annotation)]
    return found


def within(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models that an annotation names."""
    if get_origin(annotation) in (Annotated, dict, tuple, Union, UnionType):
        for each in get_args(annotation):
            yield from within(each)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation


def model_of(keys: set[str]) -> type[BaseModel]:
    """Return the model whose keys a table has, or nearly has."""

    def likeness(model: type[BaseModel]) -> float:
        own = {info.alias or name for name, info in model.model_fields.items()}
        return len(own & keys) / len(own | keys)

    return max(models(), key=likeness)


def rewritten(text: str) -> str:
    """Return the page with every table of keys as the models have it."""
    from register_pages.keys import HEAD, rows
    from register_pages.markdown import table

    def anew(found: re.Match[str]) -> str:
        order = KEY.findall(found[0])
        known = {row[0].strip("`"): row for row in rows(model_of(set(order)))}
        kept = [key for key in order if key in known]
        return f"{table(HEAD, [known[key] for key in [*kept, *(k for k in known if k not in kept)]])}\n"

    return TABLE.sub(anew, text)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    PAGE.write_text(rewritten(PAGE.read_text("utf-8")), "utf-8")
