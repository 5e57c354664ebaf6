"""要我确认的数: a person of the department says that its numbers are true, or what they should be; nobody else does."""

from __future__ import annotations

import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import reporting
from huaiyuan.county.intake.confirming import actions, queries
from huaiyuan.county.intake.confirming.actions import Difference
from huaiyuan.county.intake.confirming.models import Confirmation, ConfirmedNumber
from huaiyuan.county.intake.confirming.queries import Number
from huaiyuan.county.screening import resting
from huaiyuan.county.screening.models import RuleResult, Run
from tests.integration.leads.conftest import MONDAY
from tests.integration.withdrawal.conftest import a_batch, people, quick_hashing
from tests.pages import get_page, post_page, signed_in

__all__ = ["people", "quick_hashing"]

GAVE = [
    Number("rows", "收到", "行", 9), Number("matched", "对上底册的人", "行", 9), Number("township-411330901", "其中甲乡", "行", 4),
]  # fmt: skip


@pytest.fixture
def batch(people, monkeypatch):
    """A merged batch of 医保局 whose files are not there: what it gave is said here."""
    monkeypatch.setattr(queries, "numbers", lambda _batch: list(GAVE))
    return a_batch()


def test_nothing_is_confirmed_until_a_person_does_and_then_it_is_theirs_by_name(batch, people):
    assert queries.of_batch(batch.batch_id).state == "to_confirm"
    assert reporting.month("2026-10", ["medical_bills"])[0].numbers == "to_confirm"
    assert not Confirmation.objects.exists()
    made = resting.confirm(batch.batch_id, {}, by=people.bills)
    assert (made.confirmed_by, made.differs, made.numbers.count()) == (people.bills, 0, 3)
    assert queries.of_batch(batch.batch_id).state == "agreed"
    assert reporting.month("2026-10", ["medical_bills"])[0].numbers == "agreed"
    with pytest.raises(DomainError) as refusal:
        resting.confirm(batch.batch_id, {}, by=people.bills)
    assert refusal.value.code == "INTAKE_CONFIRM_ALREADY"
    assert Event.objects.filter(action="intake.numbers.confirmed").count() == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Difference("9", "台账"), "INTAKE_CONFIRM_NUMBER"),
        (Difference("", "台账"), "INTAKE_CONFIRM_NUMBER"),
        (Difference("十一", "台账"), "INTAKE_CONFIRM_NUMBER"),
        (Difference("-3", "台账"), "INTAKE_CONFIRM_NUMBER"),
        (Difference("11", " "), "INTAKE_CONFIRM_BASIS"),
    ],
)
def test_a_difference_needs_another_number_and_a_ground(batch, people, said, code):
    with pytest.raises(DomainError) as refusal:
        resting.confirm(batch.batch_id, {"rows": said}, by=people.bills)
    assert refusal.value.code == code
    assert not Confirmation.objects.exists()
    assert not ConfirmedNumber.objects.exists()


def test_what_is_otherwise_is_kept_beside_what_the_system_says(batch, people):
    resting.confirm(batch.batch_id, {"rows": Difference("1,100", "我局台账，11月5日导出")}, by=people.bills)
    [one] = queries.differences(queries.confirmations())
    assert (one.number, one.should_be, one.basis) == (9, 1100, "我局台账，11月5日导出")
    assert queries.of_batch(batch.batch_id).state == "differs"


def test_a_corrected_file_is_another_matter_and_a_confirmation_can_be_taken_back(batch, people):
    resting.confirm(batch.batch_id, {}, by=people.bills)
    second = a_batch(replaces=batch)
    assert queries.of_batch(second.batch_id).state == "to_confirm"
    assert queries.of_batch(batch.batch_id) is None
    resting.confirm(second.batch_id, {}, by=people.bills)
    actions.take_back(second.batch_id, by=people.bills)
    assert queries.of_batch(second.batch_id).state == "to_confirm"
    with pytest.raises(DomainError) as refusal:
        actions.take_back(second.batch_id, by=people.bills)
    assert refusal.value.code == "INTAKE_CONFIRM_NONE"


def test_the_numbers_of_the_rules_that_read_the_source_stand_beside_them(batch):
    run = Run.objects.create(
        run_id="r", as_of=MONDAY.date(), snapshot="", batches=batch.batch_id, hits=7, unknown=0, opened=0, merged=0,
        suppressed=0, finished_at=MONDAY,
    )  # fmt: skip
    for name, off in (("R01", ""), ("R04", "本县用“定额”口径"), ("R12", "")):
        RuleResult.objects.create(run=run, rule=name, version=1, hits=7, unknown=0, off_because=off)
    names = [one.name for one in resting.numbers(batch.batch_id)]
    assert names == ["rows", "matched", "township-411330901", "rule-R01"], "R12 reads another source, R04 did not run"


def test_on_its_home_the_department_sees_what_waits_and_confirms_on_one_page(batch, people):
    bills, cards, county = (signed_in(account) for account in (people.bills, people.cards, people.center))
    assert "去确认" in get_page(bills, "department").content.decode()
    assert "去确认" not in get_page(cards, "department").content.decode()
    page = get_page(bills, "numbers.batch", batch_id=batch.batch_id).content.decode()
    assert "其中甲乡" in page
    assert get_page(cards, "numbers.batch", batch_id=batch.batch_id).status_code == 404
    refused = post_page(bills, "numbers.batch", {"should-rows": "11", "basis-rows": ""}, batch_id=batch.batch_id)
    assert refused.status_code == 422
    assert 'value="11"' in refused.content.decode(), "what was typed is still there"
    said = {"should-rows": "11", "basis-rows": "我局台账"}
    assert post_page(bills, "numbers.batch", said, batch_id=batch.batch_id).status_code == 302
    seen = get_page(county, "numbers").content.decode()
    assert "我局台账" in seen
    assert "医保联络员" in seen


def test_the_county_looks_and_never_signs(batch, people):
    county = signed_in(people.center)
    page = get_page(county, "numbers.batch", batch_id=batch.batch_id).content.decode()
    assert "看过了，确认" not in page
    post_page(county, "numbers.batch", {}, batch_id=batch.batch_id)
    assert not Confirmation.objects.exists()
    assert post_page(county, "numbers.take_back", batch_id=batch.batch_id).status_code == 404
