"""The test set that others can run: the package agrees with it, and it can be made again."""

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def made():
    import test_set

    return test_set


def test_the_package_agrees_with_a_sample(made):
    """All of it: ``make accuracy-test``."""
    wrong, pairs, puzzles = made.check(made.ARCHIVE, every=7)
    assert wrong == []
    assert (pairs, puzzles) == (1429, 29)


def test_a_wrong_answer_would_be_told(made):
    from test_set_check import pair_differences

    pairs = [each for each in made.read(made.ARCHIVE) if isinstance(each, tuple)][:40]
    moved = [(*pair[:3], [(a, b + 1e-4) for a, b in pair[3]], pair[4]) for pair in pairs]
    seen = [off > tolerance_s for _name, off, tolerance_s, _pair in pair_differences(moved)]
    assert seen == [bool(pair[3]) for pair in pairs]


def test_its_reader_counts_it(made, tmp_path):
    with zipfile.ZipFile(made.ARCHIVE) as archive:
        archive.extract("reader.py", tmp_path)
        pages = archive.read("README.md").decode()
    command = [sys.executable, tmp_path / "reader.py", made.ARCHIVE]
    said = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    assert said == "10000 pairs and 200 puzzles\n"
    assert len((tmp_path / "reader.py").read_text("utf-8").splitlines()) < 32
    assert all(f"- {name}: {n}\n" in pages for name, n in made.test_set_windows.CLASSES.items())


def test_the_page_has_its_checksum_and_it_is_small(made):
    content = made.ARCHIVE.read_bytes()
    assert len(content) < 5_000_000
    assert hashlib.sha256(content).hexdigest() in (ROOT / "docs" / "accuracy.md").read_text("utf-8")


def test_equal_seeds_make_equal_bytes(made, tmp_path):
    """Two classes anew, and every puzzle as it stands in the archive."""
    classes = {"wrap through north": 10, "low-flyer": 5}
    one, other = (made.write(tmp_path / name, made.members(classes, 20)) for name in "ab")
    assert one == other
    with zipfile.ZipFile(made.ARCHIVE) as archive:
        kept = json.loads(archive.read("puzzles.json"))
        assert archive.read("reader.py").decode() == (made.DATA / "test_set_reader.py").read_text()
    assert made.test_set_puzzles.puzzles(200) == kept


def test_it_is_made_without_the_package():
    """The makers of answers import nothing of what they are the authority for."""
    for name in ("test_set_windows", "test_set_puzzles"):
        text = (ROOT / "benchmarks" / f"{name}.py").read_text("utf-8")
        assert "import tocsin" not in text
        assert "from tocsin" not in text
    code = (
        "import sys; sys.path[:0] = sys.argv[1:]; import test_set_windows, test_set_puzzles; "
        "sys.exit(any(name.split('.')[0] == 'tocsin' for name in sys.modules))"
    )
    folders = [ROOT / "benchmarks", ROOT / "tests" / "model"]
    subprocess.run([sys.executable, "-c", code, *folders], check=True)
