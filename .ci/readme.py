"""Write the demonstration's answer into the README: what `make demo` really says."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
BEGIN, END = "<!-- demo output: begin -->", "<!-- demo output: end -->"


def said(folder: Path) -> str:
    """Return what the demonstration prints, as if into its usual folder."""
    # As wide as a page of the README, and without colours.
    wide = os.environ | {"COLUMNS": "100", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "tocsin", "demo", "-q", "-o", "out/demo"]
    done = subprocess.run(
        command, cwd=folder, env=wide, check=True, capture_output=True, encoding="utf-8"
    )
    return excerpt([line.rstrip() for line in done.stdout.splitlines()])


def excerpt(lines: list[str]) -> str:
    """Return the table of the launch that leads, and whether its last step holds."""
    table = lines[: next(n for n, line in enumerate(lines) if "by arc" in line)]
    starts = [n for n, line in enumerate(lines) if line.startswith("From ") and " against " in line]
    # Two nations a step; the last two sentences are those of real time.
    held = lines[starts[-2] : next(n for n, line in enumerate(lines) if line.startswith("Written"))]
    return "\n".join([*table, "...", *held])


def main() -> None:
    """Put it where the README shows it."""
    page = ROOT / "README.md"
    before, _, rest = page.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    with TemporaryDirectory() as name:
        answer = said(Path(name))
    page.write_text(f"{before}{BEGIN}\n```\n{answer}\n```\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
