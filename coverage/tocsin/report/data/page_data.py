"""All that the page knows: words as one object, numbers as packed sections.

The page's script (``report/script/data.js``) is the other side of this module. Whatever a reader
switches, the script works out again from it, with the arithmetic of `tocsin.engine`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.bank import Bank
from tocsin.engine.cases import Group
from tocsin.engine.measures import ALL
from tocsin.engine.world import World
from tocsin.report.canvas import document_json, figure
from tocsin.report.data import facts
from tocsin.report.data.questions import questions
from tocsin.report.data.refused import refused_data
from tocsin.report.data.rules import Rules
from tocsin.report.data.sections import QUANTUM_S, Section, numbers, tenths, text
from tocsin.words import records, signed, span

if TYPE_CHECKING:
    from tocsin.answers.run import Result
    from tocsin.answers.verdict.found import Verdict
    from tocsin.report.canvas import Canvas
    from tocsin.scenario.policies import Policy

_OF_MAP = ("map_cells", "map_figure")
_KM_PER_DEG = 111.2


@dataclass(frozen=True)
class PageData:
    """What a page is made of.

    Attributes
    ----------
    header : dict
        Words and all that is small; plain data. ``sections`` in it lists the sections.
    sections : tuple of Section
    bank : Bank
        Whose times they are.
    canvas : Canvas or None
        Its map.
    """

    header: dict[str, Any]
    sections: tuple[Section, ...]
    bank: Bank = field(repr=False)
    canvas: "Canvas | None" = field(default=None, repr=False)

    @classmethod
    def of(
        cls,
        result: "Result",
        *,
        name: str = "SCENARIO.yaml",
        verdicts: Sequence["Verdict"] = (),
        canvas: "Canvas | None" = None,
        before: "PageData | None" = None,
    ) -> "PageData":
        """Gather what the page needs of a run.

        Parameters
        ----------
        result : Result
        name : str
            By which a command line reaches the scenario.
        verdicts : sequence of Verdict
            Bands that were drawn, for pairs of policies.
        canvas : Canvas, optional
            The map; without it the page has none.
        before : PageData, optional
            Of a world with the same launch points, cells and people: times that are the same are
            not packed again.

        Examples
        --------
        >>> import tocsin
        >>> from tocsin.scenario import Scenario, scaffold
        >>> data = PageData.of(tocsin.run(Scenario.from_text(scaffold("island"))))
        >>> data.header["quantum_s"], [group["points"] for group in data.header["groups"]]
        (0.1, [[0, 1], [0, 1]])
        """
        bank = result.bank
        sections = (*_sections(bank, before), *_map_sections(canvas, before))
        header = _header(result, name, verdicts, before)
        header["map"] = canvas.about if canvas else None
        header |= {"sections": [each.about for each in sections]}
        return cls(header, sections, bank, canvas)

    def body(self, known: Collection[str] = ()) -> bytes:
        """Return all as one run of bytes: see ``report/script/data.js``.

        Parameters
        ----------
        known : collection of str
            Keys of sections that the page has already; they are not sent.
        """
        header = text("header", self.header).packed
        sent = [section.packed for section in self.sections if section.key not in known]
        return b"".join([len(header).to_bytes(4, "little"), header, *sent])


def _header(
    result: "Result", name: str, verdicts: Sequence["Verdict"], before: PageData | None
) -> dict[str, Any]:
    world, bank = result.world, result.bank
    rules = Rules.of(bank)
    agreements = list(world.scenario.agreements)
    bases = rules.bases
    told = bases.told()
    return {
        "quantum_s": QUANTUM_S,
        "about": facts.about(world, name=name),
        "nations": facts.nations(world),
        **facts.launches(world),
        "arcs": facts.arcs(world),
        "sensors": facts.sensors(world),
        "feeds": [{"owner": each.owner, "sensors": list(each.sensors)} for each in bank.feeds],
        "agreements": facts.agreements(world),
        "switches": [agreements.index(each) for each in bases.switches],
        "fixed": [agreements.index(each) for each in bases.fixed],
        "bases": told,
        "routes": rules.routes,
        "ways": rules.ways,
        "refused": refused_data(
            world.book,
            [base.rulebook for base in bases.all],
            feeds=bank.feeds,
            pairs=[(group.launch_nation, group.nation) for group in bank.groups],
        ),
        "shocks": facts.shocks(world),
        "suspensions": facts.suspended_sets(world),
        "responders": facts.responders(world),
        # To look for the nearest cells takes as long as all other words.
        "places": before.header["places"] if before else facts.places(world),
        "events": facts.events(world),
        "cards": facts.cards(world),
        "groups": [_group(group) for group in bank.groups],
        "verdicts": verdict_lines(verdicts, facts.names(world)),
        "start": _start(result, told, verdicts),
        "questions": questions(world, told),
    }


def verdict_lines(verdicts: Sequence["Verdict"], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Say what each verdict found, a line a nation over all arcs.

    Parameters
    ----------
    verdicts : sequence of Verdict
    names : mapping
        What a reader calls each nation, by id.

    Returns
    -------
    list of dict
        The ids of both policies (``a``, ``b``), of launch and nation, and the ``words``.
    """
    return [
        {
            "a": verdict.a,
            "b": verdict.b,
            "launch": verdict.question.launch,
            "nation": row["nation"],
            "words": (
                f"{names[row['nation']]}: {span(row['p5_s'], row['p95_s'])} (5-95 % of "
                f"{verdict.draws} draws, median {signed(row['median_s'])}): {row['word']}"
            ),
        }
        for verdict in verdicts
        for row in records(verdict.table)
        if row["arc"] == ALL and row["nation"] != ALL and row["p5_s"] is not None
    ]


def _start(
    result: "Result", bases: list[dict[str, Any]], verdicts: Sequence["Verdict"]
) -> dict[str, Any]:
    """Which policies the page opens with, and whose launch.

    A is the run's first policy, which its tables measure against, and B its last. Where nobody
    chose among the scenario's, B is the last that is nothing but a set of agreements (variants
    stand behind what they vary), and A the one before it. Where verdicts were drawn the last of
    them comes first.
    """
    ids = [base["id"] for base in bases if base["kind"] == "policy"]
    policies = result.scenario.policies
    launch = list(result.world.launch_names).index(result.question.launch)
    # What was judged over the ranges is shown first, for it has a band.
    if verdicts:
        judged = verdicts[-1]
        return {"a": ids.index(judged.a), "b": ids.index(judged.b), "launch": launch}
    first, *others = result.policies
    plain = [name for name in others if _is_plain(policies[name])]
    if len(result.policies) < len(policies) or not plain:
        return {"a": ids.index(first), "b": ids.index((others or [first])[-1]), "launch": launch}
    # One step and not the whole way: what the last one alone has brought.
    *before, last = [first, *plain]
    return {"a": ids.index(before[-1]), "b": ids.index(last), "launch": launch}


def _is_plain(policy: "Policy") -> bool:
    """Whether a policy says nothing besides which agreements hold, as of a day or by name."""
    varied = (policy.plus, policy.except_, policy.mesh, policy.confirmation, policy.conditions_met)
    return not any(varied) and not policy.exercise


def _group(group: Group) -> dict[str, Any]:
    return {
        "launch_nation": group.launch_nation,
        "nation": group.nation,
        "points": group.launches.tolist(),
        "cells": len(group.cells),
        "thin": group.is_thin,
    }


def _sections(bank: Bank, before: PageData | None) -> Iterator[Section]:
    cells = bank.world.cells
    yield text("cell_ids", cells.id.tolist())
    yield numbers("cell_nation", cells.nation, 1)
    yield numbers("cell_people", np.round(cells.population), 4)
    # Hundredths of a degree, from the south pole and from the antimeridian: about a kilometre.
    yield numbers("cell_lat", np.round((cells.lat + 90) * 100), 2)
    yield numbers("cell_lon", np.round((cells.lon + 180) * 100), 2)
    # Circles do not move with the rules: one bit a responder and cell decides.
    yield numbers("covers", bank.responders.covers, 1)
    packed = {} if before is None else {each.name: each for each in before.sections}
    for place, group in enumerate(bank.groups):
        other = None if before is None else before.bank.groups[place]
        for name, width, values, is_same in _group_numbers(bank, group, other):
            known = packed.get(f"g{place}.{name}") if is_same else None
            # To pack takes longer than to ask: of a moved sensor only its feed's rows are others.
            if known is None or known.width != width:
                known = numbers(f"g{place}.{name}", values(), width)
            yield known


def _map_sections(canvas: "Canvas | None", before: PageData | None) -> Iterator[Section]:
    if canvas is None:
        return
    if before is not None and before.canvas is canvas:
        # Drawn once more it would have other names inside, and be sent again.
        yield from (each for each in before.sections if each.name in _OF_MAP)
        return
    yield numbers(_OF_MAP[0], canvas.cells, canvas.cells.dtype.itemsize)
    yield text(_OF_MAP[1], document_json(figure(canvas)))


_Numbers = tuple[str, int, Callable[[], NDArray[Any]], bool]


def _group_numbers(bank: Bank, group: Group, other: Group | None) -> Iterator[_Numbers]:
    """Yield name, width and numbers of a group's sections; whether another group has the same."""
    order = _westward(bank.world, group)
    rows, impact_s = group.rows, group.impact_s
    latest_s = max(np.max(rows, initial=0.0, where=np.isfinite(rows)), impact_s.max(initial=0.0))
    # Two bytes hold 109 minutes; slow low-flyers over an ocean take longer.
    width = 2 if latest_s < 6_500 else 4
    never = (1 << 8 * width) - 1
    sensor_width = 1 if len(bank.world.sensors) < 255 else 2
    nobody = (1 << 8 * sensor_width) - 1

    def ordered(values: NDArray[Any]) -> NDArray[Any]:
        return values.reshape(group.shape)[:, :, order]

    def times(row: int) -> NDArray[Any]:
        return ordered(tenths(rows[row], never))

    def makers(row: int) -> NDArray[Any]:
        first = group.first[row].astype(np.int64)
        return ordered(np.where(first < 0, nobody, first))

    # Cells of a group are listed, since its cases stand in another order than the world's cells.
    yield "cells", 3, lambda: group.cells[order], other is not None
    same = other is not None and np.array_equal(other.impact_s, impact_s)
    yield "impact", width, lambda: ordered(tenths(impact_s, never)), same
    for row in range(len(rows)):
        yield f"r{row}", width, partial(times, row), _has(other, "rows", row, rows[row])
        same = _has(other, "first", row, group.first[row])
        yield f"f{row}", sensor_width, partial(makers, row), same


def _has(other: Group | None, key: str, row: int, values: NDArray[Any]) -> bool:
    """Whether another group has the same row."""
    return (
        other is not None
        and row < len(other.rows)
        and np.array_equal(getattr(other, key)[row], values)
    )


def _westward(world: World, group: Group) -> NDArray[np.int64]:
    """Order of a group's cells in which neighbours follow one another: strips from west to east.

    Packed in it the times take half the room.
    """
    cells = world.cells
    lat, lon = cells.lat[group.cells], cells.lon[group.cells]
    area_km2 = cells.area_km2[group.cells]
    # Strips of nearly two cells: narrower ones jump from row to row of a hexagonal grid.
    spacing_deg = np.sqrt(area_km2.mean()) / _KM_PER_DEG if area_km2.size else 0.0
    strip = np.floor(lat / max(1.8 * spacing_deg, 0.02))
    return np.lexsort((lon, strip))
