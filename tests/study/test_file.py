"""The study file: every way to be wrong is said once, with its line and a remedy."""

import pytest

from tocsin.errors import InputError
from tocsin.study import Study, plan

ONE = "axes: {p: {policies: all}}\n"
WRONG = {
    "axes: {p: {policy: all}}": "3: Unknown key 'policy' (axes.p.policy). Did you mean 'policies'?",
    "axis: {}\n" + ONE: "3: Unknown key 'axis' (axis). Did you mean 'axes'?",
    "title: x": "Missing key 'axes' (axes). Add it.",
    "axes: {}": "Must have at least 1 entry.",
    "axes: {p: {}}": "Must have exactly one of values, range, choices",
    "axes: {p: {values: [1]}}": "Needs a path",
    "axes: {p: {path: a.b, policies: all}}": "A path goes with values or range, not with policies",
    "axes:\n  p: {policies: [nwo]}": "4: Unknown policy 'nwo' (axes.p.policies). Did you mean",
    "axes: {p: {policies: [3]}}": "Must be a name in text. Put it in quotes.",
    "axes: {p: {policies: {a: b}}}": "(axes.p.policies)",
    "axes: {p: {agreements: [pakt]}}": "Unknown agreement 'pakt'",
    "axes: {p: {shocks: [quarel]}}": "Did you mean 'quarrel'?",
    "axes: {p: {dates: [2015-02-30]}}": "Must be a date such as 2016-11-23, a month or a year.",
    "axes: {p: {dates: {from: 2015-01-01, to: 2014-01-01, every: year}}}": "must not be after",
    "axes: {p: {path: sensors.eye.range, values: [1]}}": "Unknown key 'range'",
    "axes: {p: {path: sensors.ey.lat, values: [1]}}": "sensors has no 'ey'. Did you mean 'eye'?",
    "axes: {p: {path: sensors.eye.lat, values: [1, 91]}}": "Invalid lat 91",
    "axes: {p: {path: sensors.eye.lat, range: [2, 1], steps: 3}}": "must increase",
    "axes: {p: {path: sensors.eye.lat, range: [0, 1], steps: 3, scale: log}}": "above 0 for",
    "axes: {p: {path: sensors.eye.lat, values: [1], steps: 3}}": "steps and scale go with a range",
    "axes: {p: {path: sensors.eye.lat, range: [1, 2]}}": "Axis 'p' is sampled. Say how",
    "axes: {p: {cards: [delays.auto]}}\nsample: {n: 4}": "Did you mean 'delays.auto_s'?",
    "axes: {p: {cards: all}}\nsample: {method: sobol, n: 100}": "power of two for sobol: 64 or 128",
    "axes: {p: {cards: all}}\nsample: {method: sobol, n: 512}": "512 Sobol points are too few",
    "axes: {p: {cards: all}}\nsample: {n: 4}\ncombine: zip": "does not go with combine: zip",
    ONE + "sample: {n: 4}": "no axis with a range or cards",
    ONE + "measures: [warned_shar]": "Did you mean 'warned_share'?",
    ONE + "by: {nations: [AAB]}": "Did you mean 'AAA'?",
    ONE + "by: {arcs: [lo]}": "Did you mean 'low'?",
    ONE + "set: {sensors.ey.lat: 3}": "sensors has no 'ey'",
    ONE + "policy: now": "both set the policy",
    "axes: {p: {policies: all}, q: {policies: all}}": "both vary policies",
    "axes: {run: {policies: all}}": "'run' is a column of every study",
    "axes: {Bad-Name: {policies: all}}": "a letter first",
    "axes: {p: {sites: {sensor: eye, on: [AAA]}}}": "Unknown nation with a territory 'AAA'",
    "axes: {p: {sites: {sensor: eye, on: [AAA], face: wets}}}": "Did you mean 'west'?",
    ONE + "title: a\ntitle: b": "5: Key 'title' stands twice",
    "axes: {p: {choices: {x: {seed: -1}}}}": "Invalid seed -1",
    "axes: {p: {seeds: 0}}": "seeds",
}


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_wrong_file(text, write_study):
    with pytest.raises(InputError) as caught:
        plan(Study.load(write_study(text)))
    assert WRONG[text] in str(caught.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "No such file"),
        ("- a\n", "Must be a mapping"),
        ("", "Missing keys 'tocsin_study', 'base', 'axes'"),
        ("tocsin_study: 2\nbase: b\naxes: {p: {policies: all}}\n", "Must be 1"),
        ("tocsin_study: 1\nbase: b.yaml\naxes: {p: {policies: all}}\n", "2: No scenario"),
        ("a: [", "Not valid YAML"),
    ],
)
def test_wrong_beginning(content, told, tmp_path):
    path = tmp_path / "s.yaml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Study.load(path)
    assert told in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_problem_of_the_base_names_the_base(tmp_path):
    (tmp_path / "b.yaml").write_text("tocsin: 1\n", encoding="utf-8")
    path = tmp_path / "s.yaml"
    path.write_text("tocsin_study: 1\nbase: b.yaml\naxes: {p: {policies: all}}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"b\.yaml"):
        Study.load(path)


def test_text_goes_there_and_back(write_study):
    study = Study.load(
        write_study("description: Two\naxes: {d: {dates: all}, p: {policies: all}}\n")
    )
    again = Study.from_text(study.to_text())
    assert again.to_text() == study.to_text()
    assert plan(again).key == plan(study).key
