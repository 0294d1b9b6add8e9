"""What all tests share: repeatable random worlds, no screen, a browser if there is one."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("MPLBACKEND", "Agg")

# Derandomized, so that a run on any machine sees the same worlds; no deadline, as the first call of
# a kernel compiles it.
settings.register_profile(
    "tocsin", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tocsin")

# Pages are drawn by the processor, and a browser of tests asks the network for nothing of its own.
LEAN_BROWSER = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-quic"),
)
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Files that take longest, so that no worker is left with one when the others are done.
LONG = (
    *("compile/test_fallback", "report/test_browser_charts", "report/test_browser"),
    *("engine/test_reference", "app/test_browser", "house/test_examples", "study/test_faults"),
    *("report/test_browser_access", "compile/test_cache", "answers/test_verdict_analysis"),
    *("report/test_browser_map", "report/test_browser_guess", "house/test_imports"),
    *("report/test_maps", "house/test_how_to_add", "kernels/test_windows", "study/test_sweep"),
    *("sensors/test_finders", "cli/test_contract", "cli/test_folders", "cli/test_studies"),
    *("exports/test_formats", "plot/test_pictures", "compile/test_library", "cli/test_run"),
    *("engine/test_edges", "house/test_public_names", "benchmarks/test_test_set"),
)


def pytest_collection_modifyitems(items):
    """Long files first; the rest stays in its order."""
    here = Path(__file__).parent
    places = {here / f"{name}.py": place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path, len(LONG)))


def _nations_in_rows(count):
    """Many boxes with one sensor, a first pact of some and a later one of more."""
    names = [f"N{number:02}" for number in range(1, count + 1)]
    boxes = {
        name: {"territory": {"box": {"west": 10 + 4 * (at % 8), "east": 13 + 4 * (at % 8),
                                     "south": 30 + 4 * (at // 8), "north": 33 + 4 * (at // 8)}}}
        for at, name in enumerate(names)
    }  # fmt: skip
    pact = {"kind": "sharing", "tier": "alert"}
    return {
        "tocsin": 1,
        "nations": {**boxes, "XXA": {}},
        "sensors": {"eye": {"class": "geo-infrared", "owner": "N01", "lon": 40}},
        "launches": {"area": {"nation": "XXA", "lat": 45, "lon": 62}},
        "arcs": {"medium": {"class": "medium"}, "short": {"class": "short"}},
        "targets": {"points": {
            name.lower(): {"lat": 31.5 + 4 * (at // 8), "lon": 11.5 + 4 * (at % 8), "nation": name}
            for at, name in enumerate(names)
        }},
        "agreements": {
            "early-pact-of-a-few": {**pact, "parties": names[: count // 2 + 1],
                                    "in_force": ["1950-01-01", None]},
            "late": {**pact, "parties": names[:-1], "in_force": ["1990-01-01", None]},
        },
        "policies": {"isolated": {}, "now": {"as_of": "2000-01-01"}},
    }  # fmt: skip


@pytest.fixture(scope="session")
def nations_in_rows():
    """A function of a count that gives a scenario of so many nations, as a dict."""
    return _nations_in_rows


@pytest.fixture(scope="session")
def chromium():
    """Path of the system's Chromium; skips where there is none."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if not found:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    return found


@pytest.fixture(scope="module")
def browser(chromium):
    """A headless browser; per module, because its event loop would disturb other tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=list(LEAN_BROWSER))
        yield opened
        opened.close()
