"""Sharing graph, waterfall, route, step chart."""

import io
from datetime import date
from itertools import pairwise, permutations

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.dates import date2num
from matplotlib.image import imread
from matplotlib.patches import Circle, FancyArrowPatch

from tocsin.constants import NOTIONAL
from tocsin.errors import InputError
from tocsin.plot import style
from tocsin.plot.graph import Edge, sharing_graph
from tocsin.plot.steps import Event, Line, step_chart
from tocsin.plot.waterfall import route_sequence, waterfall

TRIAD = ["JPN", "KOR", "USA"]


def words(ax):
    return [text.get_text() for text in ax.texts]


def arrows(ax):
    return [p for p in ax.patches if isinstance(p, FancyArrowPatch)]


def is_marked(figure):
    return any(NOTIONAL in text.get_text() for text in figure.texts)


def is_drawn(figure):
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=60)
    buffer.seek(0)
    return imread(buffer)[..., :3].std() > 0.03


def test_an_edge_has_the_colour_of_its_tier_and_the_line_of_its_mode():
    edge = Edge("USA", "JPN", "track", "release", ("sew",))
    figure, ax = sharing_graph([edge], nations=TRIAD)
    line, head = arrows(ax)
    assert to_hex(line.get_edgecolor()) == style.TIER_COLORS["track"].lower()
    assert line.get_linestyle() == "--"
    assert to_hex(head.get_facecolor()) == style.TIER_COLORS["track"].lower()
    assert "sew" in words(ax)
    assert is_marked(figure)
    assert is_drawn(figure)


def test_equal_edges_both_ways_are_one_arrow():
    edges = [Edge("USA", "JPN", "track", "auto"), Edge("JPN", "USA", "track", "auto")]
    _, ax = sharing_graph(edges, nations=TRIAD)
    assert len(arrows(ax)) == 2  # a line and its heads
    edges[1] = Edge("JPN", "USA", "alert", "auto")
    _, ax = sharing_graph(edges, nations=TRIAD)
    assert len(arrows(ax)) == 4


def test_edges_of_one_pair_do_not_lie_on_each_other():
    edges = [
        Edge("USA", "JPN", "track", "auto", ("a",)),
        Edge("JPN", "USA", "alert", "auto", ("b",)),
        Edge("USA", "JPN", "alert", "request", ("c",)),
    ]
    _, ax = sharing_graph(edges, nations=TRIAD)
    at = np.array([text.get_position() for text in ax.texts if text.get_text() in "abc"])
    gaps = np.linalg.norm(at[:, None] - at[None], axis=2)[np.triu_indices(3, 1)]
    assert gaps.min() > 0.1


def test_the_third_party_rule_and_the_hub_are_marked():
    bound = Edge("USA", "JPN", "track", "auto", forwardable=False)
    _, free_ax = sharing_graph([Edge("USA", "JPN", "track", "auto")], nations=TRIAD)
    _, ax = sharing_graph([bound], nations=TRIAD, hubs=["USA"], barred={"JPN": "not from ship"})
    assert len(ax.lines) == len(free_ax.lines) + 1
    rings = [p for p in ax.patches if isinstance(p, Circle)]
    assert len(rings) == len(TRIAD) + 1
    assert "⊘ not from ship" in words(ax)
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["up to track", "auto", "not to be passed on", "hub"]


def test_geographic_places_keep_east_and_north():
    lonlat = {"JPN": (138.0, 36.0), "KOR": (128.0, 36.5), "USA": (-170.0, 13.5)}
    _, ax = sharing_graph([], nations=TRIAD, positions=lonlat)
    at = {text.get_text(): text.get_position() for text in ax.texts}
    assert at["KOR"][0] < at["JPN"][0] < at["USA"][0]  # over the antimeridian
    assert at["USA"][1] < at["JPN"][1]


@pytest.mark.parametrize("count", [1, 3, 15, 40])
def test_nations_do_not_overlap(count):
    names = [f"N{i}" for i in range(count)]
    _, ax = sharing_graph([], nations=names)
    nodes = [p for p in ax.patches if isinstance(p, Circle)]
    centres = np.array([node.center for node in nodes])
    assert len(nodes) == count
    if count > 1:
        gaps = np.linalg.norm(centres[:, None] - centres[None], axis=2)[np.triu_indices(count, 1)]
        assert gaps.min() > 2.0 * nodes[0].radius


def test_many_edges_go_without_names():
    names = [f"N{i}" for i in range(15)]
    edges = [Edge("N0", name, "alert", "auto", (f"pact {name}",)) for name in names[1:]]
    _, ax = sharing_graph(edges, nations=names)
    assert not any("pact" in word for word in words(ax))


def every_pair(names, *look):
    return [Edge(a, b, *look) for a, b in permutations(names, 2)]


def test_pacts_of_many_are_nodes_and_nations_without_a_tie_stand_aside():
    names = [f"N{i:02}" for i in range(40)]
    edges = [
        *every_pair(names[:28], "alert", "auto", ("big",)),
        # What a better agreement says already, the network leaves out.
        *[e for e in every_pair(names[26:36], "alert", "release", ("south",))
          if not {e.source, e.target} <= set(names[:28])],
        Edge("N01", "N35", "track", "auto", ("link",)),
        Edge("N35", "N01", "track", "auto", ("link",)),
    ]  # fmt: skip
    figure, ax = sharing_graph(edges, nations=names, hubs=["N01"])
    assert {"big\n28 nations", "south\n10 nations"} <= set(words(ax))
    # A line a member, and the one pair beside the pacts: a line, and its two heads.
    assert len(ax.lines) == 28 + 10
    assert len(arrows(ax)) == 2
    nodes = [p for p in ax.patches if isinstance(p, Circle)]
    assert len(nodes) == 36 + 1
    key = " ".join(text.get_text() for text in ax.get_legend().get_texts())
    assert "no tie: N36, N37, N38," in key
    assert is_marked(figure)
    assert is_drawn(figure)


def test_a_hub_of_many_stands_in_the_middle_with_one_line_a_spoke_and_a_bar_a_head():
    names = [f"N{i:02}" for i in range(40)]
    edges = [Edge(name, "N00", "track", "auto", ("star",)) for name in names[1:]]
    edges += [
        Edge("N00", name, "track", "auto", ("star",), forwardable=False) for name in names[1:]
    ]
    _, ax = sharing_graph(edges, nations=names, hubs=["N00"])
    assert len(arrows(ax)) == 2 * 39
    assert len(ax.lines) == 39  # the bars, at the spokes alone
    bars = np.array([line.get_xydata().mean(axis=0) for line in ax.lines])
    assert np.hypot(*bars.T).min() > 0.5
    at = {text.get_text(): text.get_position() for text in ax.texts}
    assert np.allclose(at["N00"], 0.0)


def test_a_pact_in_which_one_does_not_tell_another_is_drawn_line_by_line():
    names = [f"N{i}" for i in range(6)]
    _, ax = sharing_graph(every_pair(names, "alert", "auto", ("pact",))[1:], nations=names)
    assert "pact\n6 nations" not in words(ax)
    assert len(arrows(ax)) == 2 * 15


def test_names_fit_into_their_circles_at_forty_nations():
    names = [f"N{i:02}" for i in range(40)]
    figure, ax = sharing_graph([], nations=names)
    figure.canvas.draw()
    circle = next(p for p in ax.patches if isinstance(p, Circle)).get_window_extent()
    labels = [text for text in ax.texts if text.get_text() in names]
    assert max(text.get_window_extent().width for text in labels) < circle.width
    assert min(text.get_fontsize() for text in labels) >= 9.0


def test_wrong_edges_are_all_told():
    with pytest.raises(InputError, match="Invalid tier 'rumour'") as caught:
        sharing_graph(
            [Edge("USA", "JPN", "rumour", "auto"), Edge("USA", "XYZ", "track", "post")],
            nations=TRIAD,
        )
    assert len(caught.value.problems) == 3


PARTS = {"unseen": 120.0, "confirm": 12.0, "relay": 10.0, "assess": 60.0, "left": 98.0}


def test_bars_of_a_waterfall_end_to_end_make_the_flight():
    figure, ax = waterfall(
        {"hub": PARTS, "isolated": {"unseen": 310.0, "left": -10.0, "assess": 0.0}}
    )
    bars = [bar for bar in ax.patches if bar.get_width() > 0.0 and bar.get_y() < 0.5]
    ends = sorted((bar.get_x(), bar.get_x() + bar.get_width()) for bar in bars)
    assert ends[0][0] == 0.0
    assert all(a[1] == pytest.approx(b[0]) for a, b in pairwise(ends))
    assert ends[-1][1] == pytest.approx(sum(PARTS.values()))
    assert [label.get_text() for label in ax.get_yticklabels()] == ["hub", "isolated"]
    assert is_marked(figure)
    assert is_drawn(figure)


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        (PARTS, "1:38 left"),
        ({"unseen": 300.0, "confirm": 30.0, "left": -30.0}, "late by 0:30"),
        ({"unseen": 400.0}, "never"),
    ],
)
def test_a_waterfall_tells_the_outcome(parts, verdict):
    _, ax = waterfall({"one": parts})
    assert verdict in words(ax)


def test_wrong_parts_are_all_told():
    with pytest.raises(InputError, match="Unknown part 'waiting'") as caught:
        waterfall({"one": {"waiting": 1.0, "confirm": -1.0}})
    assert len(caught.value.problems) == 2
    with pytest.raises(InputError, match="No policy"):
        waterfall({})


def test_a_route_is_to_scale_and_what_comes_after_impact_lies_past_its_line():
    figure, ax = route_sequence(
        ["s1", "KOR", "USA", "JPN"],
        times_s=[100.0, 105.0, 410.0, 415.0],
        hops=["own sensor", "pact, release", "hub, auto"],
        impact_s=400.0,
    )
    dots = [line for line in ax.lines if line.get_marker() in "o>"]
    assert [dot.get_xdata()[0] for dot in dots] == [100.0, 105.0, 410.0, 415.0]
    assert [dot.get_ydata()[0] for dot in dots] == [0, 1, 2, 3]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["s1", "KOR", "USA", "JPN"]
    assert len(arrows(ax)) == 3
    assert "6:50  pact, release, +305 s" in words(ax)
    assert "impact 6:40" in words(ax)
    assert is_marked(figure)


def test_what_comes_hours_after_impact_is_an_arrow_at_the_edge():
    _, ax = route_sequence(
        ["s1", "KOR", "JPN"], times_s=[100.0, 105.0, 21_705.0], hops=["own", "ask"], impact_s=400.0
    )
    dots = [line for line in ax.lines if line.get_marker() in ("o", ">")]
    assert [dot.get_marker() for dot in dots] == ["o", "o", ">"]
    assert dots[-1].get_xdata()[0] == ax.get_xlim()[1] < 500.0
    assert any(word.endswith("ask, +21600 s") for word in words(ax))


def test_a_wrong_route_is_refused():
    with pytest.raises(InputError, match="Invalid route"):
        route_sequence(["a", "b"], times_s=[2.0, 1.0], hops=["x"], impact_s=3.0)


DAYS = [date(1996, 4, 1), date(2016, 11, 23), date(2023, 12, 19)]


def test_steps_hold_until_the_next_date():
    figure, ax = step_chart(
        DAYS,
        series={"JPN": [10.0, 60.0, 200.0], "KOR": [30.0, float("nan"), 120.0]},
        events={DAYS[1]: "pact", DAYS[2]: "hub"},
    )
    first = ax.get_lines()[0]
    assert first.get_drawstyle() == "steps-post"
    assert first.get_ydata().tolist() == [10.0, 60.0, 200.0, 200.0]
    assert {"pact", "hub"} <= set(words(ax))
    assert ax.get_yticklabels()[1].get_text() == "0:30"
    assert is_marked(figure)
    assert is_drawn(figure)


def test_what_changes_nothing_is_a_tick_below_and_ends_have_names():
    _, ax = step_chart(
        DAYS,
        series={"JPN": [10.0, 10.0, 200.0], "KOR": [9.0, 9.0, 9.2]},
        events={DAYS[1]: Event("pact", "sharing"), DAYS[2]: "hub"},
    )
    assert "hub" in words(ax)
    assert "pact" not in words(ax)
    assert "sharing without effect here" in words(ax)
    assert {"JPN 3:20", "KOR 0:09"} <= set(words(ax))
    (strip,) = [line for line in ax.lines if line.get_marker() == "|"]
    assert strip.get_xdata()[0] == date2num(DAYS[1])
    # Nothing is known after the last date: half a year of it, or a thirtieth.
    assert ax.get_xlim()[1] - date2num(DAYS[2]) < 0.04 * np.ptp(ax.get_xlim())


def test_shares_are_written_in_percent():
    _, ax = step_chart(DAYS, series={"never": [0.5, 0.2, 0.0]}, unit="%", label="Never warned")
    assert ax.get_ylabel() == "Never warned [%]"
    assert ax.get_yticklabels()[-1].get_text() == "100 %"


@pytest.mark.parametrize(
    ("dates", "series", "unit", "problem"),
    [
        (DAYS[::-1], {"a": [1, 2, 3]}, "m:ss", "dates"),
        ([], {}, "m:ss", "dates"),
        (DAYS, {"a": [1, 2]}, "m:ss", "series a"),
        (DAYS, {"a": [1, 2, 3]}, "h", "unit 'h'"),
    ],
)
def test_wrong_step_charts_are_refused(dates, series, unit, problem):
    with pytest.raises(InputError, match=problem):
        step_chart(dates, series=series, unit=unit)


def test_nothing_is_cut_off_at_the_edges():
    names = [f"N{i}" for i in range(15)]
    edges = [Edge("N0", name, "alert", "auto") for name in names[1:]]
    rows = {"a policy with a long name": PARTS, "never": {"unseen": 400.0}}
    figures = [
        sharing_graph(edges, nations=names, hubs=["N0"], subtitle="s")[0],
        waterfall(rows, subtitle="s")[0],
        waterfall({"one": PARTS})[0],
        route_sequence(["s", "A"], times_s=[1.0, 2.0], hops=["own"], impact_s=6000.0)[0],
        step_chart(DAYS, series={"JPN": [1.0, 2.0, 3.0]}, events={DAYS[0]: "pact"}, subtitle="s")[
            0
        ],
    ]
    for figure in figures:
        used = figure.get_tightbbox(figure.canvas.get_renderer())
        width, height = figure.get_size_inches()
        assert used.x0 > 0.0, figure.axes[0].get_title(loc="left")
        assert used.y0 > 0.0
        assert used.x1 < width, figure.axes[0].get_title(loc="left")
        assert used.y1 < height


def test_own_colours_hold_in_a_step_chart_and_many_others_are_a_grey_band():
    named = {"JPN": Line([1.0, 2.0, 3.0], "#b5423c"), "KOR": [2.0, 2.0, 2.0]}
    others = {f"N{i}": Line([0.0, 0.0, float(i)], faint=True) for i in range(9)}
    _, ax = step_chart(DAYS, series=named | others)
    ends = [word for word in words(ax) if word.startswith(("JPN", "KOR", "grey"))]
    assert sorted(ends) == ["JPN 0:03", "KOR 0:02", "grey: 9 others"]
    colors = [to_hex(line.get_color()) for line in ax.lines]
    assert colors[:2] == ["#b5423c", style.PALETTE[0].lower()]
    assert set(colors[2:11]) == {style.OTHERS.lower()}
