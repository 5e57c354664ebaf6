"""残联：持证残疾人名册，全员。"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from huaiyuan.synth.files import books
from huaiyuan.synth.files.desk import (
    DEMO_MARK,
    REPORT_DAY,
    Desk,
    common,
    date_text,
    record_truth,
    spoiled,
    strangers_among,
)
from huaiyuan.synth.files.shocks import Shock

ROWS = 14_000
OUTSIDERS = 0.05
KINDS = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
KIND_SHARES = (0.14, 0.16, 0.02, 0.46, 0.09, 0.10, 0.03)
GRADES = ("一级", "二级", "三级", "四级")
GRADE_SHARES = (0.13, 0.24, 0.30, 0.33)
# Certificates issued in the last quarter that do not come with a new hardship (renewals, upgrades long known).
RECENT = 0.022


@dataclass
class Cards:
    """One entry a holder; kind and grade are 1-based codes."""

    person: np.ndarray
    kind: np.ndarray
    grade: np.ndarray
    issued_on: np.ndarray


def make(
    people: dict[str, np.ndarray], shocks: dict[str, Shock], rows: int, day: dt.date, rng: np.random.Generator
) -> Cards:
    """`rows` holders, older people more often; the newly and severely disabled among them."""
    has_number = np.array([bool(n) for n in people["id_number"]])
    age = (np.datetime64(day) - people["birth_on"]).astype(int) // 365
    weight = np.where(age >= 60, 4.0, np.where(age >= 40, 2.0, 0.6)) * has_number
    weight[shocks["R09"].people] = 0
    struck = shocks["R09"].seen[has_number[shocks["R09"].seen]]
    holders = rng.choice(len(age), size=rows - len(struck), replace=False, p=weight / weight.sum())
    person = np.concatenate([holders, struck])
    n = len(person)
    kind = rng.choice(7, n, p=KIND_SHARES) + 1
    grade = rng.choice(4, n, p=GRADE_SHARES) + 1
    issued = np.datetime64(day) - rng.integers(120, 9 * 365, n)
    recent = rng.random(n) < RECENT
    issued[recent] = np.datetime64(day) - rng.integers(0, 90, int(recent.sum()))
    new = np.arange(n) >= len(holders)
    issued[new] = np.datetime64(day) - rng.integers(0, 30, int(new.sum()))
    grade[new] = rng.integers(1, 3, int(new.sum()))
    order = rng.permutation(n)
    return Cards(person[order], kind[order], grade[order], issued[order])


HEAD = ("姓名", "残疾人证号", "性别", "出生日期", "乡镇", "行政村", "残疾类别", "残疾等级", "发证日期", "证件状态")


def send(at: Desk) -> None:
    """Write the file: a text file as Chinese spreadsheets save it, numbers with the certificate's tail."""
    made = make(at.living, at.shocks, at.rows(ROWS), REPORT_DAY, at.rng(4))
    at.severely_disabled = made.person[made.grade <= 2]
    dirty = at.rng(5)
    cells = spoiled(at, made.person, strangers_among(at, made.person, OUTSIDERS, dirty), dirty)
    for i, number in enumerate(cells.id_number):
        if len(number) == 18 and number[:17].isdigit():
            cells.id_number[i] = f"{number}{made.kind[i]}{made.grade[i]}"
    sheet = books.Sheet(
        name="",
        titles=(DEMO_MARK,),
        groups=(),
        header=HEAD,
        columns=[
            *common(cells, 0),
            [KINDS[k - 1] for k in made.kind],
            [GRADES[g - 1] for g in made.grade],
            date_text(made.issued_on, 0),
            ["正常"] * len(cells),
        ],
    )
    stem = "残联_disability_cards_2026-10"
    books.write_csv(at.folder / f"{stem}.csv", sheet, encoding="gb18030")
    record_truth(at, stem, cells, [""] * len(cells), list(range(sheet.first_row, sheet.first_row + len(cells))))
    at.written.append(at.folder / f"{stem}.csv")
