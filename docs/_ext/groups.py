"""The directive ``pages``: what a group of pages holds, wherever they lie.

Each line is a page and what it is for: ``studies: Many runs from one file.`` The page's title, a
link and the side bar are made of it. A page that lessons or registries bring, and that is not there
in this build, is passed over.
"""

from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

log = logging.getLogger(__name__)


class Pages(SphinxDirective):
    """A group's pages: a list to read, and the entries of its side bar."""

    has_content = True
    option_spec = {}  # noqa: RUF012  # as docutils declares it

    def run(self) -> list[nodes.Node]:
        """Return the list and a hidden toctree."""
        entries = [line.partition(":") for line in self.content if line.strip()]
        here = [(name.strip(), text.strip()) for name, _, text in entries if self.is_there(name)]
        lines = ["```{toctree}", ":hidden:", "", *(f"/{name}" for name, _ in here), "```", ""]
        for name, text in here:
            lines += [f"{{doc}}`/{name}`", f": {text}", ""]
        holder = nodes.container(classes=["pages"])
        self.state.nested_parse(StringList(lines, self.env.docname), 0, holder)
        return [holder]

    def is_there(self, name: str) -> bool:
        """Tell whether a page exists; what does not is told of, without a warning."""
        there = name.strip() in self.env.found_docs
        if not there:
            log.info("%s: no page %s yet", self.env.docname, name.strip())
        return there


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("pages", Pages)
    return {"parallel_read_safe": True}
