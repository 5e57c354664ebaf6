"""The audit log: written with the change, never changed, found again."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.audit import queries
from huaiyuan.base.audit.models import Event
from huaiyuan.base.vault.models import IdBlock
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError

ACT = "test_audit.batch.merged"
LOOK = "test_audit.household.read"
audit.declare(ACT, "合并批次 {batch}")
audit.declare(LOOK, "看了一户一档")
CLERK = SimpleNamespace(username="county1", display_name="县监测中心 甲")


@pytest.mark.django_db
def test_an_event_says_who_did_what_about_whom_from_where():
    with audit.seen_from("10.0.0.8", "Android 8\r\nX-Forged: 1"):
        number = audit.record(
            ACT, by=CLERK, subject="batch:b1", household_no="411330101200-0213", village_code="411330101200",
            writes=True, reason="核对无误", batch="b1",
        )  # fmt: skip
    [line] = queries.page(queries.Filter())
    assert (line.id, line.who, line.username, line.says) == (number, "县监测中心 甲", "county1", "合并批次 b1")
    assert (line.ip, line.device, line.reason) == ("10.0.0.8", "Android 8 X-Forged: 1", "核对无误")
    assert line.at.utcoffset() == dt.timedelta(hours=8)
    assert not line.refused


@pytest.mark.django_db
def test_an_undeclared_action_and_a_personal_fact_are_refused():
    with pytest.raises(ValueError, match="not declared"):
        audit.record("test_audit.never.declared", by=None)
    with pytest.raises(ValueError, match="personal"):
        audit.record(ACT, by=None, id_number="99033019700101001X")
    assert Event.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_change_that_fails_takes_its_event_back_and_a_failing_event_its_change():
    def change(action: str) -> None:
        with transaction.atomic():
            IdBlock.objects.create(table="t")
            audit.record(action, by="county1", writes=True)
            raise RuntimeError("later step")

    with pytest.raises(RuntimeError, match="later step"):
        change(ACT)
    with pytest.raises(ValueError, match="not declared"):
        change("test_audit.never.declared")
    assert (Event.objects.count(), IdBlock.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_write_outside_a_transaction_is_a_mistake_and_a_reading_is_not():
    with pytest.raises(RuntimeError, match="transaction"):
        audit.record(ACT, by=None, writes=True)
    with pytest.raises(RuntimeError, match="transaction"):
        audit.record_many(ACT, [{}], by=None)
    audit.record(LOOK, by=CLERK, refused=True)
    assert queries.page(queries.Filter(refused_only=True))[0].refused


@pytest.mark.django_db
def test_a_row_can_be_added_and_nothing_else():
    audit.record(LOOK, by=None)
    event = Event.objects.get()
    for attempt in (
        event.save, event.delete, Event.objects.all().delete, lambda: Event.objects.update(reason="x"),
        lambda: Event.objects.bulk_update([event], ["reason"]),
    ):  # fmt: skip
        with pytest.raises(DomainError) as refusal:
            attempt()
        assert refusal.value.code == "AUDIT_APPEND_ONLY"
    assert Event.objects.get().by_display == "系统"


@pytest.mark.django_db
def test_the_mark_moves_with_writes_only():
    before = audit.last_write_id()
    audit.record(LOOK, by=None)
    assert audit.last_write_id() == before
    audit.record(ACT, by=None, writes=True)
    audit.record_many(ACT, [{"subject": f"lead:{n}", "batch": n} for n in range(3)], by=CLERK)
    assert audit.last_write_id() == before + 4
    assert [line.says for line in queries.page(queries.Filter(), size=2)] == ["合并批次 2", "合并批次 1"]


@pytest.mark.django_db
def test_the_page_filters_and_turns_by_key(django_assert_num_queries):
    for number in range(5):
        audit.record(ACT if number % 2 else LOOK, by="a" if number < 3 else "b", village_code=f"41133010{number}200")
    today = clock.now().astimezone(clock.SHANGHAI).date()
    with django_assert_num_queries(1):
        first = queries.page(queries.Filter(), size=2)
    rest = queries.page(queries.Filter(), before=first[-1].id, size=10)
    ids = [line.id for line in (*first, *rest)]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 5
    assert len(queries.page(queries.Filter(username="a"))) == 3
    assert len(queries.page(queries.Filter(action="test_audit.batch"))) == 2
    assert len(queries.page(queries.Filter(village_prefix="411330103"))) == 1
    assert len(queries.page(queries.Filter(since=today, until=today))) == 5
    assert queries.page(queries.Filter(until=today - dt.timedelta(days=1))) == []
    assert queries.actions()[ACT] == "合并批次 {batch}"
