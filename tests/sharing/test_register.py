"""Every word of the vocabulary has a test and an example in docs/agreements.md."""

import dataclasses
import re
from pathlib import Path

import pytest

from tocsin.sharing import MODES, THREATENED, TIERS, Clause, DefenceAgreement, SharingAgreement

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "agreements.md").read_text(encoding="utf-8")
TESTS = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted(HERE.glob("*.py"))
    if path.name != "test_register.py"
)
# The scenario's words for the two fields that Python cannot name so.
WORDS = {"givers": "from", "takers": "to"}
FIELDS = sorted(
    {f.name for kind in (SharingAgreement, DefenceAgreement) for f in dataclasses.fields(kind)}
    - {"id"}
)
SECTIONS = re.split(r"^#{2,3} ", PAGE, flags=re.MULTILINE)[1:]


def example_of(word):
    for section in SECTIONS:
        title, _, text = section.partition("\n")
        if f"`{word}`" in title:
            return "\n".join(re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL))
    return ""


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_has_a_test_and_an_example(field):
    assert re.search(rf"\b{field}\b", TESTS)
    word = WORDS.get(field, field)
    assert re.search(rf"\b{word}:", example_of(word))


@pytest.mark.parametrize("clause", Clause)
def test_every_clause_has_a_test_and_an_example(clause):
    assert f"Clause.{clause.name}:" in TESTS
    assert re.search(rf"\b{clause.value}:", example_of(clause.value))


@pytest.mark.parametrize("value", [*TIERS, *MODES, *THREATENED, "none", "own"])
def test_every_value_has_a_test_and_is_explained(value):
    assert f'"{value}"' in TESTS or f"{value}_s" in TESTS
    assert f"`{value}`" in PAGE


def test_examples_are_yaml_with_known_keys():
    from ruamel.yaml import YAML

    blocks = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
    assert len(blocks) > 20
    words = {WORDS.get(field, field) for field in FIELDS} - {"consent_s"}
    for block in blocks:
        for entry in YAML(typ="safe").load(block).values():
            if entry.get("kind") in {"sharing", "defence"}:
                assert set(entry) - {"kind"} <= words
