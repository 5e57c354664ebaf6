"""Who has sent what for a month: in time, late, nothing to send, not sent; and files that come out of their order."""

from __future__ import annotations

import datetime as dt

import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.base.reference.models import ParameterValue
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import coverage, queries, reporting, zero
from huaiyuan.county.intake.models import ZeroReport
from huaiyuan.county.intake.reporting import Reported
from tests.intake_files import AREAS, CARD, grid, person, xlsx

BILLS, CARDS = "medical_bills", "disability_cards"


def _file(n: int = 2, sample: dict | None = None) -> bytes:
    return xlsx(grid([person(i) | (sample or {}) for i in range(n)]))


def _month(source: str, period: str = "2026-10") -> reporting.SourceMonth:
    return reporting.month(period, [source])[0]


@pytest.fixture
def on_day(today):
    def move(day: str) -> None:
        clock.configure(today=dt.date.fromisoformat(day))

    return move


@pytest.mark.parametrize(("day", "state"), [("2026-11-05", Reported.IN_TIME), ("2026-11-06", Reported.LATE)])
def test_octobers_file_is_in_time_through_the_fifth_of_november(take_in, on_day, day, state):
    on_day(day)
    batch = take_in(_file()).batch
    found = _month(BILLS)
    assert (found.state, found.due_on, found.batch) == (state, dt.date(2026, 11, 5), batch)


@pytest.mark.parametrize(("day", "state"), [("2026-11-05", Reported.AWAITED), ("2026-11-06", Reported.MISSING)])
def test_what_has_not_come_is_awaited_until_the_day_and_missing_after_it(areas, on_day, day, state):
    on_day(day)
    assert _month(BILLS).state is state


def test_the_day_is_dated_policy_and_a_source_may_have_its_own(areas, on_day):
    on_day("2026-11-09")
    assert reporting.due_on(CARDS, reporting.Period(2026, 10)) == dt.date(2026, 11, 5)
    ParameterValue.objects.create(
        name=f"{reporting.DUE_DAY}.{CARDS}", title="残疾证每月几日前报", number=10, unit="日", source="县残联2026年1号",
        valid_from=dt.date(2026, 11, 1),
    )  # fmt: skip
    assert (_month(CARDS).due_on, _month(CARDS).state) == (dt.date(2026, 11, 10), Reported.AWAITED)
    assert reporting.due_on(CARDS, reporting.Period(2026, 9)) == dt.date(2026, 10, 5)
    ParameterValue.objects.filter(name__startswith=reporting.DUE_DAY).delete()
    assert (_month(CARDS).due_on, _month(CARDS).state) == (None, Reported.AWAITED)


def test_a_department_says_in_one_press_that_it_had_nothing_and_may_take_it_back(areas, today):
    zero.report(BILLS, "2026-10", by="bills")
    found = _month(BILLS)
    assert (found.state, found.zero_by, found.words) == (Reported.ZERO, "bills", "零报告（迟）")
    with pytest.raises(DomainError) as again:
        zero.report(BILLS, "2026-10", by="center")
    assert again.value.code == "INTAKE_ZERO_ALREADY"
    zero.revoke(BILLS, "2026-10", by="center", reason="数据找到了")
    assert _month(BILLS).state is Reported.MISSING
    assert ZeroReport.objects.get().ended_because == "数据找到了"
    assert Event.objects.filter(action__startswith="intake.zero").count() == 2
    zero.report(BILLS, "2026-10", by="bills")


@pytest.mark.parametrize(
    ("source", "period", "code"),
    [(CARDS, "2026-10", "INTAKE_ZERO_ROLL"), (BILLS, "2026-11", "INTAKE_ZERO_EARLY"), (BILLS, "2026-12", "INTAKE_FUTURE_PERIOD"),
     ("nothing", "2026-10", "INTAKE_UNKNOWN_SOURCE")],
)  # fmt: skip
def test_only_events_of_a_month_that_is_over_can_be_nothing(areas, today, source, period, code):
    with pytest.raises(DomainError) as refused:
        zero.report(source, period, by="bills")
    assert refused.value.code == code
    assert not ZeroReport.objects.exists()


def test_a_month_with_a_file_cannot_be_nothing_and_a_later_file_takes_the_place_of_nothing(take_in, today):
    zero.report(BILLS, "2026-10", by="bills")
    batch = take_in(_file()).batch
    assert _month(BILLS).state is Reported.LATE
    assert ZeroReport.objects.get().ended_because == f"收到{batch}"
    with pytest.raises(DomainError) as refused:
        zero.report(BILLS, "2026-10", by="bills")
    assert refused.value.code == "INTAKE_ZERO_HAS_FILE"
    assert batch in str(refused.value)


@pytest.mark.parametrize(("source", "sample"), [(BILLS, None), (CARDS, CARD)])
@pytest.mark.slow
def test_a_late_earlier_month_never_displaces_a_later_one_for_the_rules(take_in, today, source, sample):
    october = take_in(_file(2, sample), source, "2026-10").batch
    september = take_in(_file(3, sample), source, "2026-09")
    assert [b.batch_id for b in queries.effective_batches(clock.today())] == [october]
    assert any("补报：2026-10已经并入" in said for said in queries.batch(september.batch).notices)
    assert _month(source, "2026-09").supplement == "2026-10"
    assert _month(source, "2026-10").supplement == ""
    # Before October began, September is what the rules have.
    assert [b.batch_id for b in queries.effective_batches(dt.date(2026, 9, 30))] == [september.batch]


def test_coverage_counts_the_villages_with_rows_of_all_villages_by_township(take_in, today):
    take_in(_file(2, CARD), CARDS)
    found = {one.month.source: one for one in coverage.of_month("2026-10")}
    villages = {a["code"] for a in AREAS if a["level"] == "village"}
    cards = found[CARDS]
    assert {v.code for cell in cards.cells for v in cell.villages} == villages
    assert cards.with_rows + cards.silent == len(villages)
    assert cards.with_rows == 1
    shown = cards.as_json()
    assert len(shown["missing"]) == cards.silent
    assert sum(town["with_rows"] for town in shown["townships"]) == 1
    assert "漏报" in cards.silence
    assert (found[BILLS].cells, found[BILLS].month.state) == ((), Reported.MISSING)
    assert "什么也没说" in found[BILLS].silence


def test_coverage_of_a_month_that_is_none_is_refused(areas, today):
    for period, code in (("2026-13", "INTAKE_BAD_PERIOD"), ("2027-01", "INTAKE_FUTURE_PERIOD")):
        with pytest.raises(DomainError) as refused:
            coverage.of_month(period)
        assert refused.value.code == code
