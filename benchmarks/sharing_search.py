"""Time of resolving one policy: 40 nations, 300 agreements, 60 label classes, all threatened.

Run ``python benchmarks/sharing_search.py``. Worlds are random and notional.
"""

import random
import time
from types import SimpleNamespace

from tocsin.sharing import TIERS, Nations, Network, Sharing, expand, mask_of

N_NATIONS, N_AGREEMENTS, N_CLASSES = 40, 300, 60
DELAYS = SimpleNamespace(auto_s=5.0, release_s=300.0, request_s=21600.0, exercise_s=5.0)


NAMES = tuple(f"N{nation}" for nation in range(N_NATIONS))


def shape_of(rng: random.Random) -> dict:
    shape = rng.choice(["pair", "pair", "pair", "parties", "hub", "hub"])
    if shape == "pair":
        giver, taker = rng.sample(range(N_NATIONS), 2)
        return {"from": NAMES[giver], "to": NAMES[taker]}
    if shape == "parties":
        return {"parties": named(rng.sample(range(N_NATIONS), rng.randint(2, 5)))}
    hub, *spokes = rng.sample(range(N_NATIONS), rng.randint(3, 9))
    return {"hub": NAMES[hub], "spokes": named(spokes), "forward": rng.random() < 0.8}


def named(nations: list[int]) -> list[str]:
    return [NAMES[nation] for nation in nations]


def agreement(rng: random.Random, *, sanitising: bool) -> Sharing:
    listed = named(rng.sample(range(N_NATIONS), rng.randint(1, 6)))
    terms = {
        **shape_of(rng),
        "tier": rng.choice(TIERS[1:]),
        "mode": rng.choice(["auto", "auto", "release", "request"]),
    }
    onward = rng.choice(["none"] * 5 + ["any", listed])
    terms["onward"] = {"to": onward, "consent_s": rng.choice([0.0] * 8 + [60.0, 600.0])}
    terms["items"] = rng.choice(["own"] * 4 + ["any"])
    terms["threatened"] = rng.choice(["any"] * 12 + ["party", "recipient"])
    purpose = rng.choice([(), (), tuple(rng.sample(range(N_NATIONS), 3))])
    if purpose:
        terms["purpose"] = named(purpose)
    terms["downgrade_s"] = rng.choice([0.0, 0.0, 0.0, 30.0, 60.0]) if sanitising else 0.0
    return Sharing(kind="sharing", **terms)


def resolve(seed: int, *, sanitising: bool) -> tuple[int, float]:
    rng = random.Random(seed)
    pacts = [agreement(rng, sanitising=sanitising) for _ in range(N_AGREEMENTS)]
    nations = Nations(NAMES)
    grants = [
        grant
        for i, pact in enumerate(pacts)
        for grant in expand(pact, name=str(i), nations=nations, delays=DELAYS)
    ]
    classes = [(nation, 0) for nation in range(N_NATIONS)]
    while len(classes) < N_CLASSES:
        owner, barred = rng.sample(range(N_NATIONS), 2)
        classes.append((owner, mask_of([barred])))
    start = time.perf_counter()
    network = Network(grants, N_NATIONS)
    for threatened in range(N_NATIONS):
        for owner, not_to in classes:
            network.delays(owner, not_to, 0, threatened)
    return len(grants), time.perf_counter() - start


if __name__ == "__main__":
    for sanitising in (False, True):
        for seed in range(5):
            n_grants, seconds = resolve(seed, sanitising=sanitising)
            print(f"sanitising {sanitising!s:5} grants {n_grants:5d} {seconds:6.2f} s")
