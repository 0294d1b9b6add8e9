"""History: dates, rules that hold between them, measures equal to those of a run."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

import tocsin
from tocsin.answers.history import change_dates, history
from tocsin.plot.steps import step_chart

PATH = Path(__file__).parents[2] / "configs" / "scenarios" / "northeast-asia.yaml"


@pytest.fixture(scope="module")
def triad():
    return tocsin.Scenario.load(PATH).updated({"targets.h3_resolution": 3, "arcs": ARCS})


ARCS = {"medium": {"class": "medium"}, "low": {"class": "low-flyer"}}


@pytest.fixture(scope="module")
def past(triad):
    return history(triad)


def test_dates_are_all_starts_and_ends_and_the_day_before(triad, past):
    days = change_dates(triad)
    assert days[0] == date(1954, 11, 18)
    assert date(2016, 6, 29) in days  # the end of an exercise
    assert past.dates == [date(1954, 11, 17), *days]
    assert len(set(days)) == len(days) == 19


def test_hypothetical_agreements_date_nothing(triad):
    changed = triad.updated({"agreements.gsomia-2012.in_force": ["2012-06-29", None]})
    assert change_dates(changed) == change_dates(triad)


def test_what_began_and_ended(past):
    changes = past.changes.set_index("date")
    assert changes.loc[date(2016, 11, 23), "began"] == ["gsomia"]
    assert changes.loc[date(2016, 6, 29), "ended"] == ["pacific-dragon-2016"]
    assert changes.loc[date(2023, 12, 19), "began"] == ["sew-korea", "realtime"]


def test_what_changes_no_edge_is_marked_so(past):
    changed = past.changes.set_index("date")["changed"]
    assert not changed[date(2016, 6, 20)]  # an exercise, and the run is none
    assert not changed[date(2016, 3, 29)]  # may, if a condition is met
    assert not changed[date(2023, 8, 18)]  # a promise to consult
    assert changed[date(2014, 12, 29)]
    assert date(2016, 6, 20) not in past.captions()
    assert past.captions()[date(2023, 12, 19)] == "sew-korea, realtime"
    assert past.captions()[date(1978, 11, 7)] == "combined-command-in +1"
    assert past.captions(longest=99)[date(1978, 11, 7)].endswith("combined-command-out")


def test_measures_are_those_of_a_run_at_that_date(triad, past):
    summary = tocsin.run(triad, policies=["bilateral-2012", "realtime-2024"]).summary
    for policy, day in (
        ("bilateral-2012", date(2007, 8, 10)),
        ("realtime-2024", date(2024, 6, 30)),
    ):
        of_run = summary[(summary["policy"] == policy) & (summary["launch"] == "west-area")].astype(
            {"nation": str, "arc": str}
        )
        then = past.measures[past.measures["date"] == day].set_index(["nation", "arc"])
        for row in of_run.to_dict("records"):
            for name in ("warned_share", "warning_median_s", "mean_warning_s"):
                assert then.loc[(row["nation"], row["arc"]), name] == row[name]


def test_warning_never_falls_in_this_history(past):
    for values in past.series().values():
        assert all(np.diff(values) >= 0)


def test_duties_show_in_response_and_not_in_warning(triad):
    """From the second origin: against the first each nation's own responders are as good."""
    _, other = triad.launches
    past = history(triad, launch=other)
    row = past.measures.set_index(["date", "nation", "arc"])
    before, after = date(1954, 11, 18), date(1960, 6, 23)
    name = "mean_response_s"
    assert row.loc[(after, "JPN", "all"), name] > row.loc[(before, "JPN", "all"), name]
    assert past.series()["JPN"][1] == past.series()["JPN"][2]


def test_events_of_the_scenario_are_listed_by_date(triad, past):
    assert len(past.events) == len(triad.history)
    assert past.events["date"].is_monotonic_increasing
    assert past.events["title"].str.contains("T07").any()


def test_a_step_chart_takes_it(past):
    _, ax = step_chart(past.dates, series=past.series(arc="medium"), events=past.captions())
    assert ax.lines


def test_like_keeps_a_policys_other_words(triad):
    waits = history(triad, like="own-sensor-2024")
    japan = waits.series()["JPN"]
    assert japan == [japan[0]] * len(japan)
    acts = history(triad, like="law-invoked-2024")
    changed = acts.changes.set_index("date")["changed"]
    assert changed[date(2016, 3, 29)]


def test_exercises_count_when_the_run_is_one(triad):
    drill = history(triad.updated({"exercise": True}))
    assert drill.changes.set_index("date")["changed"][date(2016, 6, 20)]


def test_plain_data(past):
    import json

    told = json.loads(json.dumps(past.to_dict(), allow_nan=False))
    assert told["changes"][0]["date"] == "1954-11-17"
    assert set(told) == {"notional", "launch", "basis", "changes", "events", "measures"}


def test_wrong_questions_get_clear_answers(triad, past):
    with pytest.raises(tocsin.InputError, match="No agreement has a date"):
        history(triad.updated({"agreements": {}, "policies": {}, "shocks": {}}))
    with pytest.raises(tocsin.InputError, match="Did you mean 'isolated'"):
        history(triad, like="isolatde")
    with pytest.raises(tocsin.InputError, match="Unknown measure 'median'"):
        past.series("median")
    with pytest.raises(tocsin.InputError, match="Unknown arc 'long'"):
        past.series(arc="long")
