"""The command lines that the page prints: run, they say what the page says.

Random rules (a policy or a day, some switches pressed) of a scenario on disk are asked for in the
page's script and in this process's command line.
"""

import json
import random
import shlex
import sys
from base64 import b64encode
from contextlib import suppress

import pytest

from tocsin import cli
from tocsin.answers.run import run
from tocsin.report.data import PageData
from tocsin.report.html import source_of
from tocsin.scenario import Scenario
from tocsin.scenario.shipped import shipped

pytestmark = pytest.mark.browser

SCRIPTS = ("words", "data", "rules", "engine", "measures", "case", "command")
# Means of thousands of times in tenths of a second; one time is off by a step.
CLOSE_S, STEP_S = 0.11, 0.1001

ASK = """async ([body, sides, launch, arc, nation, cell]) => {
  globalThis.opened ??= {};
  const data = (globalThis.opened[body] ??= await openData(fromBase64(body)));
  const [a, b] = sides.map(([base, pressed]) => {
    const rules = rulesOf(data, base);
    for (const each of pressed) rules.on[each] = 1 - rules.on[each];
    return rules;
  });
  const asked = { launch, arc, nation };
  const [before, after] = [a, b].map((rules) => measures(data, outcome(data, rules), asked));
  const told = caseOf(data, b, { cell, launch, arc });
  return {
    change: compareCommand(data, { a, b, launch, arc, nation }),
    levels: runCommand(data, { sides: [a, b], launch, arc, nation }),
    one: explainCommand(data, { rules: b, cell, point: told.point, arc: told.arc }),
    means: [before, after].map((each) => [each.mean_warning_s, each.warned_share]),
    status: ["never", "late", "warned"][told.status], left_s: told.left_s,
  };
}"""


@pytest.fixture(scope="module")
def tab(browser):
    tab = browser.new_page()
    tab.goto("about:blank")
    tab.add_script_tag(content=source_of(*SCRIPTS))
    return tab


@pytest.fixture
def said(capsys, monkeypatch, tmp_path):
    """Run a line as a shell would, and read what it says as JSON."""

    def say(line):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", [*shlex.split(line), "--json"])
        with suppress(SystemExit):
            cli.main()
        return json.loads(capsys.readouterr().out)

    return say


def chosen(rng, header):
    pressed = [each for each in header["switches"] if rng.random() < 0.15]
    return [rng.randrange(len(header["bases"])), pressed]


@pytest.mark.parametrize("name", ["northeast-asia", "hosted-veto", "shared-centre"])
def test_commands_say_what_the_page_says(name, tab, said, tmp_path):
    # A name that a shell would take apart.
    path = tmp_path / "it's a world.yaml"
    scenario = Scenario.load(shipped(name)).updated({"targets.h3_resolution": 3})
    path.write_text(scenario.to_yaml(), "utf-8")
    # Changed since it was read: the commands must set it, too.
    scenario = Scenario.load(path).updated({"cards.delays.release_s": 60})
    result = run(scenario)
    data = PageData.of(result, name=str(path))
    header, body = data.header, b64encode(data.body()).decode()
    rng = random.Random(name)
    targets = sorted({group["nation"] for group in header["groups"]})
    for turn in range(3):
        sides = [chosen(rng, header) for _ in "ab"]
        nation, arc = rng.choice(targets), rng.randrange(-1, len(header["arcs"]))
        launch = rng.randrange(len(header["launchChoices"]))
        cell = rng.choice((result.world.cells.nation == nation).nonzero()[0].tolist())
        told = tab.evaluate(ASK, [body, sides, launch, arc, nation, cell])
        names = header["launchChoices"][launch]["id"], header["nations"][nation]["id"]
        arc_name = "all" if arc < 0 else header["arcs"][arc]["id"]

        def row(rows, names=names, arc_name=arc_name, **more):
            wanted = {"launch": names[0], "nation": names[1], "arc": arc_name, **more}
            (found,) = [each for each in rows if wanted.items() <= each.items()]
            return found

        (mean_a, _), (mean_b, share_b) = told["means"]
        change = said(told["change"])
        found = row(change["nations"])
        assert found["change_s"] == pytest.approx(mean_b - mean_a, abs=CLOSE_S), told["change"]
        assert found["warned_share_b"] == pytest.approx(share_b, abs=0.01)
        if turn:
            continue  # what follows asks for the same rules in other words
        levels = said(told["levels"])["summary"]
        for policy, (mean_s, share) in zip((change["a"], change["b"]), told["means"], strict=True):
            found = row(levels, policy=policy)
            assert found["mean_warning_s"] == pytest.approx(mean_s, abs=CLOSE_S), told["levels"]
            assert found["warned_share"] == pytest.approx(share, abs=0.01)
        one = said(told["one"])
        assert one["status"] == told["status"]
        left_s = max(one["warning_s"] or 0.0, 0.0)
        assert left_s == pytest.approx(told["left_s"], abs=STEP_S), told["one"]
