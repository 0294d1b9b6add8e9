"""
What a policy covers: the longest time in the dark
==================================================

Coverage of a flight by the sensors of which a nation may be told: first alone, then under a policy
that joins a hub and a pact. The change is credited to the agreements in which the two differ.
"""

import tocsin

told = tocsin.coverage("hub-pact-realtime", policies=["alone", "joined"])
credit = told.credit.query("arc == 'medium' and nation == 'BRELL'")
print(credit[["agreement", "in_view_first_share", "in_view_last_share"]].round(2).to_string())

# %%
# A policy moves no sensor. It decides whose sights count for whom.

figure = told.figure()
