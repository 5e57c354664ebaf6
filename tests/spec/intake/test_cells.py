"""单元格怎么读。

RQ1 日期：有一种意思的写法都认，缺日、两可、不存在的不认。
RQ2 金额：元为单位，万、括号负数、元和逗号都认。
RQ3 证件号码：整理后有效才算数，丢了的位数绝不猜。
RQ4 码值：部门怎么写都归到一个词，码表外的不认。
"""

from __future__ import annotations

from functools import cache

import pytest

from tests.intake_files import BILL, CARD, grid, number, person, take, text

DATES = """
写法                | 读作
2026-09-03          | 2026-09-03
2026-9-3            | 2026-09-03
2026/9/3            | 2026-09-03
2026.9.3            | 2026-09-03
20260903            | 2026-09-03
2026年9月3日        | 2026-09-03
2026年9月3号        | 2026-09-03
2026-09-03 10:30:00 | 2026-09-03
2026-09-03T10:30:00 | 2026-09-03
２０２６－０９－０３| 2026-09-03
46268               | 2026-09-03
46268.5             | 2026-09-03
二〇二六年九月三日  | 2026-09-03
二〇二六年十月十三日| 2026-10-13
9/13/2026           | 2026-09-13
13/9/2026           | 2026-09-13
9/9/2026            | 2026-09-09
9/3/2026            | 认不出
26.9.3              | 认不出
2026-09             | 认不出
202609              | 认不出
2026-02-30          | 认不出
1900-02-29          | 认不出
农历九月初三        | 认不出
长期                | 认不出
—                   | 空
无                  | 空
"""

AMOUNTS = """
写法        | 读作
1250        | 1250.00
1,250       | 1250.00
1，250.5    | 1250.50
1,250元     | 1250.00
￥1250.00   | 1250.00
 1 250      | 1250.00
１２５０    | 1250.00
1.25万      | 12500.00
1.25万元    | 12500.00
(1,250)     | -1250.00
（1,250）   | -1250.00
-30         | -30.00
.5          | 0.50
0           | 0.00
约1250      | 认不出
1250/次     | 认不出
1.2.3       | 认不出
#REF!       | 认不出
#N/A        | 空
-           | 空
"""

CODES = """
列       | 写法       | 读作
残疾类别 | 5          | 智力
残疾类别 | 05         | 智力
残疾类别 | 智力残疾   | 智力
残疾类别 | 智 力      | 智力
残疾等级 | 1          | 一级
残疾等级 | 2级        | 二级
残疾等级 | Ⅲ级        | 三级
残疾等级 | 五级       | 认不出
证件状态 | 有效       | 正常
残疾类别 | 8          | 认不出
残疾类别 |            | 空
"""

GOOD = number("19500102", 105)
IDS = f"""
写法 | 状态
{GOOD} | plain
{GOOD[:6]} {GOOD[6:]} | fixed
'{GOOD} | plain
{GOOD.translate(str.maketrans("0123456789X", "０１２３４５６７８９Ｘ"))} | fixed
{GOOD}43 | fixed
{GOOD}43B1 | fixed
{GOOD[:6]}{GOOD[8:17]} | fixed
4.11330E+17 | lost_digits
{GOOD[:15]}000 | lost_digits
{GOOD[:17]}{(int(GOOD[17]) + 1) % 10 if GOOD[17] != "X" else 1} | bad_check
{number("19500102", 105)[:6]}19500230{GOOD[14:]} | bad_date
{GOOD[:16]} | bad_length
不清楚 | not_id
{GOOD[:-1]}* | not_id
无 | missing
 | missing
"""


def _table(block: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in block.strip().splitlines()[1:]]


def _numbered(block: str) -> list:
    """Which cell of a table, and what it is read as."""
    return [pytest.param(n, expected, id=f"{cell}-{expected}") for n, (cell, expected) in enumerate(_table(block))]


def _answer(taken, n: int, column: str, name: str) -> str:
    """What cell `n` was read as."""
    row = n + 2
    value = next((r[name] for r in taken.rows if r["row"] == row), None)
    if value is not None:
        return str(value)
    faults = {f["column"] for f in taken.faults if (f["level"], f["row"]) == ("reject", row)}
    return "认不出" if column in faults else "空"


@pytest.fixture(scope="module")
def read():
    """What a column of many cells was read as: one file for all, a person of its own for each cell."""

    @cache
    def column(source: str, label: str, cells: tuple[str, ...]):
        own = dict({"medical_bills": BILL, "disability_cards": CARD}.get(source, {}))
        # Birth dates that all contradict the numbers would be a column that slipped.
        own |= {"证件号码": ""} if label == "出生日期" else {}
        return take(text(grid([person(n) | own | {label: cell} for n, cell in enumerate(cells)])), source)

    return column


def _cells(block: str) -> tuple[str, ...]:
    return tuple(cell for cell, _ in _table(block))


@pytest.mark.parametrize(("n", "expected"), _numbered(DATES))
def test_a_date(read, n, expected):
    assert _answer(read("school_roll", "出生日期", _cells(DATES)), n, "出生日期", "birth_on") == expected


@pytest.mark.parametrize(("n", "expected"), _numbered(AMOUNTS))
def test_an_amount(read, n, expected):
    assert _answer(read("medical_bills", "自费", _cells(AMOUNTS)), n, "自费", "out_of_policy_yuan") == expected


@pytest.mark.parametrize(("column", "cell", "expected"), _table(CODES))
def test_a_code(read, column, cell, expected):
    names = {"残疾类别": "category", "残疾等级": "grade", "证件状态": "status"}
    cells = tuple(written for of, written, _ in _table(CODES) if of == column)
    assert _answer(read("disability_cards", column, cells), cells.index(cell), column, names[column]) == expected


@pytest.mark.parametrize(("n", "state"), _numbered(IDS))
def test_an_identity_number(read, n, state):
    row = read("disability_cards", "证件号码", _cells(IDS)).rows[n]
    assert row["id_state"] == state
    assert (row["id_key"] is not None) == (state in {"plain", "fixed"})


def test_all_ways_to_write_one_number_have_one_key():
    cells = [cell for cell, state in _table(IDS) if state in {"plain", "fixed"} and len(cell) != 15]
    rows = take(text(grid([person(i, 证件号码=cell) for i, cell in enumerate(cells)])), "school_roll").rows
    assert len({row["id_key"] for row in rows}) == 1


def test_a_count_of_days(read):
    rows = read("school_roll", "连续缺勤天数", ("3", "3天", "3.0", "03", "３")).rows
    assert [row["absent_days"] for row in rows] == [3] * 5
