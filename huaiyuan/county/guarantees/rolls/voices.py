"""What departments' rolls say of families (部门数据里的情况): schooling, insurance, dwelling, the village's water, 救助.

A roll that does not name somebody says nothing of them: it is 不明, and a paper has to come.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from huaiyuan.core.engine.lake import MATCHES, ROWS
from huaiyuan.core.engine.scratch import scratch
from huaiyuan.core.kernel.known import Known
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy import measures
from huaiyuan.core.policy.guarantees import Guarantee, Said
from huaiyuan.core.policy.measures import Labour
from huaiyuan.county.intake import queries as intake
from huaiyuan.county.intake.queries import Effective
from huaiyuan.county.registry.guarantees import Answers, Home, Homes, Limits, Question

SOURCES = {
    Guarantee.SCHOOLING: "school_roll", Guarantee.MEDICAL: "medical_enrolment", Guarantee.HOUSING: "housing_appraisals",
    Guarantee.WATER: "water_outages", Guarantee.WELFARE: "welfare_roll",
}  # fmt: skip
YOUNGEST, OLDEST, BASE = (
    "education.compulsory_age.youngest",
    "education.compulsory_age.oldest",
    "education.school_year_base",
)
ABSENT = "education.absence_days"
NEEDED = (YOUNGEST, OLDEST, BASE, ABSENT)
STUDYING, GONE = ("在籍在读",), ("疑似辍学", "辍学", "名在人不在")
INSURED_ELSEWHERE = ("死亡", "参军", "服刑", "异地参保", "职工参保")
# What carries a family that nobody in it can carry; 临时救助 and 边缘 are no living.
CARRYING, PAID = ("低保", "特困", "孤儿", "事实无人抚养儿童"), "在保"
SAFE, UNSAFE, MENDED = ("A级", "B级"), ("C级", "D级"), ("已改造", "已搬离", "其他安置")

_OF_PEOPLE = """
SELECT m.person_id, {columns} FROM read_parquet($rows) r JOIN read_parquet($matches) m USING (sheet, row)
WHERE list_contains($people, m.person_id) AND m.outcome <> 'probable' ORDER BY ALL"""
_OF_VILLAGES = """
SELECT village_code, started_on, status FROM read_parquet($rows) r
WHERE list_contains($villages, village_code) ORDER BY ALL"""
COLUMNS = {
    Guarantee.SCHOOLING: "r.status, r.attendance, r.absent_days", Guarantee.MEDICAL: "r.enrol_status, r.stopped_because",
    Guarantee.HOUSING: "r.appraised_on, r.grade, r.disposal", Guarantee.WELFARE: "r.benefit, r.benefit_status",
}  # fmt: skip


def say(homes: Homes, on: dt.date, limits: Limits) -> Question:
    """The rolls lie in the lake and not in the database: nothing is asked together with others."""
    return Question(lambda _rows: said(homes, on, limits))


def said(homes: Homes, on: dt.date, limits: Limits) -> dict[str, Answers]:
    """What the rolls in force say of families, by household number; what no roll tells is left out. A file a source."""
    batches = {batch.source: batch for batch in intake.effective_batches(on)}
    ages = _ages(on, limits)
    people = sorted({member.person_id for home in homes.values() for member in home.members})
    rows = {
        what: _rows_of(batches.get(SOURCES[what]), columns, people) if people else {}
        for what, columns in COLUMNS.items()
    }
    outages = _outages(batches.get(SOURCES[Guarantee.WATER]), sorted({home.village_code for home in homes.values()}))
    return {
        number: {what: told for what, told in _home(home, rows, outages, batches, ages).items() if told is not None}
        for number, home in homes.items()
    }


@dataclass(frozen=True)
class Ages:
    """Who must be at school, in full years on the day a school year counts from; from how many days' absence on it counts."""

    base: dt.date
    youngest: int
    oldest: int
    absent: int


def _ages(on: dt.date, found: Mapping[str, Decimal | str]) -> Ages | None:
    if any(name not in found for name in NEEDED):
        return None
    month, day = (int(part) for part in str(found[BASE]).split("-"))
    base = dt.date(on.year, month, day)
    base = base if base <= on else dt.date(on.year - 1, month, day)
    return Ages(base, *(int(Decimal(found[name])) for name in (YOUNGEST, OLDEST, ABSENT)))


def _home(
    home: Home, rows: Mapping[Guarantee, Mapping[str, list[Any]]], outages: Mapping[str, list[Any]],
    batches: Mapping[str, Effective], ages: Ages | None,
) -> dict[Guarantee, Said | None]:  # fmt: skip
    def batch(what: Guarantee) -> Effective | None:
        return batches.get(SOURCES[what])

    return {
        Guarantee.SCHOOLING: _schooling(home, rows[Guarantee.SCHOOLING], batch(Guarantee.SCHOOLING), ages),
        Guarantee.MEDICAL: _medical(home, rows[Guarantee.MEDICAL], batch(Guarantee.MEDICAL)),
        Guarantee.HOUSING: _housing(home, rows[Guarantee.HOUSING]),
        Guarantee.WATER: _water(home, outages, batch(Guarantee.WATER)),
        Guarantee.WELFARE: _welfare(home, rows[Guarantee.WELFARE], batch(Guarantee.WELFARE)),
    }


def _schooling(home: Home, rows: Mapping[str, list[Any]], batch: Effective | None, ages: Ages | None) -> Said | None:
    if ages is None:
        return None
    pupils = [m.person_id for m in home.members if ages.youngest <= m.age_on(ages.base) <= ages.oldest]
    if not pupils:
        return Said(Known.YES, "家里没有义务教育阶段的孩子", ages.base)
    if batch is None:
        return None
    each = [_at_school(rows.get(person, []), ages) for person in pupils]
    word = {Known.YES: "在籍在读", Known.NO: "有孩子不在校", Known.UNKNOWN: "有孩子查不到在校"}
    known = Known.all_of(each)
    return Said(known, f"教体局{batch.period}学籍名册：{len(pupils)}个孩子，{word[known]}", _day(batch))


def _at_school(rows: list[Any], ages: Ages) -> Known:
    if any(
        status in GONE or (attendance == "缺勤" and (days or 0) >= ages.absent) for status, attendance, days in rows
    ):
        return Known.NO
    return Known.of(True if any(row[0] in STUDYING for row in rows) else None)


def _medical(home: Home, rows: Mapping[str, list[Any]], batch: Effective | None) -> Said | None:
    if batch is None or not home.members:
        return None
    known = Known.all_of(_insured(rows.get(member.person_id, [])) for member in home.members)
    word = {Known.YES: "都参保", Known.NO: "有人没参保", Known.UNKNOWN: "有人查不到参保"}[known]
    return Said(known, f"医保局{batch.period}参保登记：{len(home.members)}人，{word}", _day(batch))


def _insured(rows: list[Any]) -> Known:
    if any(status == "参保" or because in INSURED_ELSEWHERE for status, because in rows):
        return Known.YES
    return Known.of(False if any(status for status, _ in rows) else None)


def _housing(home: Home, rows: Mapping[str, list[Any]]) -> Said | None:
    found = [row for member in home.members for row in rows.get(member.person_id, []) if row[0] and row[1]]
    if not found:
        return None
    on, grade, disposal = max(found, key=lambda row: (row[0], row[1]))
    safe = grade in SAFE or disposal in MENDED
    words = f"，{disposal}" if disposal and grade in UNSAFE else ""
    return Said(Known.of(safe if grade in (*SAFE, *UNSAFE) else None), f"住建局{on}鉴定{grade}{words}", on)


def _water(home: Home, outages: Mapping[str, list[Any]], batch: Effective | None) -> Said | None:
    dry = [started for started, status in outages.get(home.village_code, []) if status == "未恢复"]
    if batch is None or (batch.covers and home.village_code[:9] not in batch.covers):
        return None
    if dry:
        return Said(Known.NO, f"水利局{batch.period}停水登记：本村{dry[-1] or ''}停水，还没恢复", _day(batch))
    return Said(Known.YES, f"水利局{batch.period}停水登记：本村没有停着的水", _day(batch))


def _welfare(home: Home, rows: Mapping[str, list[Any]], batch: Effective | None) -> Said | None:
    """A family at risk in which nobody can work and that nothing carries is one that 低保 may have missed (domain §5.5)."""
    if batch is None or not home.members:
        return None
    roll = f"民政局{batch.period}救助名册"
    paid = {benefit for m in home.members for benefit, status in rows.get(m.person_id, []) if status == PAID}
    if carried := sorted(paid & {*CARRYING}):
        return Said(Known.YES, f"{roll}：{'、'.join(carried)}在保", _day(batch))
    labour = measures.labour_of(member.labour for member in home.members)
    if not home.members[0].at_risk or labour in (Labour.ABLE, Labour.WEAK):
        return Said(Known.YES, f"{roll}：没有需要兜底的情形", _day(batch))
    if labour is Labour.UNKNOWN:
        return Said(Known.UNKNOWN, f"{roll}里没有这户；劳动能力没有采集全，看不出要不要兜底", _day(batch))
    return Said(Known.NO, f"{roll}里没有这户：监测对象，整户没有劳动力，没有低保、特困", _day(batch))


def _rows_of(batch: Effective | None, columns: str, people: list[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    if batch is not None:
        for person, *row in _asked(batch, _OF_PEOPLE.format(columns=columns), people=people):
            found.setdefault(person, []).append(tuple(row))
    return found


def _outages(batch: Effective | None, villages: list[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    if batch is not None:
        for village, *row in _asked(batch, _OF_VILLAGES, villages=villages):
            found.setdefault(village, []).append(tuple(row))
    return found


def _asked(batch: Effective, sql: str, **values: Any) -> list[Any]:
    files = {"rows": str(batch.folder / ROWS)} | ({"matches": str(batch.folder / MATCHES)} if "$matches" in sql else {})
    with scratch() as connection:
        return connection.execute(sql, files | values).fetchall()


def _day(batch: Effective) -> dt.date:
    return Period.parse(batch.period).last_day
