import io
from dataclasses import replace

import pytest
from rich.console import Console

from tocsin.answers.explain.compare import compare
from tocsin.answers.explain.question import explain
from tocsin.answers.explain.rows import PARTS, CellExplanation
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.plot.explanation import figure_of_explanation, spaced
from tocsin.plot.waterfall import PARTS as DRAWN_PARTS
from tocsin.scenario import Scenario
from tocsin.terminal.explanation import waterfall_bar
from tocsin.terminal.render import render

WORLD = {
    "tocsin": 1,
    "refraction": "none",
    "nations": {"EAST": {}, "SOUTH": {}, "WEST": {}},
    "sensors": {"cape": {"class": "ship-s-band", "owner": "SOUTH", "lat": 0, "lon": 2}},
    "launches": {"area": {"nation": "WEST", "lat": 0, "lon": 0}},
    "arcs": {"short": {"class": "short"}},
    "targets": {"points": {"port": {"lat": 0, "lon": 8, "nation": "EAST"},
                           "isle": {"lat": 0, "lon": 6, "nation": "SOUTH"}}},
    "agreements": {"link": {"kind": "sharing", "from": "SOUTH", "to": "EAST"},
                   "mask": {"kind": "sharing", "from": "SOUTH", "to": "EAST", "anonymous": True}},
    "policies": {"apart": {}, "linked": {"agreements": ["link"]},
                 "masked": {"agreements": ["mask"]},
                 "doubt": {"agreements": ["link"], "confirmation": {"EAST": "own"}}},
}  # fmt: skip


@pytest.fixture(scope="module")
def world():
    return World(Scenario.from_dict(WORLD))


@pytest.fixture(scope="module")
def linked(world):
    return explain(world, policy="linked", at="port")


def printed(answer, *, width=100):
    out = io.StringIO()
    render(answer, Console(file=out, width=width, markup=False, highlight=False))
    return out.getvalue()


def with_parts(told: CellExplanation, **parts_s):
    waterfall = {part: parts_s.get(part, 0.0) for part in PARTS}
    return replace(told, waterfall=waterfall, impact_s=sum(waterfall.values()))


def test_a_bar_is_in_proportion(linked):
    told = with_parts(linked, unseen=100.0, confirm=50.0, assess=150.0, left=300.0)
    assert waterfall_bar(told, width=12).plain == "UUCAAA······|"


def test_a_late_bar_goes_on_after_impact(linked):
    told = with_parts(linked, unseen=100.0, assess=300.0, left=-100.0)
    assert waterfall_bar(told, width=8).plain == "UUAAAA|!!"


def test_a_bar_of_a_flight_never_seen(linked):
    assert waterfall_bar(with_parts(linked, unseen=100.0), width=5).plain == "UUUUU|"


def test_an_explanation_is_printed_with_every_sentence(linked):
    text = printed(linked, width=400)
    for sentence in linked.sentences:
        assert f"- {sentence}" in text
    for part in PARTS:
        assert f"{part.replace('_', ' ')} " in text
        assert f"{linked.waterfall[part]:.1f}" in text
    assert "cape" in text
    assert "Notional" in text


def test_names_are_never_read_as_markup(linked):
    text = printed(replace(linked, sentences=("[red]plain[/red]",)))
    assert "- [red]plain[/red]" in text


def test_side_by_side_is_printed(world):
    text = printed(explain(world, policy=["apart", "linked"], at="port"), width=200)
    assert "From apart to linked, EAST goes from never knowing in time to warned with" in text
    assert "never" in text
    assert text.count("|\n") == 2
    assert "Notional" in text


def test_side_by_side_of_unlike_cells_is_refused(world, linked):
    isle = explain(world, policy="linked", at="isle")
    with pytest.raises(InputError, match="differ in cell"):
        compare([linked, isle])


def test_the_figure_has_a_bar_a_policy_and_the_route(world, linked):
    told = [explain(world, policy="apart", at="port"), linked]
    figure, axes = figure_of_explanation(told)
    assert [label.get_text() for label in axes[0].get_yticklabels()] == ["apart", "linked"]
    names = [label.get_text() for label in axes[1].get_yticklabels()]
    assert {"cape", "SOUTH", "EAST", "public of EAST"} <= set(names)
    assert any("otional" in text.get_text() for text in figure.texts)


def test_a_figure_without_an_item_has_no_route(world):
    assert len(figure_of_explanation(explain(world, policy="apart", at="port"))[1]) == 1


def test_the_figure_of_an_unconfirmed_item_ends_at_the_nation(world):
    told = explain(world, policy="doubt", at="port")
    names = [label.get_text() for label in figure_of_explanation(told)[1][1].get_yticklabels()]
    assert "EAST" in names
    assert "public of EAST" not in names


def test_the_figure_hides_who_is_not_named(world):
    told = explain(world, policy="masked", at="port")
    _, axes = figure_of_explanation(told)
    written = [*axes[1].texts, *axes[1].get_yticklabels()]
    words = " ".join(text.get_text() for text in written)
    assert "not named" in words
    assert "cape" not in words
    assert "SOUTH" not in words


def test_no_explanation_is_no_figure():
    with pytest.raises(InputError, match="No explanation"):
        figure_of_explanation([])


def test_the_chart_knows_every_part():
    assert tuple(spaced(dict.fromkeys(PARTS, 0.0))) == tuple(DRAWN_PARTS)
