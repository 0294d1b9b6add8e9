"""
Where the time goes: one cell, from launch to impact
====================================================

Warning is what is left when everybody has done what must be done first. A waterfall shows the
parts of one case under several policies, on one axis of time. Below it is the route of the notice
under the last of them, to scale.
"""

import tocsin

told = tocsin.explain("hub-pact-realtime", policy=["alone", "hub-only", "joined"], at="0,-125")
for sentence in told.sentences:
    print(sentence)

# %%
# A part that is 0 in every bar has no line in the key.

figure = told.figure()
