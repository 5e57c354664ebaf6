"""核对提示: what a screening finds that is no family's risk becomes one task, never a lead."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huaiyuan.base.access.scope import Scope
from huaiyuan.base.audit.models import Event
from huaiyuan.base.reference import actions as reference
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads.actions import open_from_run
from huaiyuan.county.leads.models import Lead
from huaiyuan.county.notices import actions, queries
from huaiyuan.county.notices.models import Notice
from huaiyuan.county.worklist.models import Task
from tests import cast
from tests.cast import OTHER_VILLAGE, TOWN, VILLAGE
from tests.integration.leads.runs import FoundHit, write
from tests.pages import quick_hashing

__all__ = ["quick_hashing"]

NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=clock.SHANGHAI)
DRY = FoundHit(
    household_no=None, rule="R17", person_id=None, risk_type="因安全饮水", grade="橙", department="水利局",
    says="甲一村从2026-10-18起停水，到填报时已停5天没有恢复，影响40户。", facts="longest=5", kind="risk", subject="village",
)  # fmt: skip
LAPSED = FoundHit(
    rule="R10", risk_type="复核", department="残联", says="张三的残疾证上期是正常，本期已注销。", kind="review"
)
RAN = [{"id": "R17", "title": "连续停水没有恢复", "off_because": None},
       {"id": "R10", "title": "残疾证注销或者等级变轻", "off_because": None}]  # fmt: skip
UNKNOWN = pa.schema([(name, pa.string()) for name in ("rule", "person_id", "household_no", "village_code", "because")])


@pytest.fixture
def people(db, quick_hashing) -> cast.Cast:
    reference.seed()
    return cast.load()


@pytest.fixture
def screened(tmp_path, people):
    def run(*hits: FoundHit, name: str = "one", at: dt.datetime = NOW, unknown=(), rules=None) -> dict[str, int]:
        folder: Path = write(tmp_path / name, *hits, rules=RAN if rules is None else rules)
        pq.write_table(pa.Table.from_pylist(list(unknown), schema=UNKNOWN), folder / "unknown.parquet")
        open_from_run(folder, None, at=at)
        return actions.take_up(folder, None, at=at)

    return run


def tasks(**wanted):
    return sorted(Task.objects.filter(**wanted).values_list("kind", "owner_area", "state"))


def test_a_village_without_water_is_asked_once_and_its_department_pressed_for_and_no_family_gets_a_lead(screened):
    assert screened(DRY) == {"opened": 1, "seen": 0, "gone": 0}
    assert tasks() == [("notice_department", "411330", "open"), ("notice_village", VILLAGE, "open")]
    assert not Lead.objects.exists()
    assert screened(DRY, name="next month") == {"opened": 0, "seen": 1, "gone": 0}
    assert len(tasks()) == 2
    assert Event.objects.filter(action="notices.taken_up").count() == 1


def test_each_answers_for_itself_and_the_notice_is_answered_when_both_have(screened, people):
    screened(DRY)
    bundle = Notice.objects.get().bundle
    assert actions.answer(bundle, result="水管已接通", by=people.village, at=NOW) is False
    assert Notice.objects.get().state == "open"
    assert actions.answer(bundle, result="水利局已修好", by=people.center, at=NOW) is True
    assert (Notice.objects.get().state, Notice.objects.get().quiet_until) == ("answered", dt.date(2027, 2, 21))
    assert {state for *_, state in tasks()} == {"done"}
    assert screened(DRY, name="same") == {"opened": 0, "seen": 0, "gone": 0}, "the same facts are not asked again"


def test_changed_facts_wait_for_the_silence_to_end_but_red_never_waits(screened, people):
    screened(DRY)
    bundle = Notice.objects.get().bundle
    for who in (people.village, people.center):
        actions.answer(bundle, result="已恢复", by=who, at=NOW)
    longer = FoundHit(**{**vars(DRY), "fingerprint": "00000000000000bb"})
    assert screened(longer, name="soon", at=NOW + dt.timedelta(days=30))["opened"] == 0
    red = FoundHit(**{**vars(longer), "grade": "红"})
    assert screened(red, name="red", at=NOW + dt.timedelta(days=31))["opened"] == 1
    Notice.objects.filter(state="open").delete()
    assert screened(longer, name="late", at=NOW + dt.timedelta(days=91))["opened"] == 1


def test_what_the_next_run_no_longer_finds_is_gone_and_its_tasks_are_taken_back(screened):
    screened(DRY)
    assert screened(name="restored")["gone"] == 1
    assert {state for *_, state in tasks()} == {"cancelled"}
    assert screened(DRY, name="dry again")["opened"] == 1


def test_what_became_unknown_or_was_not_asked_stays(screened):
    screened(DRY)
    line = {"rule": "R17", "village_code": VILLAGE, "because": "x"}
    assert screened(name="unknown", unknown=[line])["gone"] == 0
    off = [{**RAN[0], "off_because": "缺参数"}]
    assert screened(name="off", rules=off)["gone"] == 0
    assert Notice.objects.get().state == "open"


def test_reviews_are_one_task_a_township_and_month(screened, people):
    other = FoundHit(**{**vars(LAPSED), "person_id": "P000000002", "household_no": f"{VILLAGE}-0002"})
    assert screened(LAPSED, other)["opened"] == 2
    assert tasks() == [("notice_review", TOWN, "open")]
    (bundle,) = {notice.bundle for notice in Notice.objects.all()}
    assert bundle == f"R10-{TOWN}-202611"
    assert actions.answer(bundle, result="两人都已核对", by=people.town, at=NOW) is True
    assert set(Notice.objects.values_list("state", flat=True)) == {"answered"}


def test_nobody_answers_for_another_village_and_nobody_without_a_word(screened, people):
    screened(DRY)
    bundle = Notice.objects.get().bundle
    for who in (people.other_village, people.town):
        with pytest.raises(DomainError) as refusal:
            actions.answer(bundle, result="好了", by=who)
        assert refusal.value.code == "NOTICE_NOT_YOURS"
    with pytest.raises(DomainError) as refusal:
        actions.answer(bundle, result=" ", by=people.village)
    assert refusal.value.code == "NOTICE_NO_ANSWER"
    assert queries.bundle(Scope((OTHER_VILLAGE,)), bundle) is None
    assert queries.bundle(Scope((VILLAGE,)), bundle).open == 1


def test_who_sees_no_names_reads_no_evidence_about_people(screened, people):
    screened(DRY, LAPSED)
    village, review = Notice.objects.get(rule="R17"), Notice.objects.get(rule="R10")
    assert queries.told(village, people.leader) == DRY.says
    assert "张三" not in queries.told(review, people.leader)
    assert "张三" in queries.told(review, people.town)
