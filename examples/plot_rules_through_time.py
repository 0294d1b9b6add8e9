"""
Rules through time: what changed something, and what did not
============================================================

Agreements have days. Under what was in force each day, warning is a line of steps: it moves where a
rule lets somebody hold a usable notice sooner, and stays where a rule only says what was so anyway.
Days without any effect on what is drawn are ticks on a strip below.
"""

import tocsin

world = tocsin.Scenario.shipped("hub-pact-realtime").updated(
    {
        "agreements.hub-out.in_force": ["1996-04-01", None],
        "agreements.hub-in.in_force": ["2000-01-01", None],
        "agreements.pact.in_force": ["2016-11-23", None],
        "agreements.joined.in_force": ["2023-12-19", None],
    }
)
past = tocsin.history(world)
print(past.changes[["date", "began", "about"]].to_string())

# %%
# The days are made up, as the world is. From which launch and how sure stands below the title.

figure = past.figure()
