"""
Footprints: how many sensors see the same ground, by height
===========================================================

A footprint holds for one height. Near the ground the horizon ends it, higher up the range does, and
above each site there is a hole where objects stand too high. Shades count the sensors that see.
"""

import tocsin

seen = tocsin.footprint("northeast-asia", altitude_km=[10, 100, 300])
print(seen.table[["sensor", "altitude_km", "area_km2"]].round().to_string())

# %%
# Objects are of 1 m2 and stand still. What is in view at a height is not coverage of an arc, which
# passes through all of them.

figure = seen.figure()
