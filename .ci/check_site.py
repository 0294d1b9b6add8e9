"""Check every link of the built site: files and anchors are there, addresses are well formed.

Nothing is asked of the network. Ends with 1 where a link leads nowhere.
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

OUTSIDE = ("http", "https", "mailto")
# Of the theme: an empty anchor is the page itself.
TOP = ("", "#")


class Links(HTMLParser):
    """What a page links to, and what can be linked to on it."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep addresses and anchors."""
        for name, value in attrs:
            if value and (name == "id" or (tag == "a" and name == "name")):
                self.anchors.add(value)
            if value and (name == "src" or (name == "href" and tag in ("a", "link"))):
                self.links.append(value)


def read(page: Path) -> Links:
    """Return what a page links to."""
    found = Links()
    found.feed(page.read_text("utf-8"))
    return found


def fault(link: str, page: Path, pages: dict[Path, Links]) -> str | None:
    """Return what is wrong with a link of a page, if anything is."""
    parts = urlsplit(link)
    if parts.scheme in OUTSIDE or parts.netloc:
        return None if parts.netloc or parts.scheme == "mailto" else "no host"
    if parts.scheme or link in TOP:
        return None
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if target.is_dir():
        target /= "index.html"
    if not target.exists():
        return "no such file"
    anchor = unquote(parts.fragment)
    if anchor and target in pages and anchor not in pages[target].anchors:
        return "no such anchor"
    return None


def main(folder: str) -> int:
    """Print every link that leads nowhere; return 1 if there is one."""
    root = Path(folder).resolve()
    pages = {
        path: read(path) for path in sorted(root.rglob("*.html")) if "_static" not in path.parts
    }
    wrong = [
        f"{page.relative_to(root)}: {link}: {told}"
        for page, found in pages.items()
        for link in dict.fromkeys(found.links)
        if (told := fault(link, page, pages))
    ]
    print("\n".join(wrong) if wrong else f"{len(pages)} pages, every link leads somewhere.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
