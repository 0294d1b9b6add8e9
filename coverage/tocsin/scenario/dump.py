"""Writing a scenario: YAML text, and the hash of what determines results."""

import json
from collections.abc import Mapping
from hashlib import sha256
from io import StringIO
from typing import Any

from tocsin.fields import Model

from .cards import Cards
from .policies import Policy

_SOURCED = {"title", "note", "source", "confidence"}
_DESCRIPTIVE: dict[str, Any] = {
    "title": True,
    "description": True,
    "history": True,
    "questions": True,
    "card_overrides": True,
    "nations": {"__all__": {"name", "color"}},
    "agreements": {"__all__": _SOURCED},
    "assumptions": {"__all__": {"title"}},
    "policies_given": True,
    "shocks": {"__all__": _SOURCED},
}


def to_yaml(scenario: Model) -> str:
    """Return the scenario as YAML text in the order of the file."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = None
    # In the order of the file, which breaks ties.
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.width = 100
    yaml.allow_unicode = True
    stream = StringIO()
    yaml.dump(plain_content(scenario), stream)
    return stream.getvalue()


def plain_content(scenario: Model) -> dict[str, Any]:
    """Return what a file would say, as dicts, lists, numbers, texts and dates."""
    content: dict[str, Any] = _plain(scenario.model_dump(by_alias=True, exclude_unset=True))
    return content


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value


def determining(scenario: Model) -> dict[str, Any]:
    """Return what determines results, as plain data: without titles, sources, cards, policies."""
    content: dict[str, Any] = scenario.model_dump(mode="json", exclude=_DESCRIPTIVE)
    return content


def content_hash(scenario: Model, *, cards: Cards, policies: Mapping[str, Policy]) -> str:
    """Return a SHA-256 of the world, its cards and its policies.

    Titles, notes, sources and the history are left out. Order of entries counts, since it breaks
    ties; order of the keys within an entry does not.
    """
    content = determining(scenario)
    # The merged numbers and not the overrides: a card written out that equals the package's changes
    # nothing, and a package whose cards have changed gives other results.
    content["cards"] = [
        [row[key] for key in ("group", "class", "key", "low", "value", "high")]
        for row in sorted(cards.table(), key=lambda row: (row["group"], row["class"]))
    ]
    content["kinds"] = sorted((name, card.kind) for name, card in cards.sensors.items()) + sorted(
        (name, card.kind or "ballistic") for name, card in cards.arcs.items()
    )
    # As they stand for absent ones, too.
    content["policies"] = {
        name: policy.model_dump(mode="json", exclude={"title"}) for name, policy in policies.items()
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
