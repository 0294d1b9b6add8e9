"""tocsin as one lesson has it: the same question is worked out once."""

import json
from functools import partial
from typing import Any

import tocsin
from tocsin.answers.registry import verb_called
from tocsin.scenario import Scenario


class Once:
    """All that tocsin has; a verb that is asked the same again gives the answer that it gave.

    A lesson works out its numbers ahead of its cells, and in a notebook they ask the same.

    Examples
    --------
    >>> asks = Once()
    >>> asks.compare("hosted-veto", "alone", "alliance") is asks.compare(
    ...     "hosted-veto", "alone", "alliance"
    ... )
    True
    >>> asks.Scenario is tocsin.Scenario
    True
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], Any] = {}

    def __getattr__(self, name: str) -> Any:
        found = getattr(tocsin, name)
        return found if verb_called(name) is None else partial(self._ask, name, found)

    def _ask(self, name: str, ask: Any, world: Any, *given: Any, **options: Any) -> Any:
        # What else may be asked, a result for example, has no name to know it by.
        if not isinstance(world, Scenario | str):
            return ask(world, *given, **options)
        which = world if isinstance(world, str) else world.content_hash()
        key = (name, which, json.dumps([given, options], sort_keys=True, default=repr))
        if key not in self._known:
            self._known[key] = ask(world, *given, **options)
        return self._known[key]
