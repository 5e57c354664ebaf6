"""A county small enough to count by hand: two townships, six villages, some hundred and sixty households.

Every kind of thing that a figure must tell apart is there: closed and open households, cleared, struck-off and repeated
cycles, two closed rosters, people who died or left.
"""

from __future__ import annotations

import datetime as dt
import random

import pyarrow as pa

from huaiyuan.core.kernel import identity
from huaiyuan.core.kernel.clock import OPEN_END

COUNTY = "411330"
VILLAGES = [
    ("411330101200", "徐寨村", "行政村", True),
    ("411330101201", "林庙村", "行政村", False),
    ("411330101001", "大街社区", "社区", False),
    ("411330301200", "榨楼村", "行政村", True),
    ("411330301201", "双庙村", "行政村", False),
    ("411330301202", "黄楝村", "行政村", False),
]
TOWNSHIPS = [("411330101", "月河镇", "镇"), ("411330301", "回龙乡", "乡")]
START = dt.date(2020, 1, 1)
ROSTERS = ((2025, dt.date(2025, 11, 30)), (2026, dt.date(2026, 10, 20)))
SURNAMES, GIVEN = "王李张刘陈杨黄吴", "桂英秀兰建国志强玉珍海涛㙍龙"

COLUMNS = {
    "areas": "code name short_name level kind parent_code lifted_village aliases sort valid_from valid_to",
    "households": "id household_no registered_on closed_on close_reason rural",
    "persons": "id person_id name sex birth_on died_on id_kind id_number phone bank_card",
    "residences": "household_no village_code group_name walk_order valid_from valid_to",
    "archive_types": "household_no archive_type valid_from valid_to",
    "monitoring": (
        "household_no cycle category risk_state approved_on cleared_on entry_kind risks valid_from valid_to"
    ),
    "memberships": "person_id household_no relation is_head valid_from valid_to leave_reason",
    "health": "person_id health valid_from valid_to",
    "labour": "person_id labour valid_from valid_to",
    "roster_households": "year closed_on household_no archive_type",
    "roster_persons": "year closed_on household_no person_id",
    "county_facts": "code value_text number unit year source valid_from valid_to",
}
TYPES = {
    "closed_on": pa.date32(), "died_on": pa.date32(), "cleared_on": pa.date32(), "close_reason": pa.string(),
    "leave_reason": pa.string(), "group_name": pa.string(), "bank_card": pa.string(),
}  # fmt: skip


def build(seed: int = 1, households: int = 160) -> dict[str, pa.Table]:
    """The tables of the data contracts, section 2, with identity numbers in clear on persons."""
    rows: dict[str, list[tuple]] = {name: [] for name in COLUMNS}
    draw = random.Random(seed)
    _areas(rows)
    for number in range(1, households + 1):
        _household(rows, draw, number)
    _rosters(rows)
    return {name: _table(name, found) for name, found in rows.items()}


def _areas(rows: dict[str, list[tuple]]) -> None:
    span = (dt.date(2015, 1, 1), OPEN_END)
    rows["areas"].append((COUNTY, "桐柏县", "桐柏县", "county", "县", None, False, "", 1, *span))
    rows["areas"] += [
        (code, name, name, "township", kind, COUNTY, False, "", 2, *span) for code, name, kind in TOWNSHIPS
    ]
    rows["areas"].append(
        ("411330400", "先进制造业开发区", "开发区", "zone", "开发区", COUNTY, False, "集聚区", 3, *span)
    )
    rows["areas"] += [
        (code, f"{name}村民委员会", name, "village", kind, code[:9], lifted, "", 4, *span)
        for code, name, kind, lifted in VILLAGES
    ]
    rows["county_facts"] += [
        ("area_km2", "1915平方公里", 1915, "平方公里", 2025, "县行政区划资料", *span),
        ("population_total", "48万人", 48, "万人", 2025, "县公安局户籍统计", *span),
    ]


def _household(rows: dict[str, list[tuple]], draw: random.Random, number: int) -> None:
    village = VILLAGES[number % len(VILLAGES)][0]
    household_no = f"{village}-{number:04}"
    lifted = number % 3 == 0
    closed_on = dt.date(2024, 6, 1) if number % 20 == 7 else None
    rows["households"].append((number, household_no, START, closed_on, "整户迁出" if closed_on else None, True))
    group = None if number % 11 == 0 else f"{'一二三'[number % 3]}组"
    rows["residences"].append((household_no, village, group, number, START, OPEN_END))
    rows["archive_types"].append((household_no, "脱贫户" if lifted else "一般农户", START, OPEN_END))
    for place in range(draw.randint(1, 5)):
        _person(rows, draw, household_no, place, closed_on)
    if number % 4 == 0:
        _monitoring(rows, household_no, number, lifted=lifted)


def _person(
    rows: dict[str, list[tuple]], draw: random.Random, household_no: str, place: int, closed_on: dt.date | None
) -> None:
    number = len(rows["persons"]) + 1
    person_id = f"P{number:09}"
    birth = dt.date(1940 + draw.randint(0, 70), draw.randint(1, 12), draw.randint(1, 28))
    sex = draw.choice("男女")
    died = dt.date(2026, 3, 5) if number % 37 == 5 else None
    left = dt.date(2025, 5, 1) if number % 29 == 3 else None
    order = number * 2 + (sex == "男")
    first17 = f"990330{birth:%Y%m%d}{order % 1000:03}"
    id_number = None if number % 50 == 1 else first17 + identity.check_digit(first17)
    name = draw.choice(SURNAMES) + draw.choice(GIVEN) + draw.choice(GIVEN)
    kind = "居民身份证" if id_number else "无"
    rows["persons"].append((number, person_id, name, sex, birth, died, kind, id_number, f"19900{number:06}", None))
    ends = [day for day in (died, left, closed_on) if day]
    reason = {died: "死亡", left: "婚嫁迁出", closed_on: "整户销户"}
    end = min(ends) if ends else OPEN_END
    relation = "户主" if place == 0 else "之子" if sex == "男" else "之女"
    rows["memberships"].append(
        (person_id, household_no, relation, place == 0, START, end, reason[end] if ends else None)
    )
    if number % 3 == 0:
        rows["health"].append((person_id, draw.choice(["健康", "长期慢性病"]), START, OPEN_END))
        rows["labour"].append((person_id, "普通劳动力", START, OPEN_END))


def _monitoring(rows: dict[str, list[tuple]], household_no: str, number: int, *, lifted: bool) -> None:
    hardship = number % 8 == 0
    category = "突发严重困难户" if hardship else "脱贫不稳定户" if lifted else "边缘易致贫户"
    approved = dt.date(2026, 4, 8) if number % 40 == 0 else dt.date(2022, 1 + number % 12, 15)
    cleared = dt.date(2025, 7, 9) if number % 32 == 4 else dt.date(2023, 12, 20)

    def fact(cycle, state, start, end, approved_on, cleared_on, entry):
        rows["monitoring"].append(
            (household_no, cycle, category, state, approved_on, cleared_on, entry, "因病;因残", start, end)
        )

    if approved.year == 2026 or number % 12 == 4:
        fact(1, "未消除", approved, OPEN_END, approved, None, "首次")
        return
    fact(1, "未消除", approved, cleared, approved, None, "首次")
    if number % 44 == 0:
        fact(1, "已清退", cleared, OPEN_END, approved, None, "首次")
    elif number % 28 == 0:
        again = dt.date(2026, 2, 3)
        fact(1, "已消除", cleared, again, approved, cleared, "首次")
        fact(2, "未消除", again, OPEN_END, again, None, "再识别")
    else:
        fact(1, "已消除", cleared, OPEN_END, approved, cleared, "首次")


def _rosters(rows: dict[str, list[tuple]]) -> None:
    lifted = {row[0] for row in rows["archive_types"] if row[1] == "脱贫户"}
    closed = {row[1]: row[3] for row in rows["households"]}
    for year, day in ROSTERS:
        on = [no for no in sorted(lifted) if closed[no] is None or closed[no] > day]
        rows["roster_households"] += [(year, day, no, "脱贫户") for no in on]
        rows["roster_persons"] += [
            (year, day, row[1], row[0]) for row in rows["memberships"] if row[1] in set(on) and row[4] <= day < row[5]
        ]


def _table(name: str, rows: list[tuple]) -> pa.Table:
    names = COLUMNS[name].split()
    columns = list(zip(*rows, strict=True))
    return pa.table({
        column: pa.array(values, TYPES.get(column)) for column, values in zip(names, columns, strict=True)
    })  # fmt: skip
