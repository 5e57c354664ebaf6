"""医保局：城乡居民医保参保登记，全员：参保的、停保的、没参保的。"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaiyuan.synth.files import books, planted
from huaiyuan.synth.files.desk import (
    DEMO_MARK,
    REPORT_DAY,
    Desk,
    common,
    money,
    record_truth,
    some_dates,
    spoiled,
    unreadable,
)

ROWS = 390_000
OUTSIDERS = 0.02
# Rows whose amounts nobody can read.
UNREADABLE = 30
# The whole county is in this file, and with it everybody's lookalike; an insurance system mixes up few of them.
TWINS = 0.25
RESIDENT, EMPLOYEE, ELSEWHERE = "城乡居民", "城镇职工", "异地参保"
INSURED, STOPPED, NEVER = "正常参保", "停保", "未参保"
# Of the people nobody has to see to: shares of status, and of the reasons why somebody stopped. Ours.
STATUS_SHARES = (0.97, 0.018, 0.012)
REASONS, REASON_SHARES = ("参军", "服刑", "异地参保", "职工参保", "其他"), (0.06, 0.02, 0.42, 0.35, 0.15)
# What one pays for a year in 元, and what is paid for those who are helped. Ours.
FEE = 400
HELP = {"特困全额": FEE, "低保定额": 240, "监测定额": 200, "脱贫定额": 100, "无": 0}
YEAR = np.datetime64("2026-01-01")
HEAD = ("序号", "参保人姓名", "公民身份号码", "性别", "出生日期", "乡镇（街道）", "行政村", "险种类型", "参保状态", "参保日期", "停保原因",
        "资助参保类别", "资助参保金额", "个人缴费金额")  # fmt: skip


@dataclass
class Enrolment:
    """One entry a person on the roll; days may be NaT, amounts are whole 分."""

    person: np.ndarray
    insured_kind: np.ndarray
    status: np.ndarray
    because: np.ndarray
    enrolled_on: np.ndarray
    help: np.ndarray
    subsidy: np.ndarray
    paid: np.ndarray


def make(at: Desk, rows: int, rng: np.random.Generator) -> tuple[Enrolment, np.ndarray]:
    """`rows` entries and which of them shall be strangers'.

    Whoever the county has to see to is on the roll and insured, but for the struck: they stopped, or are not there.
    Who died this year stopped for that.
    """
    help = _help(at)
    struck = at.shocks["R06"].seen
    gone = struck[::3]
    due = help != "无"
    due[at.severely_disabled] = True
    dead = np.arange(len(at.living["birth_on"]), len(due))
    living = np.setdiff1d(np.flatnonzero(due[: dead[0] if len(dead) else None]), gone)
    free = np.setdiff1d(np.flatnonzero(~due[: len(at.living["birth_on"])]), at.shocks["R06"].people)
    more = rng.choice(free, min(len(free), max(0, rows - len(living) - len(dead))), replace=False)
    person = np.sort(np.concatenate([living, dead, more]))
    strangers = ~due[person] & (person < len(at.living["birth_on"])) & (rng.random(len(person)) < OUTSIDERS)
    status, because = _status(person, due, dead, np.setdiff1d(struck, gone), rng)
    return _amounts(at, person, status, because, help, rng), strangers


def _help(at: Desk) -> np.ndarray:
    """Why each person's fee is partly paid for; the most generous reason counts."""
    help = np.where(at.people["lifted"].astype(bool), "脱贫定额", "无").astype(object)
    help[at.people["monitored"].astype(bool)] = "监测定额"
    for benefit, kind in (("低保", "低保定额"), ("特困", "特困全额")):
        help[at.on_benefits[benefit]] = kind
    return help


def _status(
    person: np.ndarray, due: np.ndarray, dead: np.ndarray, struck: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    n = len(person)
    status = rng.choice(np.array([INSURED, STOPPED, NEVER], dtype=object), n, p=STATUS_SHARES)
    status[due[person]] = INSURED
    mine = np.isin(person, struck)
    status[mine] = np.where(rng.random(int(mine.sum())) < 0.5, STOPPED, NEVER)
    status[np.isin(person, dead)] = STOPPED
    because = np.full(n, None, dtype=object)
    stopped = status == STOPPED
    because[stopped] = rng.choice(np.array(REASONS, dtype=object), int(stopped.sum()), p=REASON_SHARES)
    because[mine & stopped] = "其他"
    because[np.isin(person, dead)] = "死亡"
    return status, because


def _amounts(
    at: Desk, person: np.ndarray, status: np.ndarray, because: np.ndarray, help: np.ndarray, rng: np.random.Generator
) -> Enrolment:
    n, born = len(person), at.people["birth_on"][person]
    age = (np.datetime64(REPORT_DAY) - born).astype(int) // 365
    elsewhere = (help[person] == "无") & (age >= 22) & (age < 60) & (status == INSURED)
    draw = rng.random(n)
    kind = np.where(elsewhere & (draw < 0.06), EMPLOYEE, np.where(elsewhere & (draw < 0.09), ELSEWHERE, RESIDENT))
    enrolled = YEAR - rng.integers(1, 120, n)
    baby = born >= enrolled
    enrolled[baby] = np.minimum(born[baby] + rng.integers(1, 60, int(baby.sum())), np.datetime64(REPORT_DAY))
    enrolled[status == NEVER] = np.datetime64("NaT")
    pays = (status == INSURED) & (kind == RESIDENT)
    helped = np.where(pays, help[person], "无").astype(object)
    subsidy = np.array([HELP[word] for word in helped]) * 100
    return Enrolment(
        person, kind.astype(object), status, because, enrolled, helped, np.where(pays, subsidy, 0),
        np.where(pays, FEE * 100 - subsidy, 0),
    )  # fmt: skip


def send(at: Desk) -> None:
    """Write the file: one long sheet, as the insurance system exports it."""
    made, strangers = make(at, at.rows(ROWS), at.rng(17))
    dirty = at.rng(18)
    cells = spoiled(at, made.person, strangers, dirty, twins=TWINS)
    texts = np.where(dirty.random(len(cells)) < 0.01, dirty.integers(1, 3, len(cells)), 0)
    texts[unreadable(at, cells, UNREADABLE, dirty)] = 3
    planted.enrolment(at, made, cells)
    at.enrolled = (made, cells)
    sheet = books.Sheet(
        name="参保登记",
        titles=(f"桐柏县2026年度城乡居民医保参保登记表（{DEMO_MARK}）",),
        groups=(),
        header=HEAD,
        columns=[
            list(range(1, len(cells) + 1)), *common(cells, 0), list(made.insured_kind), list(made.status),
            some_dates(made.enrolled_on), list(made.because), list(made.help),
            planted.blanked(made.subsidy, money(made.subsidy, texts)),
            money(made.paid, texts),
        ],
    )  # fmt: skip
    stem = "医保局_medical_enrolment_2026-10"
    books.write_xlsx(at.folder / f"{stem}.xlsx", [sheet])
    rows = list(range(sheet.first_row, sheet.first_row + len(cells)))
    record_truth(at, stem, cells, [sheet.name] * len(cells), rows)
    at.written.append(at.folder / f"{stem}.xlsx")
