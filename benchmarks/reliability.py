"""Try to break the doors: spoilt scenarios, damaged folders, killed runs (`make reliability`).

Prints a table of how many cases were tried and how each kind ended, and writes it into
docs/reliability.md. Ends with 1 where a case ended in anything but an answer or one clear error.
"""

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from measured import written

from tocsin.errors import TocsinError
from tocsin.scenario import Scenario
from tocsin.scenario.shipped import scenarios, shipped

PAGE = Path(__file__).parents[1] / "docs" / "reliability.md"
WORLD = "seven-minutes"
# What a line's value may be replaced by: of every type, and of every size.
VALUES = ("", "null", "true", "-1", "1e999", ".nan", "'x'", "[]", "{}", "[1, [2]]", "2099-13-40",
          "\U0001f680", "a: b: c", "*x", "!!python/object:os.system", "9" * 400)  # fmt: skip


class Kind(NamedTuple):
    """One kind of trial, and how its cases ended."""

    what: str
    ends: Counter
    broken: list[str]


def spoilt_scenarios(count: int, chance: random.Random) -> Kind:
    """Load shipped scenarios with a line lost, doubled, moved, cut, or with another value."""
    texts = {name: shipped(name).read_text("utf-8").split("\n") for name in scenarios()}
    kind = Kind("scenarios with one line spoilt, loaded", Counter(), [])
    for number in range(count):
        name = chance.choice(list(texts))
        lines = list(texts[name])
        at = chance.choice([i for i, line in enumerate(lines) if line.strip()])
        how = chance.randrange(5)
        if how == 0:
            del lines[at]
        elif how == 1:
            lines.insert(at, lines[at])
        elif how == 2:
            lines[at] = chance.choice("  \t-#") + lines[at]
        elif how == 3:
            lines[at] = lines[at][: chance.randrange(len(lines[at]))]
        else:
            lines[at] = f"{lines[at].partition(':')[0]}: {chance.choice(VALUES)}"
        try:
            Scenario.from_text("\n".join(lines))
            kind.ends["accepted"] += 1
        except TocsinError:
            kind.ends["refused in words"] += 1
        except Exception as error:  # whatever it is, it is what we look for
            kind.broken.append(f"{name}, case {number}, line {at + 1}: {error!r}")
    return kind


def damaged_folders(count: int, chance: random.Random) -> Kind:
    """Damage one file of a run's folder, then ask for an export, and for the run anew."""
    kind = Kind("folders of a run with one file damaged, exported from and run into", Counter(), [])
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch, "whole")
        _call("run", WORLD, "-o", whole, "-q", "--no-report")
        for number in range(count):
            folder = Path(scratch, "damaged")
            shutil.copytree(whole, folder)
            file = chance.choice([each for each in folder.rglob("*") if each.is_file()])
            damage = _damage(file, chance)
            said = [
                _call("export", folder, "-p", "hotline", "--to", Path(scratch, "a.zip")),
                _call("run", WORLD, "-o", folder, "-q", "--no-report", "--no-maps", "--replace"),
            ]
            for code, told in said:
                if code in (0, 1, 2) and "Traceback" not in told and "unforeseen" not in told:
                    kind.ends["answered" if code == 0 else "refused in words"] += 1
                else:
                    kind.broken.append(f"case {number}, {file.name} {damage}: {code} {told[-300:]}")
            shutil.rmtree(folder)
            Path(scratch, "a.zip").unlink(missing_ok=True)
    return kind


def _damage(file: Path, chance: random.Random) -> str:
    data = file.read_bytes()
    how = chance.choice(("emptied", "cut", "turned", "gone", "a folder"))
    if how == "emptied":
        file.write_bytes(b"")
    elif how == "cut":
        file.write_bytes(data[: chance.randrange(len(data) or 1)])
    elif how == "turned":
        at = chance.randrange(len(data) or 1)
        file.write_bytes(data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :])
    else:
        file.unlink()
    if how == "a folder":
        file.mkdir()
    return how


def killed_runs(count: int, chance: random.Random) -> Kind:
    """Kill a run at a random moment; the folder says so, and the same command mends it."""
    kind = Kind("runs killed at a random moment, then run again", Counter(), [])
    with tempfile.TemporaryDirectory() as scratch:
        begun = time.monotonic()
        _call("run", WORLD, "-o", Path(scratch, "whole"), "-q", "--no-report")
        longest = time.monotonic() - begun
        for number in range(count):
            folder = Path(scratch, str(number))
            words = ("run", WORLD, "-o", folder, "-q", "--no-report")
            process = subprocess.Popen(_words(*words), stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)  # fmt: skip
            time.sleep(chance.uniform(0.0, longest))
            process.send_signal(chance.choice((signal.SIGKILL, signal.SIGTERM, signal.SIGINT)))
            process.wait()
            # A folder with files and without a record must bear the mark that it is not whole.
            files = (
                [each for each in folder.rglob("*") if each.is_file()] if folder.exists() else []
            )
            names = {each.name for each in files}
            is_honest = not files or bool(names & {"incomplete.json", "run.json"})
            code, told = _call(*words)
            left = [each.name for each in folder.rglob("*") if each.name.startswith(".")]
            if is_honest and code == 0 and "incomplete.json" not in left and not left:
                kind.ends["mended by the same command"] += 1
            else:
                kind.broken.append(f"case {number}: {sorted(names)}, {code} {told[-300:]}, {left}")
    return kind


def _words(*words: object) -> list[str]:
    return [sys.executable, "-m", "tocsin", *map(str, words)]


def _call(*words: object) -> tuple[int, str]:
    done = subprocess.run(_words(*words), capture_output=True, text=True, check=False, timeout=300)
    return done.returncode, done.stdout + done.stderr


def table(kinds: list[Kind], seed: int) -> str:
    """The counts as a table of Markdown."""
    lines = ["| what was tried | cases | how they ended | broken |", "|---|--:|---|--:|"]
    for kind in kinds:
        ends = ", ".join(f"{count:,} {name}" for name, count in sorted(kind.ends.items()))
        total = sum(kind.ends.values()) + len(kind.broken)
        lines.append(f"| {kind.what} | {total:,} | {ends} | {len(kind.broken)} |")
    return "\n".join([*lines, "", f"Seed {seed}.", ""])


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--scale", type=float, default=1.0, help="share of the cases")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="leave the page as it is")
    options = parser.parse_args(arguments)
    chance = random.Random(options.seed)
    kinds = [
        spoilt_scenarios(round(3000 * options.scale), chance),
        damaged_folders(round(30 * options.scale), chance),
        killed_runs(round(20 * options.scale), chance),
    ]
    text = table(kinds, options.seed)
    print(text)
    if not options.check:
        PAGE.write_text(written(PAGE.read_text("utf-8"), {"faults": text}), "utf-8")
    broken = [line for kind in kinds for line in kind.broken]
    print(*broken, sep="\n")
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
