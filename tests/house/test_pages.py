"""The pages that users read: their files are fine, their clauses load, their words hold."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

import tocsin
from tocsin.engine.measures import MEASURES
from tocsin.errors import InputError
from tocsin.scenario import scaffold
from tocsin.study import Study, plan

DOCS = Path(__file__).parents[2] / "docs"
FILE = re.compile(r"^`([\w.-]+)`:\n+```\w+\n(.*?)^```", re.DOTALL | re.MULTILINE)
YAML_FENCE = re.compile(r"^```yaml\n(.*?)^```", re.DOTALL | re.MULTILINE)
MISTAKE = re.compile(r"^\| `([^`]+)` \| ([^|]+) \|$", re.MULTILINE)
BASE = {
    "tocsin": 1,
    "nations": dict.fromkeys(("USA", "KOR", "PRK", "RUS", "PAK", "TUR", "ISR", "FRA", "DEU"))
    | {
        "NATO": {"members": ["FRA", "DEU"]},
        "EU": {"members": ["FRA", "DEU"]},
        "JPN": {"territory": {"box": {"west": 139, "south": 35, "east": 140, "north": 36}}},
        "IND": {"territory": {"box": {"west": 77, "south": 28, "east": 78, "north": 29}}},
    },
    "launches": {"area": {"nation": "PRK", "lat": 40, "lon": 127}},
    "arcs": {"medium": {"class": "medium"}},
    "targets": {"h3_resolution": 3, "nations": ["JPN", "IND"]},
}


def text(page: str) -> str:
    return (DOCS / f"{page}.md").read_text("utf-8")


@pytest.fixture
def region(tmp_path):
    for name, content in FILE.findall(text("my-own-region")):
        (tmp_path / name).write_text(content, "utf-8")
    return tmp_path / "mine.yaml"


def test_the_region_is_fine(region):
    scenario = tocsin.Scenario.load(region)
    assert f"{len(scenario.nations)} nations, {len(scenario.sensors)} sensors" in text(
        "my-own-region"
    )


# What stands in the file where the mistake stands in its row.
RIGHT = {
    "class: national-radar": "class: national-warning",
    "country: Korea": "country: Iceland",
    "owner: OWM": "owner: OWN",
    "facing: 270": "facing_deg: 270",
    "spread_km: 50 km": "spread_km: 50",
    "where: {name: Main}": "where: {name: Mainland}",
    "agreements: [early-warning, neighbour]": "agreements: [early-warning, neighbours]",
    "nations: [ISL, OWN, FRIEND]": "nations: [ISL, OWN]",
    "h3_resolution: 9": "h3_resolution: 4",
}


def test_check_says_of_each_mistake_what_the_page_says(region):
    told = dict(MISTAKE.findall(text("my-own-region").partition("## Mistakes")[2]))
    assert set(told) == {*RIGHT, "lat: -19, lon: 56"}
    right = region.read_text("utf-8")
    for wrong, sentence in told.items():
        if wrong not in RIGHT:
            continue
        assert RIGHT[wrong] in right
        region.write_text(right.replace(RIGHT[wrong], wrong), "utf-8")
        with pytest.raises(InputError) as error:
            tocsin.Scenario.load(region)
        assert sentence in str(error.value)


CLAUSES = YAML_FENCE.findall(text("my-own-agreement"))


def test_there_are_ten_clauses():
    assert len(CLAUSES) == 10


@pytest.mark.parametrize("clause", CLAUSES, ids=range(1, 11))
def test_a_clause_is_fine(clause):
    scenario = tocsin.Scenario.from_dict(BASE | YAML(typ="safe").load(clause))
    assert all(each.confidence for each in scenario.agreements.values())


def test_the_study_has_as_many_runs_as_the_page_says(tmp_path):
    (tmp_path / "mine.yaml").write_text(scaffold("starter"), "utf-8")
    for name, content in FILE.findall(text("batch-and-cluster")):
        (tmp_path / name).write_text(content, "utf-8")
    assert f"{len(plan(Study.load(tmp_path / 'delays.yaml')))} runs" in text("batch-and-cluster")


def test_definitions_of_the_glossary_are_those_of_the_register():
    rows = {f"| `{m.name}` | {m.units} | {m.definition} |" for m in MEASURES.values()}
    assert rows == set(re.findall(r"^\| `.*\|$", text("glossary"), re.MULTILINE))


def test_each_word_of_the_glossary_says_where_it_works():
    meanings = re.findall(r"^: .*$", text("glossary"), re.MULTILINE)
    assert len(meanings) >= 55
    assert all(re.search(r"\]\([\w-]+\.md\)$", line) for line in meanings)
