"""Who must, may or consults on acting for whom."""

import numpy as np

from tocsin.sharing import Defence, obligations
from tocsin.sharing.duties import CONSULT, ITSELF, MAY, MUST, NONE

NAMES = ["JPN", "KOR", "USA"]
JPN, KOR, USA = range(3)
TRIAD = {
    "us-rok-treaty": Defence(kind="defence", must=[("USA", "KOR"), ("KOR", "USA")]),
    "us-japan-treaty": Defence(kind="defence", must=[("USA", "JPN")]),
    "security-legislation": Defence(
        kind="defence", may=[("JPN", "USA"), ("JPN", "KOR")], may_if="survival-threatened"
    ),
    "camp-david": Defence(kind="defence", consult=[("JPN", "KOR"), ("KOR", "JPN"), ("USA", "JPN")]),
}


def reasons(layer, actor, protected):
    chosen = [r for r in layer.reasons if (r.actor, r.protected) == (actor, protected)]
    return [r.sentence(NAMES) for r in chosen]


def test_the_triad_is_asymmetric():
    layer = obligations(TRIAD, nations=NAMES)
    assert layer.level.tolist() == [
        [ITSELF, CONSULT, NONE],
        [CONSULT, ITSELF, MUST],
        [MUST, MUST, ITSELF],
    ]
    assert layer.may_act.tolist() == [
        [True, False, False],
        [False, True, True],
        [True, True, True],
    ]


def test_a_conditional_liberty_counts_only_when_its_condition_is_met():
    layer = obligations(TRIAD, nations=NAMES, conditions_met=["survival-threatened"])
    assert layer.level[JPN].tolist() == [ITSELF, MAY, MAY]
    assert not obligations(TRIAD, nations=NAMES, conditions_met=["else"]).may_act[JPN, USA]


def test_everyone_may_act_for_itself_and_only_for_itself_without_agreements():
    np.testing.assert_array_equal(obligations({}, nations=NAMES).may_act, np.eye(3, dtype=bool))


def test_reasons_are_kept_even_when_they_do_not_count():
    layer = obligations(TRIAD, nations=NAMES)
    assert reasons(layer, JPN, KOR) == [
        "JPN may act for KOR (security-legislation) only if 'survival-threatened',"
        " which this policy does not assume",
        "JPN consults on acting for KOR (camp-david)",
    ]
    met = obligations(TRIAD, nations=NAMES, conditions_met=["survival-threatened"])
    assert reasons(met, JPN, USA) == [
        "JPN may act for USA (security-legislation), for 'survival-threatened' is assumed"
    ]
    assert reasons(layer, USA, KOR) == ["USA must act for KOR (us-rok-treaty)"]
    assert reasons(layer, KOR, KOR) == ["KOR may act for itself"]


def test_all_that_it_says_is_told():
    assert TRIAD["security-legislation"].text() == (
        "may act: JPN for USA, JPN for KOR; may only if survival-threatened"
    )
    assert TRIAD["camp-david"].text().startswith("consult: JPN for KOR")
