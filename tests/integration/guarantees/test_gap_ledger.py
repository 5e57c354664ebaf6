"""应享未享台账跟着核对走：新的开、变的改、没有了的自己销；部门落实、县里复核、村里提异议，各看各的。"""

from __future__ import annotations

import datetime as dt
import os
from types import SimpleNamespace

import duckdb
import pytest

from huaiyuan.base import reference
from huaiyuan.base.figures.retention import GRACE_S
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.guarantees.entitlements import retention, takeup
from huaiyuan.county.guarantees.entitlements.ledgers import GAPS
from huaiyuan.county.guarantees.entitlements.models import Gap
from huaiyuan.county.ledger import actions, queries
from huaiyuan.county.ledger.types import Who
from huaiyuan.county.worklist.models import Task
from tests.integration.orders.conftest import (
    COUNTY,
    MONDAY,
    VILLAGE,
    _person,
    county_account,
    people,
    quick_hashing,
    tiny,
    tiny_once,
)

__all__ = ["county_account", "people", "quick_hashing", "tiny", "tiny_once"]

pytestmark = pytest.mark.django_db
ASKED = ["medical_subsidy", "minimum_living", "destitute_support"]
COLUMNS = (
    "benefit", "department", "verdict", "how", "person_id", "household_no", "village_code", "name", "months", "payments",
    "due_yuan", "received_yuan", "yuan", "missing", "says", "fingerprint",
)  # fmt: skip
NOBODY_PAID = ("medical_subsidy", "医保局", "应享未享", "lacking", "P000000001", f"{VILLAGE}-0006", VILLAGE, "李四",
               "2026年度", 1, "240.00", "0.00", "240.00", "", "李四，低保对象，2026年度应发240元，没有发放记录。", "a" * 16)  # fmt: skip
AFTER_DEATH = ("minimum_living", "民政局", "不应享而享", "not_due", "P000000002", f"{VILLAGE}-0006", VILLAGE, "王五",
               "2026年5月至7月", 3, None, "960.00", "960.00", "", "王五，已经去世，2026年5月至7月“低保金”发了960元，不应当发。", "b" * 16)  # fmt: skip
NOT_KNOWN = ("minimum_living", "民政局", "不明", "open", "P000000003", f"{VILLAGE}-0007", VILLAGE, "赵六", "2026年5月", 1,
             None, None, None, "缺名册", "赵六，2026年5月应不应享“低保金”不明：缺名册。", "c" * 16)  # fmt: skip


@pytest.fixture
def computed(tmp_path):
    """Write a computation that found these rows, and give its folder."""

    def write(*rows):
        folder = tmp_path / f"2026-10-{len(list(tmp_path.iterdir())):012}"
        folder.mkdir()
        with duckdb.connect() as engine:
            marks = ", ".join("?" for _ in COLUMNS)
            types = dict.fromkeys(("due_yuan", "received_yuan", "yuan"), "DECIMAL(14,2)") | {"payments": "INTEGER"}
            shape = ", ".join(f"{name} {types.get(name, 'VARCHAR')}" for name in COLUMNS)
            engine.execute(f"CREATE TABLE gaps ({shape})")
            for row in rows:
                engine.execute(f"INSERT INTO gaps VALUES ({marks})", list(row))
            engine.execute(f"COPY gaps TO '{folder / 'gaps.parquet'}' (FORMAT parquet)")
        return folder

    return write


def take(folder, by=None):
    taken = takeup.take_up(folder, ASKED, by=by, at=MONDAY)
    return taken.opened, taken.changed, taken.gone, taken.same, taken.quiet


def gap(benefit):
    return Gap.objects.filter(benefit=benefit).order_by("pk").last()


def tasks(number):
    return set(Task.objects.filter(subject_no=f"gaps/{number}", state="open").values_list("kind", "owner_department"))


def test_a_gap_is_opened_once_written_anew_when_it_changes_and_closes_itself_when_it_is_gone(people, computed):
    assert take(computed(NOBODY_PAID, AFTER_DEATH, NOT_KNOWN), people.county) == (2, 0, 0, 0, 0)
    first = gap("medical_subsidy")
    assert (first.state, first.department, first.gap, first.number) == ("open", "医保局", 24_000, "YX2026-00001")
    assert tasks(first.number) == {("gaps_open_department", "医保局")}
    assert take(computed(NOBODY_PAID, AFTER_DEATH, NOT_KNOWN)) == (0, 0, 0, 2, 0)
    less = (
        *NOBODY_PAID[:11],
        "100.00",
        "140.00",
        "",
        "李四，低保对象，2026年度应发240元，只发了100元，少发140元。",
        "d" * 16,
    )
    assert take(computed(less, AFTER_DEATH)) == (0, 1, 0, 1, 0)
    first.refresh_from_db()
    assert (first.gap, first.received, first.state, first.version) == (14_000, 10_000, "open", 2)
    assert take(computed(AFTER_DEATH), people.county) == (0, 0, 1, 1, 0)
    first.refresh_from_db()
    assert (first.state, tasks(first.number)) == ("gone", set())
    past = queries.history(GAPS, first, people.county)
    assert [one.did for one in past] == ["缺口没有了", "再核", "建账"]


def test_what_was_not_asked_this_time_stays(people, computed):
    take(computed(NOBODY_PAID, AFTER_DEATH))
    taken = takeup.take_up(computed(), ["minimum_living"], by=people.county, at=MONDAY)
    assert taken.gone == 1
    assert gap("medical_subsidy").state == "open"


def test_the_department_answers_another_person_settles_and_the_same_finding_stays_quiet(people, computed):
    take(computed(NOBODY_PAID), people.county)
    number, said = gap("medical_subsidy").number, {"done": "paid", "done_on": "2026-11-20", "answer": "已补到一卡通"}
    with pytest.raises(DomainError, match="还没有填"):
        actions.move(GAPS, number, "settle", {"done": "paid"}, by=people.bills, at=MONDAY)
    actions.move(GAPS, number, "settle", said, by=people.bills, at=MONDAY)
    assert tasks(number) == {("gaps_answered_county", "")}
    actions.move(GAPS, number, "return", by=people.county, reason="没有附凭据", at=MONDAY)
    assert tasks(number) == {("gaps_open_department", "医保局")}
    actions.move(GAPS, number, "settle", said, by=people.bills, at=MONDAY)
    actions.move(GAPS, number, "accept", by=people.county, at=MONDAY)
    assert (gap("medical_subsidy").state, tasks(number)) == ("settled", set())
    assert take(computed(NOBODY_PAID)) == (0, 0, 0, 0, 1)
    again = (*NOBODY_PAID[:-1], "e" * 16)
    assert take(computed(again)) == (1, 0, 0, 0, 0)
    assert gap("medical_subsidy").number != number


def test_the_village_disputes_and_the_department_looks_again(people, computed):
    take(computed(NOBODY_PAID))
    number = gap("medical_subsidy").number
    actions.move(GAPS, number, "appeal", {"appeal": "户主说名册写错了人"}, by=people.village, at=MONDAY)
    assert tasks(number) == {("gaps_appealed_department", "医保局")}
    assert take(computed(NOBODY_PAID)) == (0, 0, 0, 1, 0)
    actions.move(GAPS, number, "settle", {"done": "right", "answer": "核过，是同名的人"}, by=people.bills, at=MONDAY)
    assert tasks(number) == {("gaps_answered_county", "")}


def test_a_department_reads_and_moves_its_own_rows_and_a_foreign_township_none(people, computed):
    take(computed(NOBODY_PAID, AFTER_DEATH))
    post = people.bills.postings.get().post
    other = _person("minzheng", "民政联络员", post, COUNTY, "民政局")
    # Whoever reads the row by another post of theirs still has no turn that is another department's.
    turns = [queries.does(GAPS, (Who.DEPARTMENT,), one, gap("medical_subsidy")) for one in (people.bills, other)]
    assert turns == [True, False]
    seen = {
        who: set(queries.rows(GAPS, account).values_list("benefit", flat=True))
        for who, account in {
            "医保局": people.bills, "民政局": other, "县": people.county, "本镇": people.town, "外镇": people.other_town,
            "本村": people.village,
        }.items()
    }  # fmt: skip
    both = {"medical_subsidy", "minimum_living"}
    assert seen == {
        "医保局": {"medical_subsidy"}, "民政局": {"minimum_living"}, "县": both, "本镇": both, "外镇": set(), "本村": both,
    }  # fmt: skip
    with pytest.raises(DomainError, match="不在您的范围内"):
        actions.move(GAPS, gap("minimum_living").number, "settle", {"done": "stopped", "answer": "已停"}, by=people.bills, at=MONDAY)  # fmt: skip
    with pytest.raises(DomainError, match="您的岗位不能办"):
        actions.move(GAPS, gap("medical_subsidy").number, "settle", {"done": "paid", "answer": "已补"}, by=people.village, at=MONDAY)  # fmt: skip


def test_a_limit_runs_in_working_days_from_the_day_it_is_opened(people, computed):
    take(computed(NOBODY_PAID))
    due = Task.objects.get(kind="gaps_open_department").due_at.astimezone(clock.SHANGHAI).date()
    assert due == dt.date(2026, 12, 14)


def test_old_computations_go_but_never_the_newest_few_nor_one_that_a_row_rests_on(
    people, settings, tmp_path, computed, monkeypatch
):
    settings.DATA_DIR = tmp_path / "data"
    resting = computed(NOBODY_PAID)
    take(resting)
    made = {}
    for day, name in enumerate(
        (resting.name, "2026-08-aaaaaaaaaaaa", "2026-09-bbbbbbbbbbbb", "2026-10-cccccccccccc"), start=1
    ):
        made[name] = retention.inputs.folder() / name
        made[name].mkdir(parents=True)
        (made[name] / "manifest.json").write_text("{}")
        old = made[name].stat().st_mtime - GRACE_S * (10 - day)
        for one in (made[name] / "manifest.json", made[name]):
            os.utime(one, (old, old))
    young = retention.inputs.folder() / "2025-12-dddddddddddd"
    young.mkdir()
    assert retention.drop_old() == []
    monkeypatch.setattr(reference, "parameter", lambda *_: SimpleNamespace(value=1))
    assert retention.drop_old() == ["2026-08-aaaaaaaaaaaa", "2026-09-bbbbbbbbbbbb"]
    left = {folder.name for folder in retention.inputs.folder().iterdir()}
    assert left == {resting.name, "2026-10-cccccccccccc", young.name}
