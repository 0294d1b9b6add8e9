"""Who must, may or consults on acting for whom."""

import numpy as np

from tocsin.sharing import DefenceAgreement, obligations
from tocsin.sharing.obligations import CONSULT, ITSELF, MAY, MUST, NONE

JPN, KOR, USA = range(3)
TRIAD = (
    DefenceAgreement("us-rok-treaty", must=((USA, KOR), (KOR, USA))),
    DefenceAgreement("us-japan-treaty", must=((USA, JPN),)),
    DefenceAgreement(
        "security-legislation", may=((JPN, USA), (JPN, KOR)), may_if="survival-threatened"
    ),
    DefenceAgreement("camp-david", consult=((JPN, KOR), (KOR, JPN), (USA, JPN))),
)


def test_the_triad_is_asymmetric():
    layer = obligations(TRIAD, n_nations=3)
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
    assert layer.must_act.sum() == 3


def test_a_conditional_liberty_counts_only_when_its_condition_is_met():
    layer = obligations(TRIAD, n_nations=3, conditions_met=["survival-threatened"])
    assert layer.level[JPN].tolist() == [ITSELF, MAY, MAY]
    assert not obligations(TRIAD, n_nations=3, conditions_met=["else"]).may_act[JPN, USA]


def test_everyone_may_act_for_itself_and_only_for_itself_without_agreements():
    np.testing.assert_array_equal(obligations([], n_nations=3).may_act, np.eye(3, dtype=bool))


def test_reasons_are_kept_even_when_they_do_not_count():
    names = ["JPN", "KOR", "USA"]
    layer = obligations(TRIAD, n_nations=3)
    assert [r.sentence(names) for r in layer.reasons_for(JPN, KOR)] == [
        "JPN may act for KOR (security-legislation) only if 'survival-threatened',"
        " which this policy does not assume",
        "JPN consults on acting for KOR (camp-david)",
    ]
    met = obligations(TRIAD, n_nations=3, conditions_met=["survival-threatened"])
    assert [r.sentence(names) for r in met.reasons_for(JPN, USA)] == [
        "JPN may act for USA (security-legislation), for 'survival-threatened' is assumed"
    ]
    assert [r.sentence(names) for r in layer.reasons_for(USA, KOR)] == [
        "USA must act for KOR (us-rok-treaty)"
    ]
    assert layer.reasons_for(KOR, KOR)[0].sentence(names) == "KOR may act for itself"
