"""
The third-party clause: what one sentence costs
===============================================

A command tells its members what its radar sees, and a clause says that they tell nobody else. One
of them would tell its neighbour MOSS everything. The clause, consent that takes five minutes each
time, and approval given beforehand stand side by side, in one place of MOSS. All names are
invented, all numbers notional.
"""

import tocsin

world = tocsin.Scenario.shipped("collective")
command = {"kind": "sharing", "from": "LEAGUE", "to": ["FERN", "HEATH"]}
changed = world.updated(
    {
        "agreements.asked": command | {"onward": {"to": ["MOSS"], "consent_s": 300}},
        "agreements.approved": command | {"onward": ["MOSS"]},
        "policies.clause": {"agreements": ["rules-of-operation", "neighbours"]},
        "policies.consent": {"agreements": ["asked", "neighbours"]},
        "policies.beforehand": {"agreements": ["approved", "neighbours"]},
    }
)
told = tocsin.explain(changed, policy=["clause", "consent", "beforehand"], at="5,-123")
print(*(row.sentence for row in told.explanations[0].refused), sep="\n")

# %%
# This is one case, with cards at their values. Over all that is not known:
verdict = tocsin.verdict(changed, "clause", "beforehand", nation="MOSS", draws=32, threads=1)
print(verdict.sentences[0])

# %%
# The label travels with the item. Asking costs more than the neighbour's own radar needs.

figure = told.figure()
