"""
The founding claim: does a neighbour that may not act cost response time?
=========================================================================

The article that this project began with was written in about 2012. It holds that, because the
radars and launchers of the Republic of Korea may not act for Japan, the time that Japan has to
respond is "greatly reduced". The sentence joins two things that treaties keep apart: who may
*know*, and who may *act*. Here each is changed alone, and under four assumptions about what else
stands in Japan's way.

Everything is notional: sensor classes, launch areas, textbook arcs, and responders that are circles
with a reaction time. Nothing here is about any real system.
"""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import tocsin
from tocsin.cli import shipped
from tocsin.plot.heading import write_titles
from tocsin.plot.style import PALETTE, mark

# %%
# The world of July 2012, four times
# ----------------------------------
# As it was; with a trilateral treaty and nothing else (everyone may act for everyone); with the
# real-time sharing of 2023 and nothing else (everyone is told, nobody new may act); with both. Only
# arcs from the first launch area count, for the sharing covers no other.

SINCE_2012 = {"as_of": "2012-07-01"}
SHARING = ["tisa", "realtime"]  # the second rests on the first
POLICIES = {
    "2012": SINCE_2012,
    "treaty only": SINCE_2012 | {"plus": ["trilateral-treaty"]},
    "sharing only": SINCE_2012 | {"plus": SHARING},
    "both": SINCE_2012 | {"plus": ["trilateral-treaty", *SHARING]},
}
asia = tocsin.Scenario.load(shipped("northeast-asia"))
given = asia.to_dict()
east_only = ["japan-east", "korea-south", "us-in-korea"]
own_radars = [name for name, each in given["sensors"].items() if each["owner"] == "JPN"]


def world(*, responders=None, sensors=None):
    """The shipped scenario for Japan, with a choice of responders and sensors."""
    responders = responders or list(given["responders"])
    sensors = sensors or list(given["sensors"])
    return asia.updated(
        {
            "targets": {"h3_resolution": 4, "nations": ["JPN"]},
            "launches": {"west-area": given["launches"]["west-area"]},
            "policies": {name.replace(" ", "-"): each for name, each in POLICIES.items()},
            "shocks": {},
            "responders": {name: given["responders"][name] for name in responders},
            "sensors": {name: given["sensors"][name] for name in sensors},
        }
    )


ASSUMPTIONS = {
    "as shipped": world(),
    "nobody else covers\nthe west": world(responders=east_only),
    "Japan's own radars\nsee nothing": world(
        sensors=[name for name in given["sensors"] if name not in own_radars]
    ),
    "both of these": world(
        responders=east_only,
        sensors=[name for name in given["sensors"] if name not in own_radars],
    ),
}

# %%
# What the law costs
# ------------------
# *Mean response* is the mean over all cases (launch point, arc, cell) of the most time that
# any responder has left which covers the cell and may act for Japan; 0 where there is none, or it
# would come too late. *Greatly reduced* shall mean that a case has less than half of the response
# under the rules of 2012 that it has with treaty and sharing.

means, greatly = {}, {}
for name, scenario in ASSUMPTIONS.items():
    found = tocsin.run(scenario).warning
    response_s = {
        str(policy): rows["response_s"].clip(lower=0.0).fillna(0.0).to_numpy()
        for policy, rows in found.groupby("policy", sort=False, observed=True)
    }
    name = name.replace("\n", " ")
    means[name] = {policy: float(values.mean()) for policy, values in response_s.items()}
    less_than_half = response_s["2012"] < 0.5 * response_s["both"]
    greatly[name] = float(np.mean(less_than_half))

table = pd.DataFrame(means).T
table["greatly reduced"] = pd.Series(greatly)
print(table.round(3).to_string())

# %%
# The answer
# ----------
# As shipped the claim does not hold: Japan's own circles cover whatever the neighbour's covers, and
# Japan's own radars hold a track early, so that a neighbour that may act adds seconds. Where nobody
# else covers the west, a cell there has no response at all without the treaty, and the claim holds
# for those cells, whatever is shared. Where Japan's own radars see nothing, its ally's tracks come
# by the data link of 2007, so that hardly a case is cut in half; what is left to gain, a neighbour
# gives that may not act, but may tell.

fig, ax = plt.subplots(figsize=(9, 4.8))
fig.subplots_adjust(left=0.08, right=0.98, bottom=0.17, top=0.88)
places = np.arange(len(ASSUMPTIONS))
for number, policy in enumerate(table.columns[:4]):
    bars = ax.bar(
        places + 0.2 * (number - 1.5), table[policy] / 60.0, width=0.19, color=PALETTE[number],
        label=policy,
    )  # fmt: skip
    ax.bar_label(bars, fmt="%.1f", fontsize=8)
ax.set_xticks(places, list(ASSUMPTIONS))
ax.set_ylabel("mean response [min]")
write_titles(
    ax,
    "Japan: rules of 2012, and what a treaty or sharing would add",
    "From west-area (North Korea), mean of 5 arcs by cells. One case: cards at their values.",
)
ax.legend(loc="upper right", frameon=False, ncols=4)
ax.set_ylim(0.0, 9.5)
mark(fig)
