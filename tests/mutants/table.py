"""Mutants: one wrong rule each, and the tests that should notice it.

``old`` occurs once in ``file`` (below coverage/tocsin); ``new`` takes its place.
"""

from dataclasses import dataclass

SEARCH = ("tests/sharing/test_search.py",)
CHAINS = ("tests/engine/test_reference.py::test_run_agrees_where_a_notice_must_travel",)


@dataclass(frozen=True)
class Mutant:
    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


def both(name, file, old, new):
    """The same change, to be noticed by the search's own tests and by whole runs alone."""
    return (
        Mutant(f"{name}, by the search's tests", file, old, new, SEARCH),
        Mutant(f"{name}, by whole runs", file, old, new, CHAINS),
    )


MUTANTS = (
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
        "relay = [[edge for edge in edges if edge[7]] for edges in first]",
        "relay = first",
    ),
    *both(
        "onward limits ignored",
        "sharing/search.py",
        "further = allowed & onward & context.reach[target]",
        "further = allowed & context.reach[target]",
    ),
    *both(
        "onward limits of earlier grants forgotten",
        "sharing/search.py",
        "further = allowed & onward & context.reach[target]",
        "further = onward & context.reach[target]",
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
        "sharing/search.py",
        "return grant.covers_threat_to(threatened) and grant.serves_purpose(\n"
        "            launch_nation, n_nations=self.n_nations\n        )",
        "return grant.covers_threat_to(threatened)",
    ),
    *both(
        "threatened ignored",
        "sharing/search.py",
        "return grant.covers_threat_to(threatened) and grant.serves_purpose(",
        "return grant.serves_purpose(",
    ),
)
