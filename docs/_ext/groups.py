"""The directive ``pages``: what a group of pages holds, wherever they lie.

It holds a plain list, which reads as one where nothing is built, too: each item is a link to a page,
a colon, and what the page is for. The side bar is made of it. A page that only the build makes, and
that is not there in this one, is passed over.
"""

import posixpath
import re
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

ITEM = re.compile(r"- \[(?P<title>[^]]+)\]\((?P<file>[^)]+)\): (?P<text>.+)")
MADE = ("gallery/", "lessons/", "reference/")


class Pages(SphinxDirective):
    """A group's pages: a list to read, and the entries of its side bar."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the list and a hidden toctree."""
        items = [ITEM.fullmatch(line) for line in self.content if line.strip()]
        here = [(item, page) for item in items if item and (page := self.page_of(item["file"]))]
        if None in items:
            raise self.error("Each line must be: - [title](page.md): what it is for.")
        lines = ["```{toctree}", ":hidden:", "", *(f"/{page}" for _, page in here), "```", ""]
        for item, page in here:
            lines += [f"{{doc}}`{item['title']} </{page}>`", f": {item['text']}", ""]
        holder = nodes.container(classes=["pages"])
        self.state.nested_parse(StringList(lines, self.env.docname), 0, holder)
        return [holder]

    def page_of(self, file: str) -> str:
        """Return the name of a file's page; empty where this build has none."""
        folder = posixpath.dirname(self.env.docname)
        name = posixpath.normpath(posixpath.join(folder, file)).removesuffix(".md")
        if name not in self.env.found_docs and not name.startswith(MADE):
            raise self.error(f"There is no page {file}.")
        return name if name in self.env.found_docs else ""


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive."""
    app.add_directive("pages", Pages)
    return {"parallel_read_safe": True}
