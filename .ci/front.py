"""Draw the first picture of README and site: the live page of the real scenario, light and dark.

The caption beside it is what the page itself says of the picture: for whom, from where, which band.
"""

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
BEGIN, END = "<!-- front: begin -->", "<!-- front: end -->"
POLICIES = ("-p", "bilateral-2012", "-p", "realtime-2024")
SIZE = {"width": 1280, "height": 1130}
# Chromium, wherever the tests find it, too.
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def page_of_the_scenario(folder: Path) -> Path:
    """Write the offline page with the bands of 256 draws."""
    file = folder / "page.html"
    command = [sys.executable, "-m", "tocsin", "report", "northeast-asia", *POLICIES]
    subprocess.run([*command, "--draws", "256", "-q", "-o", str(file)], check=True)
    return file


def opened(page: Page, file: Path) -> list[str]:
    """Open the page, wait for its map, and return the lines of its finding."""
    # A plain address begins with the tour.
    page.goto(f"{file.as_uri()}#tab=map")
    page.locator("html.live").wait_for()
    page.locator(".map-key li").first.wait_for()
    page.wait_for_timeout(3000)
    lines = page.locator("#finding").inner_text().split("\n")
    return [line.strip() for line in lines if line.strip()]


def picture(page: Page, file: Path) -> None:
    """Save what the window shows at a third of its size: colours are off by 11 of 255 at most."""
    image = Image.open(BytesIO(page.screenshot())).convert("RGB")
    few = image.quantize(method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


def caption(lines: list[str]) -> str:
    """Return the finding as the caption that stands below the picture."""
    finding, where, *bands = lines[
        : next(n for n, line in enumerate(lines) if line.startswith("How this number"))
    ]
    basis = f"One case: cards at their values. Over their ranges: {'; '.join(bands)}."
    return f"*{finding} {where} {basis} Notional.*"


def main() -> None:
    """Draw both pictures and write the caption where it stands."""
    browser = next(filter(None, map(which, BROWSERS)), None)
    if browser is None:
        raise SystemExit("No Chromium: install it first.")
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = page_of_the_scenario(Path(folder))
        chromium = playwright.chromium.launch(
            executable_path=browser, args=["--disable-gpu", "--no-sandbox"]
        )
        for scheme in ("light", "dark"):
            page = chromium.new_page(viewport=SIZE, color_scheme=scheme)
            lines = opened(page, file)
            picture(page, IMAGES / f"front-{scheme}.png")
        chromium.close()
    for text in (ROOT / "README.md", ROOT / "docs" / "index.md"):
        before, _, rest = text.read_text("utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        text.write_text(f"{before}{BEGIN}\n{caption(lines)}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
