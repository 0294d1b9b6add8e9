"""Mutants of who sees what: kernels, sensors, coverage."""

from mutant import Mutant

CHAINS = "tests/engine/test_reference.py::test_run_agrees_where_a_notice_must_travel"
FINDERS = "tests/sensors/test_finders.py"
WORLDS = "tests/engine/test_worlds.py"
BANK = "tests/engine/test_bank.py"
RUNS = "tests/engine/test_reference.py::test_run_agrees_with_the_slow_model"
ONE_PAIR = "tests/kernels/test_windows.py::test_one_arc_and_two_sensors"


KERNELS = (
    Mutant(
        "late counted as warned",
        "kernels/notices.py",
        "warned = known if public_s[i] < impact_s[i] else 0",
        "warned = known",
        (CHAINS,),
    ),
    Mutant(
        "the last item of a feed",
        "kernels/notices.py",
        "if tier_s[i, s, k] < rows[row, i]:",
        "if tier_s[i, s, k] < np.inf:",
        (WORLDS, BANK),
    ),
    Mutant(
        "of equal sensors the last",
        "kernels/notices.py",
        "hops[j] == fewest and (first[j, i] >= who)",
        "hops[j] == fewest and (first[j, i] <= who)",
        (BANK,),
    ),
    Mutant(
        "reaction takes no time",
        "engine/outcome.py",
        "-self.responders.reaction_s[able, None]",
        "-0.0 * self.responders.reaction_s[able, None]",
        (CHAINS,),
    ),
    Mutant(
        "no cloud",
        "kernels/sight.py",
        "return h - view[CLOUD_M], nx",
        "return h, nx",
        (ONE_PAIR,),
        interpreted=True,
    ),
    Mutant(
        "range a tenth too far",
        "kernels/sight.py",
        "return (reach * reach - square) /",
        "return (1.21 * reach * reach - square) /",
        (RUNS,),
    ),
    Mutant(
        "satellites look through the earth's edge",
        "kernels/sight.py",
        "return dot - r - sin_e * d, dot_rate - r_dot - sin_e * d_dot",
        "return dot - r, dot_rate - r_dot",
        (RUNS,),
    ),
)
SENSORS = (
    Mutant(
        "range by the square root",
        "sensors/kinds/radar.py",
        "self.r1_km * rcs_m2**0.25",
        "self.r1_km * rcs_m2**0.5",
        (RUNS,),
    ),
    Mutant(
        "nothing is too near",
        "sensors/finders/views.py",
        "sight.ANNULAR if range_min_km > 0.0 else",
        "sight.ANNULAR if False else",
        (FINDERS,),
    ),
    Mutant(
        "ellipses about their centre",
        "kernels/orbit.py",
        "x = satellite[AXIS] * (cos(e) - satellite[ECC])",
        "x = satellite[AXIS] * cos(e)",
        (f"{FINDERS}::test_a_satellite_is_judged_by_bounds_that_hold",),
        interpreted=True,
    ),
    Mutant(
        "terrain seen by straight rays",
        "sensors/terrain.py",
        "apparent = geometric - bend(",
        "apparent = geometric - 0.0 * bend(",
        ("tests/io/test_elevation.py",),
    ),
    Mutant(
        "masks ignored",
        "sensors/kinds/radar.py",
        "        if not self.mask:\n            return views",
        "        if True:\n            return views",
        (FINDERS,),
    ),
    Mutant(
        "patrols stand still",
        "sensors/kinds/radar.py",
        "return self.site if self.patrol is None else",
        "return self.site if True else",
        ("tests/engine/test_edges.py::test_a_patrol_stands_where_the_launch_point_says",),
    ),
)
MERITS = "tests/engine/test_merits.py"
COVERAGE = (
    Mutant(
        "gaps after the last sight forgotten",
        "kernels/merit.py",
        "_close_gap(figures_of[m], dark_from[m], end, True)",
        "_close_gap(figures_of[m], end, end, True)",
        (f"{MERITS}::test_windows_that_overlap_and_leave_gaps",),
        interpreted=True,
    ),
    Mutant(
        "opposite lines of sight taken for a good angle",
        "kernels/merit.py",
        "if abs(dot) <= cosine:",
        "if dot <= cosine:",
        (f"{MERITS}::test_custody_begins_where_lines_of_sight_cross_at_the_angle",),
        interpreted=True,
    ),
    Mutant(
        "a nation is told of every sensor",
        "engine/usable.py",
        "(np.isfinite(delays) & able).any(axis=1)",
        "able.any(axis=1)",
        ("tests/answers/test_coverage.py",),
    ),
)
