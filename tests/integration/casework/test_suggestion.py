"""类别提示 on the form of 评议: from the income measured for this identification, the 户类型 and the risks; people decide.

RQ-CASE-31 提示写理由，缺什么写什么的名字。RQ-CASE-32 人选的和当时的提示放在一起存着，不同也照人选的办。
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy import income as policy
from huaiyuan.county.casework import suggesting
from huaiyuan.county.casework.models import CaseFile, Deliberation
from huaiyuan.county.casework.types import State
from tests.integration.income.conftest import measure
from tests.pages import get_page, signed_in
from tests.parameters import put_in_force

LINE = "income.reference_line"
NOVEMBER = Period(2026, 11)


@pytest.fixture
def reviewed(hands):
    """A family whose village is to deliberate."""
    today = clock.today()
    case = hands.carried(hands.opened(None, "因病"), State.REVIEW)
    clock.configure(today=hands.day)
    yield case
    clock.configure(today=today)


def page_of(hands, case, who=None) -> str:
    return get_page(signed_in(who or hands.village), "case_file", case_no=case.case_no).content.decode()


def test_a_family_that_nobody_has_measured_is_unknown_by_name(hands, reviewed):
    found = suggesting.of_case(reviewed)
    assert (found.category, found.says) == (None, "不明（缺：识别用的收入测算）")
    assert found.reasons == ("户类型是脱贫户", "风险：因病")
    said = page_of(hands, reviewed)
    assert "不明（缺：识别用的收入测算）" in said
    assert "去补收入测算" in said
    assert "checked" not in said.split("拟认定类别")[1].split("没通过的原因")[0]


def test_a_year_without_a_line_is_missing_by_its_name_and_an_old_statement_does_not_count(hands, reviewed):
    measure(reviewed.household_no, policy.for_identification(NOVEMBER), measured_on=hands.day)
    assert suggesting.of_case(reviewed).says == "不明（缺：2026年监测参考线）"
    CaseFile.objects.filter(pk=reviewed.pk).update(found_on=dt.date(2026, 12, 2))
    reviewed.refresh_from_db()
    assert suggesting.of_case(reviewed).missing == ("识别用的收入测算",)


def test_what_people_decide_stands_and_the_suggestion_of_that_day_is_kept_beside_it(hands, reviewed):
    put_in_force(LINE, Decimal(8300), since=dt.date(2026, 1, 1))
    measure(reviewed.household_no, policy.for_identification(NOVEMBER), measured_on=hands.day)
    said = page_of(hands, reviewed)
    assert "人均纯收入11,600元，不低于2026年参考线8,300元" in said
    assert "系统提示" in said.split('<span class="title">突发严重困难户')[1].split("</label>")[0]
    hands.deliberated(reviewed, category="脱贫不稳定户")
    kept = Deliberation.objects.get(case=reviewed)
    assert (kept.category, kept.suggested) == ("脱贫不稳定户", "突发严重困难户")
    assert "人均5,100元，低于2026年参考线8,300元" in kept.suggested_why
    assert CaseFile.objects.get(pk=reviewed.pk).category == "脱贫不稳定户"
    case = hands.carried(reviewed, State.TOWNSHIP)
    clock.configure(today=hands.day)
    shown = page_of(hands, case, hands.town)
    assert "评议定为 <b>脱贫不稳定户</b>，和提示不同" in shown


def test_a_village_that_turns_a_family_down_keeps_the_suggestion_and_no_category(hands, reviewed):
    hands.deliberated(reviewed, agreed=5, reason="家里两个人务工")
    kept = Deliberation.objects.get(case=reviewed)
    assert (kept.category, kept.suggested) == ("", "")
    assert kept.suggested_why == "户类型是脱贫户；风险：因病；缺：识别用的收入测算"
