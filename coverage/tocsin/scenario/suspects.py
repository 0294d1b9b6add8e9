"""What breaks no rule of a scenario and yet does nothing, or hardly what was meant."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.sharing.clauses import Sharing

from .read import Path_

if TYPE_CHECKING:
    from .models import Scenario


def idle(scenario: "Scenario") -> Iterator[tuple[Path_, str]]:
    """Say which agreements change nothing, whichever policy is asked about.

    Yields
    ------
    path : tuple
        Of the entry in the scenario.
    text : str

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> island = Scenario.from_text(scaffold("island"))
    >>> list(idle(island.updated({"policies.together.agreements": []})))
    [(('agreements', 'promise'), "No policy has agreement 'promise' in force.")]
    """
    held = {name for policy in scenario.policies for name in scenario.agreements_of(policy)}
    launching = {area.nation for area in scenario.launches.values()}
    exercised = any(map(scenario.is_exercise, scenario.policies))
    # What others rest on has an effect by that.
    needed = {name for each in scenario.agreements.values() for name in each.requires}
    for name, agreement in scenario.agreements.items():
        mode = agreement.mode if isinstance(agreement, Sharing) else None
        if name not in held:
            # An exercise holds only if a run says so: to leave it out is the rule.
            if mode != "exercise":
                yield ("agreements", name), f"No policy has agreement {name!r} in force."
        elif isinstance(agreement, Sharing) and name not in needed:
            yield from _empty(name, agreement, launching, exercised=exercised)


def _empty(
    name: str, agreement: Sharing, launching: set[str], *, exercised: bool
) -> Iterator[tuple[Path_, str]]:
    """Say why nothing that an agreement lets pass can matter."""
    told, path = f"Agreement {name!r} has no effect", ("agreements", name)
    if agreement.purpose and not launching.intersection(agreement.purpose):
        nations = ", ".join(agreement.purpose)
        others = ", ".join(sorted(launching))
        yield (*path, "purpose"), f"{told}: its purpose is {nations}, launches are from {others}."
    elif agreement.tier == "assessment":
        # Nations act on an alert or better, and what passes is never better than the tier.
        yield (*path, "tier"), f"{told} on warning: nobody acts on an assessment."
    elif agreement.mode == "exercise" and not exercised:
        yield (*path, "mode"), f"{told}: its mode is exercise, and no policy is one."


def open_masks(scenario: "Scenario") -> Iterator[tuple[Path_, str]]:
    """Say which masks give two heights for one direction.

    Yields
    ------
    path, text
        As `idle`.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> island = Scenario.from_text(scaffold("island"))
    >>> mask = {"sensors.coast-radar.mask": [[0, 1], [360, 3]]}
    >>> [text for _, text in open_masks(island.updated(mask))]
    ["The mask of sensor 'coast-radar' has 1 degrees at azimuth 0 and 3 at 360, which is ..."]
    """
    for name, sensor in scenario.sensors.items():
        mask = tuple(getattr(sensor, "mask", ()))
        # Between corners it is a line; at north the last one meets the first.
        if not mask or (mask[0][0], mask[-1][0]) != (0.0, 360.0):
            continue
        first, last = mask[0][1], mask[-1][1]
        if first != last:
            text = (
                f"The mask of sensor {name!r} has {first:g} degrees at azimuth 0 and {last:g} at "
            )
            yield ("sensors", name, "mask"), f"{text}360, which is the same direction."
