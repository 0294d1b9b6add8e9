"""
What a pact changes: from policy A to policy B
==============================================

The first policy is the baseline. A map of change has colours of their own for cells that are newly
warned or no longer warned: these gain no number of seconds, they become something else.
"""

import tocsin

answer = tocsin.compare("hosted-veto", "alone", "every-route")
print(answer.table[["launch", "nation", "arc", "change_s", "newly_warned_share"]].to_string())
print("Only in B:", ", ".join(answer.only_b))

# %%
# Who gains is not who sees. The guest's radar stands on Alder's soil, and Alder has a say in whom
# its data may reach.

figure = answer.figure()
