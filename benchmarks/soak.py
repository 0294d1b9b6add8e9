"""Many readers at once for minutes: does the app's memory stay, and how long do they wait?

Prints a table of waiting times by what was asked, and the server's memory as time passes, and
writes both into docs/reliability.md (`make soak`). Ends with 1 where an answer was wrong, or where
memory went on growing.
"""

import argparse
import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path
from statistics import mean, median, quantiles

import psutil

PAGE = Path(__file__).parents[1] / "docs" / "reliability.md"
THINKS_S = (5.0, 25.0)
READERS, MINUTES = 50, 10.0
# What a reader does, and how often of a hundred.
MIX = (
    ("read the data", 55),
    ("move a sensor", 20),
    ("change a rule", 10),
    ("undo", 10),
    ("take a file home", 5),
)
# Most take the scenario; a page takes seconds of a core, and one is made at a time.
FILES = {"scenario.yaml": 12, "table.csv": 4, "map.png": 2, "cells.geojson": 1, "report.html": 1}
# The time is looked at in so many parts.
PARTS = 10
# More than this above the middle third of the time, and memory grows.
FLAT = 1.08


class Reader(threading.Thread):
    """A browser that asks, waits, and thinks for a moment."""

    def __init__(self, number, address, until):
        super().__init__(daemon=True)
        self.chance, self.until = random.Random(number), until
        self.port = int(address.split(":")[2].split("/")[0])
        self.waits, self.wrong, self.mine = defaultdict(list), [], f"reader {number}"
        answer, _ = self.ask("GET", f"/?{address.partition('?')[2]}")
        self.cookie = answer.headers["Set-Cookie"].split(";")[0]

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        own = f"127.0.0.1:{self.port}"
        headers = {"Host": own, "Origin": f"http://{own}", "Cookie": getattr(self, "cookie", "")}
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer, content

    def run(self):
        self.do("change a rule", "POST", "/api/edit", {"changes": {"title": self.mine}})
        while time.monotonic() < self.until:
            kind = self.chance.choices(*zip(*MIX, strict=True))[0]
            self.do(kind, *self.request_for(kind))
            time.sleep(self.chance.uniform(*THINKS_S))
        title = json.loads(self.ask("GET", "/api/scenario")[1])["title"]
        # Undone or its own: never another reader's.
        if title.startswith("reader") and title != self.mine:
            self.wrong.append(f"{self.mine} sees {title}")

    def request_for(self, kind):
        if kind == "move a sensor":
            name = self.chance.choice(("front", "forward-west", "warning-south"))
            place = self.chance.randint(33, 38)
            return "POST", "/api/edit", {"changes": {f"sensors.{name}.lat": place}}
        if kind == "change a rule":
            return "POST", "/api/edit", {"changes": {"seed": self.chance.randint(0, 9)}}
        if kind == "undo":
            return "POST", "/api/undo", {}
        if kind == "read the data":
            return "GET", "/api/data", None
        name = self.chance.choices(list(FILES), list(FILES.values()))[0]
        return "GET", f"/api/download/{name}", None

    def do(self, kind, method, path, body=None):
        begun = time.perf_counter()
        answer, content = self.ask(method, path, body)
        self.waits[kind].append(time.perf_counter() - begun)
        if answer.status != 200:
            self.wrong.append(f"{path}: {answer.status} {content[:200]!r}")


def table_of(readers, memory_mb, most_mb, minutes):
    """The page's table: what was asked, how often, how long it took."""
    lines = [
        "| what was asked | times | median, s | 95 %, s | longest, s |",
        "|---|--:|--:|--:|--:|",
    ]
    for kind, _ in MIX:
        waits = sorted(each for reader in readers for each in reader.waits[kind])
        if len(waits) > 1:
            # Within what was seen: of few waits the other way makes one longer than the longest.
            cuts = quantiles(waits, n=20, method="inclusive")
            lines.append(
                f"| {kind} | {len(waits):,} | {cuts[9]:.2f} | {cuts[18]:.2f} | {waits[-1]:.2f} |"
            )
    told = ", ".join(f"{each:,.0f}" for each in memory_mb)
    word = "flat" if is_flat(memory_mb) else "growing"
    thinks = f"{THINKS_S[0]:g} to {THINKS_S[1]:g} s between requests"
    load = f"{os.cpu_count()} cores, load {os.getloadavg()[1]:.0f} with all else that it did"
    about = (
        f"{len(readers)} readers of Northeast Asia for {minutes:g} minutes, each with {thinks}. "
        f"The server's memory in {PARTS} parts of the time, the median of each: {told} MB: {word}. "
        f"At its highest, for a moment: {most_mb:,.0f} MB. The machine: {load}."
    )
    if (len(readers), minutes) != (READERS, MINUTES):
        about += (
            f" `make soak` itself, with {READERS} readers for {MINUTES:g} minutes, was not run."
        )
    return "\n".join([*lines, "", about])


def is_flat(memory_mb):
    """Whether the last third of the time is no higher than the middle third, all being there."""
    third = len(memory_mb) // 3
    return mean(memory_mb[-third:]) <= FLAT * mean(memory_mb[-2 * third : -third])


def watched(server, minutes):
    """The server's memory in MB: its median in each part of the time, and the most of all."""
    parts, process = [], psutil.Process(server.pid)
    for _ in range(PARTS):
        until, seen = time.monotonic() + 60 * minutes / PARTS, []
        while time.monotonic() < until:
            seen.append(process.memory_info().rss / 1e6)
            time.sleep(1)
        parts.append(seen)
    return [median(seen) for seen in parts], max(map(max, parts))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=READERS)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--check", action="store_true", help="write nothing")
    given = parser.parse_args()
    command = [sys.executable, "-m", "tocsin", "app", "northeast-asia", "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        address = server.stdout.readline().strip()
        until = time.monotonic() + 60 * given.minutes
        readers = [Reader(number, address, until) for number in range(given.readers)]
        for reader in readers:
            reader.start()
        memory_mb, most_mb = watched(server, given.minutes)
        for reader in readers:
            reader.join(300)
    finally:
        server.terminate()
        server.wait()
    table = table_of(readers, memory_mb, most_mb, given.minutes)
    print(table)
    wrong = [each for reader in readers for each in reader.wrong]
    print(*wrong, sep="\n", end="\n" if wrong else "")
    if not given.check:
        begin, end = "<!-- soak: begin -->", "<!-- soak: end -->"
        head, _, rest = PAGE.read_text("utf-8").partition(begin)
        tail = rest.partition(end)[2]
        PAGE.write_text(f"{head}{begin}\n\n{table}\n\n{end}{tail}", "utf-8")
    raise SystemExit(bool(wrong) or not is_flat(memory_mb))


if __name__ == "__main__":
    main()
