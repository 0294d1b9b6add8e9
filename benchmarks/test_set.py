"""Make the test set that others can run, or check the package against it (`make test-set`).

``python benchmarks/test_set.py`` makes docs/data/tocsin-test-set-1.zip by the slow independent
codes; equal seeds give equal bytes. ``--check`` puts all of it to the package instead.
"""

import argparse
import csv
import hashlib
import io
import json
import sys
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
DATA = Path(__file__).parent / "data"
# The slow model of the tests makes the answers; the reader goes into the archive.
sys.path[:0] = [str(ROOT / "tests" / "model"), str(DATA)]

import test_set_puzzles  # noqa: E402
import test_set_windows  # noqa: E402
from measured import written  # noqa: E402
from test_set_reader import read  # noqa: E402

VERSION = 1
PAGE = ROOT / "docs" / "accuracy.md"
ARCHIVE = ROOT / "docs" / "data" / f"tocsin-test-set-{VERSION}.zip"
COLUMNS = ("class", "arc", "sensor", "windows", "tolerance_s")
# Every member bears this day, so that equal contents are equal bytes.
DAY = (2026, 11, 27, 0, 0, 0)


def pairs_of(classes, log=lambda words: None):
    """Arcs, sensors and rows of pairs of every class, so many of each."""
    arcs, sensors, rows = [], [], []
    for name, wanted in classes.items():
        number, met = 0, 0
        while met < wanted:
            more_arcs, more_sensors, found = test_set_windows.group(name, number)
            number += 1
            pairs = [(i, j, spans) for i, row in enumerate(found) for j, spans in enumerate(row)]
            for i, j, spans in [each for each in pairs if each[2] is not None][: wanted - met]:
                met += 1
                tolerance_s = test_set_windows.tolerance_of(name, spans)
                text = ";".join(f"{a:.6f} {b:.6f}" for a, b in spans)
                rows.append((name, len(arcs) + i, len(sensors) + j, text, f"{tolerance_s:g}"))
            arcs += more_arcs
            sensors += more_sensors
        log(f"{name}: {met} pairs")
    return arcs, sensors, rows


def _rounded(arcs):
    return [arc | {"impact_s": round(float(arc["impact_s"]), 6)} for arc in arcs]


def lines(entries):
    """A list as JSON, an entry a line; numbers in full, so that nothing is rounded."""
    return "[\n" + ",\n".join(json.dumps(each) for each in entries) + "\n]\n"


def members(classes, count, log=lambda words: None):
    """Text of every file of the archive by its name."""
    arcs, sensors, rows = pairs_of(classes, log)
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([COLUMNS, *rows])
    counts = "".join(f"- {name}: {n}\n" for name, n in classes.items())
    themes = ", ".join(test_set_puzzles.THEMES)
    about = (DATA / "test_set_readme.md").read_text("utf-8")
    return {
        "README.md": about.format(version=VERSION, classes=counts, themes=themes),
        "reader.py": (DATA / "test_set_reader.py").read_text("utf-8"),
        "arcs.json": lines(_rounded(arcs)),
        "sensors.json": lines(sensors),
        "pairs.csv": table.getvalue(),
        "puzzles.json": lines(test_set_puzzles.puzzles(count)),
    }


def write(path, files):
    """Write the archive, and return its SHA-256."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text, compresslevel=9)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check(archive, *, every=1):
    """What of the archive the package does not agree with, in sentences; and how much there is.

    Of the pairs and of the puzzles each ``every``-th is asked.
    """
    from test_set_check import answer_of, pair_differences

    found = list(read(archive))
    pairs = [each for each in found if isinstance(each, tuple)][::every]
    puzzles = [each for each in found if isinstance(each, dict)][::every]
    wrong = [
        f"{name}: {off:.3g} s off, {tolerance_s:g} allowed: {pair}"
        for name, off, tolerance_s, pair in pair_differences(pairs)
        if off > tolerance_s
    ]
    for puzzle in puzzles:
        told = answer_of(puzzle)
        if told != puzzle["answer"]:
            wrong.append(f"puzzle {puzzle['puzzle']} ({puzzle['class']}): {told}")
    return wrong, len(pairs), len(puzzles)


def main(arguments=None):
    """Command line; the archive's checksum goes into the page on accuracy."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="check the package against it")
    parser.add_argument("--output", type=Path, default=ARCHIVE, help="archive")
    options = parser.parse_args(arguments)
    if options.check:
        wrong, pairs, puzzles = check(options.output)
        print(*wrong[:20], sep="\n")
        print(f"{pairs} pairs and {puzzles} puzzles, {len(wrong)} of them otherwise.")
        return 1 if wrong else 0
    started = time.monotonic()

    def log(words):
        print(f"{time.monotonic() - started:6.0f} s  {words}", file=sys.stderr, flush=True)

    files = members(test_set_windows.CLASSES, 200, log)
    digest = write(options.output, files)
    told = f"`{options.output.name}`, {options.output.stat().st_size:,} bytes, SHA-256 `{digest}`\n"
    print(told, end="")
    if options.output == ARCHIVE:
        PAGE.write_text(written(PAGE.read_text("utf-8"), {"test-set": told}), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
