"""Reads the test set; run as a script, it counts what there is."""

import csv
import io
import json
import sys
import zipfile


def read(archive):
    """Yield each pair: its class, arc, sensor, windows and tolerance [s]; then each puzzle."""
    with zipfile.ZipFile(archive) as file:
        arcs = json.loads(file.read("arcs.json"))
        sensors = json.loads(file.read("sensors.json"))
        for row in csv.DictReader(io.StringIO(file.read("pairs.csv").decode())):
            spans = [tuple(map(float, each.split())) for each in row["windows"].split(";") if each]
            ends = arcs[int(row["arc"])], sensors[int(row["sensor"])]
            yield row["class"], *ends, spans, float(row["tolerance_s"])
        yield from json.loads(file.read("puzzles.json"))


if __name__ == "__main__":
    found = list(read(sys.argv[1]))
    print(sum(isinstance(each, tuple) for each in found), "pairs and", end=" ")
    print(sum(isinstance(each, dict) for each in found), "puzzles")
