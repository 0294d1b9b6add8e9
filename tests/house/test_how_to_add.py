"""The page "How to add" is done: each of its examples, on a copy of the package, and then tried."""

import os
import re
import shutil
import subprocess
import sys
from functools import reduce
from pathlib import Path
from typing import NamedTuple

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "how-to-add.md"
MOST_FILES = {
    "A sensor kind": 3,
    "A clause": 2,
    "A verb": 2,
    "A format": 2,
    "An export": 2,
    "A measure": 1,
    "A figure of merit": 1,
}
SECTION = re.compile(r"^## (.+)\n((?:(?!^## ).*\n)*)", re.MULTILINE)
NEW = re.compile(r"^New, `(.+)`:\n\n```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CHANGED = re.compile(r"^Changed, `(.+)`:\n((?:\n```diff\n(?:[ +-].*\n)+```\n)+)", re.MULTILINE)
CHANGE = re.compile(r"^```diff\n((?:[ +-].*\n)+)", re.MULTILINE)
TRIED = re.compile(r"^\*Try it\*:\n\n```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


class Recipe(NamedTuple):
    """A section of the page: new files and changes by path, and what must hold then."""

    new: dict[str, str]
    changed: dict[str, list[str]]
    tried: list[str]

    @property
    def files(self):
        return {*self.new, *self.changed}


def recipes():
    sections = dict(SECTION.findall(PAGE.read_text("utf-8")))
    return {
        title: Recipe(
            dict(NEW.findall(text)),
            {path: CHANGE.findall(blocks) for path, blocks in CHANGED.findall(text)},
            TRIED.findall(text),
        )
        for title, text in sections.items()
    }


def with_change(text, change):
    """Apply a change shown as a diff: its context and its removed lines stand there once."""
    lines = [line for line in change.splitlines() if line]
    assert {line[0] for line in lines} <= set(" +-")
    before = "".join(f"{line[1:]}\n" for line in lines if line[0] in " -")
    after = "".join(f"{line[1:]}\n" for line in lines if line[0] in " +")
    assert text.count(before) == 1, before
    return text.replace(before, after)


@pytest.fixture(params=MOST_FILES)
def recipe(request):
    return recipes()[request.param]


@pytest.fixture
def copy(recipe, root, tmp_path):
    """A source root in which the recipe has been followed."""
    source = root / "coverage"
    # With what Python has compiled of it: to compile all again takes longer than the rest.
    shutil.copytree(source, tmp_path / "coverage", ignore=shutil.ignore_patterns(".*"))
    for path, text in recipe.new.items():
        assert not (root / path).exists()
        (tmp_path / path).write_text(text, "utf-8")
    for path, changes in recipe.changed.items():
        file = tmp_path / path
        file.write_text(reduce(with_change, changes, file.read_text("utf-8")), "utf-8")
    return tmp_path


def test_the_page_has_these_sections_and_no_other():
    assert recipes().keys() == MOST_FILES.keys()


@pytest.mark.parametrize("title", MOST_FILES)
def test_a_recipe_touches_few_files(title):
    files = recipes()[title].files
    assert files
    assert {path for path in files if not path.startswith("coverage/tocsin/")} == set()
    assert len(files) <= MOST_FILES[title]


def test_a_recipe_works(recipe, copy):
    assert recipe.tried
    for code in recipe.tried:
        ran = subprocess.run(
            [sys.executable, "-c", code],
            cwd=copy,
            env=os.environ | {"PYTHONPATH": str(copy / "coverage"), "MPLBACKEND": "Agg"},
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )
        assert ran.returncode == 0, ran.stderr[-3000:]


def test_a_recipe_is_in_the_house_style(recipe, copy, root):
    checked = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--config", root / "pyproject.toml", "--no-cache"]
        + [copy / path for path in sorted(recipe.files) if path.endswith((".py", ".pyi"))],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_a_change_must_fit_the_file():
    assert with_change("a\nb\nc\n", " b\n+d\n c\n") == "a\nb\nd\nc\n"
    with pytest.raises(AssertionError):
        with_change("a\nb\n", " c\n+d\n")
