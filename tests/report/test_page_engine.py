"""The page's own engine, in a browser, against tocsin's on random rules.

The page holds times in tenths of a second; so times agree to that, and outcomes except within that
of a boundary or of a tie.
"""

import random
from base64 import b64encode
from dataclasses import replace

import numpy as np
import pytest
from slow_worlds import world

from tocsin.answers.explain.cell import explain_sight
from tocsin.answers.median_cells import cell_values
from tocsin.answers.run import run
from tocsin.engine.bank import Bank
from tocsin.engine.measures import Rows
from tocsin.engine.visibility import look
from tocsin.report.data import PageData
from tocsin.report.data.bases import bases_of
from tocsin.report.html import source_of
from tocsin.scenario import Scenario
from tocsin.scenario.shipped import shipped
from tocsin.sharing.notice import LATE, STATUSES

pytestmark = pytest.mark.browser

ENGINE = (
    *("words", "data", "rules", "engine", "measures", "case"),
    *("refused_search", "refused", "effects"),
)
STEP_S = 0.1001
# A median of percentiles, a mean of thousands: each case is off by half a step at most.
MEASURED = {
    **dict.fromkeys(("mean_warning_s", "mean_response_s"), 0.06),
    **dict.fromkeys(("warning_p10_s", "warning_median_s"), 0.11),
}
SHARES = ("warned_share", "late_share", "never_share")

ASK = """async ([body, base, on, launch]) => {
  globalThis.opened ??= {};
  const data = (globalThis.opened[body] ??= await openData(fromBase64(body)));
  const rules = { base, on: Uint8Array.from(on) };
  const found = outcome(data, rules);
  const parts = data.groups.map((group) => {
    const part = found.part(group);
    const cases = [...part.know.keys()].map((i) => winnerOf(data, group, part.effect, i));
    return {
      cells: [...group.cells], status: [...part.status], effective: [...part.effective],
      know: [...part.know].map((each) => (each === Infinity ? null : each / 10)),
      sensor: cases.map((each) => each.sensor),
      route: cases.map((each) => (each.row < 0 || part.effect.route[each.row] < 0 ? null
        : data.header.routes[part.effect.route[each.row]].text)),
    };
  });
  const rows = [];
  data.header.launchChoices.forEach((choice, at) => {
    for (const nation of new Set(data.groups.map((group) => group.nation))) {
      for (const arc of [-1, ...data.header.arcs.keys()]) {
        const told = { ...measures(data, found, { launch: at, arc, nation }) };
        rows.push({ launch: choice.id, nation: data.header.nations[nation].id,
          arc: arc < 0 ? "all" : data.header.arcs[arc].id, ...told });
      }
    }
  });
  const cells = cellValues(data, found, { launch, arc: -1 });
  return { parts, rows, cells: { status: [...cells.status], value: [...cells.value] } };
}"""


@pytest.fixture(scope="module")
def tab(browser):
    tab = browser.new_page()
    said = []
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto("about:blank")
    tab.add_script_tag(content=source_of(*ENGINE))
    yield tab
    assert said == []


def small(name):
    scenario = Scenario.load(shipped(name))
    if scenario.targets.h3_resolution:
        scenario = scenario.updated({"targets.h3_resolution": 3})
    return scenario


WORLDS = [
    *("northeast-asia", "collective", "anonymous-star", "hosted-veto", "shared-centre"),
    *("unknown-edge", "warned-without-authority"),
    *range(8),
]


@pytest.mark.parametrize("which", WORLDS)
def test_page_agrees_with_python_on_random_rules(tab, which):
    scenario = small(which) if isinstance(which, str) else Scenario.from_dict(world(which))
    result = run(scenario)
    data = PageData.of(result)
    body = b64encode(data.body()).decode()
    rng = random.Random(str(which))
    agreements, bases = list(scenario.agreements), bases_of(result.world.book)
    for _ in range(4):
        at = rng.randrange(len(bases))
        rules, on = chosen(bases[at].rulebook, rng, agreements, data.header["switches"])
        told = tab.evaluate(ASK, [body, at, on, data.header["start"]["launch"]])
        compare(result, rules, told, data.header["start"]["launch"])


def chosen(rulebook, rng, agreements, switches):
    """Press some switches: on the rulebook, and as the page's list of what is on."""
    for at in switches:
        if rng.random() < 0.3:
            name = agreements[at]
            held = name in rulebook.chosen
            rulebook = rulebook.without(name) if held else rulebook.with_(name)
    return rulebook, [int(name in rulebook.chosen) for name in agreements]


def compare(result, rulebook, told, launch):
    found = result.bank.outcome(rulebook)
    for part, page in zip(found.parts, told["parts"], strict=True):
        shape = part.group.shape
        order = np.searchsorted(part.group.cells, page["cells"])

        def placed(values, order=order, shape=shape):
            return np.asarray(values).reshape(shape)[:, :, order].ravel()

        know = np.array([np.inf if each is None else each for each in page["know"]])
        expected = placed(part.know_s)
        assert np.array_equal(np.isinf(know), np.isinf(expected))
        known = np.isfinite(know)
        assert np.abs(know[known] - expected[known]).max(initial=0.0) < STEP_S
        effective, left = np.array(page["effective"]), placed(part.warning_s)
        impact = placed(part.group.impact_s)
        near = (np.abs(left) < 2 * STEP_S) | (np.abs(expected - impact) < 2 * STEP_S)
        status = np.array(page["status"])
        assert np.array_equal(status[~near], placed(part.status)[~near])
        assert np.abs(effective - placed(part.effective_s))[~near].max(initial=0.0) < 2 * STEP_S
        compare_winners(part, page, placed, status > 0)
    compare_measures(result, found, told["rows"])
    # Maps: medians over cases move by no more than the cases do.
    name = result.world.launch_names[launch]
    asked = result.of(name)
    values = cell_values_of(asked, found)
    assert np.abs(values.value_s - told["cells"]["value"]).max(initial=0.0) < 2 * STEP_S
    codes = np.array(STATUSES)[told["cells"]["status"]]
    assert (codes == values.status).mean() > 0.98


def cell_values_of(result, found):
    """The median cases of a rulebook that is no policy."""
    held = replace(result, policies=("page",))
    held.__dict__["outcomes"] = {"page": found}
    return cell_values(held, "page")


def compare_winners(part, page, placed, told):
    """Sensor and route, unless another item is as early within a step."""
    arrivals = part.group.rows + part.effect.delays[:, None]
    first, second = np.sort(arrivals, axis=0)[:2] if len(arrivals) > 1 else (arrivals[0], np.inf)
    with np.errstate(invalid="ignore"):
        alone = placed(second - first) > 2 * STEP_S
    clear = told & alone & placed(part.status > 0)
    sensor = placed(part.sensor)
    assert np.array_equal(np.array(page["sensor"])[clear], sensor[clear])
    row = placed(part.winner[1])
    names = [nation.name or name for name, nation in part.rulebook.scenario.nations.items()]
    texts = [route.text(names) if route else None for route in part.routes]
    for i in np.flatnonzero(clear)[:: max(1, clear.sum() // 200)]:
        assert page["route"][i] == texts[row[i]]


def compare_measures(result, found, rows):
    names = (*SHARES, *MEASURED)
    table = Rows(result.bank).table(found, measures=names)
    expected = {(row["launch"], row["nation"], row["arc"]): row for row in table}
    for row in rows:
        right = expected[row["launch"], row["nation"], row["arc"]]
        share = max(0.02, 1.01 / row["cases"])
        for name in SHARES:
            assert row[name] == pytest.approx(right[name], abs=share)
        for name, step in MEASURED.items():
            if name.startswith("mean"):
                assert row[name] == pytest.approx(right[name], abs=step)
            elif row[name] is not None and not np.isnan(right[name]):
                assert row[name] == pytest.approx(right[name], abs=max(step, 0.02 * right[name]))


REFUSED = """async ([body, base, on, cells]) => {
  const data = await openData(fromBase64(body));
  const rules = { base, on: Uint8Array.from(on) };
  return cells.map((cell) => {
    const told = caseOf(data, rules, { cell, launch: data.header.start.launch, arc: -1 });
    return { point: told.point, arc: told.arc, refused: told.refused.map((each) => ({ ...each })) };
  });
}"""


@pytest.mark.parametrize("which", ["northeast-asia", "hosted-veto", 3])
def test_page_tells_what_explain_says_was_refused(tab, which):
    scenario = small(which) if isinstance(which, str) else Scenario.from_dict(world(which))
    result = run(scenario)
    laid_out, data = result.world, PageData.of(result)
    rng, bases = random.Random(str(which)), bases_of(result.world.book)
    agreements, seen = list(scenario.agreements), 0
    titles = {name: each.title or name for name, each in scenario.agreements.items()}
    for _ in range(3):
        at = rng.randrange(len(bases))
        rules, on = chosen(bases[at].rulebook, rng, agreements, data.header["switches"])
        # What is switched off is left out, as by --without.
        rules = replace(rules, suspended=frozenset())
        cells = [rng.randrange(len(laid_out.cells.id)) for _ in range(4)]
        told = tab.evaluate(REFUSED, [b64encode(data.body()).decode(), at, on, cells])
        for cell, page in zip(cells, told, strict=True):
            sight = look(
                laid_out, page["point"], page["arc"], slice(cell, cell + 1), with_windows=True
            )
            nation = int(laid_out.cells.nation[cell])
            said = explain_sight(Bank.of_sight(laid_out, sight), rules, sight, nation=nation)
            seen += compare_refused(page["refused"], said.refused, titles)
    assert seen


def compare_refused(page, said, titles):
    """Every route of the page is one of `explain`, at its time; it leaves out later sensors."""
    expected = {}
    for row in said:
        key = row.clauses, tuple(titles.get(each, each) for each in row.agreements)
        expected.setdefault(key, []).append(row.arrives_s)
    found = {}
    for row in page:
        key = tuple(row["clauses"]), tuple(row["agreements"])
        found.setdefault(key, []).append(row["arrives_s"])
        assert min(abs(row["arrives_s"] - each) for each in expected[key]) < STEP_S
    assert {key: min(times) for key, times in found.items()} == {
        key: pytest.approx(min(times), abs=STEP_S) for key, times in expected.items()
    }
    return len(page)


def test_late_is_not_warned():
    # What the script counts by position must be these positions.
    assert STATUSES.index("late") == LATE == 1
