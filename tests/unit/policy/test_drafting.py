"""起草一户一策: one measure for each risk, 开发式 where somebody can work, nothing that the family has already."""

from __future__ import annotations

import pytest

from huaiyuan.core.policy import measures
from huaiyuan.core.policy.measures import Labour, drafting


def kinds(draft):
    return [(one.kind, one.risk) for one in draft.proposals]


@pytest.mark.parametrize(
    ("risks", "labour", "given", "proposed"),
    [
        (["因病"], Labour.ABLE, [], [("健康帮扶", "因病"), ("就业帮扶", "")]),
        (["因病"], Labour.WEAK, [], [("健康帮扶", "因病"), ("公益岗位帮扶", "")]),
        (["因病"], Labour.NONE, [], [("健康帮扶", "因病"), ("综合保障", "")]),
        (["因残"], Labour.NONE, [], [("综合保障", "因残")]),
        (["因产业项目失败"], Labour.ABLE, [], [("产业帮扶", "因产业项目失败")]),
        (["因务工就业不稳"], Labour.ABLE, [], [("就业帮扶", "因务工就业不稳")]),
        (["因病"], Labour.ABLE, ["健康帮扶"], [("就业帮扶", "")]),
        (["因病"], Labour.ABLE, ["健康帮扶", "产业帮扶"], []),
        ([], Labour.NONE, ["综合保障"], []),
    ],
)  # fmt: skip
def test_what_is_proposed(risks, labour, given, proposed):
    assert kinds(drafting.draft(risks, labour, given)) == proposed


def test_two_risks_that_one_measure_answers_get_one():
    """单一风险一项，多项风险不堆砌."""
    made = drafting.draft(["因残", "缺劳动力"], Labour.NONE, [])
    assert kinds(made) == [("综合保障", "因残")]
    assert made.lacking == ()


def test_work_is_not_proposed_where_nobody_can_work_and_the_risk_is_to_be_looked_at_again():
    made = drafting.draft(["因务工就业不稳"], Labour.NONE, [])
    assert not any(measures.is_development(one.kind) for one in made.proposals)
    assert [lack.what for lack in made.lacking] == ["核对风险“因务工就业不稳”"]


def test_whose_ability_to_work_is_unknown_gets_no_guess_but_is_told_to_look():
    made = drafting.draft(["因病"], Labour.UNKNOWN, [])
    assert kinds(made) == [("健康帮扶", "因病")]
    assert [lack.what for lack in made.lacking] == ["劳动能力"]


def test_what_the_family_has_is_named_as_the_reason_for_not_proposing():
    assert drafting.draft(["因病"], Labour.ABLE, ["综合保障"]).standing == ("“因病”已有综合保障",)


@pytest.mark.parametrize("labour", Labour)
@pytest.mark.parametrize("risk", measures.risks())
def test_a_draft_leaves_nothing_lacking_but_what_only_people_can_settle(risk, labour):
    """Whatever one risk and labour: after the draft only 核对 and 劳动能力 may remain."""
    made = drafting.draft([risk], labour, [])
    # Who cannot work runs no business again by himself: how a failed one is answered then, people find.
    left = {"针对“因产业项目失败”的措施"} if labour is Labour.NONE else set()
    assert all(lack.what in {"劳动能力", *left} or lack.what.startswith("核对") for lack in made.lacking)
    assert all(one.why and one.months >= 1 and one.owner for one in made.proposals)
    assert len(made.proposals) <= 2


def test_every_kind_that_answers_a_risk_can_be_drafted_or_is_left_to_people():
    """A risk whose every kind were unknown to the draft would silently get nothing."""
    for risk in measures.risks():
        assert any(drafting.usual(kind) for kind in measures.fitting(risk)), risk
