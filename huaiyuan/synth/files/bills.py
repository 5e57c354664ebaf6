"""医保局：住院、门诊结算明细，当年累计，一行一次结算。"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaiyuan.synth.files import books
from huaiyuan.synth.files.desk import (
    DEMO_MARK,
    REPORT_DAY,
    Desk,
    common,
    date_text,
    money,
    record_truth,
    spoiled,
    strangers_among,
    unreadable,
)
from huaiyuan.synth.files.shocks import Shock

ROWS = 180_000
OUTSIDERS = 0.05
# Of the people with bills, those with a serious illness; the rest have small ones. Yuan a year paid by oneself.
SERIOUS = 0.035
SMALL_MEDIAN, SMALL_SIGMA = 520, 1.0
SERIOUS_MEDIAN, SERIOUS_SIGMA = 7_600, 0.75
BILLS_A_PERSON = 2.6
# Rows whose amounts nobody can read.
UNREADABLE = 40
HOSPITALS = (
    "桐柏县人民医院", "桐柏县中医院", "桐柏县妇幼保健院", "月河镇卫生院", "毛集镇卫生院", "埠江镇卫生院",
    "平氏镇卫生院", "大河镇卫生院", "南阳市中心医院", "信阳市中心医院", "郑州大学第一附属医院",
)  # fmt: skip
KINDS = ("住院", "门诊", "门特")


@dataclass
class Bills:
    """One entry a settlement; amounts are whole 分 and add up."""

    person: np.ndarray
    kind: np.ndarray
    hospital: np.ndarray
    settled_on: np.ndarray
    total: np.ndarray
    pooled: np.ndarray
    serious: np.ndarray
    assistance: np.ndarray
    self_paid: np.ndarray
    outside: np.ndarray


def make(
    people: dict[str, np.ndarray],
    shocks: dict[str, Shock],
    rows: int,
    last_day: np.datetime64,
    rng: np.random.Generator,
) -> Bills:
    """`rows` settlements of registered people, those struck by illness among them past their line."""
    age = (last_day - people["birth_on"]).astype(int) // 365
    weight = np.where(age >= 60, 3.0, np.where(age < 6, 1.6, 1.0))
    struck = np.concatenate([shocks["R01"].seen, shocks["R02"].seen])
    quiet = np.concatenate([shocks["R01"].people, shocks["R02"].people])
    patients = rng.choice(len(age), size=round(rows / BILLS_A_PERSON), replace=False, p=weight / weight.sum())
    patients = np.concatenate([np.setdiff1d(patients, quiet), struck])
    year = _year_paid(patients, shocks, rng)
    each = np.maximum(1, rng.poisson(BILLS_A_PERSON - 1, len(patients)) + 1)
    person = np.repeat(patients, each)
    share = rng.gamma(1.2, 1.0, len(person)) + 0.05
    starts = np.concatenate([[0], np.cumsum(each)[:-1]])
    share /= np.repeat(np.add.reduceat(share, starts), each)
    self_paid = np.maximum(1, (np.repeat(year, each) * share * 100).astype(np.int64))
    return _trim(_amounts(person, self_paid, last_day, rng), rows, struck, rng)


def _year_paid(patients: np.ndarray, shocks: dict[str, Shock], rng: np.random.Generator) -> np.ndarray:
    n = len(patients)
    serious = rng.random(n) < SERIOUS
    year = np.where(
        serious,
        SERIOUS_MEDIAN * np.exp(SERIOUS_SIGMA * rng.standard_normal(n)),
        SMALL_MEDIAN * np.exp(SMALL_SIGMA * rng.standard_normal(n)),
    )
    for rule, median in (("R01", 9_500), ("R02", 31_000)):
        mine = np.isin(patients, shocks[rule].seen)
        floor = {"R01": 5_200, "R02": 20_500}[rule]
        year[mine] = np.maximum(floor, median * np.exp(0.4 * rng.standard_normal(int(mine.sum()))))
    return np.minimum(year, 180_000)


def _amounts(person: np.ndarray, self_paid: np.ndarray, last_day: np.datetime64, rng: np.random.Generator) -> Bills:
    n = len(person)
    big = self_paid > 150_000
    pooled = (self_paid * rng.uniform(0.9, 2.6, n)).astype(np.int64)
    serious = np.where(big, (self_paid * rng.uniform(0.2, 0.9, n)).astype(np.int64), 0)
    assistance = np.where(rng.random(n) < 0.08, (self_paid * rng.uniform(0.1, 0.4, n)).astype(np.int64), 0)
    outside = (self_paid * rng.uniform(0.02, 0.3, n)).astype(np.int64)
    days = int((last_day - np.datetime64(f"{str(last_day)[:4]}-01-01")).astype(int)) + 1
    kind = np.where(self_paid > 60_000, 0, rng.choice(3, n, p=[0.22, 0.58, 0.2]))
    return Bills(
        person=person,
        kind=np.array(KINDS, dtype=object)[kind],
        hospital=np.array(HOSPITALS, dtype=object)[rng.integers(0, len(HOSPITALS), n)],
        settled_on=np.datetime64(f"{str(last_day)[:4]}-01-01") + rng.integers(0, days, n),
        total=pooled + serious + assistance + outside + self_paid,
        pooled=pooled,
        serious=serious,
        assistance=assistance,
        self_paid=self_paid,
        outside=outside,
    )


def _trim(bills: Bills, rows: int, struck: np.ndarray, rng: np.random.Generator) -> Bills:
    """Exactly `rows` settlements, never dropping one of a struck person; sorted as a till prints them, by day."""
    keep = np.isin(bills.person, struck)
    others = np.flatnonzero(~keep)
    chosen = rng.choice(others, size=min(len(others), rows - int(keep.sum())), replace=False)
    index = np.concatenate([np.flatnonzero(keep), chosen])
    index = index[np.argsort(bills.settled_on[index], kind="stable")]
    return Bills(**{name: getattr(bills, name)[index] for name in bills.__dataclass_fields__})


HEAD = ("序号", "参保人姓名", "公民身份号码", "性别", "出生年月日", "所在乡镇", "村（居）委会", "就诊类别", "定点医疗机构",
                "结算时间", "医疗总费用", "基本医保统筹支付", "大病保险支付", "医疗救助支付", "政策范围内个人负担", "目录外自费")  # fmt: skip


def send(at: Desk) -> None:
    """Write the file: a sheet a township, each with its own way of writing dates."""
    rng = at.rng(2)
    made = make(at.living, at.shocks, at.rows(ROWS), np.datetime64(REPORT_DAY), rng)
    dirty = at.rng(3)
    cells = spoiled(at, made.person, strangers_among(at, made.person, OUTSIDERS, dirty), dirty)
    broken = unreadable(at, cells, UNREADABLE, rng)
    by_township = np.array([c[:9] for c in cells.village_code])
    sheets: list[books.Sheet] = []
    sheet_names: list[str] = []
    row_numbers: list[int] = []
    order = []
    for style, code in enumerate(sorted(set(by_township))):
        mine = np.flatnonzero(by_township == code)
        part = cells.take(mine)
        texts = np.where(rng.random(len(mine)) < 0.04, rng.integers(1, 3, len(mine)), 0)
        texts[np.isin(mine, broken)] = 3
        amounts = [getattr(made, a)[mine] for a in ("total", "pooled", "serious", "assistance", "self_paid", "outside")]
        name = part.township[0]
        sheet = books.Sheet(
            name=name,
            titles=(f"桐柏县{name}2026年1—10月城乡居民医保结算明细（{DEMO_MARK}）", "填报单位：桐柏县医疗保障局    单位：元"),
            groups=(("人员信息", 1, 6), ("就医信息", 7, 9), ("费用明细", 10, 15)),
            header=HEAD,
            columns=[
                list(range(1, len(mine) + 1)), *common(part, style % 4), list(made.kind[mine]),
                list(made.hospital[mine]), date_text(made.settled_on[mine], 0), *(money(a, texts) for a in amounts),
            ],
            foot=("合计", *[None] * 9, *(int(a.sum()) / 100 for a in amounts)),
        )  # fmt: skip
        sheets.append(sheet)
        sheet_names += [name] * len(mine)
        row_numbers += range(sheet.first_row, sheet.first_row + len(mine))
        order.append(mine)
    stem = "医保局_medical_bills_2026-10"
    books.write_xlsx(at.folder / f"{stem}.xlsx", sheets)
    record_truth(at, stem, cells.take(np.concatenate(order)), sheet_names, row_numbers)
    at.written.append(at.folder / f"{stem}.xlsx")
