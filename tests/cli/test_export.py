"""Export on the command line: the same files from a scenario, a result and a run's folder."""

import pytest

import tocsin


@pytest.fixture
def ran(small, tmp_path, call):
    out = tmp_path / "out"
    done = call("run", small, "-o", out, "-q", "--no-maps", "--no-report", "-p", "after")
    assert done.code == 0, done.err
    return out


def test_a_scenario_a_result_and_a_folder_give_the_same(small, ran, tmp_path, call):
    sources = {"file": small, "result": tocsin.run(small, policies="after"), "folder": ran}
    texts = set()
    for name, source in sources.items():
        (file,) = tocsin.export(source, to=tmp_path / f"{name}.geojson", policy="after")
        texts.add(file.read_text("utf-8"))
    # The folder has one policy: it need not be named.
    done = call("export", ran, "--to", tmp_path / "a.geojson", "--to", tmp_path / "a.dot")
    assert done.code == 0, done.err
    assert "a.geojson: GeoJSON with cells, footprints, arcs, sensors, launches." in done.out
    assert "Notional" in done.out
    texts.add((tmp_path / "a.geojson").read_text("utf-8"))
    assert len(texts) == 1


def test_what_is_exported_is_not_written_over(small, ran, tmp_path, call):
    before = small.read_bytes()
    named = tmp_path / "small.dot"
    named.write_bytes(before)
    done = call("export", named, "--to", named, "-p", "after")
    assert (done.code, "is what is exported" in done.err) == (2, True)
    assert named.read_bytes() == before


def test_heights_and_layers_are_lists(tmp_path, call):
    to = tmp_path / "a.geojson"
    done = call("export", "hosted-veto", "--to", to, "--altitude-km", "low")
    assert (done.code, "Invalid --altitude-km 'low'" in done.err) == (2, True)
    words = ("--layers", "sensors,footprints", "--altitude-km", "10,100")
    done = call("export", "hosted-veto", *words, "--to", to)
    assert done.code == 0, done.err
    assert to.read_text("utf-8").count('"altitude_km": 10.0') == 3
