"""Many readers at once for minutes: does the app's memory stay, and how long do they wait?

Prints a table of waiting times by what was asked, and the server's memory as time passes, and
writes both into docs/reliability.md (`make soak`). Ends with 1 where an answer was wrong.
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
from statistics import quantiles

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
    ("files", 5),
)


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
        return (
            "GET",
            "/api/data" if kind == "read the data" else "/api/download/scenario.yaml",
            None,
        )

    def do(self, kind, method, path, body=None):
        begun = time.perf_counter()
        answer, content = self.ask(method, path, body)
        self.waits[kind].append(time.perf_counter() - begun)
        if answer.status != 200:
            self.wrong.append(f"{path}: {answer.status} {content[:200]!r}")


def table_of(readers, memory_mb, minutes):
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
    thinks = f"{THINKS_S[0]:g} to {THINKS_S[1]:g} s between requests"
    load = f"{os.cpu_count()} cores, load {os.getloadavg()[1]:.0f} with all else that it did"
    about = (
        f"{len(readers)} readers of Northeast Asia for {minutes:g} minutes, each with {thinks}. "
        f"The server's memory at six moments: {told} MB. The machine: {load}."
    )
    if (len(readers), minutes) != (READERS, MINUTES):
        about += (
            f" `make soak` itself, with {READERS} readers for {MINUTES:g} minutes, was not run."
        )
    return "\n".join([*lines, "", about])


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
        memory_mb = []
        for _ in range(6):
            time.sleep(10 * given.minutes)
            memory_mb.append(psutil.Process(server.pid).memory_info().rss / 1e6)
        for reader in readers:
            reader.join(300)
    finally:
        server.terminate()
        server.wait()
    table = table_of(readers, memory_mb, given.minutes)
    print(table)
    wrong = [each for reader in readers for each in reader.wrong]
    print(*wrong, sep="\n", end="\n" if wrong else "")
    if not given.check:
        begin, end = "<!-- soak: begin -->", "<!-- soak: end -->"
        head, _, rest = PAGE.read_text("utf-8").partition(begin)
        tail = rest.partition(end)[2]
        PAGE.write_text(f"{head}{begin}\n\n{table}\n\n{end}{tail}", "utf-8")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
