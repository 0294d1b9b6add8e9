"""
Human minutes: what it costs to be sure
=======================================

DALE is told by machine and has a few minutes. Each minute that its own team takes to assess is a
minute less of warning, until the last one takes all. The band is 5-95 % of draws of everything else
that is not known. All names are invented, all numbers notional.
"""

import matplotlib.pyplot as plt

import tocsin

world = tocsin.Scenario.shipped("seven-minutes")
minutes = (1, 3, 5, 6, 7)
levels = []
for minute in minutes:
    slower = world.updated({"nations.DALE.assess_s": 60 * minute})
    verdict = tocsin.verdict(
        slower, "courtesy", "hotline", nation="DALE", draws=32, full=True, threads=1
    )
    levels.append(verdict.levels.query("policy == 'hotline' and arc == 'short'").iloc[0])
    print(minute, "min:", levels[-1][["p5_s", "median_s", "p95_s"]].round().to_dict())

# %%
# What a wait buys, fewer false alarms, is not in the model. This is its price alone.
figure, ax = plt.subplots(figsize=(7.0, 4.2), layout="constrained")
low, middle, high = ([each[name] for each in levels] for name in ("p5_s", "median_s", "p95_s"))
ax.fill_between(minutes, low, high, alpha=0.25, lw=0, label="5-95 % of 32 draws")
ax.plot(minutes, middle, marker="o", label="median")
ax.set(
    xlabel="DALE's own assessment [min]", ylabel="mean warning under hotline [s]", ylim=(0, None)
)
ax.set_title("Each minute of assessment is a minute less of warning. Notional.", loc="left")
ax.legend(frameon=False)
