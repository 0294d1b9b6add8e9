"""Mutants: one wrong rule each, and the tests that should notice it.

``old`` occurs once in ``file`` (below coverage/tocsin); ``new`` takes its place.
"""

from dataclasses import dataclass

SEARCH = "tests/sharing/test_search.py"
REFUSALS = "tests/sharing/test_explain.py"
CHAINS = "tests/engine/test_reference.py::test_run_agrees_where_a_notice_must_travel"
EDGES = "tests/engine/test_edges.py::test_edges_agree_with_the_slow_model"
ONE_PAIR = "tests/kernels/test_windows.py::test_one_arc_and_two_sensors"


@dataclass(frozen=True)
class Mutant:
    """One change, and which tests are to notice it.

    ``interpreted`` runs the kernels as Python, which spares building wrong machine code.
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    interpreted: bool = False


def both(name, file, old, new):
    """The same change, to be noticed by the search's own tests and by whole runs alone."""
    return (
        Mutant(f"{name}, by the search's tests", file, old, new, (SEARCH,)),
        Mutant(f"{name}, by whole runs", file, old, new, (CHAINS,)),
    )


SHARING = (
    *both(
        "consent dropped",
        "sharing/search.py",
        "heapq.heappush(heap, (arrival_s + consent_s, hops, step, target, tier, further))",
        "heapq.heappush(heap, (arrival_s, hops, step, target, tier, further))",
    ),
    *both(
        "downgraded for nothing",
        "sharing/search.py",
        "arrival_s = departure_s + (delay_s + downgrade_s if tier < held else delay_s)",
        "arrival_s = departure_s + delay_s",
    ),
    *both(
        "relayed whatever the grant admits",
        "sharing/search.py",
        "relaying = [[edge for edge in some if edge.relays] for some in edges]",
        "relaying = edges",
    ),
    *both(
        "onward limits ignored",
        "sharing/search.py",
        "further = allowed & onward & layout.reach[target]",
        "further = allowed & layout.reach[target]",
    ),
    *both(
        "onward limits of earlier grants forgotten",
        "sharing/search.py",
        "further = allowed & onward & layout.reach[target]",
        "further = onward & layout.reach[target]",
    ),
    *both(
        "not_to ignored",
        "sharing/search.py",
        "origin, produced, ~not_to & ~(1 << origin))",
        "origin, produced, ~(1 << origin))",
    ),
    *both(
        "tier cap ignored",
        "sharing/search.py",
        "tier = cap if cap < held else held",
        "tier = held",
    ),
    *both(
        "purpose ignored",
        "sharing/clauses/purpose.py",
        "return launch_nation >= 0 and bool(self.nations >> launch_nation & 1)",
        "return True",
    ),
    *both(
        "threatened ignored",
        "sharing/clauses/threatened.py",
        "return threatened >= 0 and bool(self.nations >> threatened & 1)",
        "return True",
    ),
    Mutant(
        "a grant under a condition stands for one without",
        "sharing/edge.py",
        "return no_worse(ours, theirs) and ours.applies_whenever(theirs)",
        "return no_worse(ours, theirs)",
        (SEARCH,),
    ),
    Mutant(
        "only the first clause in the way is told",
        "sharing/refusals.py",
        "        if clause.refuses(grant, terms, question)\n    )",
        "        if clause.refuses(grant, terms, question)\n    )[:1]",
        (REFUSALS,),
    ),
    Mutant(
        "two agreements' onward rules taken for one",
        "sharing/refused.py",
        "(way.passing == other.passing or not everyone & ~way.grant.onward)",
        "True",
        (REFUSALS,),
    ),
    Mutant(
        "of equal routes the longer one",
        "sharing/search.py",
        "    hops += 1\n",
        "    hops -= 1\n",
        (SEARCH,),
    ),
    Mutant(
        "a dearer route taken for settled",
        "sharing/search.py",
        "        if other_s < departure_s:\n            return True",
        "        if other_s < departure_s + 10.0:\n            return True",
        (SEARCH,),
    ),
    Mutant(
        "a grant with fewer onward takers as good",
        "sharing/search.py",
        "allowed & ~other_allowed",
        "False",
        (SEARCH,),
    ),
)
KERNELS = (
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
        "    reach = view[RANGE_M]\n",
        "    reach = 1.1 * view[RANGE_M]\n",
        (ONE_PAIR,),
        interpreted=True,
    ),
    Mutant(
        "satellites look through the earth's edge",
        "kernels/sight.py",
        "return dot - r - sin_e * d, dot_rate - r_dot - sin_e * d_dot",
        "return dot - r, dot_rate - r_dot",
        (ONE_PAIR,),
        interpreted=True,
    ),
)
SENSORS = (
    Mutant(
        "range by the square root",
        "sensors/kinds/radar.py",
        "self.r1_km * rcs_m2**0.25",
        "self.r1_km * rcs_m2**0.5",
        (EDGES,),
    ),
    Mutant(
        "masks ignored",
        "sensors/kinds/radar.py",
        "        if not self.mask:\n            return views",
        "        if True:\n            return views",
        (EDGES,),
    ),
    Mutant(
        "patrols stand still",
        "sensors/kinds/radar.py",
        "return self.site if self.patrol is None else",
        "return self.site if True else",
        ("tests/engine/test_edges.py::test_a_patrol_stands_where_the_launch_point_says",),
    ),
)
MUTANTS = (*SHARING, *KERNELS, *SENSORS)
