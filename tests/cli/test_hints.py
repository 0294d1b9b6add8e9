"""What a command line lacks is told with what there is, and with a command that works."""

import pytest

from tocsin.answers.registry import verbs
from tocsin.cli.hints import WORDS
from tocsin.scenario import Scenario

SHARED = """\
  tell: {kind: sharing, from: HUB, to: EAST, tier: alert, mode: release}
policies:
  before: {agreements: []}
  both: {agreements: [warn, tell]}
"""


@pytest.fixture
def lines_of(call):
    """The command lines that an error ends with, as words."""

    def lines(*words):
        done = call(*words)
        assert done.code == 2, done.out
        assert done.out == ""
        shown = [line.split() for line in done.err.splitlines() if line.startswith("  tocsin ")]
        assert shown, done.err
        return done.err, [line[1:] for line in shown]

    return lines


@pytest.mark.parametrize(
    "words", [("compare",), ("compare", "after"), ("verdict",), ("explain",), ("rank",)]
)
def test_what_is_missing_is_told_with_the_policies_and_a_command_that_works(
    call, lines_of, small, words
):
    verb, *policy = words
    said, lines = lines_of(verb, small, *policy)
    assert "before, after" in said
    for line in lines:
        quick = ("--draws", "2", "--threads", "1") if verb == "verdict" else ()
        done = call(*line, *quick)
        assert done.code == 0, done.err


def test_what_is_given_is_kept(lines_of, small):
    _, lines = lines_of("explain", small, "-p", "before")
    assert lines[0][:4] == ["explain", str(small), "-p", "before"]


def test_an_agreement_to_leave_out_is_one_that_is_in_force(lines_of, small):
    small.write_text(small.read_text("utf-8").split("policies:")[0] + SHARED, "utf-8")
    said, lines = lines_of("compare", small, "both")
    assert "needs a second policy" in said
    assert lines[-1][2:] == ["both", "--without", "tell"]
    said, lines = lines_of("compare", small, "before")
    assert lines == [["compare", str(small), "before", "both"]]


def test_a_misspelt_policy_alone_is_told_as_such(call, small):
    # Once, though it stands for both sides.
    assert call("compare", small, "aftr").err.count("Did you mean 'after'") == 1


@pytest.mark.parametrize("verb", [*verbs(), "check", "report", "export", "graph"])
def test_without_a_scenario_the_example_is_shown(lines_of, verb):
    said, lines = lines_of(verb)
    assert "needs a scenario" in said
    assert lines[0][0] == verb
    assert lines[0][1] in ("northeast-asia", "mine.yaml")


@pytest.mark.parametrize(
    ("words", "lacks"),
    [(("sweep",), "a study"), (("new",), "File to write"), (("graph", "island"), "Figure to write"),
     (("export", "island"), "--to")],
)  # fmt: skip
def test_what_other_commands_lack_is_told_with_their_example(lines_of, words, lacks):
    said, lines = lines_of(*words)
    assert lacks in said
    assert lines == [lines[0]]
    assert lines[0][0] == words[0]


@pytest.mark.parametrize("word", WORDS)
def test_a_word_that_is_no_verb_names_commands_that_hold(lines_of, word):
    said, lines = lines_of(word)
    assert f"no verb {word}." in said
    for verb, name, *rest in lines:
        world = Scenario.shipped(name)
        policies = rest[: rest.index(next(part for part in rest if part.startswith("-")))]
        assert verb in verbs()
        assert set(policies) <= set(world.policies)
        options = dict(zip(rest[len(policies) :: 2], rest[len(policies) + 1 :: 2], strict=True))
        named = [options[flag] for flag in ("--with", "--without") if flag in options]
        assert set(named) <= set(world.agreements)
