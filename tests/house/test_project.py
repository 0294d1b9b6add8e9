"""The files around the package: pins, the two commands, what may stand in a tracked text."""

import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REGISTRIES = [
    "pypi" + ".org",
    "python" + "hosted",
    "npmjs" + ".",
    "anaconda" + ".org",
    "crates" + ".io",
    "proxy." + "golang",
]
MACHINE = re.compile(r"(?<![\w.$}/-])/(?:" + "root|home|Users|work|opt|mnt" + r")/[\w.]+")
SECRET = re.compile("-----BEGIN [A-Z ]*PRIVATE" + " KEY|gh[pousr]_" + "[A-Za-z0-9]{30}")


def requirements(lines):
    return {canonicalize_name(Requirement(line).name): Requirement(line) for line in lines}


@pytest.fixture(scope="module")
def pins(root):
    lines = (root / "constraints.txt").read_text("utf-8").splitlines()
    assert lines[0].startswith("#")
    assert "make constraints" in lines[0]
    return lines[1:]


def test_pins_are_name_and_version_only(pins):
    assert [line for line in pins if not re.fullmatch(r"[\w.-]+==[\w.!]+", line)] == []
    assert pins == sorted(pins, key=str.lower)
    assert not {"tocsin", "pip", "setuptools"} & {p.split("==")[0].lower() for p in pins}


def test_every_dependency_is_pinned_to_a_version_that_it_allows(pins, project):
    versions = {canonicalize_name(n): v for n, v in (pin.split("==") for pin in pins)}
    extras = project["project"]["optional-dependencies"].values()
    wanted = requirements(project["project"]["dependencies"] + [r for e in extras for r in e])
    del wanted["tocsin"]
    assert [n for n, r in wanted.items() if versions.get(n) not in r.specifier] == []


def test_every_dependency_has_its_job_written_down(root, project):
    text = (root / "docs" / "dependencies.md").read_text("utf-8")
    jobs = dict(re.findall(r"^\| `([\w.-]+)` \| (\S.*?) *\|$", text, flags=re.MULTILINE))
    extras = project["project"]["optional-dependencies"].values()
    wanted = requirements(project["project"]["dependencies"] + [r for e in extras for r in e])
    assert {canonicalize_name(name) for name in jobs} == set(wanted) - {"tocsin"}


def test_no_registry_no_machine_no_secret(tracked_text, root):
    found = {}
    for path, text in tracked_text.items():
        hits = [host for host in REGISTRIES if host in text]
        hits += [m.group() for pattern in (MACHINE, SECRET) for m in pattern.finditer(text)]
        if hits:
            found[str(path.relative_to(root))] = hits[:3]
    assert found == {}


def test_ci_runs_the_command_that_the_readme_names(root):
    script = (root / ".ci" / "run").read_text("utf-8")
    assert set(re.findall(r"make [\w-]+", script)) == {"make test"}
    readme = (root / "README.md").read_text("utf-8")
    assert {"make demo", "make test"} <= set(re.findall(r"make [\w-]+", readme))


def test_readme_names_only_targets_that_exist(root):
    makefile = (root / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+)(?=[^:=]*:)", makefile, flags=re.MULTILINE))
    named = re.findall(r"`make ([\w-]+)`", (root / "README.md").read_text("utf-8"))
    assert set(named) <= targets


def test_changelog_knows_the_version(root, project):
    assert f"## {project['project']['version']}" in (root / "CHANGELOG.md").read_text("utf-8")
