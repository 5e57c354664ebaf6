"""住建局：农村住房安全鉴定台账，到报告日为止的全部鉴定，一行一处住房。"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaiyuan.synth.files import books
from huaiyuan.synth.files.desk import (
    DEMO_MARK,
    REPORT_DAY,
    Desk,
    common,
    record_truth,
    some_dates,
    spoiled,
    strangers_among,
    unreadable,
)

ROWS = 20_000
OUTSIDERS = 0.02
# Rows whose grade nobody can read.
UNREADABLE = 12
GRADES, GRADE_SHARES = ("A级", "B级", "C级", "D级"), (0.46, 0.50, 0.025, 0.015)
AGENCIES = ("南阳市房屋安全鉴定中心", "河南省建科院检测公司", "桐柏县房屋安全鉴定站", "信阳市建设工程检测站")
UNTOUCHED, UNDER_WORK, DONE, LEFT, HOUSED = "未处置", "改造中", "已改造", "已搬离", "其他安置"
HEAD = ("序号", "户主姓名", "户主身份证号码", "性别", "出生日期", "乡镇", "行政村", "鉴定时间", "房屋安全等级", "鉴定单位", "是否唯一住房",
        "改造情况", "纳入改造计划时间", "竣工时间")  # fmt: skip
NONE, NOTHING = np.datetime64("NaT"), np.array(None, dtype=object)


@dataclass
class Dwellings:
    """One entry a dwelling; days may be NaT."""

    person: np.ndarray
    grade: np.ndarray
    only: np.ndarray
    disposal: np.ndarray
    appraised_on: np.ndarray
    planned_on: np.ndarray
    finished_on: np.ndarray


def make(at: Desk, rows: int, rng: np.random.Generator) -> Dwellings:
    """`rows` dwellings, those of poor families first of all; unsafe ones are dealt with, but for the struck."""
    people, day = at.living, np.datetime64(REPORT_DAY)
    unsafe, stuck = at.shocks["R15"], at.shocks["R16"]
    poor = people["lifted"].astype(bool) | people["monitored"].astype(bool)
    heads = np.flatnonzero(people["relation"] == "户主")
    heads = np.setdiff1d(heads, np.concatenate([unsafe.people, stuck.people]))
    weight = np.where(poor[heads], 3.0, 1.0)
    struck = np.concatenate([unsafe.seen, stuck.seen])
    others = rng.choice(heads, rows - len(struck), replace=False, p=weight / weight.sum())
    person = np.concatenate([others, struck])
    n = len(person)
    grade = rng.choice(4, n, p=GRADE_SHARES)
    grade[len(others) :] = rng.integers(2, 4, len(struck))
    appraised = day - rng.integers(300, 2400, n)
    bad = grade >= 2
    disposal = np.where(bad, rng.choice([DONE, LEFT, HOUSED, UNDER_WORK], n, p=[0.7, 0.15, 0.1, 0.05]), NOTHING)
    only = np.where(rng.random(n) < 0.93, "是", "否").astype(object)
    spare = bad & (only == "否") & (rng.random(n) < 0.5)
    disposal[spare] = UNTOUCHED
    planned = np.where(np.isin(disposal, [DONE]), appraised + rng.integers(20, 90, n), NONE)
    finished = np.where(np.isnat(planned), NONE, planned + rng.integers(60, 170, n))
    lately = disposal == UNDER_WORK
    planned[lately] = day - rng.integers(5, 110, int(lately.sum()))
    first, second = slice(len(others), len(others) + len(unsafe.seen)), slice(len(others) + len(unsafe.seen), n)
    only[len(others) :] = "是"
    disposal[first], planned[first], finished[first] = UNTOUCHED, NONE, NONE
    disposal[second], finished[second] = UNDER_WORK, NONE
    planned[second] = day - rng.integers(230, 290, len(stuck.seen))
    order = rng.permutation(n)
    made = Dwellings(person, np.array(GRADES, dtype=object)[grade], only, disposal, appraised, planned, finished)
    return Dwellings(**{name: getattr(made, name)[order] for name in made.__dataclass_fields__})


def send(at: Desk) -> None:
    """Write the file: a sheet a township."""
    made = make(at, at.rows(ROWS), at.rng(14))
    dirty = at.rng(15)
    cells = spoiled(at, made.person, strangers_among(at, made.person, OUTSIDERS, dirty), dirty)
    agency = np.array(AGENCIES, dtype=object)[dirty.integers(0, len(AGENCIES), len(cells))]
    grades = made.grade.copy()
    grades[unreadable(at, cells, UNREADABLE, dirty)] = "待定"
    by_township = np.array([code[:9] for code in cells.village_code])
    sheets: list[books.Sheet] = []
    sheet_names: list[str] = []
    row_numbers: list[int] = []
    order = []
    for style, code in enumerate(sorted(set(by_township))):
        mine = np.flatnonzero(by_township == code)
        part = cells.take(mine)
        sheet = books.Sheet(
            name=part.township[0],
            titles=(f"{part.township[0]}农村住房安全鉴定台账（{DEMO_MARK}）",),
            groups=(),
            header=HEAD,
            columns=[
                list(range(1, len(mine) + 1)), *common(part, style % 4), some_dates(made.appraised_on[mine], style % 4),
                list(grades[mine]), list(agency[mine]), list(made.only[mine]), list(made.disposal[mine]),
                some_dates(made.planned_on[mine], style % 4), some_dates(made.finished_on[mine], style % 4),
            ],
        )  # fmt: skip
        sheets.append(sheet)
        sheet_names += [sheet.name] * len(mine)
        row_numbers += range(sheet.first_row, sheet.first_row + len(mine))
        order.append(mine)
    stem = "住建局_housing_appraisals_2026-10"
    books.write_xlsx(at.folder / f"{stem}.xlsx", sheets)
    record_truth(at, stem, cells.take(np.concatenate(order)), sheet_names, row_numbers)
    at.written.append(at.folder / f"{stem}.xlsx")
