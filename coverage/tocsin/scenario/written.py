"""The text that a scenario came from, with what has changed since put in its place."""

from dataclasses import dataclass
from io import StringIO
from typing import Any

from tocsin.errors import InputError
from tocsin.fields import Model

from .dump import plain_content

# No line of a file is broken that was not.
_WIDTH = 1_000_000


@dataclass(frozen=True)
class Written:
    """A text of YAML and the scenario that it says.

    Attributes
    ----------
    text : str
    base : Model
        The scenario as it was read.
    """

    text: str
    base: Model

    def saying(self, scenario: Any) -> str | None:
        """Return the text with comments and order kept, and only what differs changed.

        A changed value is changed in place, a removed entry leaves, and an added one comes at the
        end of its section. None where the text would not say the same on its own: it names files
        that lie elsewhere, say.
        """
        text = self._changed(scenario)
        try:
            return text if text is not None and type(scenario).from_text(text) == scenario else None
        except InputError:
            return None

    def _changed(self, scenario: Model) -> str | None:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import YAMLError

        before, after = plain_content(self.base), plain_content(scenario)
        if before == after:
            return self.text
        yaml = YAML()
        yaml.preserve_quotes = True
        yaml.width = _WIDTH
        yaml.indent(mapping=2, sequence=4, offset=2)
        stream = StringIO()
        try:
            tree = yaml.load(self.text)
            _put(tree, before, after)
            yaml.dump(tree, stream)
        except (YAMLError, ValueError):
            return None
        return stream.getvalue()


def _put(tree: Any, before: dict[str, Any], after: dict[str, Any]) -> None:
    for key in before.keys() - after.keys():
        tree.pop(key, None)
    for key, value in after.items():
        old = before.get(key)
        if key in before and old == value:
            continue
        if isinstance(value, dict) and isinstance(old, dict) and isinstance(tree.get(key), dict):
            _put(tree[key], old, value)
        else:
            tree[key] = _node(value)


def _node(value: Any) -> Any:
    """Return a new value as a hand would write it: what holds no mapping stands on one line."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(value, dict):
        table = CommentedMap({key: _node(each) for key, each in value.items()})
        if not any(isinstance(each, dict) for each in value.values()):
            table.fa.set_flow_style()
        return table
    if isinstance(value, list):
        row = CommentedSeq(map(_node, value))
        if not any(isinstance(each, (dict, list)) for each in value):
            row.fa.set_flow_style()
        return row
    return value
