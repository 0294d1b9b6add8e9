"""Keys: of everything that determines a run, the code included, and of nothing else."""

import ast
import json
import os
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from pydantic import BaseModel

import tocsin
from tocsin.errors import RunError
from tocsin.frozen import unchecked
from tocsin.study import keys, plan
from tocsin.study.batch import BATCHES, run_hash
from tocsin.study.work import Task, work

PACKAGE = Path(tocsin.__file__).parent
NO_NUMBERS = {".md", ".pyi", ".typed"}


# --- of the code ----------------------------------------------------------------------------------


@pytest.fixture
def copied(tmp_path):
    """A copy of the package, to be changed."""
    place = tmp_path / "elsewhere" / "tocsin"
    shutil.copytree(PACKAGE, place, ignore=shutil.ignore_patterns("__pycache__"))
    return place


def test_place_and_line_ends_make_no_difference(copied):
    (copied / "configs").mkdir()
    (copied / "configs" / "shipped.yaml").write_text("as in a wheel")
    for path in copied.rglob("*.py"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert keys.digest_of_sources(copied) == keys.code_digest()


@pytest.mark.parametrize(
    "name",
    [
        *("engine/world.py", "kernels/sight.py", "sharing/search.py", "geometry/arcs.py"),
        *("constants.py", "study/axes.py", "study/work.py", "scenario/cards/delays.yaml"),
        *("data/places.csv", "data/world_50m.zip"),
    ],
)
def test_whatever_makes_numbers_counts(name, copied):
    with (copied / name).open("ab") as file:
        file.write(b" ")
    assert keys.digest_of_sources(copied) != keys.code_digest()


def test_new_and_renamed_modules_count(copied):
    (copied / "engine" / "more.py").write_text("")
    more = keys.digest_of_sources(copied)
    assert more != keys.code_digest()
    (copied / "engine" / "more.py").rename(copied / "engine" / "other.py")
    assert keys.digest_of_sources(copied) not in (more, keys.code_digest())


def test_what_only_shows_does_not_count(copied):
    for name in ("report/html.py", "cli/common.py", "study/results.py"):
        with (copied / name).open("ab") as file:
            file.write(b"# nicer")
    (copied / "plot" / "more.py").write_text("")
    assert keys.digest_of_sources(copied) == keys.code_digest()


def _package_files():
    paths = (path for path in PACKAGE.rglob("*") if path.is_file())
    return [p.relative_to(PACKAGE).as_posix() for p in paths if "__pycache__" not in p.parts]


def _is_bystander(name):
    return name in keys.BYSTANDERS or name.partition("/")[0] in keys.BYSTANDERS


def test_every_file_of_the_package_counts_or_is_known_not_to():
    unknown = [
        name
        for name in _package_files()
        if not _is_bystander(name)
        and Path(name).suffix not in {*keys.TEXT, *keys.BINARY, *NO_NUMBERS}
    ]
    assert unknown == []


def _imports(name):
    """Modules of ours that a file imports, as places in the package."""
    package = name.split("/")[:-1]
    for node in ast.walk(ast.parse((PACKAGE / name).read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            start = [*base, *(node.module or "").split(".")] if node.module else base
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "tocsin":
            start = node.module.split(".")[1:]
        elif isinstance(node, ast.Import):
            yield from ("/".join(a.name.split(".")[1:]) for a in node.names if "tocsin." in a.name)
            continue
        else:
            continue
        yield "/".join(start)
        yield from ("/".join([*start, alias.name]) for alias in node.names)


def test_nothing_that_counts_rests_on_what_does_not():
    """Or a change there could change a number and leave the key as it is."""
    resting = {
        (name, target)
        for name in _package_files()
        if name.endswith(".py") and not _is_bystander(name)
        for target in _imports(name)
        if _is_bystander(target) or _is_bystander(f"{target}.py")
    }
    assert resting == set()


SWEEP = """
import json, sys
from io import StringIO
from rich.console import Console
from tocsin.study import Study, load_table, summary, sweep
from tocsin.terminal.studies import print_outcome
folder, fresh = sys.argv[2:]
with open(sys.argv[1], encoding="utf-8") as file:
    study = Study.from_text(file.read())
found = {}
if fresh:
    found["before"] = load_table(folder)["mean_warning_s"].tolist()
    found["other_code"] = summary(folder)["other_code"]
for place in filter(None, (folder, fresh)):
    done = sweep(study, place, workers=1)
    table = load_table(place)["mean_warning_s"].tolist()
    print_outcome(Console(file=(printed := StringIO()), width=500), done)
    told = "The code that makes the numbers has changed" in printed.getvalue()
    found[place] = [done.kept, done.reused, done.ran, told, table]
print(json.dumps(found))
"""
SLOWER = """

_as_it_was = nation_spec


def nation_spec(*given, **more):
    from dataclasses import replace

    spec = _as_it_was(*given, **more)
    return replace(spec, assess_s=spec.assess_s + 100.0)
"""


def test_rows_of_other_code_are_never_kept(copied, study_of, tmp_path):
    """Deciding takes everybody 100 s longer after a change of the code; the study says so."""
    study = study_of({"p": {"policies": ["now", "mesh"]}}, by={"nations": [], "arcs": []})
    text, out, fresh = tmp_path / "study.json", str(tmp_path / "o"), str(tmp_path / "fresh")
    text.write_text(study.to_text(), encoding="utf-8")

    def swept(*folders):
        command = [sys.executable, "-c", SWEEP, str(text), *folders]
        environment = {**os.environ, "PYTHONPATH": str(copied.parent)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    first = swept(out, "")[out]
    assert first[:4] == [0, 0, 2, False]
    with (copied / "scenario" / "resolve.py").open("a", encoding="utf-8") as file:
        file.write(SLOWER)
    second = swept(out, fresh)
    # The results could still be asked, and it was told that they are of other code.
    assert second["before"] == first[4]
    assert second["other_code"]
    assert second[out][:4] == [0, 0, 2, True]
    assert second[out][4] == second[fresh][4]
    lost = [a - b for a, b in zip(first[4], second[out][4], strict=True)]
    assert all(50.0 < seconds <= 100.0 + 1e-9 for seconds in lost)


def test_a_worker_with_other_code_is_refused(small):
    with pytest.raises(RunError, match="same version of tocsin for all workers"):
        work(Task(0, small.to_text(), "other", (0,)))


# --- of the fields --------------------------------------------------------------------------------


def another(entry, field):
    """An entry with something else in one field, whatever kind of value it should be."""
    value = getattr(entry, field)
    if isinstance(value, BaseModel):
        return unchecked(entry, {field: another(value, next(iter(type(value).model_fields)))})
    return unchecked(entry, {field: "another"})


def changes_key(key, scenario, part, field):
    """Whether a key moves when one field of a part of the scenario says something else."""
    table = getattr(scenario, part)
    if isinstance(table, dict):
        name, entry = next(iter(table.items()))
        changed = {**table, name: another(entry, field)}
    else:
        changed = another(table, field)
    with warnings.catch_warnings():
        # A text stands where a number should.
        warnings.simplefilter("ignore", UserWarning)
        return key(unchecked(scenario, {part: changed})) != key(scenario)


WORDS_OF_NATIONS = {"name", "color"}
RULES_OF_NATIONS = {"assess_s", "disseminate_s", "confirmation", "needs", "members"}
NOT_OF_GEOMETRY = {
    "nations": WORDS_OF_NATIONS | RULES_OF_NATIONS,
    "sensors": {"owner", "host", "not_to", "availability"},
    "launches": {"nation"},
    "arcs": set(),
    "targets": set(),
}
NOT_OF_BANK = NOT_OF_GEOMETRY | {
    "sensors": {"host", "availability"},
    "launches": set(),
    # Who bars a collective bars its members.
    "nations": NOT_OF_GEOMETRY["nations"] - {"members"},
}
NOT_OF_SCENARIO = {
    "nations": WORDS_OF_NATIONS,
    "sensors": {"availability"},
    "launches": set(),
    "arcs": set(),
    "targets": set(),
    "responders": set(),
}


# The bank reads it: rules that count sensors keep them apart.
UNREADABLE = {(keys.bank_key, "confirmation")}


@pytest.mark.parametrize("part", NOT_OF_SCENARIO)
def test_every_field_is_part_of_the_keys_but_those_that_cannot_matter(part, base, small):
    entry = getattr(base, part)
    entry = next(iter(entry.values())) if isinstance(entry, dict) else entry
    # The class of a sensor or an arc stands for its card, which the world must know.
    for field in set(type(entry).model_fields) - {"class_name"}:
        moves = changes_key(lambda s: keys.scenario_key(s, small.file), base, part, field)
        assert moves == (field not in NOT_OF_SCENARIO[part]), field
        for key, apart in ((keys.geometry_key, NOT_OF_GEOMETRY), (keys.bank_key, NOT_OF_BANK)):
            if part in apart and (key, field) not in UNREADABLE:
                moves = changes_key(key, base, part, field)
                assert moves == (field not in apart[part]), (key, field)


def test_every_part_of_a_scenario_is_in_some_key(base, small, study_of):
    """A part that a scenario gains later fails here until somebody says where it counts."""
    elsewhere = {"agreements", "policies_given", "shocks", "causes", "seed", "card_overrides"}
    words = {"title", "description", "history", "assumptions", "questions"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        for part in set(type(base).model_fields) - {"nations", "sensors", "launches", "arcs"}:
            changed = unchecked(base, {part: "another"})
            if part not in elsewhere:
                moves = keys.scenario_key(changed, small.file) != keys.scenario_key(
                    base, small.file
                )
                assert moves == (part not in words), part


@pytest.mark.parametrize("agreement", ["pact", "treaty"])
def test_every_clause_of_an_agreement_is_part_of_its_key(agreement, base):
    words = {"title", "note", "source", "confidence", "in_force", "joined"}
    words |= {"requires", "hypothetical"}
    only = unchecked(base, {"agreements": {agreement: base.agreements[agreement]}})
    for field in type(base.agreements[agreement]).model_fields:
        moves = changes_key(lambda s: keys.agreement_key(s, agreement), only, "agreements", field)
        assert moves == (field not in words), field


def test_every_field_of_a_policy_is_part_of_its_key_but_the_selection(base):
    selection = {"as_of", "agreements", "plus", "except_", "title"}
    for field in type(base.policies["now"]).model_fields:
        changed = {"now": another(base.policies["now"], field)}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            other = unchecked(base, {"policies_given": changed})
            other.__dict__.pop("policies", None)  # worked out once a scenario
            moves = keys.policy_key(other, "now") != keys.policy_key(base, "now")
        assert moves == (field not in selection), field


# --- of a run -------------------------------------------------------------------------------------


def hashes(study):
    made = plan(study)
    return [run_hash(made, run) for run in range(len(made))]


def test_hash_is_of_what_determines_a_run_and_of_nothing_else(study_of):
    axes = {"p": {"policies": ["isolated", "now"]}}
    before = hashes(study_of(axes))
    assert hashes(study_of(axes, title="Other", description="words")) == before
    assert len(set(before)) == 2
    for change in (
        {"sensors.eye.alert_s": 77},
        {"cards.delays.auto_s": 6},
        {"nations.AAA.needs": "track"},
        {"sensors.eye.owner": "HUB"},
        {"responders.ring.reaction_s": 31},
        {"arcs.medium.boost_s": 149},
    ):
        assert not set(hashes(study_of(axes, set=change))) & set(before), change
    # What only one of the two policies selects changes that one alone.
    after = hashes(study_of(axes, set={"agreements.pact.tier": "alert"}))
    assert after[0] == before[0]
    assert after[1] != before[1]
    # Titles, sources and agreements that no policy selects change nothing.
    same = {"agreements.pact.title": "A pact", "agreements.dream.tier": "alert", "title": "x"}
    assert hashes(study_of(axes, set=same)) == before
    assert hashes(study_of(axes, measures=["warned_share"])) != before


def test_hash_is_stable(study_of, monkeypatch):
    """One that moves by itself runs everything again; one that stays with a new model lies."""
    axes = {"p": {"policies": ["now"]}}
    before = hashes(study_of(axes))
    BATCHES.clear()
    assert hashes(study_of(axes)) == before
    monkeypatch.setattr(keys, "code_digest", lambda: "other")
    BATCHES.clear()
    assert hashes(study_of(axes)) != before
    BATCHES.clear()


def test_equal_settings_have_equal_hashes(study_of):
    made = hashes(study_of({"d": {"dates": ["2011-01-01", "2012-01-01", "2021-01-01"]}}))
    assert made[0] == made[1] != made[2]
