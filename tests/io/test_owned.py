"""Folders: ours is replaced, somebody's never; a folder says whether it is complete."""

import json
import os
from datetime import UTC, datetime

import pytest

from tocsin.constants import NOTIONAL
from tocsin.errors import InputError
from tocsin.io.atomic import write_text
from tocsin.io.definition import Definition
from tocsin.io.owned import MARK, RECORD, RunFolder, check_own, check_writable
from tocsin.io.runfile import write_run

NAMES = ["a.csv", "a.csv-metadata.json", "maps/map-*.png"]


def folder_at(path, about="one"):
    return RunFolder(path, about, names=NAMES)


def write(folder, files=("a.csv", "maps/map-1.png")):
    folder.begin()
    written = [write_text(folder.folder / name, f"{folder.about} {name}") for name in files]
    write_run(
        folder.folder / RECORD,
        definition=Definition("tocsin: 1"),
        about=folder.about,
        cards={},
        started=datetime(2026, 1, 1, tzinfo=UTC),
        seconds={},
        files=written,
    )
    folder.end()


def names_in(path):
    return sorted(p.relative_to(path).as_posix() for p in path.rglob("*") if p.is_file())


@pytest.fixture
def ours(tmp_path):
    folder = folder_at(tmp_path / "out")
    folder.claim()
    write(folder)
    return folder.folder


def test_to_claim_touches_nothing(tmp_path):
    folder_at(tmp_path / "deep" / "out").claim()
    assert list(tmp_path.iterdir()) == []


def test_the_same_again_replaces_and_removes_what_is_stale(ours):
    again = folder_at(ours)
    again.claim()
    write(again, files=("a.csv",))
    assert names_in(ours) == ["a.csv", RECORD]
    assert not (ours / "maps").exists()


def test_something_else_is_refused_unless_it_may_be_replaced(ours):
    before = {name: (ours / name).read_bytes() for name in names_in(ours)}
    with pytest.raises(InputError, match=r"is of 'one', and this run of 'two'.*--replace"):
        folder_at(ours, "two").claim()
    assert {name: (ours / name).read_bytes() for name in names_in(ours)} == before
    other = folder_at(ours, "two")
    other.claim(replace=True)
    write(other, files=("a.csv",))
    assert json.loads((ours / RECORD).read_text())["about"] == "two"
    assert names_in(ours) == ["a.csv", RECORD]


@pytest.mark.parametrize("replace", [False, True])
@pytest.mark.parametrize("name", ["photo.txt", "a.csv", RECORD, MARK, "maps/map-1.png"])
def test_a_folder_of_somebody_is_never_written_to(tmp_path, name, replace):
    kept = write_text(tmp_path / name, '{"files": [1]}')
    with pytest.raises(InputError, match=f"no run of tocsin: it holds {name}"):
        folder_at(tmp_path).claim(replace=replace)
    assert names_in(tmp_path) == [name]
    assert kept.read_text() == '{"files": [1]}'


@pytest.mark.parametrize("name", ["maps/map-2.png", "a.csv"])
def test_what_somebody_put_or_changed_in_our_folder_is_not_ours(ours, name):
    write_text(ours / name, "mine")
    with pytest.raises(InputError, match=f"holds {name}, which tocsin did not write"):
        folder_at(ours).claim(replace=True)
    assert (ours / name).read_text() == "mine"


def test_what_no_run_is_named_stays_where_it_is(ours):
    write_text(ours / "maps" / "notes.txt", "mine")
    again = folder_at(ours)
    again.claim()
    write(again, files=())
    assert names_in(ours) == ["maps/notes.txt", RECORD]


def test_a_run_that_was_stopped_says_so_and_makes_room_for_the_next(ours):
    stopped = folder_at(ours)
    stopped.claim()
    stopped.begin()
    write_text(ours / "maps" / "map-9.png", "half of a run")
    write_text(ours / "maps" / ".tmp-999999999-0123abcd.png", "half of a file")
    assert not (ours / RECORD).exists()
    assert json.loads((ours / MARK).read_text())["complete"] is False
    following = folder_at(ours)
    following.claim()
    write(following, files=("a.csv",))
    assert names_in(ours) == ["a.csv", RECORD]


def test_a_folder_of_an_earlier_version_is_ours(ours):
    """Its record told neither what it was of nor the descriptions of its tables."""
    record = json.loads((ours / RECORD).read_text())
    del record["about"]
    write_text(ours / RECORD, json.dumps(record))
    write_text(ours / "a.csv-metadata.json", "{}")
    folder_at(ours, "two").claim()


@pytest.mark.parametrize("text", ["[]", "null", "1", '{"tocsin": 1, "files": [1]}', "{"])
def test_a_damaged_record_is_nobodys(tmp_path, text):
    write_text(tmp_path / RECORD, text)
    with pytest.raises(InputError, match="no run of tocsin"):
        folder_at(tmp_path).claim()


def test_hidden_files_are_in_nobodys_way(tmp_path):
    write_text(tmp_path / ".gitignore", "*")
    folder = folder_at(tmp_path)
    folder.claim()
    write(folder, files=())
    assert names_in(tmp_path) == [".gitignore", RECORD]


def test_what_cannot_be_written_to_is_refused_at_once(tmp_path):
    note = write_text(tmp_path / "note.txt", "mine")
    for folder in (note, note / "out"):
        with pytest.raises(InputError, match="is no folder"):
            check_writable(folder)


@pytest.mark.parametrize(
    ("text", "is_own"), [("mine", False), (f"<svg>{NOTIONAL}</svg>", True), ("", True)]
)
def test_a_file_is_ours_if_it_bears_the_mark(tmp_path, text, is_own):
    path = write_text(tmp_path / "f.svg", text)
    if is_own:
        check_own(path)
    else:
        with pytest.raises(InputError, match="tocsin did not write it"):
            check_own(path)


def test_what_another_process_is_writing_stays(ours):
    writing = write_text(ours / "maps" / f".tmp-{os.getppid()}-0123abcd.png", "half of a file")
    dead = write_text(ours / "maps" / ".tmp-999999999-0123abcd.png", "half of a file")
    again = folder_at(ours)
    again.claim()
    write(again)
    assert writing.exists()
    assert not dead.exists()


def test_leftovers_alone_are_nobodys_folder(tmp_path):
    write_text(tmp_path / ".tmp-999999999-0123abcd.png", "half of a file")
    folder = folder_at(tmp_path)
    folder.claim()
    write(folder, files=())
    assert names_in(tmp_path) == [RECORD]
