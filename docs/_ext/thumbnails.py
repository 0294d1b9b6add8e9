"""The directive ``examples``: cards of some examples of the gallery, with their pictures.

Each line is an example's file without ``plot_`` and ``.py``; one that is not there is passed over.
With the option ``:rest:`` those come last that no page has named.
"""

from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

EXAMPLES = Path(__file__).parents[2] / "examples"


class Examples(SphinxDirective):
    """Cards of examples, three in a row where there is room."""

    has_content = True
    option_spec = {"rest": directives.flag}  # noqa: RUF012  # as docutils declares it

    def run(self) -> list[nodes.Node]:
        """Return the cards."""
        named = self.env.temp_data.setdefault("examples", set())
        chosen = [name.strip() for name in self.content if file_of(name.strip()).exists()]
        named.update(chosen)
        if "rest" in self.options:
            every = (path.stem.removeprefix("plot_") for path in EXAMPLES.glob("plot_*.py"))
            chosen += sorted(set(every) - named)
        lines = ["::::{grid} 1 2 3 3", ":gutter: 3", "", *map(card, chosen), "::::"]
        holder = nodes.container(classes=["thumbnails"])
        text = "\n".join(lines).split("\n")
        self.state.nested_parse(StringList(text, self.env.docname), 0, holder)
        return [holder]


def file_of(name: str) -> Path:
    """Return the file of an example."""
    return EXAMPLES / f"plot_{name}.py"


def card(name: str) -> str:
    """Return the card of an example: its picture, its title, a link."""
    title = file_of(name).read_text("utf-8").split("\n")[1]
    picture = f"/gallery/images/thumb/sphx_glr_plot_{name}_thumb.png"
    return (
        f":::{{grid-item-card}}\n:link: /gallery/plot_{name}\n:link-type: doc\n:img-top: {picture}\n"
        f":img-alt: {title}; notional\n\n{title}\n:::\n"
    )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("examples", Examples)
    return {"parallel_read_safe": True}
