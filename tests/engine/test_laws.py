"""The laws of design section 2.5 on whole random worlds."""

import copy
import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slow_worlds import NATIONS, RADARS, agreement, near, world

from tocsin.answers.run import run
from tocsin.scenario import Scenario

KEYS = ["policy", "launch", "point", "arc", "cell"]
few = settings(max_examples=6)
seeds = st.integers(0, 10_000)
EXTRA = {"extra": {"plus": ["pact-0", "pact-1", "pact-2", "treaty"]}}


def small(seed, **changes):
    """A random world of one launch area, as plain data."""
    plain = world(seed)
    plain["launches"] = dict(list(plain["launches"].items())[:1])
    plain["policies"] = EXTRA
    for number, each in enumerate(plain["sensors"].values()):
        if (seed + number) % 5:
            each.pop("mask", None)  # its rays take time
    return {**plain, **changes}


def table(plain, **options):
    frame = run(Scenario.from_dict(plain), **options).warning
    texts = {name: frame[name].astype(object) for name in frame.select_dtypes("category")}
    return frame.assign(**texts)


def effective(plain):
    frame = table(plain).set_index(KEYS)
    return frame["warning_s"].fillna(-np.inf).where(frame["status"] != "never", -np.inf)


def assert_never_costs(before, after):
    worse = after < before - 1e-9
    assert not worse.any(), (before[worse], after[worse])


@few
@given(seeds)
def test_another_agreement_never_costs_warning(seed):
    plain = small(seed)
    more = copy.deepcopy(plain)
    more["agreements"]["pact-9"] = agreement(random.Random(seed + 1))
    more["policies"] = {"extra": {"plus": [*EXTRA["extra"]["plus"], "pact-9"]}}
    assert_never_costs(effective(plain), effective(more))


@few
@given(seeds)
def test_a_higher_tier_or_a_faster_mode_never_costs_warning(seed):
    plain = small(seed)
    for change in ({"tier": "track"}, {"mode": "auto", "delay_s": 0}):
        more = copy.deepcopy(plain)
        more["agreements"]["pact-1"].update(change)
        assert_never_costs(effective(plain), effective(more))


@few
@given(seeds)
def test_another_sensor_never_costs_warning(seed):
    plain = small(seed)
    rng = random.Random(seed)
    launch = plain["launches"]["area-0"]
    lat, lon = near(rng, launch["lat"], launch["lon"], 6)
    more = copy.deepcopy(plain)
    sectors = [{"facing_deg": rng.randint(0, 359), "half_width_deg": 60}]
    more["sensors"]["another"] = {"class": rng.choice(RADARS), "owner": rng.choice(NATIONS[:3]),
                                  "lat": lat, "lon": lon, "sectors": sectors}  # fmt: skip
    assert_never_costs(effective(plain), effective(more))


@few
@given(seeds)
def test_removing_an_agreement_never_helps(seed):
    plain = small(seed)
    less = {**plain, "policies": {"extra": {"agreements": EXTRA["extra"]["plus"][1:]}}}
    assert_never_costs(effective(less), effective(plain))


@few
@given(seeds)
def test_without_agreements_nations_know_what_their_own_sensors_tell(seed):
    plain = small(seed, policies={"extra": {}})
    found = table(plain)
    for nation in NATIONS[:3]:
        own = {name: each for name, each in plain["sensors"].items() if each["owner"] == nation}
        alone = table({**plain, "sensors": own})
        mine = (found["nation"] == nation).to_numpy()
        pd.testing.assert_frame_equal(found[mine], alone[mine], check_dtype=False)
        assert set(found["route"][mine].dropna()) <= {nation}


@few
@given(seeds)
def test_a_barred_nation_never_holds_a_barred_item(seed):
    plain = small(seed)
    barred = NATIONS[seed % 3]
    for each in plain["sensors"].values():
        each["not_to"] = [barred] if each["owner"] != barred else []
    plain["policies"] = {**EXTRA, "mesh": {"mesh": {"tier": "track"}}}
    found = table(plain)
    foreign = {name for name, each in plain["sensors"].items() if each["owner"] != barred}
    mine = found["nation"] == barred
    assert not set(found["sensor"][mine].dropna()) & foreign
    through = found["route"].dropna().str.split(">").map(lambda hops: barred in hops[1:])
    assert not through.any()


@few
@given(seeds)
def test_a_full_mesh_without_delay_is_the_best_sensor_anywhere(seed):
    plain = small(seed)
    for each in plain["sensors"].values():
        each.pop("not_to", None)
    plain["policies"] = {"extra": {"mesh": {"tier": "track", "delay_s": 0}}}
    result = run(Scenario.from_dict(plain), windows=True)
    needs = {nation: each["needs"] for nation, each in plain["nations"].items()}
    rules = {nation: each["confirmation"] for nation, each in plain["nations"].items()}
    seen = result.windows.astype({name: object for name in ("launch", "arc", "cell", "sensor")})
    keys = KEYS[1:]
    firsts = seen.groupby([*keys, "sensor"])[["alert_at_s", "track_at_s"]].min()
    firsts["alert_at_s"] = firsts.min(axis=1)
    best = firsts.groupby(keys).min()
    for row in result.warning.to_dict("records"):
        if rules[row["nation"]] != "accept":
            continue
        key = tuple(row[k] for k in keys)
        wanted = best[f"{needs[row['nation']]}_at_s"].get(key, np.nan)
        if row["status"] == "never":
            assert not wanted < row["impact_s"]
        else:
            assert row["notice_s"] == pytest.approx(wanted, abs=1e-9)


@few
@given(seeds)
def test_renaming_nations_changes_nothing_but_names(seed):
    plain = small(seed)
    names = dict(zip(NATIONS, ("ZZZ", "MMM", "KKK", "CCC2"), strict=True))

    def renamed(value):
        if isinstance(value, dict):
            return {names.get(k, k): renamed(v) for k, v in value.items()}
        if isinstance(value, list):
            return [renamed(each) for each in value]
        return names.get(value, value) if isinstance(value, str) else value

    before, after = table(plain), table(renamed(plain))
    before["nation"] = before["nation"].map(names)
    before["route"] = before["route"].map(
        lambda r: ">".join(names[n] for n in r.split(">")), na_action="ignore"
    )
    pd.testing.assert_frame_equal(before, after, check_dtype=False)


@few
@given(seeds, st.floats(-180, 180))
def test_turning_a_world_changes_nothing_but_longitudes(seed, turn):
    plain = small(seed)
    turned = copy.deepcopy(plain)

    def east(lon):
        return (lon + turn + 180) % 360 - 180

    for each in turned["sensors"].values():
        if "lon" in each:
            each["lon"] = east(each["lon"])
        if "patrol" in each:
            each["patrol"]["west"] = east(each["patrol"]["west"])
            each["patrol"]["east"] = east(each["patrol"]["east"])
        if "orbit" in each:
            each["orbit"]["node_deg"] = (each["orbit"]["node_deg"] + turn) % 360
    places = (turned["launches"], turned["targets"]["points"], turned["responders"])
    for each in (e for group in places for e in group.values()):
        each["lon"] = east(each["lon"])
    before, after = table(plain), table(turned)
    for name in before.columns.difference(["lon"]):
        if before[name].dtype == float:
            np.testing.assert_allclose(before[name], after[name], atol=1e-6, rtol=1e-12)
        else:
            assert before[name].equals(after[name]), name


@settings(max_examples=4)
@given(seeds)
def test_results_do_not_depend_on_the_number_of_threads(seed):
    plain = small(seed)
    one, two = (run(Scenario.from_dict(plain), windows=True, threads=n) for n in (1, 2))
    pd.testing.assert_frame_equal(one.warning, two.warning, check_exact=True)
    pd.testing.assert_frame_equal(one.windows, two.windows, check_exact=True)
    pd.testing.assert_frame_equal(one.summary, two.summary, check_exact=True)
