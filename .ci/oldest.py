"""Write the oldest versions that pyproject.toml allows to a file of constraints for pip.

Run as ``python .ci/oldest.py FILE``. The test tools in it are those of constraints.txt: how old
they may be is no concern of whoever uses the package.
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXTRAS = ("query", "netcdf", "cluster", "formats")
TOOLS = ("antimeridian", "hypothesis", "playwright", "pytest", "pytest-timeout", "pytest-xdist")
REQUIREMENT = re.compile(r"([\w.-]+)>=([\w.]+)(?:,<[\w.]+)?")


def oldest() -> list[str]:
    """``name==version`` of every run-time dependency, those of extras too, at its lower bound."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(text for name in EXTRAS for text in extras[name])]
    bounds = {text: REQUIREMENT.fullmatch(text) for text in wanted}
    without = [text for text, bound in bounds.items() if bound is None]
    if without:
        sys.exit(f"No lower bound: {', '.join(without)}. Write name>=version or name>=a,<b.")
    return [f"{bound[1]}=={bound[2]}" for bound in bounds.values() if bound]


def tools() -> list[str]:
    """Lines of constraints.txt that pin the test tools."""
    pinned = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return [line for line in pinned if line.partition("==")[0].lower() in TOOLS]


def main() -> None:
    """Write the file."""
    Path(sys.argv[1]).write_text("\n".join([*oldest(), *tools()]) + "\n", encoding="utf-8")


main()
