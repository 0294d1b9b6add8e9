"""Every clause of the register is told everywhere: whoever adds one gets these tests as well."""

import inspect
import math
import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from ruamel.yaml import YAML

from tocsin.report.parts_sources import agreement_table
from tocsin.scenario import json_schema
from tocsin.sharing import (
    CLAUSES,
    Defence,
    Grant,
    Known,
    Nations,
    Network,
    Sharing,
    Sighting,
    expand,
    lacking,
    rests_on,
    sharing_graph,
)
from tocsin.sharing.clauses import ELSEWHERE, SourcedTerms
from tocsin.sharing.clauses.mode import MODES
from tocsin.sharing.clauses.threatened import THREATENED
from tocsin.sharing.edge import no_worse
from tocsin.sharing.explain import explain
from tocsin.sharing.grants import ALERT, TIERS, TRACK
from tocsin.sharing.words import GRANT_COLUMNS, words_of_agreement, words_of_grant

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "agreements.md").read_text(encoding="utf-8")
SECTIONS = re.split(r"^#{2,3} ", PAGE, flags=re.MULTILINE)[1:]
NAMES = ("JPN", "KOR", "USA", "PRK")
JPN, KOR, USA, PRK = range(4)
NEAR = Sighting("near", KOR, 0, (math.inf, math.inf, 50.0))
TALKS = {"from": "KOR", "to": "USA", "onward": "any"}
SEW = {"from": "USA", "to": "JPN", "items": "any"}
DIRECT = {"from": "KOR", "to": "JPN"}
HUB = {"hub": "USA", "spokes": ["JPN", "KOR"]}
# By field: an agreement without and with it, and another agreement that carries the item further.
USES = {
    "from": (HUB, DIRECT, None),
    "to": (HUB, DIRECT, None),
    "parties": (DIRECT, {"parties": ["JPN", "USA"]}, None),
    "hub": (DIRECT, HUB, None),
    "spokes": (HUB, {"hub": "USA", "spokes": ["KOR", "PRK"]}, None),
    "mesh": (HUB, {"mesh": True}, None),
    "tier": (DIRECT, {**DIRECT, "tier": "assessment"}, None),
    "mode": (DIRECT, {**DIRECT, "mode": "release"}, None),
    "delay_s": (DIRECT, {**DIRECT, "delay_s": 77}, None),
    "items": (SEW, {**SEW, "items": "own"}, TALKS),
    "forward": (HUB, {**HUB, "forward": False}, None),
    "onward": (TALKS, {**TALKS, "onward": "none"}, SEW),
    "consent_s": (TALKS, {**TALKS, "onward": {"to": "any", "consent_s": 33}}, SEW),
    "downgrade_s": ({**DIRECT, "tier": "alert"},
                    {**DIRECT, "tier": "alert", "downgrade_s": 44}, None),
    "purpose": (DIRECT, {**DIRECT, "purpose": ["USA"]}, None),
    "threatened": (DIRECT, {**DIRECT, "threatened": "party"}, None),
    "anonymous": (DIRECT, {**DIRECT, "anonymous": True}, None),
    "in_force": (DIRECT, {**DIRECT, "in_force": ["2023-12-19", None]}, None),
    "joined": (DIRECT, {**DIRECT, "joined": {"JPN": ["1996", None]}}, None),
    "requires": (DIRECT, {**DIRECT, "requires": ["base"]}, None),
    "hypothetical": (DIRECT, {**DIRECT, "hypothetical": True}, None),
}  # fmt: skip
FIELDS = [field for clause in CLAUSES for field in clause.fields] + ["consent_s"]


def agree(terms):
    return Sharing.model_validate({"kind": "sharing", **terms})


def agreements_of(field, *, used):
    without, with_it, other = USES[field]
    agreements = {"pact": agree(with_it if used else without)}
    return agreements if other is None else agreements | {"other": agree(other)}


def grants_of(agreements, mode_delays):
    nations = Nations(NAMES)
    return tuple(
        grant
        for name, agreement in agreements.items()
        for grant in expand(agreement, name=name, nations=nations, delays=mode_delays)
    )


def both(field, tell):
    """What is told of an agreement without and with a field."""
    return [tell(agreements_of(field, used=used)) for used in (False, True)]


def test_every_field_of_an_agreement_belongs_to_one_clause_and_has_a_use_here():
    stated = {info.alias or name for name, info in Sharing.model_fields.items()}
    told = [field for clause in CLAUSES for field in clause.fields]
    assert len(told) == len(set(told))
    assert set(told) == stated - set(SourcedTerms.model_fields) - {"kind"}
    assert set(FIELDS) == set(USES)


@pytest.mark.parametrize("field", USES)
def test_the_table_of_agreements_tells_it(field):
    without, with_it = both(field, lambda all_: words_of_agreement(all_["pact"]))
    assert without != with_it


@pytest.mark.parametrize("field", USES)
def test_the_report_tells_it(field):
    def rows(agreements):
        scenario = SimpleNamespace(agreements=agreements, agreements_of=lambda _: ())
        (group,) = agreement_table(SimpleNamespace(scenario=scenario, policies=[])).groups
        return [[cell.text for cell in row] for row in group.rows]

    without, with_it = both(field, rows)
    assert without != with_it


@pytest.mark.parametrize("field", USES)
def test_the_table_of_grants_tells_it(field, mode_delays):
    def rows(agreements):
        return [
            (grant.source, grant.target, words_of_grant(grant, agreements["pact"], NAMES))
            for grant in grants_of(agreements, mode_delays)
            if grant.agreement == "pact"
        ]

    without, with_it = both(field, rows)
    assert without != with_it
    assert all(tuple(words) == GRANT_COLUMNS for _, _, words in (*without, *with_it))


@pytest.mark.parametrize("field", USES)
def test_the_graph_tells_it(field, mode_delays):
    def edges(agreements):
        grants = grants_of(agreements, mode_delays)
        graph = sharing_graph(grants, names=NAMES, agreements=agreements)
        return sorted((*ends, data["terms"]) for *ends, data in graph.edges(data=True))

    without, with_it = both(field, edges)
    assert without != with_it


@pytest.mark.parametrize("field", USES)
def test_an_explanation_tells_it(field, mode_delays):
    """By the way that an item takes, by what the way costs, or by what refuses it."""

    def sentences(agreements):
        grants = grants_of(agreements, mode_delays)
        held = [name for name, each in agreements.items() if not each.hypothetical]
        as_of = pact_day(agreements["pact"])
        selected = frozenset(held) - ({"pact"} if as_of else set())
        lacks = lacking(
            selected, rests_on({name: each.requires for name, each in agreements.items()})
        )
        known = Known(agreements, grants, selected, lacks=lacks, as_of=as_of or date(1990, 1, 1))
        in_force = selected.difference(lacks)
        day = as_of or date(1990, 1, 1)
        away = {name: each.absent_on(day) for name, each in agreements.items()}
        parties = [g for g in grants if not away[g.agreement] & {NAMES[g.source], NAMES[g.target]}]
        network = Network([g for g in parties if g.agreement in in_force], 4)
        arc = {"launch_nation": PRK, "threatened": PRK, "nation": JPN}
        explanations = (
            explain([NEAR], required=required, network=network, known=known, **arc)
            for required in (ALERT, TRACK)
        )
        return [
            (*each.winning(NAMES), *(way.sentence(NAMES, as_of=as_of) for way in each.refused))
            for each in explanations
        ]

    without, with_it = both(field, sentences)
    assert without != with_it


def pact_day(agreement):
    """A day on which an agreement with dates is not in force."""
    start, _ = agreement.in_force
    return None if start is None else start.replace(year=start.year - 1)


@pytest.mark.parametrize("field", FIELDS)
def test_the_schema_documents_it(field):
    parts = json_schema()["$defs"]
    place = parts["Onward"] if field == "consent_s" else parts["Sharing"]
    assert place["properties"][field]["description"].endswith(".")


@pytest.mark.parametrize("field", FIELDS)
def test_it_survives_the_file(field):
    agreements = {"pact": agreements_of(field, used=True)["pact"]}
    written = {name: each.model_dump(by_alias=True, mode="json", exclude_unset=True)
               for name, each in agreements.items()}  # fmt: skip
    assert Sharing.model_validate(written["pact"]) == agreements["pact"]


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.key)
def test_no_grant_is_worse_than_itself_by_a_clause(clause, mode_delays):
    grants = [
        grant
        for field in clause.fields
        for used in (False, True)
        for grant in grants_of(agreements_of(field, used=used), mode_delays)
    ]
    for grant in grants:
        assert clause.no_worse(grant, grant)
        assert grant.applies_whenever(grant)
        assert no_worse(Grant(grant.source, grant.target, relays=True, onward=0b1111), grant)


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.key)
def test_a_clause_says_in_a_sentence_what_it_is(clause):
    assert summary(clause).endswith(".")


def summary(clause):
    return inspect.getdoc(type(clause)).partition("\n")[0]


def test_the_page_lists_every_clause_as_the_register_does():
    rows = [
        f"| {', '.join(f'`{field}`' for field in clause.fields)} | {summary(clause)} |"
        for clause in CLAUSES
    ]
    rows += [f"| `{clause.key}` | {summary(clause)} |" for clause in ELSEWHERE]
    assert "\n".join(rows) in PAGE


def example_of(word):
    for section in SECTIONS:
        title, _, text = section.partition("\n")
        if f"`{word}`" in title:
            return "\n".join(re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL))
    return ""


DUTIES = [name for name in Defence.model_fields if name in ("must", "may", "may_if", "consult")]


@pytest.mark.parametrize("word", [*FIELDS, *DUTIES, *(clause.key for clause in ELSEWHERE)])
def test_the_page_has_an_example_of_every_word(word):
    assert re.search(rf"\b{word}:", example_of(word))


@pytest.mark.parametrize("value", [*TIERS, *MODES, *THREATENED, "none", "own"])
def test_the_page_explains_every_value(value):
    assert f"`{value}`" in PAGE


def test_examples_of_the_page_are_agreements():
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
    assert len(blocks) > 20
    models = {"sharing": Sharing, "defence": Defence}
    checked = 0
    for block in blocks:
        for entry in YAML(typ="safe").load(block).values():
            if entry.get("kind") in models:
                models[entry["kind"]].model_validate(entry)
                checked += 1
    assert checked > 20
