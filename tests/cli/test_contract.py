"""What holds for every verb: whoever registers one gets these tests for nothing.

Each verb is asked on one tiny scenario, with the values below for the options that it must have.
"""

import dataclasses
import inspect
import io
import json
import shlex

import numpy as np
import pandas as pd
import pytest
import typer
from rich.console import Console

import tocsin
from tocsin.answers.answer import Answer, drawing_of
from tocsin.answers.common import ONE_CASE, Question
from tocsin.answers.registry import verbs
from tocsin.cli import app
from tocsin.terminal.render import as_it_is, render

TINY = """\
tocsin: 1
title: Two shores (fictional)
nations:
  EAST:
    {territory: {box: {west: 8, south: -1, east: 10, north: 1}}, assess_s: 60, disseminate_s: 30}
  HUB: {}
  WEST: {}
sensors:
  shore: {class: national-warning, owner: EAST, lat: 0, lon: 8, facing_deg: 270}
  eye: {class: geo-infrared, owner: HUB, lon: 10, availability: 0.9}
launches:
  area: {nation: WEST, lat: 0, lon: 0, spread_km: 20, points: 2}
arcs:
  short: {class: short}
  low: {class: low-flyer, altitude_km: 10, speed_m_s: 800}
targets: {h3_resolution: 3, nations: [EAST]}
agreements:
  warn: {kind: sharing, from: HUB, to: EAST, tier: alert, mode: auto, in_force: [2000-01-01, null]}
  pact: {kind: defence, must: [[HUB, EAST]], in_force: [1990-01-01, null]}
responders:
  ring: {owner: HUB, lat: 0, lon: 9, radius_km: 500, reaction_s: 10}
policies:
  before: {as_of: 1999-01-01}
  after: {as_of: 2001-01-01}
shocks:
  quarrel: {probability: 0.5, suspends: [warn]}
"""
# A value for each option, by its name in Python: needed for those that a verb must have.
VALUES = {
    "a": "before",
    "b": "after",
    "policy_b": "after",
    "policy": "after",
    "policies": ["after", "before"],
    "at": "0,9",
    "nation": "HUB",
    "launch": "area",
    "point": 1,
    "arc": "short",
    "like": "after",
    "weight": "cells",
    "sensors": False,
    "windows": True,
    "threads": 1,
    "why": False,
    "draws": 8,
    "seed": 1,
    "full": False,
    "measure": "mean_response_s",
    "with_": ["warn"],
    "without": [],
    "set": {"exercise": True},
    "k": 2,
    "angle_deg": 30.0,
    "sensor": ["shore"],
    "altitude_km": [10.0, 100.0],
    "rcs_m2": 0.5,
    "time_s": 30.0,
    "section": "0,8:0,10",
    "grid_deg": 1.0,
    "region": "7,-2,11,2",
    "over_period": True,
}
# What spares a verb time without leaving anything out.
QUICK = {"verdict": ("draws", "threads")}
VERBS = sorted(verbs())
# Verbs that draw only if they are told to.
DRAWN = [
    name
    for name in VERBS
    if any(each.name == "draws" and each.default is None for each in verbs()[name].options)
]
# `run` writes a folder: its command line says where, and JSON is the same.
FOLDER = {"run": ("--no-maps", "--no-report")}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    path = tmp_path_factory.mktemp("tiny") / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def answers(tiny):
    """The answer of each verb with nothing but what it must be told, worked out once."""
    return {name: ask(name, tiny, required_of(name)) for name in VERBS}


def option_of(name, option):
    return [each for each in verbs()[name].options if each.name == option]


def required_of(name):
    """What a verb must be told; no second policy is needed only if something is changed."""
    wanted = ("b", *QUICK.get(name, ()))
    options = verbs()[name].options
    return {e.name: VALUES[e.name] for e in options if e.is_required or e.name in wanted}


def all_of(name):
    """Every option; the only nation that has cells, where cells are chosen and nobody is asked."""
    own = {"nation": "HUB" if name == "explain" else "EAST"}
    # The policy of a second scenario is for two scenarios: tests/answers/test_two_scenarios.py.
    options = [each.name for each in verbs()[name].options if each.name != "policy_b"]
    return {option: (VALUES | own)[option] for option in options}


def ask(name, scenario, options):
    """Ask in Python; options that are positional there may be named, too."""
    return getattr(tocsin, name)(scenario, **options)


def words_of(name, options):
    """The same options as a command line says them."""
    words = []
    for option in verbs()[name].options:
        if option.name not in options:
            continue
        value = options[option.name]
        flags = {"policies": "--policy", "with_": "--with"}
        flag = flags.get(option.name, f"--{option.name.replace('_', '-')}")
        if isinstance(value, bool):
            words.append(flag if value else flag.replace("--", "--no-", 1))
        elif option.is_positional and option.name != "policy":
            words.append(str(value))
        elif option.name == "set":
            words += [word for path, each in value.items() for word in (flag, f"{path}={each}")]
        else:
            words += [word for each in np.atleast_1d(value) for word in (flag, str(each))]
    return words


def refuse(constant):
    raise AssertionError(f"JSON holds {constant}")


def strict(text):
    return json.loads(text, parse_constant=refuse)


def commands(group=None, before=()):
    """Every command of the command line, with the words that lead to it."""
    group = typer.main.get_command(app) if group is None else group
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*before, name))
        else:
            yield (*before, name), command


COMMANDS = dict(commands())


def test_there_are_verbs_and_all_are_commands_and_public_names():
    assert {"burden", "compare", "explain", "friction", "history", "rank", "run"} <= set(VERBS)
    assert {"burden", "compare", "friction", "history", "rank"} <= set(DRAWN)
    assert {(name,) for name in VERBS} <= set(COMMANDS)
    assert set(VERBS) <= set(tocsin.__all__)


@pytest.mark.parametrize("name", VERBS)
def test_the_head_says_what_the_function_takes(name):
    verb = verbs()[name]
    signature = inspect.signature(verb.load())
    first, *rest = signature.parameters.values()
    assert first.name == "scenario"
    taken = {each.name: each for each in rest if each.name not in ("progress", "bank")}
    assert [option.name for option in verb.options] == list(taken)
    for option in verb.options:
        default = taken[option.name].default
        assert option.is_required == (default is inspect.Parameter.empty)
        if not option.is_required:
            assert option.default == default
    assert verb.is_long == ("progress" in signature.parameters)


@pytest.mark.parametrize("name", VERBS)
def test_every_option_is_described(name):
    verb = verbs()[name]
    assert verb.sentence.endswith(".")
    assert [option.name for option in verb.options if not option.help] == []
    assert [option.name for option in verb.options if option.name not in VALUES] == []


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_the_help_has_an_example_that_can_be_said(path):
    command = COMMANDS[path]
    example = command.help.partition("Example:")[2]
    words = shlex.split(example.partition(">")[0])
    assert tuple(words[: len(path) + 1]) == ("tocsin", *path)
    command.make_context(path[-1], words[len(path) + 1 :])  # or it is no such option


@pytest.mark.parametrize("name", VERBS)
def test_the_help_tells_every_option(name):
    command = COMMANDS[(name,)]
    told = {parameter.name: parameter.help for parameter in command.params}
    assert {option.name for option in verbs()[name].options} <= set(told)
    assert all(told.values())


@pytest.mark.parametrize("options_of", [required_of, all_of], ids=["least", "all"])
@pytest.mark.parametrize("name", VERBS)
def test_python_and_the_command_line_agree(name, options_of, tiny, tmp_path, call):
    options = options_of(name)
    folder = ("-o", tmp_path, *FOLDER[name]) if name in FOLDER else ()
    done = call(name, tiny, *words_of(name, options), *folder, "--json")
    assert done.code == 0, done.err
    assert done.err == ""
    said = strict(done.out)
    assert said
    assert said == strict(json.dumps(ask(name, tiny, options).to_dict(), allow_nan=False))


@pytest.mark.parametrize("name", VERBS)
def test_an_answer_has_tables_with_units(name, answers):
    answer = answers[name]
    assert isinstance(answer, Answer)
    assert answer.verb == name
    assert answer.tables
    for title, table in answer.tables.items():
        assert isinstance(table, pd.DataFrame), title
        numbers = {str(name) for name in table.select_dtypes("floating").columns}
        assert numbers - set(table.attrs["units"]) == set(), title


@pytest.mark.parametrize("name", VERBS)
def test_an_answer_is_printed_within_the_width_and_says_notional(name, answers):
    out = Console(file=io.StringIO(), width=100, highlight=False, markup=False)
    render(answers[name], out)
    text = out.file.getvalue()
    # No number stands without saying from where, and that it is one case.
    assert answers[name].basis in " ".join(text.split())
    assert ONE_CASE in answers[name].basis or "draws" in answers[name].basis
    assert max(map(len, text.splitlines())) <= 100
    assert "…" not in text
    assert "Notional" in text


@pytest.mark.parametrize("name", DRAWN)
def test_every_number_of_an_answer_that_is_drawn_has_a_band(name, tiny, answers):
    banded = ask(name, tiny, required_of(name) | {"draws": 4})
    out = Console(file=io.StringIO(), width=100, highlight=False, markup=False)
    render(banded, out)
    text = out.file.getvalue()
    assert " ".join(text.split()).count(banded.basis) == 1
    assert "4 draws" in banded.basis
    assert ONE_CASE not in text
    assert max(map(len, text.splitlines())) <= 100
    assert "…" not in text
    first = next(iter(banded.bands))
    assert first == next(iter(answers[name].drawn_tables))
    for title, table in banded.bands.items():
        own = answers[name].drawn_tables[title]
        measures = [column.removesuffix("_p50") for column in table if column.endswith("_p50")]
        wanted = [c for c in own.select_dtypes("floating") if c.endswith(("_s", "share"))]
        assert set(wanted) <= set(measures)
        assert set(answers[name].main_measures) <= set(measures) or title != first
        # What rows are about tells them apart.
        about = list(table.columns[: table.columns.get_loc("draws")])
        assert not own[about].map(str).duplicated().any()
        assert len(table) >= len(own)


@pytest.mark.parametrize("name", [name for name in VERBS if name != "run"])
def test_an_answer_is_saved_by_suffix(name, answers, tiny, call, tmp_path):
    answer = answers[name]
    first = next(iter(answer.tables.values()))
    words = words_of(name, required_of(name))
    files = {end: tmp_path / f"a.{end}" for end in ("json", "csv", "parquet")}
    done = call(name, tiny, *words, "--json", "-o", files["json"], "--csv", files["csv"])
    assert done.code == 0, done.err
    assert json.loads(files["json"].read_text("utf-8")) == done.json()
    answer.save(files["parquet"])
    for table in (pd.read_csv(files["csv"]), pd.read_parquet(files["parquet"])):
        assert list(table) == list(first)
        assert len(table) == len(first)
    described = json.loads((tmp_path / "a.csv-metadata.json").read_text("utf-8"))
    assert answer.basis in described["dc:description"]
    assert "Notional" in described["dc:description"]
    # What is ours is replaced, what is somebody's is not.
    answer.save(files["csv"])
    (tmp_path / "b.csv").write_text("mine", "utf-8")
    assert call(name, tiny, *words, "-o", tmp_path / "b.csv").code == 2
    assert call(name, tiny, *words, "-o", tmp_path / "b.doc").code == 2
    if not verbs()[name].draws:
        done = call(name, tiny, *words, "-o", tmp_path / "b.png")
        assert (done.code, "Unknown format 'b.png'" in done.err) == (2, True)
    assert call(name, tiny, *words, "--csv", tmp_path / "b.json").code == 2
    assert (tmp_path / "b.csv").read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", VERBS)
def test_an_answer_shows_itself_in_a_notebook(name, answers):
    page = answers[name]._repr_html_()
    assert "Notional" in page
    assert page.count("<table") == len(answers[name].tables)


@pytest.mark.parametrize("name", VERBS)
def test_what_draws_carries_the_mark_and_what_does_not_says_so(name, answers, tiny, call, tmp_path):
    options = {parameter.name for parameter in COMMANDS[(name,)].params}
    assert verbs()[name].draws == (drawing_of(name) is not None) == ("figure" in options)
    if not verbs()[name].draws:
        with pytest.raises(TypeError, match="has no figure"):
            answers[name].figure()
        return
    texts = [text.get_text() for text in answers[name].figure().texts]
    assert any("Notional" in text for text in texts)
    path = tmp_path / "figure.svg"
    folder = ("-o", tmp_path / "run", *FOLDER[name]) if name in FOLDER else ()
    words = (*words_of(name, required_of(name)), *folder)
    done = call(name, tiny, *words, "--figure", path, "--json")
    assert done.code == 0, done.err
    assert path.stat().st_size > 5_000
    assert call(name, tiny, *words, "--figure", "f.bmp").code == 2


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_takes_a_path_a_name_or_a_scenario(name, tiny, answers, monkeypatch):
    scenario = tocsin.Scenario.load(tiny)
    again = ask(name, scenario, required_of(name))
    assert again.to_dict() == answers[name].to_dict()
    assert ask(name, str(tiny), required_of(name)).to_dict() == answers[name].to_dict()
    with pytest.raises(tocsin.InputError, match="Did you mean 'northeast-asia'"):
        ask(name, "northeast-asai", required_of(name))
    with pytest.raises(tocsin.InputError, match="Invalid scenario of type dict"):
        ask(name, {"tocsin": 1}, required_of(name))


@pytest.mark.parametrize("name", [name for name in VERBS if option_of(name, "policies")])
def test_one_policy_is_a_name_and_not_its_letters(name, tiny):
    one, listed = (ask(name, tiny, {"policies": given}) for given in ("after", ["after"]))
    assert one.to_dict() == listed.to_dict()
    with pytest.raises(tocsin.InputError, match="Unknown policy 'afte'"):
        ask(name, tiny, {"policies": "afte"})


def test_an_answer_without_a_layout_is_printed_as_it_is():
    class Plain(Answer):
        verb = "none of the shipped ones"
        question = Question("area", "area (WEST)", ("short",))
        sentences = ("It is so.",)

        @property
        def tables(self):
            rows = {"nation": ["A"], "left_s": [90.0], "warned_share": [0.5], "cells": [12345]}
            return {"nations": pd.DataFrame(rows)}

    assert next(iter(as_it_is(Plain()))).title == "nations (notional)"
    out = Console(file=io.StringIO(), width=100, highlight=False, markup=False)
    render(Plain(), out)
    words = out.file.getvalue().split()
    assert {"1:30", "50", "12,345", "It"} <= set(words)


@pytest.mark.parametrize("name", VERBS)
def test_an_answer_is_one_line_and_its_tables_have_units(name, answers):
    answer = answers[name]
    line = repr(answer)
    assert "\n" not in line
    assert len(line) < 700
    assert answer.basis in line
    for field in dataclasses.fields(answer):
        value = getattr(answer, field.name)
        if isinstance(value, pd.DataFrame):
            assert set(value.select_dtypes("floating")) <= set(value.attrs["units"]), field.name
