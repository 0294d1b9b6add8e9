import io
import subprocess
import sys

import pytest

import tocsin
from tocsin.kernels.parts import KERNELS


def test_explain_in_words(call, small):
    done = call("explain", small, "-p", "after", "--at", "0,9")
    assert done.code == 0, done.err
    assert "EAST" in done.out
    assert "otional" in done.out


def test_explain_json_adds_up(call, small):
    told = call("explain", small, "-p", "after", "--at", "0,9", "--arc", "short", "--json").json()
    assert sum(told["waterfall"].values()) == pytest.approx(told["impact_s"], abs=1e-3)


def test_explain_agrees_with_the_table(call, small, tmp_path):
    import pandas as pd

    told = call("explain", small, "-p", "after", "--at", "0,9", "--arc", "short", "--json").json()
    assert call("run", small, "-o", tmp_path / "o", "--no-maps", "--no-report", "-q").code == 0
    table = pd.read_parquet(tmp_path / "o" / "warning.parquet")
    row = table.query("policy == 'after' and arc == 'short' and point == 0")
    row = row[row["cell"] == told["cell"]].iloc[0]
    assert told["public_s"] == pytest.approx(
        row["public_s"], abs=5.001e-4
    )  # files have milliseconds
    assert told["sensor"] == row["sensor"]
    assert told["route"] == row["route"]


def test_two_policies_side_by_side_and_drawn(call, small, tmp_path):
    figure = tmp_path / "why.png"
    done = call("explain", small, "-p", "before", "-p", "after", "--at", "0,9", "--figure", figure)
    assert done.code == 0, done.err
    assert "before" in done.out
    assert "after" in done.out
    assert figure.stat().st_size > 5_000


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-p", "aftr", "--at", "0,9"), "Did you mean"),
        (("-p", "after", "--at", "91,9"), "91"),
        (("-p", "after", "--at", "Nowhere"), "Nowhere"),
        (("-p", "after", "--at", "0,9", "--arc", "shrt"), "shrt"),
        (("-p", "after", "--at", "0,9", "--launch", "aera"), "aera"),
        (("-p", "after", "--at", "0,9", "--nation", "EST"), "EST"),
        (("-p", "after", "--at", "0,9", "--point", "9"), "9"),
        (("-p", "after", "--at", "0,9", "--figure", "why.bmp"), "png"),
    ],
)
def test_explain_names_what_is_wrong(call, small, words, said):
    done = call("explain", small, *words)
    assert done.code == 2
    assert said in done.err


def test_compare_counts_who_gains(call, small):
    found = call("compare", small, "before", "after", "--json").json()
    rows = [row for row in found["nations"] if row["nation"] == "EAST"]
    assert [row["arc"] for row in rows] == ["short", "low", "all"]
    assert {row["launch"] for row in rows} == {"area"}
    east = rows[-1]
    assert east["change_s"] > 0.0
    assert east["later_share"] == 0.0
    assert found["only_b"] == ["warn"]
    assert "notional" in call("compare", small, "before", "after", "-q").out.lower()


def test_rank_gives_all_to_the_only_agreement(call, small):
    rows = call("rank", small, "-p", "after", "--json").json()["table"]
    (east,) = [row for row in rows if row["nation"] == "EAST"]
    assert east["agreement"] == "warn"
    assert east["loss_s"] == pytest.approx(east["shapley_s"])
    assert "warn" in call("rank", small, "-p", "after", "-q").out


def test_history_has_a_step_at_the_date(call, small, tmp_path):
    figure = tmp_path / "steps.png"
    found = call("history", small, "--json", "--figure", figure).json()
    dates = [change["date"] for change in found["changes"]]
    assert dates == ["1999-12-31", "2000-01-01"]
    assert figure.stat().st_size > 5_000
    assert "2000-01-01" in call("history", small, "-q").out


def test_burden_rests_on_the_hub(call, small):
    assert "HUB" in call("burden", small, "-p", "after", "-q").out
    assert call("burden", small, "-p", "after", "--json").code == 0
    assert call("burden", small, "--weight", "cell", "-q").code == 2


def test_friction_of_a_certain_shock(call, small):
    small.write_text(small.read_text() + "shocks: {quarrel: {probability: 1, suspends: [warn]}}\n")
    assert "warn" in call("friction", small, "-p", "after", "-q").out
    assert call("friction", small, "-p", "after", "--json").code == 0


def test_graph_is_drawn(call, small, tmp_path):
    figure = tmp_path / "who.svg"
    done = call("graph", small, figure, "-p", "after")
    assert done.code == 0, done.err
    drawn = figure.read_text()
    assert "otional" in drawn or figure.stat().st_size > 10_000
    assert call("graph", small, figure, "-p", "aftr").code == 2


@pytest.mark.parametrize("verb", ["compare", "verdict"])
def test_a_policy_compares_with_itself_changed(call, small, verb):
    few = ("--draws", "8") if verb == "verdict" else ()
    found = call(verb, small, "after", "--without", "warn", *few, "--json").json()
    assert (found["a"], found["b"]) == ("after", "after-without-warn")
    assert (found["only_a"], found["only_b"]) == (["warn"], [])
    alone = call(verb, small, "after", *few)
    assert alone.code == 2
    assert "needs a second policy, or what is left out" in alone.err


def test_several_names_stand_in_one_option(call, small):
    one = call("burden", small, "-p", "before, after", "--json").json()
    two = call("burden", small, "-p", "before", "-p", "after", "--json").json()
    assert one == two
    assert "after" in str(one)


def test_a_scenario_comes_from_standard_input(call, small, monkeypatch):
    own = call("rank", small, "-p", "after", "--json").json()
    monkeypatch.setattr("sys.stdin", io.StringIO(small.read_text("utf-8")))
    assert call("rank", "-", "-p", "after", "--json").json() == own
    monkeypatch.setattr("sys.stdin", io.StringIO("tocsin: 1\nsede: 7\n"))
    assert "sede" in call("check", "-").err


def test_version_and_short_help(call):
    assert call("--version").out == f"tocsin {tocsin.__version__}\n"
    assert call("rank", "-h").out == call("rank", "--help").out


def test_a_scaffold_is_yaml(call, tmp_path):
    done = call("new", tmp_path / "x.json")
    assert done.code == 2
    assert "end it with .yaml" in done.err
    assert not (tmp_path / "x.json").exists()


@pytest.mark.parametrize("option", ["--figure", "-o"])
def test_there_is_no_one_figure_of_each_launch(call, small, tmp_path, option):
    words = ("compare", small, "before", "after", "--launch", "each")
    done = call(*words, option, tmp_path / "a.png")
    assert done.code == 2
    assert "Name one launch" in done.err
    assert not (tmp_path / "a.png").exists()


def test_two_files_are_compared_case_by_case(call, small, tmp_path):
    other = tmp_path / "slower.yaml"
    other.write_text(small.read_text().replace("assess_s: 60", "assess_s: 90"))
    figure = tmp_path / "change.png"
    done = call("compare", small, other, "after", "--figure", figure, "-o", tmp_path / "c.csv")
    assert done.code == 0, done.err
    assert "From small:after to slower:after" in done.out
    assert "nations.EAST.assess_s (60.0, then 90.0)" in " ".join(done.out.split())
    assert figure.exists()
    assert call("compare", small, other, "after", "--json").json()["pairing"]["cases"] > 0
    assert "no folder" not in call("compare", small, tmp_path / "none.yaml", "after").err


@pytest.mark.parametrize("front", [True, False])
def test_a_log_goes_to_standard_error(call, small, front):
    import logging

    words, level = ["history", small, "-q", "--json"], ["--log-level", "debug"]
    try:
        done = call(*level, *words) if front else call(*words, *level)
    finally:
        # In this process others come after.
        logging.getLogger("tocsin").handlers.clear()
        logging.getLogger("tocsin").setLevel(logging.NOTSET)
    assert done.code == 0, done.err
    assert "DEBUG history: " in done.err
    assert done.json()["launch"] == "area"
    assert "Unknown --log-level 'loud'. Choose" in call(*words, "--log-level=loud").err


@pytest.mark.parametrize(
    ("words", "is_at_once"),
    [
        (["explain", "northeast-asia", "-p", "realtime-2024", "--at", "Tokyo"], True),
        (["compare", "hub-pact-realtime", "alone", "joined"], True),
        (["compare", "hub-pact-realtime", "alone", "joined", "--draws", "2"], False),
        (["burden", "northeast-asia", "-p", "isolated", "--arc", "low"], False),
    ],
)
def test_a_small_question_waits_for_no_compiler(call, monkeypatch, words, is_at_once):
    asked = []
    monkeypatch.setattr(KERNELS, "prepare", lambda *_: True)  # as if nothing were built yet
    monkeypatch.setattr(KERNELS, "run_as_written", lambda: asked.append(words))
    assert call(*words).code == 0
    assert asked == [words] * is_at_once


def test_kernels_as_written_answer_the_same(call):
    words = ["compare", "hub-pact-realtime", "alone", "joined"]
    code = "from tocsin.kernels.parts import KERNELS; KERNELS.run_as_written(); import tocsin.cli"
    command = [sys.executable, "-c", f"{code}; tocsin.cli.main()", *words]
    written = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    # Rules are as long as the terminal is wide.
    assert written.replace("-", "").split() == call(*words).out.replace("-", "").split()
