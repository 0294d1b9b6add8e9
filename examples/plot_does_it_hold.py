"""
Does it hold? A verdict over everything that is not known
=========================================================

A number at the cards' values is one case. A verdict draws every card from its range, and every
assumption in half of the draws, for both policies alike. Each dot is one draw's gain.
"""

import tocsin

verdict = tocsin.verdict("unknown-edge", "edge-absent", "edge-present", draws=64)
for sentence in verdict.sentences:
    print(sentence)

# %%
# Shares are of draws, not probabilities. A page that decides something takes 256 draws.

figure = verdict.figure()
