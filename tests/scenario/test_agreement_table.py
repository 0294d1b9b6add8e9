"""Agreements from a table beside the scenario say what entries would."""

import pytest

from tocsin.errors import InputError
from tocsin.scenario import Scenario, json_schema

SCENARIO = """\
tocsin: 1
nations:
  AAA: {territory: {box: {west: 10, south: 0, east: 20, north: 10}}}
  BBB: {}
  CCC: {}
  XXA: {}
sensors: {r: {class: national-warning, owner: AAA, lat: 5, lon: 15, facing_deg: 90}}
launches: {area: {nation: XXA, lat: 5, lon: 28}}
arcs: {medium: {class: medium}}
targets: {h3_resolution: 3}
agreements: {file: pacts.csv}
policies: {then: {as_of: 1970-01-01}, chosen: {agreements: [pact, treaty], conditions_met: [need]}}
"""
HEADER = (
    "id,kind,from,to,parties,tier,mode,start,end,hub,spokes,forward,delay_s,onward,consent_s,"
    "purpose,requires,hypothetical,must,may,may_if,consult,title"
)
KEYS = HEADER.split(",")
AGREEMENTS = {
    "pact": "{kind: sharing, parties: [AAA, BBB, CCC], tier: alert, mode: request, "
    "in_force: [1949-08-24, null], title: '1949'}",
    "posts": "{kind: sharing, from: [AAA], to: [BBB, CCC], delay_s: 2.5, onward: [CCC], "
    "purpose: [XXA], requires: [pact], in_force: [null, 1990-10-03]}",
    "star": "{kind: sharing, hub: AAA, spokes: [BBB], forward: false, "
    "onward: {to: any, consent_s: 60}, hypothetical: true}",
    "treaty": "{kind: defence, must: [[AAA, BBB], [BBB, AAA]], may: [[AAA, CCC]], may_if: need, "
    "consult: [[CCC, AAA]], in_force: [1954-11-18, 1960-01-01]}",
}
ROWS = [
    {"id": "pact", "kind": "sharing", "parties": "AAA; BBB;CCC", "tier": "alert",
     "mode": "request", "start": "1949-08-24", "title": "1949"},
    {"id": "posts", "kind": "sharing", "from": "AAA", "to": "BBB;CCC", "delay_s": "2.5",
     "onward": "CCC", "purpose": "XXA", "requires": "pact", "end": "1990-10-03"},
    {"id": "star", "kind": "sharing", "hub": "AAA", "spokes": "BBB", "forward": "FALSE",
     "onward": "any", "consent_s": "60", "hypothetical": "true"},
    {"id": "treaty", "kind": "defence", "must": "AAA>BBB; BBB > AAA", "may": "AAA>CCC",
     "may_if": "need", "consult": "CCC>AAA", "start": "1954-11-18", "end": "1960-01-01"},
]  # fmt: skip


def table(rows, separator=","):
    """Write rows as a table; a cell with semicolons is quoted."""
    cells = [[f'"{row[key]}"' if key in row else "" for key in KEYS] for row in rows]
    return "\n".join(separator.join(line) for line in [KEYS, *cells]) + "\n"


@pytest.fixture
def written(tmp_path):
    """Write a scenario and its table; return the scenario's path."""

    def write(text):
        (tmp_path / "pacts.csv").write_text(text)
        path = tmp_path / "world.yaml"
        path.write_text(SCENARIO)
        return path

    return write


def problems(path):
    with pytest.raises(InputError) as caught:
        Scenario.load(path)
    return caught.value.problems


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_table_says_what_entries_would(written, separator):
    inline = "{" + ", ".join(f"{name}: {text}" for name, text in AGREEMENTS.items()) + "}"
    entries = Scenario.from_text(SCENARIO.replace("{file: pacts.csv}", inline))
    scenario = Scenario.load(written(table(ROWS, separator)))
    assert scenario == entries
    assert scenario.agreements_of("then") == ("pact", "posts")
    assert Scenario.from_text(scenario.to_yaml()) == scenario


def test_all_that_is_wrong_is_told_at_once_by_the_table_s_lines(written):
    sharing = {"kind": "sharing"}
    rows = [
        *ROWS,
        {"id": "pact", **sharing, "parties": "AAA;BBB"},
        {**sharing, "parties": "AAA;BBB"},
        {"id": "late", **sharing, "parties": "AAA;ZZZ", "start": "24/08/1949"},
        {"id": "back", **sharing, "parties": "AAA;BBB", "tier": "alarm", "mode": "carrier"},
        {"id": "pair", "kind": "defence", "must": "AAA"},
    ]
    path = written(table(rows))
    told = problems(path)
    file = f"{path.with_name('pacts.csv')}:"
    assert all(text.startswith(file) for text in told)
    lines = [text.removeprefix(file).partition(":")[0] for text in told]
    assert sorted(lines) == ["10", "6", "7", "8", "8", "9", "9"]
    for part in ("stands twice (first on line 2)", "Has no id", "ZZZ", "24/08/1949", "alarm"):
        assert any(part in text for text in told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id,kind,partys\npact,sharing,AAA;BBB\n", "Did you mean 'parties'?"),
        ("kind,parties\nsharing,AAA;BBB\n", "No column id"),
        ("", "Empty"),
    ],
)
def test_a_table_that_cannot_be_read_brings_no_follow_ons(written, text, told):
    """Policies name its agreements and conditions: whether they exist is not known."""
    (only,) = problems(written(text))
    assert ":1: " in only
    assert told in only


def test_a_missing_file_and_entries_beside_it_are_told(written):
    path = written("")
    path.with_name("pacts.csv").unlink()
    (told,) = problems(path)
    assert "No file 'pacts.csv' in the scenario's folder" in told
    path.write_text(SCENARIO.replace("pacts.csv}", "pacts.csv, pact: {kind: sharing}}"))
    assert any("Has file and pact" in text for text in problems(path))


def test_an_agreement_may_be_called_file():
    entry = "{file: {kind: sharing, parties: [AAA, BBB]}}"
    text = SCENARIO.replace("{file: pacts.csv}", entry).partition("policies")[0]
    assert list(Scenario.from_text(text).agreements) == ["file"]


def test_the_schema_takes_both():
    own, file = json_schema()["properties"]["agreements"]["anyOf"]
    assert "additionalProperties" in own
    assert file["required"] == ["file"]


def test_parties_of_a_cell_may_have_days(written):
    rows = (
        "pact,sharing,AAA 1949-04-04..1966-03-01; BBB; CCC 1955-05,,,,",
        "treaty,defence,,AAA 1950..,AAA>BBB,AAA>CCC,need",
    )
    path = written("\n".join(("id,kind,parties,joined,must,may,may_if", *rows)))
    found = Scenario.load(path).agreements
    days = {name: [str(day) for day in stay if day] for name, stay in found["pact"].joined.items()}
    assert days == {"AAA": ["1949-04-04", "1966-03-01"], "BBB": [], "CCC": ["1955-05-01"]}
    assert str(found["treaty"].joined["AAA"][0]) == "1950-01-01"
