"""Write the tables of docs/accuracy.md: measured here and now, nothing copied (`make accuracy`).

With ``--check`` the page stays as it is; either way the command fails where a promise is broken.
"""

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
# The slow model of the tests is one of the authorities.
sys.path.insert(0, str(ROOT / "tests" / "model"))

import accuracy_arcs  # noqa: E402
import accuracy_footprints  # noqa: E402
import accuracy_sight  # noqa: E402
import accuracy_windows  # noqa: E402
from measured import table, written  # noqa: E402

PAGE = ROOT / "docs" / "accuracy.md"


def share_of(count, scale):
    """So many cases at a scale, two at least."""
    return max(2, round(count * scale))


def measure(scale=1.0, log=lambda words: None):
    """Rows of every table by its mark on the page; a scale under 1 takes fewer cases."""

    def n(count):
        return share_of(count, scale)

    log("angles")
    found = {"angles": accuracy_sight.angle_rows(n(2000))}
    log("refraction")
    found["refraction"] = accuracy_sight.refraction_rows(n(200))
    log("arcs")
    found["arcs"], found["left-out"] = accuracy_arcs.arc_rows(n(400))
    found["arcs"] += accuracy_arcs.least_rows(n(200))
    found["announced"] = accuracy_arcs.flight_rows()
    log("footprints")
    # Fewer cases are fewer sites; the points of a count stay as many.
    sites = accuracy_footprints.SITES[: n(len(accuracy_footprints.SITES))]
    found["footprints"], more = accuracy_footprints.footprint_rows(sites)
    found["left-out"] += more
    log("windows")
    found["windows"] = accuracy_windows.sampled_rows(n(20))
    log("peers")
    found["peers"] = accuracy_windows.peer_rows(n(10))
    return found


def tables_of(found):
    """Text of every table by its mark."""
    made = {mark: table(rows) for mark, rows in found.items()}
    return made | {"flights": accuracy_arcs.flight_table()}


def main(arguments=None):
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="leave the page as it is")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the cases")
    options = parser.parse_args(arguments)
    started = time.monotonic()

    def log(words):
        print(f"{time.monotonic() - started:6.0f} s  {words}", file=sys.stderr, flush=True)

    found = measure(options.scale, log)
    tables = tables_of(found)
    for mark, text in tables.items():
        print(f"\n{mark}\n{text}", end="")
    if not options.check:
        PAGE.write_text(written(PAGE.read_text("utf-8"), tables), "utf-8")
    broken = [row for rows in found.values() for row in rows if not row.kept]
    for row in broken:
        print(f"Broken: {row.what}: {row.greatest:g} {row.unit}, promised {row.promise:g}.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
