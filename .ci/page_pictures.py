"""Draw the small pictures of the pages that users read, by the commands that stand on them."""

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
WIDTH = 1000
"""Pixels: what a page shows of a figure."""


def files_of(page: str) -> dict[str, str]:
    """Return the files that a page writes: its fences that a line ``NAME:`` stands before.

    >>> sorted(files_of("my-own-region"))
    ['island.geojson', 'mine.yaml']
    """
    text = (DOCS / f"{page}.md").read_text("utf-8")
    return dict(re.findall(r"^`([\w.-]+)`:\n+```\w+\n(.*?)^```", text, re.DOTALL | re.MULTILINE))


def tocsin(folder: Path, *words: str) -> None:
    """Run a command as the page has it."""
    subprocess.run([sys.executable, "-m", "tocsin", *words], cwd=folder, check=True)


def keep(drawn: Path, name: str) -> None:
    """Store a figure as a small picture: a thousand pixels wide, few colours."""
    image = Image.open(drawn).convert("RGB")
    size = (WIDTH, round(image.height * WIDTH / image.width))
    small = image.resize(size, Image.Resampling.LANCZOS)
    few = small.quantize(128, method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
    few.save(DOCS / "images" / f"{name}.png", optimize=True)


def main() -> None:
    """Draw every picture."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        for name, text in files_of("my-own-region").items():
            (folder / name).write_text(text, "utf-8")
        quick = ("-q", "--no-report")
        tocsin(folder, "run", "mine.yaml", "-o", "mine", *quick)
        keep(folder / "mine/maps/warning-alone.png", "map-never")
        keep(folder / "mine/maps/warning-neighbours.png", "map-warning")
        keep(folder / "mine/maps/change-alone-to-neighbours.png", "map-newly")
        keep(folder / "mine/maps/change-alone-to-both.png", "map-change")
        tocsin(folder, "run", "hub-pact-realtime", "-o", "first", *quick)
        keep(folder / "first/maps/warning-joined.png", "first-map")
        tocsin(folder, "graph", "northeast-asia", "who.png", "-p", "realtime-2024")
        keep(folder / "who.png", "who-tells-whom")
        (folder / "mine.yaml").unlink()
        tocsin(folder, "new", "mine.yaml")
        for name, text in files_of("batch-and-cluster").items():
            (folder / name).write_text(text, "utf-8")
        tocsin(folder, "sweep", "delays.yaml", "-o", "delays", "--workers", "1")
        plot = ("study", "plot", "delays", "decision.png", "--by", "decision", "--nation", "NORD")
        tocsin(folder, *plot)
        keep(folder / "decision.png", "study-decision")


if __name__ == "__main__":
    main()
