"""Texts that are not scenarios: each is refused in one sentence, quickly, with its line."""

from datetime import date
from functools import partial
from pathlib import Path

import pytest

from tocsin.errors import InputError
from tocsin.scenario import Scenario, read_yaml
from tocsin.scenario.read import MAX_BYTES, read_text

ROOT = Path(__file__).parents[2]
TEXTS = [
    path for name in ("configs", "coverage", "tests") for path in (ROOT / name).rglob("*.yaml")
]

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "\n".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 10)}]" for i in range(9)
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("on", "on"),
        ("yes", "yes"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("NULL", None),
        ("12", 12),
        ("-7", -7),
        ("012", 12),
        ("0x1F", 31),
        ("0o17", 15),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-1.e-2", -0.01),
        (".inf", float("inf")),
        ("-.INF", float("-inf")),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("2016-11-23", date(2016, 11, 23)),
        ("2015-02-30", "2015-02-30"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("!!str 12", "12"),
        ("!!int '12'", 12),
        ("! 12", "12"),
    ],
)
def test_words_follow_yaml_1_2(text, value):
    assert read_text(f"key: {text}").data == {"key": value}
    assert type(read_text(f"key: {text}").data["key"]) is type(value)


def test_yaml_1_1_directive_does_not_bring_booleans_back():
    assert read_text("%YAML 1.1\n---\nNO: no").data == {"NO": "no"}


def test_keys_are_text():
    assert read_text("1: a\ntrue: b\n2016-11-23: c\nnull: d").data == {
        "1": "a",
        "true": "b",
        "2016-11-23": "c",
        "null": "d",
    }


def test_lines_of_keys_and_items():
    lines = read_text("a:\n  b: 1\n  c: [1,\n    2]\nd: {e:\n 5}").lines
    assert lines[("a", "b")] == 2
    assert (lines[("a", "c")], lines[("a", "c", 0)], lines[("a", "c", 1)]) == (3, 3, 4)
    assert lines[("d", "e")] == 5


def test_aliases_are_copied():
    assert read_text("a: &x {b: 1}\nc: *x").data == {"a": {"b": 1}, "c": {"b": 1}}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (LAUGHS, "More than 300000 values"),
        ("[" * 10_000, "line 1: Nested deeper than 32"),
        ("\n".join(" " * i + "a:" for i in range(100)), "line 33: Nested deeper than 32"),
        ("a: 1\nb: &x [*x]", "line 2: No anchor &x"),
        ("a: *nowhere", "line 1: No anchor &nowhere"),
        ("x: &k q\n*k : 1", "line 2: A key must be a single word"),
        ("? [a]\n: 1", "A key must be a single word"),
        ("a: &a {b: 1}\nc: {<<: *a}", "line 2: Merge keys"),
        ("a: 1\n---\nb: 2", "line 2: A second document"),
        ("a:\n\tb: 1", "line 2: Not valid YAML"),
        ("a: b: c", "line 1: Not valid YAML"),
        ("a: [1, 2\nb: 3", "line 2: Not valid YAML"),
        ("a: 'open", "Not valid YAML"),
        ("ok: 1\na: \0", "line 2: Not valid YAML"),
    ],
)
def test_yaml_that_is_refused(text, message):
    with pytest.raises(InputError, match=message.replace("(", r"\(")) as caught:
        read_text(text)
    assert len(caught.value.problems) == 1


def test_alias_nesting_deeper_than_the_limit():
    text = "a0: &a0 [x]\n" + "\n".join(f"a{i}: &a{i} [*a{i - 1}]" for i in range(1, 40))
    with pytest.raises(InputError, match="Nested deeper than 32"):
        read_text(text)


def test_unsafe_tags_are_named_with_their_lines():
    document = read_text("a: 1\nb: !!python/object/apply:os.system [ls]\nc: !thing 4")
    assert [line for line, _ in document.problems] == [2, 3]
    assert "python/object" in document.problems[0][1]


def test_duplicate_keys_are_all_named():
    document = read_text("a: {b: 1, b: 2}\nc: 1\na: 3")
    assert document.problems == [
        (1, "Key 'b' stands twice (first on line 1). Remove one."),
        (3, "Key 'a' stands twice (first on line 1). Remove one."),
    ]


def test_json_with_lines_and_duplicates():
    document = read_text(
        '{"a": [1, -2.5e1, true, "x: {[,\\""],\n"b": {"c":\n {}}, "b": 2}', json=True
    )
    assert document.data == {"a": [1, -25.0, True, 'x: {[,"'], "b": {"c": {}}}
    assert document.lines[("b", "c")] == 2
    assert document.problems == [(3, "Key 'b' stands twice (first on line 2). Remove one.")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": NaN}', "NaN"),
        ('{"a": 1,\n"b"}', "line 2: Not valid JSON"),
        ("[" * 100_000, "Nested deeper"),
        ("[" * 40 + "]" * 40, "Too many values or levels"),
    ],
)
def test_json_that_is_refused(text, message):
    with pytest.raises(InputError, match=message):
        read_text(text, json=True)


def test_files_that_cannot_be_read(tmp_path):
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"a: 1\nb: caf\xe9")
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * (MAX_BYTES + 1))
    broken = tmp_path / "broken.yaml"
    broken.write_text("a: 1\nb: [", "utf-8")
    for path, message in [
        (tmp_path, f"{tmp_path}: Is a folder."),
        (tmp_path / "none.yaml", "none.yaml: No such file."),
        (latin, f"{latin}:2: Not UTF-8"),
        (large, "Larger than 5 MB"),
        (broken, f"{broken}:2: Not valid YAML"),
    ]:
        with pytest.raises(InputError) as caught:
            Scenario.load(path)
        assert message in str(caught.value)


def test_byte_order_mark_and_windows_lines(tmp_path):
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbftocsin: 1\r\nnations: 5\r\n")
    with pytest.raises(InputError, match=r"bom\.yaml:2: Invalid nations 5"):
        Scenario.load(path)


@pytest.mark.parametrize("text", ["", "# only a comment\n", "- a\n- b", "word"])
def test_texts_that_hold_no_scenario(tmp_path, text):
    path = tmp_path / "text.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"text\.yaml(:1)?: (Empty|Is a)"):
        Scenario.load(path)


@pytest.mark.parametrize("path", sorted(TEXTS), ids=lambda path: path.stem)
def test_parsers_in_c_and_in_python_agree(path, monkeypatch):
    """In what is read and on which line; the one in C is only faster."""
    pytest.importorskip("_ruamel_yaml")
    text = path.read_text("utf-8")
    found = []
    for pure in (False, True):
        tree = partial(read_yaml.parsed, pure=pure)
        monkeypatch.setattr(read_yaml, "yaml_tree", tree)
        document = read_text(text)
        found.append((repr(document.data), document.lines, document.problems))
    assert found[0] == found[1]


def test_a_character_in_two_halves_is_read_as_json_writes_it():
    assert read_text('title: "\\ud83d\\ude80 up"').data == {"title": "\U0001f680 up"}
    assert read_text('{"\\ud83d\\ude80": 1}').data == {"\U0001f680": 1}
    with pytest.raises(InputError, match="Has half of a character"):
        Scenario.from_text('tocsin: 1\ntitle: "\\ud83d alone"')
