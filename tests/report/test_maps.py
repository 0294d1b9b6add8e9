"""Map files: which there are, in what order, and what is said of them."""

import json

import numpy as np
import pytest

from tocsin.answers.run import run
from tocsin.errors import InputError
from tocsin.report.atlas import Atlas, Sheet, sheets
from tocsin.report.drawing import Beside, Drawing, Here
from tocsin.report.maps import MapFiles, write_maps
from tocsin.scenario import Scenario

NAMES = [
    "warning-isolated",
    "warning-relay",
    "warning-full-mesh",
    "change-isolated-to-relay",
    "change-isolated-to-full-mesh",
    "footprints",
]


def test_maps_of_all_arcs_come_first_and_nothing_else_is_left(maps):
    assert [path.name for path in maps[: len(NAMES)]] == [f"{name}.png" for name in NAMES]
    by_arc = [path.name for path in maps[len(NAMES) : -1]]
    assert by_arc[0] == "warning-isolated.medium.png"
    assert len(by_arc) == 3 * 5 + 1
    assert by_arc[-1] == "warning-by-arc.png"
    assert sorted(path.name for path in maps[0].parent.iterdir()) == sorted(p.name for p in maps)
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in maps[:-1])
    words = json.loads(maps[-1].read_text("utf-8"))
    assert list(words) == [path.name.removesuffix(".png") for path in maps[:-1]]
    assert all(text.startswith("Map of ") for text in words.values())


def test_first_map_is_on_disk_before_the_second_is_drawn(result, tmp_path, monkeypatch):
    drawn = []

    # What is drawn does not matter, but when.
    def spy(self, _endings):
        drawn.append((self.named["title"], sorted(path.name for path in tmp_path.iterdir())))
        return [b"picture"]

    monkeypatch.setattr(Drawing, "files", spy)
    told = []
    write_maps(result, tmp_path, progress=lambda done, total: told.append((done, total)))
    assert [title.split(":")[0] for title, _ in drawn[:2]] == ["isolated", "relay"]
    assert [there for _, there in drawn[:2]] == [[], ["warning-isolated.png"]]
    assert told == [(i, 6) for i in range(1, 7)]


def painted(painter, result, folder):
    """Maps as a run writes them: the first, then the others."""
    maps = MapFiles(result, folder, painter=painter)
    try:
        return [path.read_bytes() for path in (*maps.first(), *maps.others())]
    finally:
        painter.close()


@pytest.fixture(scope="module")
def drawn_here(bare, tmp_path_factory):
    return painted(Here(), bare, tmp_path_factory.mktemp("here"))


def test_a_process_beside_draws_the_same_to_the_byte(bare, drawn_here, tmp_path):
    assert painted(Beside(), bare, tmp_path) == drawn_here


def test_what_a_process_that_died_left_is_drawn_here(bare, drawn_here, tmp_path):
    killed = Beside()
    killed._process.kill()
    assert painted(killed, bare, tmp_path) == drawn_here


def test_what_cannot_be_drawn_beside_is_told_here():
    painter = Beside()
    painter.ask([Drawing("style:new_figure", (4.0, 3.0)), Drawing("style:nosuch")], ["png"])
    assert painter.next()[0].startswith(b"\x89PNG")
    with pytest.raises(AttributeError, match="nosuch"):
        painter.next()
    painter.close()


def test_formats(bare, tmp_path):
    written = write_maps(bare, tmp_path / "new", formats=("svg", "png", "svg"))
    assert [path.name for path in written[:2]] == ["warning-isolated.svg", "warning-isolated.png"]
    assert "Notional" in written[0].read_text("utf-8")


def test_unknown_format_writes_nothing(bare, tmp_path):
    with pytest.raises(InputError, match=r"'gif'.*png, svg, pdf"):
        write_maps(bare, tmp_path / "maps", formats=("png", "gif"))
    assert not (tmp_path / "maps").exists()


def test_equal_runs_give_equal_maps(bare, drawn_here, tmp_path):
    assert [path.read_bytes() for path in write_maps(bare, tmp_path)] == drawn_here


def test_one_policy_has_no_change(bare):
    assert [sheet.kind for sheet in sheets(bare)] == ["warning", "warning", "change", "footprints"]


def test_scale_is_one_for_all_policies_and_spans_nearly_all_cells(result):
    atlas = Atlas(result)
    sheet = Sheet("warning", "relay")
    levels = atlas.levels_s(sheet)
    for policy in result.policies:
        found = atlas.values(sheet, policy)
        assert (found.value_s[found.status == "warned"] < 2 * levels[-1]).all()
    every = np.concatenate([atlas.values(sheet, policy).value_s for policy in result.policies])
    assert levels[-2] <= np.quantile(every, 0.98) <= levels[-1]


def test_alt_text_counts_cells(result):
    atlas = Atlas(result)
    sheet = Sheet("warning", "relay")
    found, words = atlas.values(sheet), atlas.alt(sheet)
    assert words.startswith("Map of warning time under relay, launched from west-area (")
    assert f" Of {len(found.value_s)} cells " in words
    assert f"{100 * (found.status == 'warned').mean():.0f} % warned" in words
    change = atlas.alt(Sheet("change", "relay", "isolated"))
    newly = (atlas.values(sheet, "isolated").status != "warned") & (found.status == "warned")
    assert f"{100 * newly.mean():.0f} % are newly warned" in change


def test_alt_text_of_a_map_without_warning(bare):
    words = Atlas(bare).alt(Sheet("warning", "isolated"))
    assert (
        words == "Map of warning time under isolated, launched from far (ISLE). "
        "Of 1 cell 0 % warned, 0 % late, 100 % never."
    )


def test_change_is_only_of_cells_warned_under_both(result):
    atlas = Atlas(result)
    sheet = Sheet("change", "relay", "isolated")
    change = atlas.change_s(sheet)
    both = (atlas.values(sheet, "isolated").status == "warned") & (
        atlas.values(sheet).status == "warned"
    )
    assert (np.isfinite(change) == both).all()
    assert np.nanmin(change) >= 0.0  # more sharing never costs warning


def test_another_launch_nation_has_maps_of_its_own():
    world = {
        "tocsin": 1,
        "nations": {"ISLE": {}, "WEST": {}, "FAR": {"name": "Far"}},
        "sensors": {"own": {"class": "ship-s-band", "owner": "ISLE", "lat": 0, "lon": 9}},
        "launches": {"area": {"nation": "WEST", "lat": 0, "lon": 0},
                     "other": {"nation": "FAR", "lat": 30, "lon": 9}},
        "arcs": {"short": {"class": "short"}},
        "targets": {"points": {"port": {"lat": 0, "lon": 10, "nation": "ISLE"}}},
        "policies": {"alone": {}},
    }  # fmt: skip
    result = run(Scenario.from_dict(world))
    names = [sheet.name for sheet in sheets(result)]
    assert names == ["warning-alone", "footprints", "warning-alone.from-other"]
    atlas = Atlas(result)
    near, _, far = (sheet for sheet in sheets(result))
    assert "launched from other (Far)" in atlas.alt(far)
    assert atlas.values(near).value_s != atlas.values(far).value_s
    table = result.warning.set_index("launch")
    assert atlas.values(far).value_s == max(table.loc["other", "warning_s"], 0.0)
    assert atlas.values(near).cases == atlas.values(far).cases == 1
