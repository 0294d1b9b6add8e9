"""What runs before a commit and on a public host is what CONTRIBUTING tells people to run."""

import re

import pytest
from packaging.specifiers import SpecifierSet
from ruamel.yaml import YAML


@pytest.fixture(scope="module")
def workflow(root):
    return YAML(typ="safe").load(root / ".github" / "workflows" / "test.yml")


@pytest.fixture(scope="module")
def lint_lines(root):
    makefile = (root / "Makefile").read_text("utf-8")
    target = re.search(r"^lint:.*\n((?:\t.*\n)+)", makefile, flags=re.MULTILINE)
    return [line.removeprefix("\t@$(BIN)/") for line in target[1].splitlines()]


def without_options(command):
    return " ".join(word for word in command.split() if not word.startswith(("-", ".")))


def test_workflow_runs_only_commands_that_the_documents_name(root, workflow):
    named = set()
    for page in ("README.md", "CONTRIBUTING.md"):
        named |= set(re.findall(r"make [\w-]+", (root / page).read_text("utf-8")))
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    run = [" ".join(step["run"].split()[:2]) for step in steps if "run" in step]
    assert run == ["make test"]
    assert set(run) <= named


def test_workflow_needs_no_secret_and_may_only_read(root, workflow):
    assert workflow["permissions"] == {"contents": "read"}
    text = (root / ".github" / "workflows" / "test.yml").read_text("utf-8")
    assert "secrets" not in text


def test_workflow_tests_the_pythons_that_are_supported(root, project, workflow):
    pythons = workflow["jobs"]["test"]["strategy"]["matrix"]["python"]
    supported = SpecifierSet(project["project"]["requires-python"])
    assert all(version in supported for version in pythons)
    assert "3.11" in pythons
    assert f"{pythons[0]} to {pythons[-1]}" in (root / "CONTRIBUTING.md").read_text("utf-8")


def test_hooks_are_our_own_tools(root, lint_lines):
    config = YAML(typ="safe").load(root / ".pre-commit-config.yaml")
    assert {repo["repo"] for repo in config["repos"]} == {"local"}
    hooks = [hook["entry"] for repo in config["repos"] for hook in repo["hooks"]]
    assert [entry for entry in hooks if not entry.startswith(".venv/bin/")] == []
    tools = [without_options(entry.removeprefix(".venv/bin/")) for entry in hooks]
    assert tools == [without_options(line) for line in lint_lines]
