"""Mutants of the page: its engine restates tocsin's, so that what differs must be noticed."""

from mutant import Mutant

ENGINE_IN_BROWSER = "tests/report/test_page_engine.py"
DATA = "tests/report/test_page_data.py"

PAGE = (
    Mutant(
        "the page warns too late",
        "report/script/engine.js",
        "NEVER : left > 0 ? WARNED : LATE;",
        "NEVER : WARNED;",
        (ENGINE_IN_BROWSER,),
    ),
    Mutant(
        "the page's own sensor is anybody's",
        "report/script/engine.js",
        'rule === "own" ? firstArrivals(group, effect.delay, own)',
        'rule === "own" ? firstArrivals(group, effect.delay)',
        (ENGINE_IN_BROWSER,),
    ),
    Mutant(
        "the page asks nobody what an agreement rests on",
        "report/script/rules.js",
        "header.agreements[agreement].rests.every((other) => rules.on[other])",
        "header.agreements[agreement].rests.every(() => true)",
        (ENGINE_IN_BROWSER,),
    ),
    Mutant(
        "only the fastest way of all",
        "report/data/ways.py",
        "            further = {out | {name} for name in needs} - seen\n",
        "            further = set()\n",
        (DATA,),
    ),
)
