"""
Below the horizon: a section through what two radars see
========================================================

Height against distance, from the launch area to the far shore. ISOLA's radar stands on that shore,
its neighbour's under the path. What flies low passes under the first for most of the way, whatever
its range. All names are invented, all numbers notional.
"""

import tocsin

radars = ["isola-watch", "kapp-picture"]
seen = tocsin.footprint(
    "below-the-horizon", sensor=radars, altitude_km=120, section="0.1,-135:0.1,-121"
)
lowest = seen.tables["section"].query("sensor == 'isola-watch'")
print(lowest.iloc[::20].round(1).to_string(index=False))

# %%
# A section is geometry: it has no band, and it says nothing of who is told.

figure = seen.figure()
