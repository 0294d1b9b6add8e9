"""What one source tree answers: tables and answers of many scenarios, through the public names.

Started by `same_tables` with the package of one tree on the path; one process does all the work.
Where the two trees call a verb differently, its adapter below looks at the parameters.
"""

import inspect
import json
import random
import subprocess
import sys
import tempfile
from itertools import pairwise, product
from pathlib import Path

import tocsin

# Cases that are explained and pairs of policies that are compared, of each scenario at most.
EXPLAINED, COMPARED = 30, 8


def plain(answer):
    """An answer as plain data, the cells of a comparison too."""
    if hasattr(answer, "columns"):
        return answer.astype(object).where(answer.notna(), None).to_dict("records")
    if type(answer).__name__ == "Comparison":
        return answer.to_dict() | {"cells": plain(answer.cells)}
    return answer.to_dict() if hasattr(answer, "to_dict") else answer


def first_of(verb):
    """The name of a verb's first parameter."""
    return next(iter(inspect.signature(verb).parameters))


def ask_rank(scenario, _):
    return {policy: lambda p=policy: tocsin.rank(scenario, p) for policy in scenario.policies}


def ask_history(scenario, _):
    like = list(scenario.policies)[-1]
    return {
        "plain": lambda: tocsin.history(scenario),
        "like": lambda: tocsin.history(scenario, like=like),
    }


def ask_burden(scenario, _):
    weights = ("cells", "population")
    return {weight: lambda w=weight: tocsin.burden(scenario, weight=w) for weight in weights}


def ask_friction(scenario, _):
    return {"all": lambda: tocsin.friction(scenario)}


def ask_compare(scenario, result):
    names, arc = list(scenario.policies), next(iter(scenario.arcs))
    given = result if first_of(tocsin.compare) == "result" else scenario
    pairs = list(pairwise(names))[:COMPARED]
    questions = {f"{a} {b}": lambda a=a, b=b: tocsin.compare(given, a, b) for a, b in pairs}
    a, b = pairs[-1]
    return questions | {f"{a} {b} {arc}": lambda: tocsin.compare(given, a, b, arc=arc)}


def ask_explain(scenario, result):
    rng, cells = random.Random(0), list(result.warning["cell"].unique())
    cells = rng.sample(cells, min(EXPLAINED, len(cells)))
    given = getattr(result, "world", scenario)  # laid out already; both are taken
    places = list(product(scenario.policies, scenario.launches, scenario.arcs, cells))
    places = rng.sample(places, min(EXPLAINED, len(places)))
    return {
        " ".join(place): lambda p=place: tocsin.explain(
            given, policy=p[0], launch=p[1], arc=p[2], at=p[3]
        )
        for place in places
    }


VERBS = {
    "rank": ask_rank,
    "history": ask_history,
    "burden": ask_burden,
    "friction": ask_friction,
    "compare": ask_compare,
    "explain": ask_explain,
}


def ask(question):
    """An answer as plain data, or what the user is told instead."""
    try:
        return plain(question())
    except tocsin.TocsinError as error:
        return {"error": str(error)}


def work_out(job, out):
    """Write the tables and answers of one scenario."""
    scenario = tocsin.Scenario.load(job["path"])
    result = tocsin.run(scenario, windows=True)
    for name in ("warning", "windows", "summary"):
        getattr(result, name).to_feather(out / f"{name}.feather")
    for verb, questions in VERBS.items():
        answers = {name: ask(asked) for name, asked in questions(scenario, result).items()}
        (out / f"{verb}.json").write_text(json.dumps(answers, default=str), "utf-8")


def sweep(job, out):
    """Write the rows of one study, by the command line: a study may start processes."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tocsin"]
        swept = [*command, "sweep", job["path"], "-o", folder, "--workers", "1", "--json"]
        subprocess.run(swept, check=True, stdout=subprocess.DEVNULL)
        asked = [*command, "study", "query", folder, "SELECT * FROM runs", "--json"]
        rows = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    (out / "study.json").write_text(rows, "utf-8")


def tie(job):
    """When the nation would know of a case, without each of two sensors. [s]"""
    scenario = tocsin.Scenario.load(job["path"])
    times = []
    for sensor in job["sensors"]:
        less = scenario.to_dict()
        del less["sensors"][sensor]
        less = tocsin.Scenario.from_dict(less)
        times.append(tocsin.explain(less, **job["case"]).know_s)
    return times


def main():
    """Read jobs from a file, write each one's results into a folder of its name."""
    jobs, out = json.loads(Path(sys.argv[1]).read_text("utf-8")), Path(sys.argv[2])
    if jobs and "case" in jobs[0]:
        out.write_text(json.dumps([ask(lambda job=job: tie(job)) for job in jobs]), "utf-8")
        return
    for number, job in enumerate(jobs, 1):
        folder = out / job["key"]
        folder.mkdir(parents=True, exist_ok=True)
        (sweep if job["kind"] == "study" else work_out)(job, folder)
        if sys.stderr.isatty() or number % 50 == 0 or number == len(jobs):
            print(f"  {number} of {len(jobs)}: {job['name']}", file=sys.stderr)


if __name__ == "__main__":
    main()
