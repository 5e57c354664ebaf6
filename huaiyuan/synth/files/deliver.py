"""Write what three departments sent in November, and the truth beside it."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from huaiyuan.core.kernel import identity
from huaiyuan.synth import targets
from huaiyuan.synth.files import bills, books, cards, dirt, national, outsiders, people, roll, shocks, truth

if TYPE_CHECKING:
    from huaiyuan.synth.county import County

REPORT_DAY = dt.date(2026, 10, 31)
DEMO_MARK = "演示数据：姓名、证件号、电话均由程序生成，与真实个人无关"
SHARED_IDS, LOST_ID_PAIRS = 400, 300
# Rows whose amounts nobody can read, so that a demo has something to send back.
UNREADABLE = 40


@dataclass
class Desk:
    """What every file is written from."""

    county: County
    folder: Path
    seed: int
    scale: float
    table: pa.Table
    people: dict[str, np.ndarray]
    places: dirt.Places
    careless: set[str]
    shocks: dict[str, shocks.Shock]
    written: list[Path] = field(default_factory=list)

    def rng(self, purpose: int) -> np.random.Generator:
        """An own stream of chance per purpose, so that one file's change leaves the others alone."""
        return np.random.default_rng([self.seed, 77, purpose])

    def few(self, whole: int) -> int:
        """A full county's small number at this scale, at least two."""
        return max(2, round(whole * self.scale))

    def rows(self, whole: int) -> int:
        """A full county's number of rows at this scale."""
        return max(60, round(whole * self.scale))


def write(county: County, folder: Path, seed: int) -> list[Path]:
    """Write the department files into `folder`, the truth into `folder/truth`; returns the files.

    File names carry source and period: `医保局_medical_bills_2026-10.xlsx`.
    """
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "truth").mkdir(parents=True)
    desk = _desk(county, folder, seed)
    _medical(desk)
    _disability(desk)
    _school(desk)
    national.write(county, folder / national.FOLDER, REPORT_DAY, seed, desk.scale, DEMO_MARK)
    pq.write_table(shocks.truth_table(desk.shocks, desk.people, desk.rng(9)), folder / "truth" / "shocks.parquet")
    return desk.written


def _desk(county: County, folder: Path, seed: int) -> Desk:
    table = people.people_on(county, REPORT_DAY)
    columns = people.columns(table)
    areas = county.tables["areas"].to_pylist()
    villages = {a["code"]: a for a in areas if a["level"] == "village"}
    places = dirt.Places(
        short={code: a["short_name"] for code, a in villages.items()},
        aliases={code: [x for x in (a["aliases"] or "").split(";") if x] for code, a in villages.items()},
        next_to=people.neighbours(county),
    )
    townships = sorted(a["code"] for a in areas if a["level"] == "township")
    rng = np.random.default_rng([seed, 77, 0])
    careless = set(rng.choice(townships, dirt.CARELESS_TOWNSHIPS, replace=False))
    scale = len(table) / targets.RURAL_PERSONS
    drawn = shocks.draw(columns, scale, REPORT_DAY, np.random.default_rng([seed, 77, 1]))
    return Desk(county, folder, seed, scale, table, columns, places, careless, drawn)


def _some_rows(desk: Desk, chosen: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """Rows that shall be strangers' instead, never one of a struck person."""
    struck = np.concatenate([s.seen for s in desk.shocks.values()])
    return (rng.random(len(chosen)) < share) & ~np.isin(chosen, struck)


def _with_strangers(desk: Desk, chosen: np.ndarray, strangers: np.ndarray, rng: np.random.Generator) -> dirt.Cells:
    """Clean cells of the chosen people, and in the rows marked those of outsiders like them."""
    cells = dirt.from_people(desk.people, chosen)
    foreign = outsiders.make(desk.people, chosen[strangers], rng)
    for name in ("name", "id_number", "sex", "birth", "township", "village", "village_code", "person"):
        getattr(cells, name)[strangers] = getattr(foreign, name)
    for i, kinds in zip(np.flatnonzero(strangers), foreign.kinds, strict=True):
        cells.kinds[i] = kinds
    return cells


def _plant_twins(desk: Desk, cells: dirt.Cells, rng: np.random.Generator) -> None:
    """Rows of people who share name and birth date with a neighbour lose what would tell them apart."""
    index = {p: i for i, p in enumerate(desk.people["person_id"])}
    twins = desk.county.twins
    paired = {index[p] for column in ("person_a", "person_b") for p in twins[column].to_pylist() if p in index}
    for i in np.flatnonzero(np.isin(cells.person, list(paired))):
        if len(cells.id_number[i]) != 18:
            continue
        dirt.break_id(cells, int(i), "id_lost_digits" if rng.random() < 0.6 else "id_missing", rng)
        if rng.random() < 0.55:
            code = cells.village_code[i]
            cells.village[i] = desk.places.short[desk.places.next_to[code]] if rng.random() < 0.5 else ""
            cells.kinds[i].append("twin")


def _share_ids(desk: Desk, cells: dirt.Cells, rng: np.random.Generator) -> None:
    """A number written for two people: a child, a wife, an old man down with the number of another of the family."""
    home: dict[str, list[int]] = {}
    for i, household in enumerate(desk.people["household_no"]):
        home.setdefault(household, []).append(i)
    own = np.flatnonzero(cells.person >= 0)
    for i in rng.choice(own, min(len(own), desk.rows(SHARED_IDS) // 2), replace=False):
        family = [p for p in home[desk.people["household_no"][cells.person[i]]] if p != cells.person[i]]
        numbers = [desk.people["id_number"][p] for p in family if desk.people["id_number"][p]]
        if numbers and not cells.kinds[i]:
            cells.id_number[i] = str(rng.choice(numbers))
            cells.kinds[i].append("id_shared")


def _lose_ids(desk: Desk, cells: dirt.Cells, rng: np.random.Generator) -> None:
    """Numbers of which a spreadsheet lost the last digits, beyond the ordinary dirt."""
    whole = np.flatnonzero([len(n) == 18 for n in cells.id_number])
    for i in rng.choice(whole, min(len(whole), desk.rows(LOST_ID_PAIRS) // 3 + 1), replace=False):
        dirt.break_id(cells, int(i), "id_lost_digits", rng)


def _spoiled(desk: Desk, chosen: np.ndarray, strangers: np.ndarray, rng: np.random.Generator) -> dirt.Cells:
    cells = _with_strangers(desk, chosen, strangers, rng)
    _plant_twins(desk, cells, rng)
    _share_ids(desk, cells, rng)
    _lose_ids(desk, cells, rng)
    dirt.spoil(cells, desk.places, desk.careless, rng)
    return cells


def _date_text(days: np.ndarray, style: int) -> list[str]:
    """Dates as one township writes them: 1950-01-02, 1950.1.2, 19500102, 1950年1月2日."""
    found = []
    for day in days.astype(dt.date):
        found.append(
            [
                f"{day:%Y-%m-%d}",
                f"{day.year}.{day.month}.{day.day}",
                f"{day:%Y%m%d}",
                f"{day.year}年{day.month}月{day.day}日",
            ][style]
        )
    return found


def _record_truth(desk: Desk, stem: str, cells: dirt.Cells, sheets: list[str], rows: list[int]) -> None:
    ids = [identity.read(n).number if k else n for n, k in zip(cells.id_number, cells.kinds, strict=True)]
    person_ids = [desk.people["person_id"][p] if p >= 0 else None for p in cells.person]
    written = pa.table(
        {
            "n": np.arange(len(cells)),
            "person_id": pa.array(person_ids, pa.string()),
            "name": pa.array([n.replace(" ", "") for n in cells.name], pa.string()),
            "birth": pa.array(cells.birth.astype(dt.date), pa.date32()),
            "township": pa.array(cells.township, pa.string()),
            "village": pa.array(cells.village, pa.string()),
            "id_number": pa.array(ids, pa.string()),
        }
    )
    known = desk.table.select(["person_id", "name", "birth_on", "village_code", "id_number"])
    pq.write_table(
        pa.table(
            {
                "sheet": sheets,
                "row": pa.array(rows, pa.int32()),
                "person_id": pa.array(person_ids, pa.string()),
                "kind": [";".join(k) or "clean" for k in cells.kinds],
                "findable": truth.findable(written, known, _village_names(desk)),
            }
        ),
        desk.folder / "truth" / f"{stem}.parquet",
    )


def _village_names(desk: Desk) -> pa.Table:
    """Every way a village may rightly be written, by township."""
    lines = set()
    for area in desk.county.tables["areas"].to_pylist():
        if area["level"] == "village":
            within = desk_township(desk, area["code"])
            ways = [area["name"], area["short_name"], *(area["aliases"] or "").split(";")]
            lines |= {(within, way, area["code"]) for way in ways if way}
    township, written, code = zip(*sorted(lines), strict=True)
    return pa.table({"township": township, "written": written, "code": code})


def desk_township(desk: Desk, village_code: str) -> str:
    """The township's name of a village."""
    areas = desk.county.tables["areas"]
    names = dict(zip(areas["code"].to_pylist(), areas["name"].to_pylist(), strict=True))
    return names[village_code[:9]]


def _common(cells: dirt.Cells, style: int) -> list[list[Any]]:
    return [
        list(cells.name), list(cells.id_number), list(cells.sex), _date_text(cells.birth, style),
        list(cells.township), list(cells.village),
    ]  # fmt: skip


def _money(fen: np.ndarray, texts: np.ndarray) -> list[Any]:
    """Amounts as a till exports them: numbers, some of them typed as text with separators and 元."""
    return [
        [f / 100, f"{f / 100:,.2f}元", f"{f / 100:,.2f}", "见附件"][t] for f, t in zip(fen.tolist(), texts, strict=True)
    ]


MEDICAL_HEAD = ("序号", "参保人姓名", "公民身份号码", "性别", "出生年月日", "所在乡镇", "村（居）委会", "就诊类别", "定点医疗机构",
                "结算时间", "医疗总费用", "基本医保统筹支付", "大病保险支付", "医疗救助支付", "政策范围内个人负担", "目录外自费")  # fmt: skip


def _medical(desk: Desk) -> None:
    rng = desk.rng(2)
    made = bills.make(desk.people, desk.shocks, desk.rows(bills.ROWS), np.datetime64(REPORT_DAY), rng)
    dirty = desk.rng(3)
    cells = _spoiled(desk, made.person, _some_rows(desk, made.person, bills.OUTSIDERS, dirty), dirty)
    unreadable = rng.choice(np.flatnonzero(cells.person < 0), desk.few(UNREADABLE), replace=False)
    for i in unreadable:
        cells.kinds[i] = [*cells.kinds[i], "amount_unreadable"]
    by_township = np.array([c[:9] for c in cells.village_code])
    sheets: list[books.Sheet] = []
    sheet_names: list[str] = []
    row_numbers: list[int] = []
    order = []
    for style, code in enumerate(sorted(set(by_township))):
        mine = np.flatnonzero(by_township == code)
        part = cells.take(mine)
        texts = np.where(rng.random(len(mine)) < 0.04, rng.integers(1, 3, len(mine)), 0)
        texts[np.isin(mine, unreadable)] = 3
        amounts = [getattr(made, a)[mine] for a in ("total", "pooled", "serious", "assistance", "self_paid", "outside")]
        name = part.township[0]
        sheet = books.Sheet(
            name=name,
            titles=(f"桐柏县{name}2026年1—10月城乡居民医保结算明细（{DEMO_MARK}）", "填报单位：桐柏县医疗保障局    单位：元"),
            groups=(("人员信息", 1, 6), ("就医信息", 7, 9), ("费用明细", 10, 15)),
            header=MEDICAL_HEAD,
            columns=[
                list(range(1, len(mine) + 1)), *_common(part, style % 4), list(made.kind[mine]),
                list(made.hospital[mine]), _date_text(made.settled_on[mine], 0), *(_money(a, texts) for a in amounts),
            ],
            foot=("合计", *[None] * 9, *(int(a.sum()) / 100 for a in amounts)),
        )  # fmt: skip
        sheets.append(sheet)
        sheet_names += [name] * len(mine)
        row_numbers += range(sheet.first_row, sheet.first_row + len(mine))
        order.append(mine)
    stem = "医保局_medical_bills_2026-10"
    books.write_xlsx(desk.folder / f"{stem}.xlsx", sheets)
    _record_truth(desk, stem, cells.take(np.concatenate(order)), sheet_names, row_numbers)
    desk.written.append(desk.folder / f"{stem}.xlsx")


CARD_HEAD = ("姓名", "残疾人证号", "性别", "出生日期", "乡镇", "行政村", "残疾类别", "残疾等级", "发证日期", "证件状态")


def _disability(desk: Desk) -> None:
    made = cards.make(desk.people, desk.shocks, desk.rows(cards.ROWS), REPORT_DAY, desk.rng(4))
    dirty = desk.rng(5)
    cells = _spoiled(desk, made.person, _some_rows(desk, made.person, cards.OUTSIDERS, dirty), dirty)
    for i, number in enumerate(cells.id_number):
        if len(number) == 18 and number[:17].isdigit():
            cells.id_number[i] = f"{number}{made.kind[i]}{made.grade[i]}"
    sheet = books.Sheet(
        name="",
        titles=(DEMO_MARK,),
        groups=(),
        header=CARD_HEAD,
        columns=[
            *_common(cells, 0),
            [cards.KINDS[k - 1] for k in made.kind],
            [cards.GRADES[g - 1] for g in made.grade],
            _date_text(made.issued_on, 0),
            ["正常"] * len(cells),
        ],
    )
    stem = "残联_disability_cards_2026-10"
    books.write_csv(desk.folder / f"{stem}.csv", sheet, encoding="gb18030")
    _record_truth(desk, stem, cells, [""] * len(cells), list(range(sheet.first_row, sheet.first_row + len(cells))))
    desk.written.append(desk.folder / f"{stem}.csv")


ROLL_HEAD = ("序号", "学生姓名", "身份证件号", "性别", "出生日期", "户籍乡镇", "户籍村", "就读学校", "年级", "学籍状态", "就读方式",
             "连续缺勤天数")  # fmt: skip


def _school(desk: Desk) -> None:
    rng = desk.rng(6)
    made = roll.make(desk.people, desk.shocks, REPORT_DAY, rng)
    lacking = _village_that_forgets(desk, made)
    kept = desk.people["village_code"][made.person] != lacking
    made = roll.Roll(**{name: getattr(made, name)[kept] for name in made.__dataclass_fields__})
    # Pupils from elsewhere come on top: a stranger in a child's place would make the child look out of school.
    pupils = len(made.person)
    guests = rng.integers(0, pupils, round(pupils * roll.OUTSIDERS))
    made = roll.Roll(
        **{name: np.concatenate([v, v[guests]]) for name in made.__dataclass_fields__ for v in [getattr(made, name)]}
    )
    cells = _spoiled(desk, made.person, np.arange(len(made.person)) >= pupils, desk.rng(7))
    order = np.lexsort((made.stage, made.school))
    again = rng.permutation(order)
    stem = "教体局_school_roll_2026-10"
    for path, rows in ((f"{stem}.xlsx", order), (f"{stem}（重发）.xlsx", again)):
        sheet = _roll_sheet(made, cells, rows)
        books.write_xlsx(desk.folder / path, [sheet])
        desk.written.append(desk.folder / path)
        _record_truth(
            desk, Path(path).stem, cells.take(rows), [sheet.name] * len(rows),
            list(range(sheet.first_row, sheet.first_row + len(rows))),
        )  # fmt: skip


def _village_that_forgets(desk: Desk, made: roll.Roll) -> str:
    """One village is missing in the roll: silence there is not absence."""
    struck = set(desk.people["village_code"][desk.shocks["R11"].people])
    codes = sorted(set(desk.people["village_code"][made.person]) - struck)
    return str(codes[len(codes) // 2])


def _roll_sheet(made: roll.Roll, cells: dirt.Cells, rows: np.ndarray) -> books.Sheet:
    part = cells.take(rows)
    return books.Sheet(
        name="学籍名册",
        titles=(f"桐柏县2026—2027学年6—16周岁在籍学生名册（{DEMO_MARK}）",),
        groups=(),
        header=ROLL_HEAD,
        columns=[
            list(range(1, len(rows) + 1)), *_common(part, 0), list(made.school[rows]), list(made.stage[rows]),
            list(made.status[rows]), list(made.mode[rows]), [int(d) for d in made.absent_days[rows]],
        ],
    )  # fmt: skip
