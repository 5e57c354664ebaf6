"""The two sheets of a risk to be cleared: from what the exit's own pages show, and only in their time."""

from __future__ import annotations

import pytest

from huaiyuan.core.kernel import clock
from huaiyuan.county.reports.models import PrintedForm
from tests.integration.casework.leaving import TODAY, Leaver
from tests.integration.registry.loaded import account
from tests.integration.reports.test_forms import LEFT_OVER, NUMBER, printed
from tests.pages import get_page, signed_in


@pytest.fixture
def leaver(tiny, monkeypatch):
    before = clock.today()
    clock.configure(today=TODAY)
    yield Leaver().prepared(monkeypatch)
    clock.configure(today=before)


def test_an_exit_has_its_two_sheets_with_risks_conditions_and_income_brought_along(leaver):
    village = signed_in(account("xuzhai"))
    number = leaver.household_no
    assert "风险消除评估表" not in get_page(village, "forms.household", household_no=number).content.decode()
    case = leaver.nominated()
    page = get_page(village, "forms.household", household_no=number).content.decode()
    assert "风险消除信息采集表" in page
    assert "承诺授权书" not in page
    before = printed(village, number, "exit_survey")
    assert case.case_no in before
    assert all(risk in before for risk in case.risks.split(";"))
    assert "已解决\n" not in before
    weighed = printed(village, number, "exit_assessment")
    assert weighed.count("\n够\n") >= 5
    leaver.surveyed(case)
    after = printed(village, number, "exit_survey")
    assert "已解决" in after
    assert "看过病历和账" in after
    assert "认可" in after
    for said in (before, weighed, after):
        assert not LEFT_OVER.search(said)
        assert not NUMBER.search(said)
    first, second = (row.filled for row in PrintedForm.objects.filter(form="exit_survey").order_by("id"))
    assert second > first
    assert set(PrintedForm.objects.values_list("step", flat=True)) == {"消除核实"}
