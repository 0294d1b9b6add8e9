"""Write constraints.txt: the versions that a clean environment with every extra resolves to.

Run as ``make constraints``. The file holds name==version lines only, so that it names no registry
and no path.
"""

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXTRAS = "test,docs,cluster,bench"
LEFT_OUT = {"tocsin", "pip", "setuptools", "wheel"}
HEADER = "# Made by `make constraints` (.ci/make_constraints.py): clean, every extra.\n"


def resolved() -> list[str]:
    """Install the project with every extra into a throw-away environment and list it."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        pip = [f"{folder}/bin/python", "-m", "pip", "--disable-pip-version-check", "--no-input"]
        subprocess.run([*pip, "install", "-qq", f"{ROOT}[{EXTRAS}]"], check=True)
        listing = subprocess.run(
            [*pip, "list", "--format=json"], check=True, capture_output=True, text=True
        ).stdout
    rows = ((row["name"], row["version"].split("+")[0]) for row in json.loads(listing))
    return sorted((f"{n}=={v}" for n, v in rows if n.lower() not in LEFT_OUT), key=str.lower)


def main() -> None:
    """Write the file."""
    lines = resolved()
    (ROOT / "constraints.txt").write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"constraints.txt: {len(lines)} packages", file=sys.stderr)


main()
