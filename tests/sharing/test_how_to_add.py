"""The page's clause, added for real: a module and three lines more, and everything knows it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECTIONS = re.split(r"^## ", (ROOT / "docs" / "how-to-add.md").read_text("utf-8"), flags=re.M)
SECTION = next(text for text in SECTIONS if text.startswith("A clause of an agreement"))
MODULE = "coverage/tocsin/sharing/clauses/peacetime.py"
REGISTER = "coverage/tocsin/sharing/clauses/__init__.py"

AFTER_IMPORT = "from tocsin.sharing.clauses.purpose"

WORLD = """\
tocsin: 1
refraction: none
nations: {AAA: {}, BBB: {}, CCC: {}, LLL: {}}
sensors:
  north: {class: ship-s-band, owner: BBB, lat: 36, lon: 9}
launches:
  west: {nation: LLL, lat: 37, lon: 5}
arcs:
  short: {class: short}
targets:
  points:
    town: {lat: 37, lon: 8, nation: AAA}
    isle: {lat: 37.5, lon: 8, nation: CCC}
AGREEMENTS
"""

USE = """
import json, sys
from types import SimpleNamespace
from tocsin.report.parts_sources import agreement_table
from tocsin.scenario import Scenario, json_schema
from tocsin.scenario.grants import grants_of, sharing_agreements
from tocsin.sharing import sharing_graph
from tocsin.sharing.words import words_of_grant

world = Scenario.load(sys.argv[1])
agreements = sharing_agreements(world)
grants = [g for name, each in agreements.items() for g in grants_of(world, name, each)]
names = list(world.nations)
graph = sharing_graph(grants, names=names, agreements=agreements)
(group,) = agreement_table(SimpleNamespace(scenario=world, policies=["all"])).groups
print(json.dumps({
    "row": [cell.text for cell in group.rows[0]],
    "grant": words_of_grant(grants[0], agreements["calm"], names),
    "graph": [terms for *_, terms in graph.edges(data="terms")],
    "schema": json_schema()["$defs"]["Sharing"]["properties"]["peacetime"],
}))
"""


def blocks(place, language):
    """The first fenced block of a language after a file is named."""
    text = SECTION[SECTION.index(f"`{place}`") :]
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)[0]


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """Run Python on a copy of the package with the page's module and lines."""
    folder = tmp_path_factory.mktemp("more")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "coverage", folder / "coverage", ignore=ignored)
    (folder / MODULE).write_text(blocks(MODULE, "python"), "utf-8")
    import_line, base, entry = blocks(REGISTER, "python").splitlines()
    register = (folder / REGISTER).read_text("utf-8")
    for place, line in (
        (
            "from tocsin.sharing.clauses.purpose",
            f"{import_line}\nfrom tocsin.sharing.clauses.purpose",
        ),
        ("class Sharing(\n", f"class Sharing(\n    {base}\n"),
        ("    THREAT,\n", f"    THREAT,\n    {entry}\n"),
    ):
        assert register.count(place) == 1
        register = register.replace(place, line)
    (folder / REGISTER).write_text(register, "utf-8")
    stated = re.findall(r"^agreements:\n.*$", SECTION, re.MULTILINE)[0]
    (folder / "world.yaml").write_text(WORLD.replace("AGREEMENTS", stated), "utf-8")

    def run(*arguments):
        command = [sys.executable, *arguments]
        environment = {**os.environ, "PYTHONPATH": str(folder / "coverage")}
        ran = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, env=environment
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    return run


def test_tables_graph_and_schema_tell_it(python):
    told = json.loads(python("-c", USE, "world.yaml"))
    assert "only while no party is threatened" in told["row"][1]
    assert told["grant"]["only if"] == "no party is threatened"
    assert "no party is threatened" in told["graph"][0][0]
    assert told["schema"]["description"].startswith("Whether it works only while")


def test_it_is_checked_and_refuses(python):
    assert "fine" in python("-m", "tocsin", "check", "world.yaml")

    def explained(at):
        asked = ("explain", "world.yaml", "-p", "all", "--at", at, "--nation", "AAA", "--json")
        return json.loads(python("-m", "tocsin", *asked))

    stopped = explained("town")
    assert stopped["route"] is None
    (refused,) = stopped["refused"]
    assert refused["clauses"] == ["peacetime"]
    assert "calm: stops when a party is threatened." in refused["sentence"]
    works = explained("isle")
    assert (works["route"], works["refused"]) == ("BBB>AAA", [])
