"""Pages that are made when the site is built: references, API and lessons. Git does not keep them."""

from pathlib import Path
from typing import Any

import lessons
import register_pages
from sphinx.application import Sphinx


def write(app: Sphinx) -> None:
    """Write the made pages, those alone that changed, and remove what no longer is one."""
    source = Path(app.srcdir)
    for folder, made in (("reference", register_pages.pages()), ("lessons", lessons.pages())):
        keep = {source / folder / f"{name}.md": text for name, text in made.items()}
        for old in (source / folder).rglob("*.md"):
            if old not in keep and old.relative_to(source).as_posix() != "reference/index.md":
                old.unlink()
        for path, text in keep.items():
            if not path.exists() or path.read_text("utf-8") != text:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Make the pages before Sphinx looks for sources."""
    app.connect("builder-inited", write, priority=1)
    return {"parallel_read_safe": True}
