"""
Who tells whom: the graph of a policy
=====================================

Colour is the best tier that may pass, the line's style how it is released, a bar before the head
that it may not be passed on. A double ring is a hub. The same arrow both ways is one line.
"""

from tocsin.engine.rulebook import Rulebook
from tocsin.engine.world import World
from tocsin.report.sharing_graph import figure_of_policy
from tocsin.scenario import Scenario

world = World(Scenario.shipped("collective"))
rules = Rulebook.of(world.book, list(world.scenario.policies)[-1])
print("In force:", ", ".join(rules.agreements))

# %%
# ``tocsin graph SCENARIO FILE -p POLICY`` writes the same. ``tocsin export`` writes the graph for
# Gephi, Graphviz and networkx.

figure = figure_of_policy(world, rules)
