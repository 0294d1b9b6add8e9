"""
Policies and arcs side by side
==============================

Arcs are unlike threats: a satellite sees what burns, and a low-flyer stays below the horizon. A map
that is a median over both says little of either. Small multiples put policies in rows and arcs in
columns, under one scale of colours.
"""

import tocsin

result = tocsin.run("below-the-horizon")
columns = ["policy", "launch", "nation", "arc", "warned_share", "never_share", "warning_median_s"]
print(result.summary[columns].to_string())

# %%
# The neighbour's picture changes nothing for the arc that is seen anyway. For the other it does not
# save seconds: it turns *never* into *warned*.

figure = result.figure()
