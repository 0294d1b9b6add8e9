"""Questions to guess first: what is wrong with one, what becomes of it when its world changes."""

import json
import re

import numpy as np
import pytest

from tocsin.answers.locate import cell_of
from tocsin.answers.median_cells import cell_values
from tocsin.answers.run import run
from tocsin.errors import InputError
from tocsin.scenario import Scenario
from tocsin.scenario.launching import narrowed
from tocsin.scenario.questions import MOST
from tocsin.scenario.shipped import shipped_names

GAIN = {
    "id": "gain",
    "title": "How much?",
    "policies": ["isolated", "all"],
    "launch": "west",
    "nation": "AAA",
    "measure": "mean_warning_s",
    "lesson": "Little.",
    "from": 0,
    "to": 60,
}
AT = "(questions.0."


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, None),
        ({"policies": "all"}, None),
        ({"launch": "LLL", "arc": "medium", "unit": "s"}, None),
        ({"measure": "left_s", "place": "Port"}, None),
        ({"measure": "left_s", "place": "Port, AAA"}, None),
        ({"policies": ["isolated", "al"]}, f"Unknown policy 'al' {AT}policies.1). Did you mean"),
        ({"policies": ["all", "all"]}, "'all' stands twice. Name each once."),
        ({"policies": []}, "Must have at least 1 entry."),
        ({"policies": ["isolated", "all", "more"]}, "Must have at most 2 entries."),
        ({"launch": "wets"}, f"Unknown launch 'wets' {AT}launch). Did you mean 'west'?"),
        ({"launch": "BBB"}, f"Unknown launch 'BBB' {AT}launch)."),
        ({"nation": "AAB"}, f"Unknown nation 'AAB' {AT}nation). Did you mean 'AAA'?"),
        ({"nation": "LLL"}, f"No target nation 'LLL' {AT}nation). Choose AAA."),
        ({"arc": "mediun"}, f"Unknown arc 'mediun' {AT}arc). Did you mean 'medium'?"),
        (
            {"measure": "left_s", "place": "Prt"},
            f"Unknown place 'Prt' {AT}place). Did you mean",
        ),
        ({"measure": "left_s", "place": "{0}"}, f"Unknown place '{{0}}' {AT}place)."),
        ({"measure": "left_s"}, "measure left_s and a place belong together."),
        ({"place": "Port"}, "measure left_s and a place belong together."),
        ({"measure": "median"}, "Must be 'mean_warning_s', 'warned_share' or 'left_s'."),
        ({"unit": "%"}, "unit % does not fit: mean_warning_s is in s."),
        ({"from": 60}, "from 60 must be less than to 60."),
        ({"to": "1:00"}, f"Invalid to '1:00' {AT}to). Must be a number within"),
        ({"lesson": "x" * 501}, "500"),
        ({"answer": 7}, f"Unknown key 'answer' {AT}answer)."),
        ({"id": "a b"}, "Use 1 to 64 letters"),
    ],
)
def test_one_question(world, problems, changes, says):
    world["places"] = [{"name": "Port", "nation": "AAA", "lat": 1, "lon": 1, "population": 9000}]
    world["questions"] = [GAIN | changes]
    found = problems(world)
    if says is None:
        assert found == []
    else:
        # A third policy is one too many, and unknown.
        assert len(found) == 1 + ("more" in changes.get("policies", ()))
        assert any(says in each for each in found)


def test_many_questions_and_one_name_twice(world, problems):
    world["questions"] = [GAIN | {"id": f"q{at}"} for at in range(MOST)]
    assert problems(world) == []
    world["questions"][3] = GAIN | {"id": "q2"}
    assert problems(world) == ["Question 'q2' stands twice (questions.3.id). Rename one."]
    world["questions"].append(GAIN)
    assert any(f"Must have at most {MOST} entries." in each for each in problems(world))


def test_a_question_is_told_by_its_line_with_all_else_that_is_wrong(tmp_path, world):
    text = json.dumps(world)[:-1]
    path = tmp_path / "asked.yaml"
    asked = "{id: a, title: b, policies: al, launch: west, nation: LLL, measure: warned_share,"
    text += f",\n questions: [\n  {asked}\n   from: 0, to: 9, lesson: c}}]}}\n"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        Scenario.load(path)
    assert [each.partition(" Unknown")[0] for each in caught.value.problems] == [f"{path}:3:"]
    text = path.read_text("utf-8").replace("policies: al", "policies: all")
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=rf"{path.name}:3: No target nation 'LLL'"):
        Scenario.load(path)


def test_questions_go_when_their_world_goes_and_change_no_result(world):
    world["arcs"]["other"] = {"class": "medium"}
    world["questions"] = [GAIN, GAIN | {"id": "other", "arc": "other"}]
    asked = Scenario.from_dict(world)
    silent = asked.updated({"questions": []})
    assert asked.content_hash() == silent.content_hash()
    assert run(asked).summary.equals(run(silent).summary)
    # Whoever takes an arc away need not mend the question about it; what is left can be read again.
    for less in (asked.updated({"arcs.other": None}), narrowed(asked, arcs=["medium"])):
        assert [each.id for each in less.questions] == ["gain"]
        assert Scenario.from_text(less.to_yaml()) == less
    with pytest.raises(InputError, match="Unknown arc 'more'"):
        asked.updated({"questions.0.arc": "more"})


def test_comments_are_kept():
    asia = Scenario.shipped("northeast-asia")
    text = asia.updated({"questions.4.to": 90}).to_yaml()
    assert "# to guess first; the model works out every answer" in text
    assert Scenario.from_text(text).questions[4].to == 90.0


# Worlds that ask two questions; the others of them ask one.
PAIRS = {
    "notified-launches",
    "two-hubs",
    "growing-pact",
    "island-chain",
    "consent-cell",
    "beyond-the-purpose",
}
WITH_QUESTIONS = [n for n in shipped_names() if Scenario.shipped(n).questions]


@pytest.mark.parametrize("name", WITH_QUESTIONS)
def test_shipped_questions_state_no_number_of_an_answer(name):
    scenario = Scenario.shipped(name)
    assert len(scenario.questions) == (5 if name == "northeast-asia" else 1 + (name in PAIRS))
    for question in scenario.questions:
        words = f"{question.title} {question.lesson}"
        assert re.search(r"\d", question.lesson) is None
        # Years of rules may stand in a question.
        assert re.sub(r"\b20\d\d\b", "", words) == re.sub(r"\d", "", words)
        assert not re.search(r"\b(half|twice|double|quarter|third of|percent)\b", words)
        assert len(re.findall(r"[.!?](?= |$)", question.lesson)) <= 2


def answer_of(result, question):
    """What the model says, in the question's unit; of two policies the change."""
    return np.diff([0.0, *(level(result, question, name) for name in question.policies)])[-1]


def level(result, question, policy):
    asked = result.of(question.launch)
    if question.measure == "left_s":
        cell = cell_of(result.world, f"{question.place}, {question.nation}")
        return cell_values(asked, policy, question.arc).value_s[cell]
    rows = result.summary.set_index(["policy", "launch", "nation", "arc"])
    row = rows.loc[policy, question.launch, question.nation, question.arc or "all"]
    return row[question.measure] * (100.0 if question.in_unit == "%" else 1.0)


# What each answer must be like for its lesson to be right.
NOTHING, MORE, LESS, ALL = (0.0, 0.0), (1.0, 1000.0), (-1000.0, -1.0), (100.0, 100.0)
ANSWERS = {
    "real-time": MORE,
    "third-party": NOTHING,
    "low-flyer": MORE,
    "human-minutes": (60.0, 240.0),
    "first-to-see": NOTHING,
    "host": NOTHING,
    "hotline": (120.0, 400.0),
    "neighbour": ALL,
    "before": NOTHING,
    "both": MORE,
    "shared-spoke": NOTHING,
    "bridge": MORE,
    "newcomer": NOTHING,
    "founder": MORE,
    "chain": MORE,
    "guest": NOTHING,
    "member": LESS,
    "partner": LESS,
    "other": NOTHING,
    "lifted": MORE,
}


@pytest.mark.parametrize("name", WITH_QUESTIONS)
def test_shipped_answers_bear_their_lessons_out(name):
    scenario = Scenario.shipped(name)
    if name == "northeast-asia":
        # Coarse and quick: what the answers are like does not hang on the grid.
        scenario = scenario.updated({"targets.h3_resolution": 4})
    names = dict.fromkeys(name for each in scenario.questions for name in each.policies)
    result = run(scenario, policies=list(names))
    for question in scenario.questions:
        found = answer_of(result, question)
        low, high = ANSWERS[question.id]
        assert low - 1e-9 <= found <= high + 1e-9, (question.id, found)
        # Neither end of the scale, nor its middle, gives it away.
        assert question.from_ <= found <= question.to
