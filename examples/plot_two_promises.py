"""
Two promises and a clause
=========================

EAST and NORTH each have a pact with HUB, and none with one another. NORTH's radar sees a launch
first. How many seconds does EAST gain when HUB may pass on what NORTH tells it? All names are
invented, all numbers notional.
"""

# %%
# A world is plain data, as in a scenario file. Three policies: nobody shares, each shares with the
# hub after a watch officer's release, and the two pacts are joined.
import tocsin

world = tocsin.Scenario.from_dict(
    {
        "tocsin": 1,
        "title": "Two promises and a clause",
        "nations": {
            "EAST": {"territory": {"box": {"west": -144, "south": -2, "east": -141, "north": 2}}},
            "NORTH": {},
            "HUB": {},
            "WEST": {},
        },
        "sensors": {
            "shore": {"class": "air-defence", "owner": "EAST", "lat": 0, "lon": -144},
            "hill": {
                "class": "transportable-l-band",
                "owner": "NORTH",
                "lat": 2,
                "lon": -148,
                "facing_deg": 200,
            },
        },
        "launches": {
            "area": {"nation": "WEST", "lat": 0, "lon": -150, "spread_km": 50, "points": 3}
        },
        "arcs": {"short": {"class": "short"}},
        "targets": {"h3_resolution": 4, "nations": ["EAST"]},
        "agreements": {
            "east-hub": {"kind": "sharing", "parties": ["EAST", "HUB"], "mode": "release"},
            "north-hub": {"kind": "sharing", "parties": ["NORTH", "HUB"], "mode": "release"},
            "joined": {"kind": "sharing", "hub": "HUB", "spokes": ["EAST", "NORTH"]},
        },
        "policies": {
            "alone": {},
            "two-pacts": {"agreements": ["east-hub", "north-hub"]},
            "joined": {"agreements": ["east-hub", "north-hub", "joined"]},
        },
    }
)
result = tocsin.run(world)

# %%
# Two pacts that do not touch change nothing: the hub knows, but may not tell. Joined, they do.
summary = result.summary.query("nation == 'EAST' and arc == 'all'")
print(summary[["policy", "warned_share", "late_share", "never_share", "warning_median_s"]])

# %%
# The same on a map: what joining gives, cell by cell.
import matplotlib.pyplot as plt

from tocsin.answers.median_cells import cell_values
from tocsin.plot.layers import map_axes
from tocsin.plot.maps import difference_map
from tocsin.plot.scene import Area, Cells, Scene

cells = result.world.cells
drawn = Cells.of(cells.id, cells.lat, cells.lon)
before, after = (cell_values(result, policy) for policy in ("two-pacts", "joined"))
launches = [Area("area", 0.0, -150.0, 50.0)]
view = Scene(launches=launches).view_with(drawn)

figure = plt.figure(figsize=(10.0, 6.2))
difference_map(
    drawn,
    before=(before.value_s, before.status),
    after=(after.value_s, after.status),
    title="What joining two pacts gives EAST",
    scene=Scene(launches=launches, view=view),
    ax=map_axes(figure, view, (0.06, 0.1, 0.66, 0.78)),
)
