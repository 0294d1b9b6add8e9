"""Public names stand in one list each; completion, star imports and type checkers see it."""

import subprocess
import sys
from importlib import import_module
from types import ModuleType

import pytest

PACKAGES = ["tocsin", "tocsin.scenario", "tocsin.sharing", "tocsin.study"]

USER = """
import tocsin
from tocsin.study import plan

world = tocsin.Scenario.load("mine.yaml")
reveal_type(world)
reveal_type(plan)
tocsin.run(world, policies=3)
tocsin.ran(world)
"""
# Other libraries are not looked into: the test is about ours, and in a few seconds.
OURS_ONLY = "[mypy]\nfollow_imports = skip\nignore_missing_imports = true\n" + (
    "[mypy-tocsin.*]\nfollow_imports = silent\n"
)


@pytest.mark.parametrize("name", PACKAGES)
def test_directory_shows_the_public_names_and_modules_only(name):
    package = import_module(name)
    seen = {entry for entry in dir(package) if not entry.startswith("_")}
    modules = {entry for entry in seen if isinstance(getattr(package, entry), ModuleType)}
    assert seen - modules == set(package.__all__)


@pytest.mark.parametrize("name", PACKAGES)
def test_every_public_name_is_there_and_no_other(name):
    package = import_module(name)
    for entry in package.__all__:
        assert getattr(package, entry) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        _ = package.nonsense


@pytest.mark.parametrize("name", PACKAGES)
def test_a_star_import_brings_the_public_names(name):
    brought = {}
    exec(f"from {name} import *", brought)
    assert brought.keys() - {"__builtins__"} == set(import_module(name).__all__)


def test_public_names_are_few():
    import tocsin

    assert 0 < len(tocsin.__all__) <= 30


def test_a_users_type_checker_sees_the_types(package, tmp_path):
    """`py.typed` says that the annotations count; without it every name would be of any type."""
    assert (package / "py.typed").is_file()
    (tmp_path / "user.py").write_text(USER, "utf-8")
    (tmp_path / "mypy.ini").write_text(OURS_ONLY, "utf-8")
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "user.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 'Revealed type is "tocsin.scenario.models.Scenario"' in checked.stdout
    assert "-> tocsin.study.planning.Plan" in checked.stdout
    assert 'Argument "policies" to "run" has incompatible type "int"' in checked.stdout
    assert 'Module has no attribute "ran"' in checked.stdout
