"""Do two source trees give the same tables? Old and new, whole runs and every answer.

``python benchmarks/same_tables.py OLD NEW``: each a folder with a checkout, or a revision of this
repository. Every shipped scenario, random worlds and two small studies are worked out by both, each
tree in one process of its own. Times and statuses must agree bit for bit, means to 1e-9 s, every
answer in what it says; sensors and routes may differ where two are exactly equally early. What
only the new tree tells is listed, and rows in another order; nothing is lost by them. So is what
``--expect`` says will differ. Ends with 1 where anything else differs.
"""

import argparse
import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "model"))
import slow_worlds  # noqa: E402

WORKER = Path(__file__).with_name("tree_tables.py")
CLOSE = 1e-9
CASE = ["policy", "launch", "point", "arc", "cell"]
TIES = ("sensor", "route")
TIES_TRIED = 40
# Names of files and versions, and keys made of them: they differ although nothing does.
UNLIKE = re.compile(r"hash|version|seconds")
VERBS = ("rank", "history", "burden", "friction", "compare", "explain")


def random_world(seed):
    """A random world with shocks and sensors that may fail, so that every verb has work."""
    world = slow_worlds.world(seed)
    for number, sensor in enumerate(world["sensors"].values()):
        if number % 3 == 1:
            sensor["availability"] = 0.9
    if seed % 4 == 0:  # two that are always equally early
        world["sensors"]["twin"] = dict(world["sensors"]["sensor-1"])
    pacts = [name for name in world["agreements"] if name.startswith("pact")]
    world["shocks"] = {
        f"shock-{number}": {"title": "A shock", "probability": 0.2, "suspends": [pact]}
        for number, pact in enumerate(pacts[:2])
    }
    return world


def small_studies(configs):
    """Shipped studies, small enough to be swept in seconds."""
    changes = {"targets.h3_resolution": 3, "launches.west-area.points": 1}
    for name in ("agreements-factorial", "cards-uncertainty"):
        study = YAML(typ="safe").load((configs / "studies" / f"{name}.yaml").read_text("utf-8"))
        study["base"] = Path(study["base"]).name
        study["set"] = study.get("set", {}) | changes
        if "sample" in study:
            study["sample"]["n"] = 16
        yield name, study


def make_jobs(configs, folder, *, worlds, only):
    """Write shipped scenarios, random worlds and small studies; jobs of both trees."""
    shutil.copytree(configs / "scenarios", folder, dirs_exist_ok=True)
    jobs = [
        {"name": path.stem, "kind": "scenario", "path": str(folder / path.name)}
        for path in sorted((configs / "scenarios").glob("*.yaml"))
    ]
    data = [(f"random-{seed:03d}", random_world(seed), "scenario") for seed in range(worlds)]
    data += [(name, study, "study") for name, study in small_studies(configs)]
    for name, content, kind in data:
        path = folder / f"{name}.yaml"
        with path.open("w", encoding="utf-8") as file:
            YAML(typ="safe").dump(content, file)
        jobs.append({"name": name, "kind": kind, "path": str(path)})
    return [job for job in jobs if re.search(only, job["name"])]


@contextlib.contextmanager
def tree(place, scratch):
    """The folder of a tree: as given, or unpacked from a revision."""
    if Path(place).is_dir():
        yield Path(place).resolve()
        return
    packed = subprocess.run(
        ["git", "-C", str(ROOT), "archive", "--format=tar", place], capture_output=True, check=True
    )
    folder = scratch / re.sub(r"\W", "-", place)
    with tarfile.open(fileobj=BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")
    yield folder


def work(folder, jobs, out):
    """Run `tree_tables` with the package of one tree."""
    print(f"Working out {len(jobs)} with {folder}", file=sys.stderr)
    jobs_file = out.with_suffix(".jobs.json")
    jobs_file.parent.mkdir(parents=True, exist_ok=True)
    jobs_file.write_text(json.dumps(jobs), "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(folder / "coverage")}
    subprocess.run([sys.executable, WORKER, jobs_file, out], env=environment, check=True)


def revision(name):
    """The full name of a revision, whose results may be kept; a folder's may not."""
    command = ["git", "-C", str(ROOT), "rev-parse", "--verify", f"{name}^{{commit}}"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()


def key_of(job, place):
    """Folder of a job's results: its name, and a hash of all that decides them."""
    parts = [place.encode(), Path(job["path"]).read_bytes(), WORKER.read_bytes()]
    return f"{job['name']}-{hashlib.sha256(b' '.join(parts)).hexdigest()[:12]}"


def last_file(out, job):
    """The file of a job that is written last."""
    return out / job["key"] / ("study.json" if job["kind"] == "study" else "explain.json")


def values(column):
    """Values of a column, categories written out."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        names = np.array([*column.cat.categories, None], dtype=object)
        return names[column.cat.codes.to_numpy()]
    return column.to_numpy()


def unequal(old, new):
    """Which rows of a column differ; nan equals nan."""
    if isinstance(old.dtype, pd.CategoricalDtype) and isinstance(new.dtype, pd.CategoricalDtype):
        new = new.cat.set_categories(old.cat.categories) if set(new.dropna().unique()) <= set(
            old.cat.categories
        ) else new  # fmt: skip
        if old.cat.categories.equals(new.cat.categories):
            return old.cat.codes.to_numpy() != new.cat.codes.to_numpy()
    a, b = values(old), values(new)
    if a.dtype.kind == "f" and b.dtype.kind == "f":
        return ~((a == b) | (np.isnan(a) & np.isnan(b)))
    return ~((a == b) | (pd.isna(a) & pd.isna(b)))


class Report:
    """What was compared and what differs, by part."""

    def __init__(self, expected):
        self.expected = expected
        self.compared, self.differing, self.as_expected = Counter(), Counter(), Counter()
        self.added, self.tied = Counter(), Counter()
        self.examples = {}

    def count(self, part, rows):
        self.compared[part] += rows

    def differ(self, part, rows, example):
        if rows and self.expected and re.search(self.expected, f"{part} {example}"):
            self.as_expected[part] += rows
        elif rows:
            self.differing[part] += rows
            self.examples.setdefault(part, []).append(example)

    def print(self):
        print(f"\n{'part':<34}{'compared':>12}{'differ':>10}")
        for part, rows in self.compared.items():
            print(f"{part:<34}{rows:>12,}{self.differing[part]:>10,}")
        for part, examples in self.examples.items():
            print(f"\n{part}: differs in {len(examples)} places, such as")
            for example in examples[:6]:
                print(f"  {example}")
        for part, rows in self.as_expected.items():
            print(f"\n{part}: {rows:,} differ as expected")
        for column, rows in self.tied.items():
            if rows:
                print(f"\nAs early by another {column}: {rows:,} cases")
        if self.added:
            print("\nOther in the new tree, but nothing is lost by it:")
            for path, times in self.added.most_common():
                print(f"  {path} ({times:,})")


def compare_tables(report, job, old, new):
    """Tables of one scenario; some of the rows whose sensor or route differs are returned."""
    ties = []
    for name in ("warning", "windows"):
        a, b = (pd.read_feather(folder / f"{name}.feather") for folder in (old, new))
        where = job["name"]
        if len(a) != len(b) or not set(a) <= set(b):
            report.differ(name, max(len(a), len(b)), f"{where}: {a.shape} and {b.shape}")
            continue
        for extra in set(b) - set(a):
            report.added[f"{name}.{extra}"] += 1
        for column in a:
            part = f"{name}.{column}"
            rows = unequal(a[column], b[column])
            report.count(part, len(a))
            if name == "warning" and column in TIES:
                report.tied[column] += int(rows.sum())
                some = np.flatnonzero(rows)[:: max(1, int(rows.sum()) // TIES_TRIED)]
                ties += [(column, job, a.iloc[row], b.iloc[row]) for row in some]
            elif rows.any():
                row = int(rows.argmax())
                told = f"{where} row {row}: {a[column][row]!r} and {b[column][row]!r}"
                report.differ(part, int(rows.sum()), told)
    return ties


def named(row):
    """The words of a row, which tell it from the others."""
    return tuple(sorted(item for item in row.items() if isinstance(item[1], str)))


def ordered_like(a, b):
    """Rows of a list in the order of the same rows of another; none where they are not."""
    if a and all(isinstance(row, dict) for row in (*a, *b)):
        places = {named(row): number for number, row in enumerate(a)}
        if len(places) == len(a) == len(b) and places.keys() == {named(row) for row in b}:
            return sorted(b, key=lambda row: places[named(row)])
    return None


def walk(report, part, path, a, b):
    """Compare plain data; numbers to 1e-9, relatively where they are large."""
    if isinstance(a, dict) and isinstance(b, dict):
        for key in a.keys() - b.keys():
            report.differ(part, 1, f"{path}.{key}: lost, was {str(a[key])[:80]}")
        for key in b.keys() - a.keys():
            report.added[f"{part}: {place_in(path)}.{key}"] += 1
        for key in a.keys() & b.keys():
            if not UNLIKE.search(str(key)):
                walk(report, part, f"{path}.{key}", a[key], b[key])
    elif isinstance(a, list) and isinstance(b, list):
        walk_rows(report, part, path, a, b)
    else:
        report.count(part, 1)
        if not same(a, b):
            report.differ(part, 1, f"{path}: {a!r} and {b!r}")


def walk_rows(report, part, path, a, b):
    """Compare lists; the same rows in another order are told and are no loss."""
    if len(a) != len(b):
        report.differ(part, 1, f"{path}: {len(a)} and {len(b)} rows")
    same_rows = ordered_like(a, b)
    if same_rows is not None and same_rows != b:
        report.added[f"{part}: {place_in(path)}, the same rows in another order"] += 1
        b = same_rows
    for number, (old, new) in enumerate(zip(a, b, strict=False)):
        walk(report, part, f"{path}[{number}]", old, new)


def place_in(path):
    """Where in an answer a path leads, whatever was asked and in which row."""
    _, _, inside = path.partition("/")
    return re.sub(r"\[\d+\]", "[]", inside.lstrip(".").partition(".")[2])


def same(a, b):
    """Whether two plain values are the same; nan and none are."""
    numbers = isinstance(a, int | float) and isinstance(b, int | float)
    if numbers and not (isinstance(a, bool) or isinstance(b, bool)):
        return abs(a - b) <= CLOSE * max(1.0, abs(a)) or (a != a and b != b) or a == b
    return a == b or ((a != a or a is None) and (b != b or b is None))


def compare_answers(report, job, old, new):
    """Summary and verbs of one scenario, or the rows of a study."""
    if job["kind"] == "study":
        rows = [json.loads((folder / "study.json").read_text("utf-8")) for folder in (old, new)]
        walk(report, "study rows", f"{job['name']}/", *rows)
        return
    tables = [pd.read_feather(folder / "summary.feather") for folder in (old, new)]
    rows = [table.astype(object).to_dict("records") for table in tables]
    walk(report, "summary", f"{job['name']}/", *rows)
    for verb in VERBS:
        answers = [
            json.loads((folder / f"{verb}.json").read_text("utf-8")) for folder in (old, new)
        ]
        walk(report, verb, f"{job['name']}/", *answers)


def check_ties(report, folder, ties, scratch):
    """Sensors or routes that differ: is the nation told as early without either of the two?"""
    asked = [tie for tie in ties if tie[0] == "sensor"]
    for _, job, a, b in asked:
        if pd.isna(a.sensor) or pd.isna(b.sensor):
            report.differ("ties of sensors tried", 1, f"{job['name']} {list(a[CASE])}: none")
    # A sensor that an agreement does not name is "?" in the table: nothing to be left out.
    asked = [tie for tie in asked if not {tie[2].sensor, tie[3].sensor} & {np.nan, None, "?"}]
    if not asked:
        return
    jobs = []
    for _, job, a, b in asked:
        where = {"policy": a.policy, "launch": a.launch, "point": int(a.point), "arc": a.arc}
        jobs.append(
            {
                "path": job["path"],
                "sensors": [a.sensor, b.sensor],
                "case": {**where, "at": a.cell, "nation": a.nation},
            }
        )
    work(folder, jobs, scratch / "ties.json")
    answers = json.loads((scratch / "ties.json").read_text("utf-8"))
    for (_, job, a, b), times in zip(asked, answers, strict=True):
        report.count("ties of sensors tried", 1)
        if isinstance(times, dict) or times[0] is None or times[0] != times[1]:
            told = f"{job['name']} {list(a[CASE])}: {a.sensor} and {b.sensor} are no tie: {times}"
            report.differ("ties of sensors tried", 1, told)


def main(arguments=None):
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("old", help="folder or revision")
    parser.add_argument("new", help="folder or revision")
    parser.add_argument("--worlds", type=int, default=200, help="random worlds")
    parser.add_argument("--only", default="", help="names of scenarios, worlds, studies (pattern)")
    parser.add_argument("--expect", default="", help="what is meant to differ (pattern)")
    parser.add_argument("--keep", type=Path, help="folder that keeps a revision OLD's results")
    options = parser.parse_args(arguments)
    with contextlib.ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        old, new = (stack.enter_context(tree(t, scratch)) for t in (options.old, options.new))
        kept = (options.keep or scratch).resolve()
        jobs = make_jobs(old / "configs", kept / "worlds", worlds=options.worlds, only=options.only)
        place = str(old) if options.keep is None else revision(options.old)
        for job in jobs:
            job["key"] = key_of(job, place)
        missing = [job for job in jobs if not last_file(kept / "old", job).exists()]
        if missing:
            work(old, missing, kept / "old")
        work(new, jobs, scratch / "new")
        report, ties = Report(options.expect), []
        for job in jobs:
            folders = kept / "old" / job["key"], scratch / "new" / job["key"]
            if job["kind"] == "scenario":
                ties += compare_tables(report, job, *folders)
            compare_answers(report, job, *folders)
        check_ties(report, old, ties, scratch)
    report.print()
    return int(bool(report.examples))


if __name__ == "__main__":
    sys.exit(main())
