"""教体局：6—16 周岁在籍学生名册，全员。"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from huaiyuan.synth.files import books, dirt
from huaiyuan.synth.files.desk import DEMO_MARK, REPORT_DAY, Desk, common, record_truth, spoiled
from huaiyuan.synth.files.shocks import Shock, school_age

ROWS = 60_000
OUTSIDERS = 0.05
STAGES = ("小学一年级", "小学二年级", "小学三年级", "小学四年级", "小学五年级", "小学六年级", "初中七年级", "初中八年级", "初中九年级",
          "高中一年级")  # fmt: skip
# Children of the county whom its schools do not hold for a good reason: at school elsewhere, deferred, taught at home.
ELSEWHERE = 0.0045
# Pupils marked as absent for three days or more who were only ill.
ABSENT = 0.0007
# Who may learn somewhere, from the nursery to the university, and where that stands.
YOUNG_AGES, YOUNG = (3, 22), "young.parquet"
# The day that decides who is in need of the autumn term's aid.
TERM_PAID = dt.date(2026, 11, 30)


@dataclass
class Roll:
    """One entry a pupil."""

    person: np.ndarray
    school: np.ndarray
    stage: np.ndarray
    status: np.ndarray
    mode: np.ndarray
    absent_days: np.ndarray


def make(people: dict[str, np.ndarray], shocks: dict[str, Shock], day: dt.date, rng: np.random.Generator) -> Roll:
    """Every child of school age but those at school elsewhere and those really out of school."""
    pupils = np.flatnonzero(school_age(people["birth_on"], day, 6, 16))
    pupils = np.setdiff1d(pupils, shocks["R12"].seen)
    staying = rng.random(len(pupils)) >= ELSEWHERE
    pupils = pupils[staying | np.isin(pupils, shocks["R11"].seen)]
    year = day.year if day.month >= 9 else day.year - 1
    born = people["birth_on"][pupils].astype("datetime64[Y]").astype(int) + 1970
    late = people["birth_on"][pupils] > people["birth_on"][pupils].astype("datetime64[Y]") + np.timedelta64(242, "D")
    grade = np.clip(year - born - 6 - late, 0, len(STAGES) - 1)
    n = len(pupils)
    status = np.full(n, "在籍在读", dtype=object)
    absent = np.where(rng.random(n) < 0.02, rng.integers(1, 3, n), 0)
    ill = rng.random(n) < ABSENT
    absent[ill] = rng.integers(3, 6, int(ill.sum()))
    out = np.isin(pupils, shocks["R11"].seen)
    status[out] = rng.choice(
        np.array(["疑似辍学", "辍学", "名在人不在"], dtype=object), int(out.sum()), p=[0.6, 0.15, 0.25]
    )
    absent[out] = rng.integers(3, 40, int(out.sum()))
    level = np.where(grade < 6, "小学", np.where(grade < 9, "初级中学", "高级中学"))
    school = np.array([f"{t}{s}" for t, s in zip(people["township"][pupils], level, strict=True)], dtype=object)
    mode = rng.choice(np.array(["走读", "寄宿"], dtype=object), n, p=[0.55, 0.45])
    return Roll(pupils, school, np.array(STAGES, dtype=object)[grade], status, mode, absent)


HEAD = ("序号", "学生姓名", "身份证件号", "性别", "出生日期", "户籍乡镇", "户籍村", "就读学校", "年级", "学籍状态", "就读方式",
             "连续缺勤天数")  # fmt: skip


def send(at: Desk) -> None:
    """Write the file twice: the roll, and the same rows in another order sent again."""
    rng = at.rng(6)
    made = make(at.living, at.shocks, REPORT_DAY, rng)
    pq.write_table(_young(at, made), at.folder / "truth" / YOUNG)
    lacking = _village_that_forgets(at, made)
    kept = at.people["village_code"][made.person] != lacking
    made = Roll(**{name: getattr(made, name)[kept] for name in made.__dataclass_fields__})
    # Pupils from elsewhere come on top: a stranger in a child's place would make the child look out of school.
    pupils = len(made.person)
    guests = rng.integers(0, pupils, round(pupils * OUTSIDERS))
    made = Roll(
        **{name: np.concatenate([v, v[guests]]) for name in made.__dataclass_fields__ for v in [getattr(made, name)]}
    )
    cells = spoiled(at, made.person, np.arange(len(made.person)) >= pupils, at.rng(7))
    order = np.lexsort((made.stage, made.school))
    again = rng.permutation(order)
    stem = "教体局_school_roll_2026-10"
    for path, rows in ((f"{stem}.xlsx", order), (f"{stem}（重发）.xlsx", again)):
        sheet = _roll_sheet(made, cells, rows)
        books.write_xlsx(at.folder / path, [sheet])
        at.written.append(at.folder / path)
        record_truth(
            at, Path(path).stem, cells.take(rows), [sheet.name] * len(rows),
            list(range(sheet.first_row, sheet.first_row + len(rows))),
        )  # fmt: skip


def _young(at: Desk, made: Roll) -> pa.Table:
    """Everyone who may learn somewhere, with what the roll would say of them: what the education ledgers are told from."""
    young = np.flatnonzero(school_age(at.living["birth_on"], REPORT_DAY, *YOUNG_AGES))
    place = np.full(len(at.living["birth_on"]), -1)
    place[made.person] = np.arange(len(made.person))
    row = place[young]
    known = {
        name: at.living[name][young]
        for name in ("person_id", "household_no", "village_code", "township", "lifted", "monitored")
    }
    told = {name: np.where(row >= 0, getattr(made, name)[row], "") for name in ("school", "stage", "mode", "status")}
    holds = np.zeros(len(place), bool)
    holds[at.severely_disabled] = True
    struck = np.isin(young, at.shocks["R12"].people) | np.isin(young, at.shocks["R11"].people)
    absent = pa.array(made.absent_days[row], pa.int64(), mask=row < 0)
    birth = pa.array(at.living["birth_on"][young].astype("datetime64[D]").astype(dt.date), pa.date32())
    return pa.table(
        {
            **known,
            **told,
            "birth_on": birth,
            "absent_days": absent,
            "on_roll": row >= 0,
            "severe": holds[young],
            "struck": struck,
            "in_need": np.isin(known["household_no"].astype(str), _in_need(at, TERM_PAID)),
        }
    )


def _in_need(at: Desk, day: dt.date) -> np.ndarray:
    """Households that are lifted or monitored on a day, whatever they were on the report day."""
    found = list[str]()
    for name, column, word in (("archive_types", "archive_type", "脱贫户"), ("monitoring", "risk_state", "未消除")):
        table = at.county.tables[name]
        holds = (pc.field(column) == word) & (pc.field("valid_from") <= day) & (pc.field("valid_to") > day)
        found += table.filter(holds)["household_no"].to_pylist()
    return np.unique(np.array(found, dtype=str))


def _village_that_forgets(at: Desk, made: Roll) -> str:
    """One village is missing in the roll: silence there is not absence."""
    struck = set(at.people["village_code"][at.shocks["R11"].people])
    codes = sorted(set(at.people["village_code"][made.person]) - struck)
    return str(codes[len(codes) // 2])


def _roll_sheet(made: Roll, cells: dirt.Cells, rows: np.ndarray) -> books.Sheet:
    part = cells.take(rows)
    return books.Sheet(
        name="学籍名册",
        titles=(f"桐柏县2026—2027学年6—16周岁在籍学生名册（{DEMO_MARK}）",),
        groups=(),
        header=HEAD,
        columns=[
            list(range(1, len(rows) + 1)), *common(part, 0), list(made.school[rows]), list(made.stage[rows]),
            list(made.status[rows]), list(made.mode[rows]), [int(d) for d in made.absent_days[rows]],
        ],
    )  # fmt: skip
