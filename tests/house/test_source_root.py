"""The source root is called ``coverage``, and numba imports whatever has that name.

Each guard of docs/architecture.md has its test here.
"""

import subprocess
import sys
import zipfile

import pytest
from packaging.requirements import Requirement


def test_source_root_is_never_a_package(root):
    assert not (root / "coverage" / "__init__.py").exists()


def test_no_script_has_the_name(root):
    """Python puts the folder of a script first on its path: numba would import that script."""
    for folder in ("benchmarks", "docs", "examples", "tests", ".ci"):
        assert not list((root / folder).rglob("coverage.py")), folder


def test_real_coverage_is_a_dependency_with_the_reason_beside_it(root, project):
    wanted = {Requirement(r).name: Requirement(r) for r in project["project"]["dependencies"]}
    assert not wanted["coverage"].specifier.contains("7.6.0")
    assert wanted["coverage"].specifier.contains("7.6.1")
    lines = (root / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    place = next(i for i, line in enumerate(lines) if line.strip().startswith('"coverage'))
    assert lines[place - 1].strip().startswith("#")


def test_tests_are_no_packages(root):
    assert list((root / "tests").rglob("__init__.py")) == []


def test_pytest_keeps_the_root_off_the_path(project):
    assert "--import-mode=importlib" in project["tool"]["pytest"]["ini_options"]["addopts"]


def test_ruff_knows_the_source_root(project):
    assert project["tool"]["ruff"]["src"] == ["coverage"]


def test_git_ignores_none_of_our_sources(root, package):
    sources = [str(p) for p in package.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    ignored = subprocess.run(
        ["git", "check-ignore", "--no-index", *sources],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if ignored.returncode == 128:
        pytest.skip("not a git checkout")
    assert ignored.stdout == ""


def test_no_line_of_gitignore_is_the_source_root(root):
    lines = (root / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert not {line.strip().strip("/") for line in lines} & {"coverage", "coverage/*", "cov*"}


def test_numba_imports_at_the_root(root):
    command = [sys.executable, "-c", "import numba"]
    subprocess.run(command, cwd=root, check=True, capture_output=True, timeout=120)


def test_wheel_holds_every_module_and_data_file(root, package, tmp_path):
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(tmp_path)]
    built = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    inside = {n for n in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in n}
    tree = {
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }
    shipped = {
        f"tocsin/{path.relative_to(root).as_posix()}" for path in (root / "configs").rglob("*.yaml")
    }
    assert inside == tree | shipped
    assert len(inside) > 10
