"""What readers leave behind: nothing but the few worlds that the server means to keep."""

import gc
import os
import platform
import weakref
from pathlib import Path

import numpy as np
import pytest

from tocsin.app.banks import Banks
from tocsin.app.limits import Limits
from tocsin.app.memory import give_back
from tocsin.engine import thin
from tocsin.geometry import countries, place_names, places
from tocsin.scenario import Scenario

from .conftest import SMALL, Browser

STATM = Path("/proc/self/statm")


def test_pages_hold_no_worlds_of_their_own():
    banks, scenario = Banks(Limits(banks=2), threads=1), Scenario.from_text(SMALL)
    worlds = []
    for number in range(8):
        moved = scenario.updated({"sensors.shore.lat": number / 10})
        worlds.append(weakref.ref(banks.result_of(moved).bank))
        # Then others move theirs, and nobody reads a page any more.
        if number < 5:
            banks.data_of(moved, "mine.yaml")
    gc.collect()
    # Two worlds, and the one whose page the next one is made of.
    assert sum(each() is not None for each in worlds) <= 3


def test_a_page_read_under_two_names_is_that_of_the_one_who_reads():
    banks, scenario = Banks(Limits(), threads=1), Scenario.from_text(SMALL)
    for name in ("mine.yaml", "yours.yaml", "mine.yaml"):
        assert banks.data_of(scenario, name).header["about"]["command"] == name
    assert banks.data_of(scenario, "mine.yaml") is banks.data_of(scenario, "mine.yaml")


def test_sessions_that_are_forgotten_leave_nothing_behind(serving):
    desk = serving()
    browsers = [Browser(desk.door).enter() for _ in range(5)]
    for number, browser in enumerate(browsers):
        assert browser.edit({"sensors.shore.lat": number / 10}).status == 200
        assert browser.ask("GET", "/api/data").status == 200
        assert browser.edit({"title": f"Reader {number}"}).status == 200
        asked = {"a": "before", "b": "after", "draws": 512}
        assert browser.ask("POST", "/api/verdict", asked).status == 200
    left = [weakref.ref(each) for each in desk.sessions._held.values()]
    assert len(left) == 5
    desk.sessions.forget_all()
    # The verdicts that were called off still leave their queue, one after the other.
    desk.verdicts.submit(lambda: None).result(60)
    gc.collect()
    assert [each() for each in left if each() is not None] == []


@pytest.mark.parametrize(
    "kept",
    [
        *(places.shipped, places.shipped_as, place_names.full_rows),
        *(countries.country_code, thin._shipped_share),
    ],
)
def test_what_a_scenario_may_name_as_it_likes_is_not_kept_for_ever(kept):
    assert kept.cache_info().maxsize is not None


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc" or not STATM.exists(), reason="of glibc")
def test_memory_between_what_stays_is_given_back():
    def resident_mb():
        return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

    # Too small for pages of their own: every second one leaves a gap.
    blocks = [np.ones(12_000) for _ in range(1000)]
    del blocks[::2]
    before_mb = resident_mb()
    give_back()
    assert before_mb - resident_mb() > 20
    assert len(blocks) == 500
