"""
A first map: who is warned, and how long before impact
======================================================

Seven minutes is a shipped world: two fictional neighbours, one of which lies near the launch area.
A map shows one policy, from one launch area, by the median case of each cell.
"""

import tocsin

result = tocsin.run("seven-minutes", policies="hotline")
columns = ["policy", "launch", "nation", "arc", "warned_share", "warning_median_s"]
print(result.summary[columns].to_string())

# %%
# The title says the finding, and the line below it from where, by which arcs and how sure: "one
# case: cards at their values" means that no range of any number has been drawn.

figure = result.figure()
