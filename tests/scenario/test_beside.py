"""Files that a scenario names: beside it alone, bounded, read into what it says."""

import os

import pytest

from tocsin.errors import InputError
from tocsin.scenario import Scenario, beside, json_schema
from tocsin.scenario.beside import table_lines

SCENARIO = """\
tocsin: 1
nations:
  AAA: {territory: {box: {west: 10, south: 0, east: 20, north: 10}}}
  XXA: {}
sensors: {r: {class: national-warning, owner: AAA, lat: 5, lon: 15, facing_deg: 90}}
launches: {area: {nation: XXA, lat: 5, lon: 28}}
arcs: {medium: {class: medium}}
targets: {places: {min_population: 1000}}
places: {file: FILE}
"""
CITIES = "name,nation,lat,lon,population\nTam,AAA,1.5,12,200000\nTim,AAA,2,13,30000\n"


@pytest.fixture
def written(tmp_path):
    """Write a scenario that names a file, and that file; return the scenario's path."""

    def write(cities=CITIES, *, named="cities.csv", encoding="utf-8"):
        folder = tmp_path / "mine"
        folder.mkdir(exist_ok=True)
        (folder / "cities.csv").write_bytes(cities.encode(encoding))
        path = folder / "world.yaml"
        path.write_text(SCENARIO.replace("FILE", named))
        return path

    return write


def problems(path):
    with pytest.raises(InputError) as caught:
        Scenario.load(path)
    return caught.value.problems


def test_a_file_says_what_entries_would(written):
    path = written()
    inline = SCENARIO.replace(
        "{file: FILE}",
        "[{name: Tam, nation: AAA, lat: 1.5, lon: 12, population: 200000},"
        " {name: Tim, nation: AAA, lat: 2, lon: 13, population: 30000}]",
    )
    assert Scenario.load(path) == Scenario.from_text(inline)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_tables_of_any_program_are_read(written, separator, encoding):
    text = CITIES.replace(",", separator).replace("200000", "200000.0").replace("\n", "\r\n")
    path = written(text.replace("name", "Name", 1) + "\r\n\r\n", encoding=encoding)
    assert Scenario.load(path) == Scenario.load(written())


def test_what_is_written_out_needs_the_file_no_more(written):
    scenario = Scenario.load(written())
    assert Scenario.from_text(scenario.to_yaml()) == scenario
    changed = Scenario.load(written(CITIES.replace("30000", "40000")))
    assert changed.content_hash() != scenario.content_hash()


def test_wrong_rows_are_named_by_the_table_s_line_and_all_at_once(written):
    path = written(CITIES + '\n"a\nb",AAA,1,1,1\nBad,ZZZ,91,13,x\n')
    table = path.with_name("cities.csv")
    told = problems(path)
    assert [text.partition(": ")[0] for text in told] == [f"{table}:{n}" for n in (7, 7, 7)]
    assert "Unknown nation 'ZZZ'" in told[-1]


@pytest.mark.parametrize(
    ("cities", "line", "text"),
    [
        ("", 1, "Empty"),
        ("name,lat\nTam,1\n", 1, "No column nation, lon, population"),
        (CITIES.replace("lon", "lat"), 1, "No column lon"),
        (CITIES + "Tom,AAA,1,2,3,4\n", 4, "6 values for 5 columns"),
        (CITIES + '"Tom,AAA\n', 4, "Not a table"),
    ],
)
def test_a_table_that_is_none_is_refused_with_its_line(written, cities, line, text):
    path = written(cities)
    (told,) = problems(path)
    assert told.startswith(f"{path.with_name('cities.csv')}:{line}: ")
    assert text in told


def test_other_letters_are_refused(written):
    (told,) = problems(written(CITIES.replace("Tim", "Tïm"), encoding="latin-1"))
    assert ":3: Not UTF-8" in told


@pytest.mark.parametrize("named", ["../secret.csv", "link.csv", "folder/../../secret.csv"])
def test_what_lies_elsewhere_is_not_read(written, tmp_path, named):
    path = written(named=named)
    (tmp_path / "secret.csv").write_text(CITIES)
    (path.parent / "folder").mkdir()
    (path.parent / "link.csv").symlink_to(tmp_path / "secret.csv")
    (told,) = problems(path)
    assert told.startswith(f"{path}:9: ")
    assert "outside the scenario's folder" in told


def test_a_link_within_the_folder_is_followed(written):
    path = written(named="link.csv")
    (path.parent / "link.csv").symlink_to("cities.csv")
    assert len(Scenario.load(path).places) == 2


def test_what_is_no_file_is_refused(written):
    path = written(named="pipe")
    os.mkfifo(path.parent / "pipe")
    assert "no ordinary file" in problems(path)[0]
    assert "Did you mean 'cities.csv'" in problems(written(named="citis.csv"))[0]
    assert "Must name a file" in problems(written(named="[1]"))[0]
    assert "foo" in problems(written(named="cities.csv, foo: 1"))[0]


def test_a_file_that_is_too_large_is_refused(written, monkeypatch):
    monkeypatch.setattr(beside, "MAX_BYTES", 20)
    assert "larger than" in problems(written())[0]


def test_a_text_names_no_file():
    for read in (Scenario.from_text, lambda text: Scenario.from_dict(_plain(text))):
        with pytest.raises(InputError, match="only a scenario file may"):
            read(SCENARIO.replace("FILE", "cities.csv"))


def _plain(text):
    from ruamel.yaml import YAML

    return YAML(typ="safe").load(text)


def test_the_schema_takes_both():
    kinds = [each["type"] for each in json_schema()["properties"]["places"]["anyOf"]]
    assert kinds == ["array", "object"]


def test_unknown_columns_are_noticed_where_all_are_known():
    with pytest.raises(InputError, match=r"1: Unknown column 'teir'. Did you mean 'tier'"):
        table_lines(b"id,teir\na,alert\n", needed=["id"], known=["id", "tier"])
