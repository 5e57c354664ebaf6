"""What is to hang on a wall, or is read by whoever reads a family's way: planted numbers and illnesses are refused at save.

The scanner that looks through the sheets (tests/unit/casework/test_sheets.py, tests/unit/policy/test_public_text.py) is the
one that saving asks; templates are in tests/integration/reports/test_forms.py.
"""

from __future__ import annotations

import random

import pytest

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import public_text
from huaiyuan.county.casework import actions
from huaiyuan.county.casework.actions import Item
from huaiyuan.county.casework.models import CaseFile, Meeting, Objection
from huaiyuan.county.casework.types import Level, Result, State
from huaiyuan.county.leads import actions as leads
from huaiyuan.county.leads.models import Remark
from tests.integration.casework.world import Hands
from tests.unit.policy.test_public_text import planted

DRAWN = 40


@pytest.fixture
def secrets() -> list[str]:
    chance = random.Random(20261126)
    return [planted(chance)[1] for _ in range(DRAWN)]


def refused(code: str, save) -> None:
    with pytest.raises(DomainError) as refusal:
        save()
    assert refusal.value.code == code, refusal.value
    assert "请删掉" in str(refusal.value)


def test_objections_answers_remarks_and_numbers_of_papers_hold_no_secret(hands: Hands, secrets: list[str]):
    case = hands.carried(hands.opened(), State.NOTICED)
    number, lead = case.case_no, str(case.lead_no)
    standing = actions.raise_objection(number, text="他家在城里有房", on=hands.day, act=hands.act())
    version = CaseFile.objects.get(pk=case.pk).version
    for secret in secrets:
        text = f"有人说，{secret}；请核"
        assert public_text.findings(text, risk_words=False), text
        refused("CASEWORK_PERSONAL_TEXT",
                lambda text=text: actions.raise_objection(number, text=text, on=hands.day, act=hands.act()))  # fmt: skip
        refused("CASEWORK_PERSONAL_TEXT",
                lambda text=text: actions.answer_objection(number, standing.pk, answer=text, act=hands.act()))  # fmt: skip
        refused("LEAD_PERSONAL_TEXT", lambda text=text: leads.remark(lead, text=text, by=hands.town))
        item, doc_no = Item(number, Result.PASSED), f"桐〔2026〕9号 {secret}"
        refused("CASEWORK_PERSONAL_TEXT",
                lambda item=item, doc_no=doc_no: hands.met(Level.COUNTY, item, doc_no=doc_no))  # fmt: skip
    assert Objection.objects.get(case=case).answer == ""
    assert not Remark.objects.exists()
    assert not Meeting.objects.exists()
    assert CaseFile.objects.get(pk=case.pk).version == version


def test_what_holds_no_secret_is_saved(hands: Hands):
    case = hands.carried(hands.opened(), State.NOTICED)
    leads.remark(str(case.lead_no), text="已电话约好周三，监督电话0377-68211234", by=hands.town)
    assert Remark.objects.get().text.startswith("已电话约好")
