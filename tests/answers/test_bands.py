"""Bands: the quantiles of what a verb says of each drawn world by itself."""

import numpy as np
import pandas as pd
import pytest

import tocsin
from tocsin.answers.bands import bands
from tocsin.answers.each import Each
from tocsin.answers.grid import coarser
from tocsin.engine.draws import LaidOut, Trial, latin_hypercube
from tocsin.scenario import Scenario, scaffold

DRAWS = 5


@pytest.fixture(scope="module")
def island():
    return Scenario.from_text(scaffold("island"))


def drawn_worlds(scenario):
    laid_out = LaidOut(Trial.of(coarser(scenario), ()))
    points = latin_hypercube(DRAWS, len(laid_out.trial.unknowns), seed=3)
    return [laid_out.world_of(point).scenario for point in points]


@pytest.mark.parametrize(
    ("verb", "told", "measures"),
    [
        ("compare", {"a": "alone", "b": "together"}, ("change_s", "warned_share_b")),
        ("burden", {}, ("warning_lost_s", "first_share")),
    ],
)
def test_bands_are_quantiles_over_each_drawn_scenario_by_itself(island, verb, told, measures):
    ask = getattr(tocsin, verb)
    banded = ask(island, **told, draws=DRAWS, seed=3, threads=1)
    alone = [next(iter(ask(each, **told).tables.values())) for each in drawn_worlds(island)]
    name, own = next(iter(banded.answer.tables.items()))
    table = banded.bands[name]
    assert (table["draws"] == DRAWS).all()
    assert table["nation"].tolist() == own["nation"].tolist()
    for measure in measures:
        values = np.array([each[measure] for each in alone])
        for share, ending in ((0.05, "p5"), (0.5, "p50"), (0.95, "p95")):
            expected = np.quantile(values, share, axis=0)
            np.testing.assert_allclose(table[f"{measure}_{ending}"], expected, rtol=1e-12)
    assert np.ptp([each[measures[0]] for each in alone], axis=0).max() > 1.0


def test_the_answer_at_the_cards_is_the_verbs_own(island):
    banded = tocsin.rank(island, "together", draws=2, threads=1)
    assert banded.answer.to_dict() == tocsin.rank(island, "together").to_dict()
    assert "2 draws of everything not known (seed 0)" in banded.basis


def test_draws_do_not_depend_on_the_number_of_processes(island):
    one, two = (tocsin.rank(island, "together", draws=9, threads=n).to_dict() for n in (1, 2))
    assert one == two


def test_each_launch_has_bands_of_its_own(island):
    found = tocsin.compare(island, "alone", "together", launch="each", draws=2, threads=1)
    assert isinstance(found, Each)
    assert set(found.tables) == {"table", "cells", "table bands"}


def test_a_row_that_some_draws_lack_says_how_many_have_it():
    def table(**rows):
        index = pd.Index(list(rows), name="giver")
        return {"matrix": pd.DataFrame({"warning_s": list(rows.values())}, index)}

    found = bands(table(A=1.0), [table(A=1.0), table(A=np.nan, B=4.0), table(A=np.nan), {}], {})[
        "matrix"
    ]
    assert found["giver"].tolist() == ["A", "B"]
    assert found["draws"].tolist() == [3, 1]
    assert found["warning_s_p50"].tolist() == [1.0, 4.0]


def test_refused_draws_are_counted_and_all_of_them_are_an_error(island, monkeypatch):
    world_of, asked = LaidOut.world_of, []

    def refuse(self, point):
        # Not the case at the cards.
        if np.isnan(point).all():
            return world_of(self, point)
        asked.append(point)
        if len(asked) % 2:
            raise tocsin.InputError("Never.")
        return world_of(self, point)

    monkeypatch.setattr(LaidOut, "world_of", refuse)
    found = tocsin.rank(island, "together", draws=4, threads=1)
    assert "4 draws of everything not known, 2 of them refused" in found.basis
    assert (found.bands["table"]["draws"] == 2).all()
    with pytest.raises(tocsin.InputError, match="Every draw is refused: Never"):
        tocsin.rank(island, "together", draws=1, threads=1)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"draws": 0}, "Invalid draws 0"),
        ({"seed": 1}, "Nothing is drawn"),
        ({"full": True}, "draw"),
    ],
)
def test_what_cannot_be_drawn_is_refused(island, asked, message):
    with pytest.raises(tocsin.InputError, match=message):
        tocsin.rank(island, "together", **asked)


def test_a_result_is_worked_out_already(island):
    with pytest.raises(tocsin.InputError, match="Give the scenario"):
        tocsin.compare(tocsin.run(island), "alone", "together", draws=4)


def test_a_cell_is_explained_under_draws_on_its_own_grid(island):
    cell = tocsin.run(island).warning["cell"].iloc[0]
    told = {"policy": ["alone", "together"], "at": cell}
    banded = tocsin.explain(island, **told, draws=DRAWS, seed=3)
    laid_out = LaidOut(Trial.of(island, ()))
    points = latin_hypercube(DRAWS, len(laid_out.trial.unknowns), seed=3)
    alone = [
        tocsin.explain(laid_out.world_of(point).scenario, **told).drawn_tables["times"]["time_s"]
        for point in points
    ]
    np.testing.assert_allclose(
        banded.bands["times"]["time_s_p50"], np.quantile(alone, 0.5, axis=0), rtol=1e-12
    )
    assert banded.bands["times"]["part"].tolist()[-1] == "warning"


def test_a_verb_that_does_not_draw_takes_no_draws(island):
    with pytest.raises(TypeError, match="draws"):
        tocsin.run(island, draws=4)
