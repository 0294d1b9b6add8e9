"""Times, shares, classes, marks."""

from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pytest

from tocsin.constants import NOTIONAL
from tocsin.errors import InputError
from tocsin.plot import style
from tocsin.plot.heading import write_titles


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0:00"),
        (59.99, "0:59"),
        (60.0, "1:00"),
        (3725.0, "62:05"),
        (-0.4, "0:00"),
        (-5, "-0:05"),
    ],
)
def test_minutes(seconds, text):
    assert style.minutes(seconds) == text


@pytest.mark.parametrize("largest", [0.0, 4.0, 15.0, 100.0, 480.0, 2000.0, 40_000.0])
def test_levels_hold_every_value_in_few_classes(largest):
    levels = style.time_levels([largest, float("nan")])
    assert levels[0] == 0
    assert levels[-1] > largest
    assert 1 <= len(levels) - 1 <= 8
    assert len({b - a for a, b in pairwise(levels)}) == 1


def test_levels_of_nothing():
    assert style.time_levels([]) == [0, 5]


def test_the_users_settings_survive_a_drawing():
    @style.styled
    def draw():
        return mpl.rcParams["axes.titlelocation"]

    before = mpl.rcParams["axes.titlelocation"]
    assert draw() == "left"
    assert mpl.rcParams["axes.titlelocation"] == before


def test_the_mark_is_written_once():
    figure = style.new_figure(3.0, 2.0)
    style.mark(figure)
    style.mark(figure, note="Rows not to scale.")
    style.mark(figure)
    assert [text.get_text() for text in figure.texts] == [f"Rows not to scale.  {NOTIONAL}"]


def test_colours_are_distinct():
    for colors in (
        style.PALETTE,
        tuple(style.TIER_COLORS.values()),
        tuple(style.PART_COLORS.values()),
    ):
        assert len(set(colors)) == len(colors)
    assert len(set(style.sequence_colors(8))) == 8
    assert len(set(style.change_colors(4))) == 9


def test_colours_for_time_rise_in_lightness():
    light = [
        np.dot(mpl.colors.to_rgb(c), [0.2126, 0.7152, 0.0722]) for c in style.sequence_colors(8)
    ]
    assert np.all(np.diff(light) > 0.03)


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_equal_figures_give_equal_files(tmp_path, ending):
    for name in ("one", "two"):
        figure = style.new_figure(3.0, 2.0)
        figure.add_axes((0.2, 0.2, 0.7, 0.7)).plot([0, 1], [1, 0])
        style.mark(figure)
        style.save(figure, tmp_path / f"{name}.{ending}")
    one, two = ((tmp_path / f"{name}.{ending}").read_bytes() for name in ("one", "two"))
    assert one == two
    assert len(one) > 1000


def test_a_file_says_inside_what_it_shows(tmp_path):
    ax = style.new_figure(4.0, 3.0).add_axes((0.1, 0.1, 0.8, 0.7))
    write_titles(ax, "Süd <&> Nord", "notional")
    for ending, title in {
        "png": "Süd <&> Nord".encode("latin-1"),
        "svg": "<dc:title>Süd &lt;&amp;&gt; Nord</dc:title>".encode(),
        "pdf": "Süd <&> Nord".encode("utf-16-be"),
    }.items():
        path = tmp_path / f"a.{ending}"
        style.save(style.figure_of(ax), path)
        assert title in path.read_bytes()


def test_an_unknown_format_is_refused(tmp_path):
    with pytest.raises(InputError, match="Unknown figure format"):
        style.save(style.new_figure(1.0, 1.0), tmp_path / "a.gif")


@pytest.mark.parametrize("title", ["Costs $5 or $10", r"$\frac{a}{$", "a_b^c", "[/b] x"])
def test_a_title_is_text_and_nothing_else(title, tmp_path):
    @style.styled
    def drawn():
        ax = style.new_figure(4.0, 3.0).add_axes((0.1, 0.1, 0.8, 0.7))
        write_titles(ax, title, title)
        return ax

    ax = drawn()
    texts = [ax.title, ax._left_title, *ax.texts]
    assert title in {text.get_text() for text in texts}
    style.save(style.figure_of(ax), tmp_path / "a.png")
    assert not any(text.get_parse_math() for text in texts if text.get_text())
