"""A scenario, by whatever a user has of it: itself, its file, or a shipped name."""

from pathlib import Path
from typing import TypeVar, cast

from .shipped import shipped

Source = TypeVar("Source")


def scenario_of(source: "Source | str | Path") -> Source:
    """Load a scenario from a path or a shipped name; anything else is handed back as it is.

    A bare name (no ending, no folder) is a shipped scenario where no file is called so.

    Examples
    --------
    >>> scenario_of("hosted-veto").title
    "A guest radar and the host's veto"
    """
    if not isinstance(source, str | Path):
        return source
    from .models import Scenario  # whoever has one does not wait for it

    path = Path(source)
    if path.parent == Path() and not path.suffix and not path.exists():
        path = shipped(path.name)
    return cast("Source", Scenario.load(path))
