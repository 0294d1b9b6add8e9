"""The verb: gains paired draw by draw, the same as a comparison at the cards, in honest words."""

import numpy as np
import pytest

import tocsin
from tocsin.answers.grid import coarser
from tocsin.answers.verdict import reasons
from tocsin.answers.verdict.ask import steps, verdict
from tocsin.answers.verdict.reasons import _side, _where
from tocsin.answers.verdict.words import Counts, finding
from tocsin.engine.draws import LaidOut, Trial, latin_hypercube
from tocsin.scenario import Scenario, scaffold
from tocsin.scenario.unknowns import Range, Unknown

ASKED = {"draws": 24, "threads": 1}


@pytest.fixture(scope="module")
def island() -> Scenario:
    return Scenario.from_text(scaffold("island"))


@pytest.fixture(scope="module")
def found(island):
    return tocsin.verdict(island, "alone", "together", **ASKED)


def row_of(answer, nation="ISLE", arc="all"):
    table = answer.table
    return table[(table["nation"] == nation) & (table["arc"] == arc)].iloc[0]


def test_at_the_cards_it_is_what_compare_says(island, found):
    table = tocsin.compare(island, "alone", "together").table
    for nation in ("ISLE", "COAST"):
        change_s = table.loc[table["nation"] == nation, "change_s"].iloc[0]
        assert row_of(found, nation)["at_cards_own_s"] == pytest.approx(change_s, abs=1e-9)
    drawn = tocsin.compare(coarser(island), "alone", "together").table
    change_s = drawn.loc[drawn["nation"] == "ISLE", "change_s"].iloc[0]
    assert row_of(found)["at_cards_s"] == pytest.approx(change_s, abs=1e-9)


def test_numbers_and_words_are_those_of_the_draws(found):
    assert found.gains["draw"].nunique() == found.draws == 24
    for (nation, arc), gains in found.gains.groupby(["nation", "arc"]):
        gain_s, row = gains["gain_s"].to_numpy(), row_of(found, nation, arc)
        counts = Counts.of(gain_s)
        assert tuple(row[["better", "within", "worse"]]) == counts[:3]
        assert row["word"] == finding(counts).word
        assert row["median_s"] == np.median(gain_s)
        assert (row["least_s"], row["most_s"]) == (gain_s.min(), gain_s.max())
        assert row["p5_s"] <= row["median_s"] <= row["p95_s"]


def test_the_other_way_round_is_the_same_loss(island, found):
    back = tocsin.verdict(island, "together", "alone", **ASKED)
    assert np.array_equal(back.gains["gain_s"], -found.gains["gain_s"])
    assert row_of(back)["worse"] == row_of(found)["better"]
    if row_of(found)["word"] != "depends":
        assert "together is better" in row_of(back)["finding"]


def test_a_policy_and_itself_make_no_difference(island):
    same = tocsin.verdict(island, "alone", "alone", why=True, draws=64, threads=1)
    assert set(same.table["word"]) == {"no difference"}
    assert (len(same.drivers), len(same.boxes)) == (0, 0)


def test_draws_and_seed_are_what_is_asked(island, found):
    again = tocsin.verdict(island, "alone", "together", **ASKED)
    assert again.to_dict() == found.to_dict()
    other = tocsin.verdict(island, "alone", "together", seed=7, **ASKED)
    assert other.seed == 7
    assert not np.array_equal(other.gains["gain_s"], found.gains["gain_s"])
    fine = island.updated({"targets.h3_resolution": 5})
    full = tocsin.verdict(fine, "alone", "together", full=True, draws=4, threads=1)
    assert full.grid == "H3 resolution 5"
    assert row_of(full)["at_cards_s"] == row_of(full)["at_cards_own_s"]


def test_draws_take_no_grid_on_which_a_nation_has_a_cell_or_two(island):
    """Two resolutions coarser where that shows every nation; else as fine as is cheap."""
    taken = [
        coarser(island.updated({"targets.h3_resolution": own})).targets.h3_resolution
        for own in (3, 4, 5, 6)
    ]
    assert taken == [3, 3, 3, 4]
    # A nation far smaller than the other, in a world of many cells: told, and not paid for.
    small = {"west": 20.0, "south": -0.3, "east": 20.3, "north": 0.0}
    mixed = island.updated({"nations.ISLE.territory": {"box": small}, "targets.h3_resolution": 6})
    found = tocsin.verdict(mixed, "alone", "together", draws=4, threads=1)
    assert "where ISLE has only a few cells: --full" in found.question.basis


def test_what_it_depends_on_is_named_and_boxed(island, monkeypatch):
    """The coast tells too little to act on, or not: that decides what its promise is worth."""
    monkeypatch.setattr(reasons, "BOX_DRAWS", 96)
    world = island.updated({"assumptions": {"silence": {"agreements.promise.tier": "assessment"}}})
    found = tocsin.verdict(world, "alone", "together", why=True, draws=96, threads=1)
    drivers = found.drivers[found.drivers["nation"] == "ISLE"]
    assert drivers["unknown"].iloc[0] == "silence"
    settings = found.settings[
        (found.settings["nation"] == "ISLE") & (found.settings["arc"] == "all")
    ].set_index("made")
    assert settings.loc[True, "better"] == 0
    assert settings.loc[True, "at_cards_s"] == 0.0
    assert settings.loc[False, ["better", "within", "worse"]].sum() == 48
    assert "depends on silence" in row_of(found)["finding"]
    box = found.boxes[found.boxes["nation"] == "ISLE"].iloc[0]
    assert "silence" in box["where"]
    assert min(box["coverage_share"], box["purity_share"]) >= 0.75


def test_a_refused_draw_is_counted_and_forbids_throughout(island):
    sensor = next(iter(island.sensors))
    clash = {"gone": {f"sensors.{sensor}": None}, "slow": {f"sensors.{sensor}.alert_s": 30}}
    found = tocsin.verdict(island.updated({"assumptions": clash}), "alone", "together", **ASKED)
    assert found.refused > 0
    assert found.gains["draw"].nunique() == found.draws - found.refused
    assert "holds throughout" not in set(found.table["word"])
    assert f"{found.refused} of them refused" in found.basis


def test_wrong_questions(island):
    with pytest.raises(tocsin.InputError, match="Unknown policy 'aloen'"):
        tocsin.verdict(island, "aloen", "together")
    with pytest.raises(tocsin.InputError, match="Invalid draws 0"):
        tocsin.verdict(island, "alone", "together", draws=0)


def test_sides_of_a_box_in_words():
    size = Unknown("size", (Range("cards.arcs.short.rcs_m2", 1.0, 100.0, 2.0),))
    switch = Unknown("no-ship")
    assert _side(size, 0.5, 1.0) == "size > 10 m2"
    assert _side(size, -1e-9, 0.5) == "size ≤ 10 m2"
    assert _side(size, 0.25, 0.5) == "size in 3.16 m2 to 10 m2"
    assert (
        _where({0: (0.5, 1.0), 1: (-1e-9, 0.5)}, [size, switch]) == "size > 10 m2 and not no-ship"
    )


def test_sentences_say_whence_against_what_and_on_what_they_rest(found):
    *nations, levels, credit = found.sentences
    assert levels.startswith("Mean warning itself, median and 5-95 %: ISLE alone 0:00 (0:00 to ")
    assert credit == "The difference is owed to what is in force: promise only in together."
    assert len(nations) == 2
    for sentence in nations:
        assert sentence.startswith("From far-area (")
        assert "together against alone, arc medium by cells" in sentence
        assert "5-95 %" in sentence
    assert "not probabilities" in found.basis


def test_steps_share_their_draws_and_are_the_verdicts_of_each_pair(island):
    """One set of draws for several policies gives what a verdict of each two of them gives."""
    names = ["together", "alone", "together"]
    there, back = steps(island, names, draws=8, threads=1)
    alone = verdict(island, "together", "alone", draws=8, threads=1)
    assert there.to_dict() == alone.to_dict()
    assert (back.gains["gain_s"] == -there.gains["gain_s"]).all()
    assert steps(island, ["alone"], draws=8) == ()


def test_a_gain_is_a_change_of_the_measure_that_is_asked_for(island):
    measure = "mean_response_s"
    answer = tocsin.verdict(island, "alone", "together", measure=measure, draws=3, threads=1)
    laid_out = LaidOut(Trial.of(coarser(island), ()))
    points = latin_hypercube(3, len(laid_out.trial.unknowns), seed=island.seed)
    values_s = []
    for point in points:
        summary = tocsin.run(laid_out.world_of(point).scenario).summary
        rows = summary[(summary["nation"] == "ISLE") & (summary["arc"] == "all")]
        values_s.append(rows.set_index("policy")[measure])
    gains_s = [value["together"] - value["alone"] for value in values_s]
    own = answer.gains[(answer.gains["nation"] == "ISLE") & (answer.gains["arc"] == "all")]
    np.testing.assert_allclose(own["gain_s"], gains_s, atol=1e-9)
    levels = answer.levels[(answer.levels["nation"] == "ISLE") & (answer.levels["arc"] == "all")]
    for row in levels.to_dict("records"):
        drawn_s = [value[row["policy"]] for value in values_s]
        assert row["median_s"] == pytest.approx(np.median(drawn_s), abs=1e-9)
        assert row["p95_s"] == pytest.approx(np.quantile(drawn_s, 0.95), abs=1e-9)
    told = " ".join(answer.sentences)
    assert "together against alone, mean response, arc medium by cells" in told
    assert "Mean response itself" in told


def test_a_measure_that_is_no_mean_is_refused(island):
    with pytest.raises(tocsin.InputError, match="Choose from mean_warning_s, mean_warning_pop_s"):
        tocsin.verdict(island, "alone", "together", measure="warned_share")
    with pytest.raises(tocsin.InputError, match="nobody lives in any cell"):
        tocsin.verdict(island, "alone", "together", measure="mean_warning_pop_s")
