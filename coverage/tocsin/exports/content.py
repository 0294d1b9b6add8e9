"""What one export holds: layers, tables and the sharing graph, each made when first asked for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from tocsin.answers.common import Question
from tocsin.answers.run import Result, run
from tocsin.constants import NOTIONAL
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.exports import layers, tracks
from tocsin.exports.layers import Layer
from tocsin.exports.source import Source
from tocsin.io.definition import Definition
from tocsin.scenario.launching import launch_name, leading_launch
from tocsin.sharing import sharing_graph
from tocsin.sharing.words import GRANT_COLUMNS, words_of_grant

if TYPE_CHECKING:
    import networkx as nx

    from tocsin.exports.tracks import Track

MOST_CASES = 50_000
"""Rows up to which the table of all cases goes into a workbook; its home is warning.parquet."""


@dataclass(frozen=True)
class Content:
    """What one export holds.

    Attributes
    ----------
    source : Source
    policy : str or None
        The policy that cells, arcs and graph are of; None where none of them is wanted.
    launch : str or None
        Launch area or nation that they are of; what leads by default.
    altitudes_km : tuple of float
        Of the footprints.
    threads : int, optional
    """

    source: Source
    policy: str | None
    launch: str | None = None
    altitudes_km: tuple[float, ...] = (100.0,)
    threads: int | None = None
    _made: dict[str, Layer] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def result(self) -> Result:
        """The run: what was given, or else worked out now."""
        given = self.source.result
        # One policy alone: an export is of one, and each more would be worked out for nothing.
        if given is None:
            given = run(self.world, policies=self._policy, threads=self.threads)
        return given.of(self.question.launch)

    @cached_property
    def world(self) -> World:
        """The scenario laid out."""
        given = self.source.result
        return World(self.source.scenario) if given is None else given.world

    @cached_property
    def question(self) -> Question:
        """From which launch, by which arcs."""
        scenario = self.source.scenario
        wanted = self.launch or leading_launch(scenario)
        return Question.of(scenario, launch_name(scenario, wanted))

    @property
    def definition(self) -> Definition:
        """What made it, for formats that can carry all of it."""
        return Definition.of(self.source.scenario)

    @property
    def title(self) -> str:
        """Title of the scenario, and the policy."""
        title = self.source.scenario.title or "A notional scenario"
        return f"{title}: {self.policy}" if self.policy else title

    @property
    def about(self) -> str:
        """What must stand in every file."""
        return f"{self.question.sentence} {NOTIONAL}"

    @property
    def _policy(self) -> str:
        if self.policy is None:
            raise InputError("No policy. Name one.")
        return self.policy

    def layer(self, name: str) -> Layer:
        """Return a layer with shapes.

        Parameters
        ----------
        name : str
            One of `tocsin.exports.layers.SHAPED`.

        Examples
        --------
        >>> from tocsin.exports.source import source_of
        >>> len(Content(source_of("hosted-veto"), None).layer("sensors"))
        3
        """
        # Several files of one export share it: shapes take longer to make than to write.
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def shaped(self, names: Iterable[str]) -> list[Layer]:
        """Return the layers of some names, from below to above."""
        wanted = set(names)
        return [self.layer(name) for name in layers.SHAPED if name in wanted]

    def _make(self, name: str) -> Layer:
        if name == "cells":
            return layers.cells_layer(self.result, self._policy)
        if name == "arcs":
            return tracks.arcs_layer(self.result, self._policy, self.tracks)
        if name == "footprints":
            return layers.footprints_layer(self.world, self.altitudes_km)
        return (
            layers.sensors_layer(self.world)
            if name == "sensors"
            else layers.launches_layer(self.world)
        )

    @cached_property
    def tracks(self) -> "list[Track]":
        """The arcs of the layer of arcs, in its order."""
        return tracks.tracks_of(self.world, self.question.launch)

    @cached_property
    def rulebook(self) -> Rulebook:
        """The policy's rules."""
        return Rulebook.of(self.world.book, self._policy)

    @cached_property
    def graph(self) -> "nx.MultiDiGraph":
        """Who may tell whom under the policy: see `tocsin.sharing.graph.sharing_graph`."""
        grants = self.rulebook.network.grants
        graph = sharing_graph(grants, names=self.world.nations, agreements=self.rulebook.sharing)
        graph.graph |= {
            "title": self.title,
            "policy": self._policy,
            "notional": NOTIONAL,
        }
        # Programs of graphs show what is called label, and colour or size by any number.
        for nation, data in graph.nodes(data=True):
            entry = self.source.scenario.nations[nation]
            data |= {"label": entry.name or nation, "sensors": self._sensors_of(nation)}
        return graph

    def _sensors_of(self, nation: str) -> int:
        return sum(sensor.owner == nation for sensor in self.world.sensors)

    def tables(self, names: Iterable[str]) -> dict[str, pd.DataFrame]:
        """Return the tables of some layers, by name; without shapes.

        Examples
        --------
        >>> from tocsin.exports.source import source_of
        >>> list(Content(source_of("hosted-veto"), "alone").tables(["graph", "launches"]))
        ['launches', 'nations', 'grants']
        """
        wanted = [name for name in layers.LAYERS if name in set(names)]
        found: dict[str, pd.DataFrame] = {}
        for name in wanted:
            if name == layers.GRAPH:
                found |= {"nations": self._nations(), "grants": self._grants()}
                continue
            found[name] = self.layer(name).table
            if name == "cells":
                found |= self._measures()
            if name == "arcs":
                found["arc_points"] = tracks.points_of(self.world, self.tracks)
        return found

    def _measures(self) -> dict[str, pd.DataFrame]:
        """Measures of the policy for every launch, and all cases where they are few."""
        # Of every launch, since each row says which it is of.
        summary = self.result.summary
        found = {"summary": summary[summary["policy"] == self.policy].reset_index(drop=True)}
        if len(self.result.bank.impact_s) <= MOST_CASES:
            cases = self.result.warning
            found["warning"] = cases[cases["policy"] == self.policy].reset_index(drop=True)
        return found

    def _nations(self) -> pd.DataFrame:
        # The position of a nation means nothing outside.
        rows = [{"nation": name, **data} for name, data in self.graph.nodes(data=True)]
        return pd.DataFrame(rows).drop(columns="index")

    def _grants(self) -> pd.DataFrame:
        names = self.world.nations
        rows = [
            {
                "from": names[grant.source],
                "to": names[grant.target],
                **words_of_grant(grant, self.rulebook.sharing[grant.agreement], names),
            }
            for grant in self.rulebook.network.grants
        ]
        return pd.DataFrame(rows, columns=["from", "to", *GRANT_COLUMNS])
