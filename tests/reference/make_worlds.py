"""Write worlds.csv: what the fictional worlds should give, their rules applied by hand.

Which item reaches whom, and how late, is written down below by a reader of each scenario file, and
never computed from its agreements. Only the geometry (when each sensor sees each arc) is tocsin's.
Delays: 5 s a hop from machine to machine, 300 s for a release, 21600 s for a request; then 150 s
for assessment and dissemination.

Run with ``python tests/reference/make_worlds.py``. It puts the numbers into the comments of the
files and the tables of docs/worlds.md too, in place of those that worlds.csv held before.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd

import tocsin

ROOT = Path(__file__).parents[2]
HUMAN_S = 150.0
RELEASE_S, REQUEST_S, HOP_S = 300.0, 21600.0, 5.0

# world -> (nation, policy), and the launch area where it matters -> sensors that may tell the
# nation, with the delay of their items.
ITEMS = {
    "hub-pact-realtime": {
        ("BRELL", "alone"): {"brell-watch": 0},
        ("BRELL", "hub-only"): {"brell-watch": 0, "halden-eye": HOP_S},
        ("BRELL", "pact"): {"brell-watch": 0, "halden-eye": HOP_S, "arden-watch": REQUEST_S},
        ("BRELL", "joined"): {"brell-watch": 0, "halden-eye": HOP_S, "arden-watch": 2 * HOP_S},
    },
    "hosted-veto": {
        ("SORREL", "alone"): {"sorrel-watch": 0},
        ("SORREL", "alliance"): {"sorrel-watch": 0},
        ("SORREL", "friendship"): {"sorrel-watch": 0},
        ("SORREL", "every-route"): {"sorrel-watch": 0, "linden-watch": HOP_S},
        ("LINDEN", "alone"): {"linden-watch": 0},
        ("LINDEN", "alliance"): {"linden-watch": 0, "guest": HOP_S},
        ("LINDEN", "friendship"): {"linden-watch": 0, "guest": HOP_S},
        ("LINDEN", "every-route"): {"linden-watch": 0, "guest": HOP_S},
    },
    "shared-centre": {
        ("WEST", "no-centre"): {"west-watch": 0},
        ("WEST", "believed"): {"west-watch": 0, "east-eye": HOP_S + 60},
        ("WEST", "distrusted"): {"west-watch": 0, "east-eye": HOP_S + 60},
        ("EAST", "no-centre"): {"east-eye": 0},
        ("EAST", "believed"): {"east-eye": 0, "west-watch": HOP_S + 60},
        ("EAST", "distrusted"): {"east-eye": 0, "west-watch": HOP_S + 60},
    },
    "warned-without-authority": {
        ("NORR", "alone"): {"north-line": 0},
        ("NORR", "warned-only"): {"north-line": 0, "south-line": HOP_S},
        ("NORR", "consulted"): {"north-line": 0, "south-line": HOP_S},
        ("NORR", "defended"): {"north-line": 0, "south-line": HOP_S},
        ("NORR", "defence-only"): {"north-line": 0},
        ("SUND", "alone"): {"south-line": 0},
        ("SUND", "warned-only"): {"south-line": 0, "north-line": HOP_S},
        ("SUND", "consulted"): {"south-line": 0, "north-line": HOP_S},
        ("SUND", "defended"): {"south-line": 0, "north-line": HOP_S},
        ("SUND", "defence-only"): {"south-line": 0},
    },
    "seven-minutes": {
        ("DALE", "alone"): {"dale-point": 0},
        ("DALE", "courtesy"): {"dale-point": 0, "corran-watch": RELEASE_S},
        ("DALE", "hotline"): {"dale-point": 0, "corran-watch": HOP_S},
    },
    "below-the-horizon": {
        ("ISOLA", "alone"): {"isola-eye": 0, "isola-watch": 0},
        ("ISOLA", "shared"): {"isola-eye": 0, "isola-watch": 0, "kapp-picture": HOP_S},
    },
    "unknown-edge": {
        ("QUILL", "edge-absent"): {"quill-watch": 0},
        ("QUILL", "edge-by-release"): {"quill-watch": 0, "perch-array": RELEASE_S},
        ("QUILL", "edge-present"): {"quill-watch": 0, "perch-array": HOP_S},
    },
    "anonymous-star": {
        ("CLAY", "alone"): {"clay-point": 0},
        ("CLAY", "anonymous"): {
            "clay-point": 0, "flint-watch": 2 * HOP_S, "marl-watch": 2 * HOP_S,
        },
        ("CLAY", "named"): {"clay-point": 0, "flint-watch": 2 * HOP_S, "marl-watch": 2 * HOP_S},
        ("CLAY", "one-leaves"): {"clay-point": 0, "flint-watch": 2 * HOP_S},
        ("FLINT", "alone"): {"flint-watch": 0},
        ("FLINT", "anonymous"): {
            "flint-watch": 0, "clay-point": 2 * HOP_S, "marl-watch": 2 * HOP_S,
        },
        ("FLINT", "named"): {"flint-watch": 0, "clay-point": 2 * HOP_S, "marl-watch": 2 * HOP_S},
        ("FLINT", "one-leaves"): {"flint-watch": 0, "clay-point": 2 * HOP_S},
    },
    "collective": {
        ("FERN", "alone"): {"fern-watch": 0},
        ("FERN", "vote"): {"fern-watch": 0, "league-array": RELEASE_S},
        ("FERN", "rules"): {"fern-watch": 0, "league-array": HOP_S},
        ("FERN", "partnership"): {"fern-watch": 0, "league-array": HOP_S},
        ("MOSS", "alone"): {"moss-point": 0},
        ("MOSS", "vote"): {"moss-point": 0},
        ("MOSS", "rules"): {"moss-point": 0},
        # What the command tells Fern stays with Fern; what Fern sees itself, Moss hears.
        ("MOSS", "partnership"): {
            "moss-point": 0, "fern-watch": HOP_S, "league-array": REQUEST_S,
        },
    },
    # A notice before the launch is no item: it changes whether Tern waits for its own sensor (OWN).
    "notified-launches": {
        ("TERN", "alone"): {"tern-point": 0},
        ("TERN", "announced-only"): {"tern-point": 0},
        ("TERN", "told"): {"tern-point": 0, "skua-watch": HOP_S},
        ("TERN", "announced"): {"tern-point": 0, "skua-watch": HOP_S},
        ("PETREL", "alone"): {"petrel-point": 0},
        ("PETREL", "announced-only"): {"petrel-point": 0},
        ("PETREL", "told"): {"petrel-point": 0},
        ("PETREL", "announced"): {"petrel-point": 0},
    },
    "two-hubs": {
        ("REEF", "alone"): {"reef-point": 0},
        ("REEF", "one-star"): {"reef-point": 0, "ebb-watch": HOP_S, "shoal-point": 2 * HOP_S},
        ("REEF", "two-stars"): {
            "reef-point": 0, "ebb-watch": HOP_S, "shoal-point": 2 * HOP_S, "flow-ship": HOP_S,
        },
        ("REEF", "label-only"): {
            "reef-point": 0, "ebb-watch": HOP_S, "shoal-point": 2 * HOP_S, "flow-ship": HOP_S,
        },
        ("REEF", "bridged"): {
            "reef-point": 0, "ebb-watch": HOP_S, "shoal-point": 2 * HOP_S, "flow-ship": HOP_S,
        },
        ("SHOAL", "alone"): {"shoal-point": 0},
        ("SHOAL", "one-star"): {"shoal-point": 0, "ebb-watch": HOP_S, "reef-point": 2 * HOP_S},
        ("SHOAL", "two-stars"): {"shoal-point": 0, "ebb-watch": HOP_S, "reef-point": 2 * HOP_S},
        # The label is open, but Reef passes on nothing that is not its own.
        ("SHOAL", "label-only"): {"shoal-point": 0, "ebb-watch": HOP_S, "reef-point": 2 * HOP_S},
        ("SHOAL", "bridged"): {
            "shoal-point": 0, "ebb-watch": HOP_S, "reef-point": 2 * HOP_S, "flow-ship": 3 * HOP_S,
        },
    },
    "growing-pact": {
        ("LIMPET", "before"): {"limpet-point": 0},
        ("LIMPET", "founded"): {"limpet-point": 0, "kelp-watch": HOP_S},
        ("LIMPET", "third-joins"): {
            "limpet-point": 0, "kelp-watch": HOP_S, "mussel-watch": HOP_S,
        },
        ("LIMPET", "fourth-joins"): {
            "limpet-point": 0, "kelp-watch": HOP_S, "mussel-watch": HOP_S, "whelk-point": HOP_S,
        },
        ("LIMPET", "founder-leaves"): {
            "limpet-point": 0, "mussel-watch": HOP_S, "whelk-point": HOP_S,
        },
        ("MUSSEL", "before"): {"mussel-watch": 0},
        ("MUSSEL", "founded"): {"mussel-watch": 0},
        ("MUSSEL", "third-joins"): {
            "mussel-watch": 0, "kelp-watch": HOP_S, "limpet-point": HOP_S,
        },
        ("MUSSEL", "fourth-joins"): {
            "mussel-watch": 0, "kelp-watch": HOP_S, "limpet-point": HOP_S, "whelk-point": HOP_S,
        },
        ("MUSSEL", "founder-leaves"): {
            "mussel-watch": 0, "limpet-point": HOP_S, "whelk-point": HOP_S,
        },
        ("WHELK", "before"): {"whelk-point": 0},
        ("WHELK", "founded"): {"whelk-point": 0},
        ("WHELK", "third-joins"): {"whelk-point": 0},
        ("WHELK", "fourth-joins"): {
            "whelk-point": 0, "kelp-watch": HOP_S, "limpet-point": HOP_S, "mussel-watch": HOP_S,
        },
        ("WHELK", "founder-leaves"): {
            "whelk-point": 0, "limpet-point": HOP_S, "mussel-watch": HOP_S,
        },
    },
    "island-chain": {
        ("MIDDLE", "alone"): {"middle-point": 0},
        ("MIDDLE", "leased"): {"middle-point": 0},
        ("MIDDLE", "own-chain"): {
            "middle-point": 0, "outer-watch": HOP_S, "inner-point": HOP_S,
        },
        ("MIDDLE", "chain"): {
            "middle-point": 0, "outer-watch": HOP_S, "inner-point": HOP_S, "guest": 2 * HOP_S,
        },
        ("INNER", "alone"): {"inner-point": 0},
        ("INNER", "leased"): {"inner-point": 0},
        ("INNER", "own-chain"): {
            "inner-point": 0, "middle-point": HOP_S, "outer-watch": 2 * HOP_S,
        },
        ("INNER", "chain"): {
            "inner-point": 0, "middle-point": HOP_S, "outer-watch": 2 * HOP_S,
        },
    },
    # A consent waits once, where the item leaves the cell.
    "consent-cell": {
        ("VALE", "alone"): {"vale-watch": 0},
        ("VALE", "agreed-beforehand"): {"vale-watch": 0, "hill-watch": 2 * HOP_S},
        ("VALE", "duty-officer"): {"vale-watch": 0, "hill-watch": 2 * HOP_S + 90},
        ("VALE", "committee"): {"vale-watch": 0, "hill-watch": 2 * HOP_S + 600},
        ("FEN", "alone"): {},
        ("FEN", "agreed-beforehand"): {"hill-watch": 2 * HOP_S, "vale-watch": 2 * HOP_S},
        ("FEN", "duty-officer"): {
            "hill-watch": 2 * HOP_S + 90, "vale-watch": 2 * HOP_S + 90,
        },
        ("FEN", "committee"): {"hill-watch": 2 * HOP_S + 600, "vale-watch": 2 * HOP_S + 600},
    },
    "beyond-the-purpose": {
        ("HERON", "alone"): {"heron-point": 0},
        ("HERON", "limited", "crag-area"): {"heron-point": 0, "kite-watch": HOP_S},
        ("HERON", "limited", "fell-area"): {"heron-point": 0},
        ("HERON", "limited-and-request", "crag-area"): {"heron-point": 0, "kite-watch": HOP_S},
        ("HERON", "limited-and-request", "fell-area"): {"heron-point": 0, "kite-watch": REQUEST_S},
        ("HERON", "unlimited"): {"heron-point": 0, "kite-watch": HOP_S},
    },
}  # fmt: skip
# Nations that wait for a sensor of their own, and which.
OWN = {
    ("shared-centre", "WEST", "distrusted"): "west-watch",
    ("notified-launches", "TERN", "told"): "tern-point",
}
# When the responder's owner holds a track, for cells for which it may act; its reaction time is 60.
TRACKS = {
    ("warned-without-authority", "SUND", policy): {"south-line": 0, "north-line": HOP_S}
    for policy in ("warned-only", "consulted", "defended")
} | {
    ("warned-without-authority", "NORR", "defended"): {"south-line": 0, "north-line": HOP_S},
    ("warned-without-authority", "NORR", "defence-only"): {"south-line": 0},
    ("warned-without-authority", "SUND", "alone"): {"south-line": 0},
    ("warned-without-authority", "SUND", "defence-only"): {"south-line": 0},
}
REACTION_S = 60.0
CASE = ["launch", "point", "arc", "cell"]


def made(windows, column):
    """When each sensor makes a tier of each case: a column a sensor."""
    text = windows.astype({name: str for name in (*CASE, "sensor") if name != "point"})
    return text.pivot_table(index=CASE, columns="sensor", values=column, aggfunc="min")


def first(times, items):
    """Earliest of the items, inf where there is none."""
    arrivals = [
        times[sensor].fillna(np.inf) + delay_s for sensor, delay_s in items.items()
        if sensor in times
    ]  # fmt: skip
    return pd.concat(arrivals, axis=1).min(axis=1) if arrivals else times.iloc[:, 0] * np.inf


def expected(world, result):
    """Rows of the table for one world."""
    cases = result.warning.astype({name: str for name in ("launch", "arc", "cell", "nation")})
    cases = cases.drop_duplicates(CASE).set_index(CASE)
    alerts, tracks = (made(result.windows, f"{tier}_at_s") for tier in ("alert", "track"))
    for (nation, policy, *areas), items in ITEMS[world].items():
        here = cases[cases["nation"] == nation]
        for (launch, arc), impact_s in here["impact_s"].groupby(
            level=["launch", "arc"], sort=False
        ):
            if areas and launch not in areas:
                continue
            know_s = first(alerts, items).reindex(impact_s.index).fillna(np.inf)
            notice_s = know_s
            if (world, nation, policy) in OWN:
                own = {OWN[world, nation, policy]: 0}
                notice_s = first(alerts, own).reindex(impact_s.index).fillna(np.inf)
            left_s = impact_s - notice_s - HUMAN_S
            held_s = first(tracks, TRACKS.get((world, nation, policy), {}))
            response_s = impact_s - held_s.reindex(impact_s.index).fillna(np.inf) - REACTION_S
            yield {
                "world": world,
                "policy": policy,
                "nation": nation,
                "launch": launch,
                "arc": arc,
                "warned_share": np.mean(left_s > 0),
                "never_share": np.mean(know_s >= impact_s),
                "mean_warning_s": left_s.clip(lower=0).mean(),
                "mean_response_s": response_s.fillna(-np.inf).clip(lower=0).mean(),
            }


def restate(text, before, after):
    """A world's header, or its section of docs/worlds.md, with the values of the new table."""
    several = after["launch"].nunique() > 1
    for key, new in after.groupby(["nation", "arc", "launch"], sort=False):
        old = before[(before[["nation", "arc", "launch"]] == list(key)).all(axis=1)]
        pairs = list(zip(old["mean_warning_s"], new["mean_warning_s"], strict=True))
        row_before, row_after = (" | ".join(f"{pair[i]:.0f}" for pair in pairs) for i in (0, 1))
        text = text.replace(f"| {row_before} |\n", f"| {row_after} |\n")
        name = " ".join(key[:2]) + (f" from {key[2]}" if several else "")
        at = text.find(f"{name}: ")
        if at >= 0:
            end = text.index(".", at)
            said = text[at:end]
            for policy, (was, now) in zip(new["policy"], pairs, strict=True):
                said = re.sub(
                    rf"(?<![-\w])({policy}\s+(?:#\s+)?){was:.0f}\b", rf"\g<1>{now:.0f}", said
                )
            text = text[:at] + said + text[end:]
    return text


def main():
    """Write the table, and the same numbers into each world's file and the page of the worlds."""
    rows = []
    for world in ITEMS:
        path = ROOT / "configs" / "scenarios" / f"{world}.yaml"
        result = tocsin.run(tocsin.Scenario.load(path), windows=True)
        rows += expected(world, result)
    table = pd.DataFrame(rows).round(4)
    stored = Path(__file__).with_name("worlds.csv")
    before = pd.read_csv(stored)
    table.to_csv(stored, index=False, lineterminator="\n")
    page = ROOT / "docs" / "worlds.md"
    sections = page.read_text("utf-8").split("\n## ")
    for world, after in table.groupby("world", sort=False):
        old = before[before["world"] == world]
        path = ROOT / "configs" / "scenarios" / f"{world}.yaml"
        path.write_text(restate(path.read_text("utf-8"), old, after), "utf-8")
        sections = [
            restate(each, old, after) if f"`{world}.yaml`" in each else each for each in sections
        ]
    page.write_text("\n## ".join(sections), "utf-8")
    print(
        "Written. Read again what docs/worlds.md says of the numbers, and rows with words in them."
    )


if __name__ == "__main__":
    main()
