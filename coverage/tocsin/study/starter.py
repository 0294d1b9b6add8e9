"""A study to start from, for `tocsin new --study-of`."""

import json
import os
from pathlib import Path

from tocsin.scenario import Scenario

RUNS = 200
"""How many runs the study has, all policies together."""

_TEXT = """\
# A study of tocsin: {runs} runs. Notional.
# How long it takes: `tocsin sweep FILE --dry-run`. Run it: `tocsin sweep FILE -o OUT`.
# A table: `tocsin study table OUT`. A figure: `tocsin study plot OUT FIGURE.png`.
tocsin_study: 1               # version of the file format
title: {title}
base: {base}                  # the scenario, from this file's folder

axes:                         # what is varied
  policy: {{policies: [{policies}]}}
  cards: {{cards: all}}         # every number of the cards in use, from its low to its high

sample: {{method: latin-hypercube, n: {draws}, seed: 1}}   # each draw under every policy
"""


def study_starter(scenario: Scenario, base: Path, *, folder: Path) -> str:
    """Return the text of a small commented study of a scenario's first policy and its last.

    The last one that is no full mesh, which is an upper bound and not a choice.

    Parameters
    ----------
    scenario : Scenario
    base : Path
        The scenario's file.
    folder : Path
        Where the study will lie.

    Examples
    --------
    >>> text = study_starter(Scenario.shipped("two-hubs"), Path("a/two.yaml"), folder=Path("b"))
    >>> [line.partition(" #")[0].strip() for line in text.splitlines()[5:9]]
    ['base: "../a/two.yaml"', '', 'axes:', 'policy: {policies: ["alone", "bridged"]}']
    """
    agreed = [name for name, policy in scenario.policies.items() if policy.mesh is None]
    names = agreed or list(scenario.policies)
    policies = list(dict.fromkeys((names[0], names[-1])))
    path = os.path.relpath(base.absolute(), folder.absolute())
    return _TEXT.format(
        runs=RUNS,
        title=json.dumps(f"{scenario.title or base.stem}: {RUNS} runs", ensure_ascii=False),
        base=json.dumps(Path(path).as_posix(), ensure_ascii=False),
        policies=", ".join(json.dumps(name) for name in policies),
        draws=RUNS // len(policies),
    )
