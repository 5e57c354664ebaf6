"""The national system's export of 脱贫户 and 监测对象 as of the report day, with planted differences and their truth.

As that system exports it: 户编号 and 人编号 as numbers, kinds of illness joined by commas, a second 风险是否消除 column
that comes out as …0. What differs from the registry stands in `truth/national_roster.parquet`, and nothing else differs.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from huaiyuan.core.kernel import identity
from huaiyuan.synth.files import books

if TYPE_CHECKING:
    from huaiyuan.synth.county import County

EACH = 40  # planted differences of each kind in a whole county
LEAST = 3
FOLDER = "国办名单"  # apart from what departments send
STEM = "国办系统_national_roster_2026-10"
HEAD = (
    "序号", "数据日期", "县(市、区、旗)", "乡(镇)", "行政村", "户编号", "人编号", "姓名", "证件号码", "人数", "与户主关系", "健康状况",
    "劳动技能", "户类型", "易返贫致贫户（监测对象）类型", "风险是否消除", "风险识别时间", "风险消除时间", "风险是否消除0",
)  # fmt: skip
STATES = {"已消除": "是", "未消除": "否"}
CATEGORIES = {"脱贫户": "突发严重困难户", "一般农户": "突发严重困难户"}
_BASE = """
WITH lives AS (
    SELECT m.person_id, m.household_no, m.relation, m.is_head FROM memberships m
    JOIN persons p USING (person_id) JOIN households h USING (household_no)
    WHERE m.valid_from <= $day AND m.valid_to > $day AND (p.died_on IS NULL OR p.died_on > $day)
      AND h.registered_on <= $day AND (h.closed_on IS NULL OR h.closed_on > $day)
), state AS (
    SELECT * FROM (SELECT * FROM monitoring WHERE valid_from <= $day AND valid_to > $day
    QUALIFY row_number() OVER (PARTITION BY household_no ORDER BY cycle DESC, valid_from DESC) = 1)
    WHERE risk_state <> '已清退'
), size AS (SELECT household_no, count(*) AS members FROM lives GROUP BY ALL)
SELECT l.person_id, l.household_no, l.is_head, p.name, p.id_number, t.name AS township, v.short_name AS village,
       s.members, l.relation, replace(f.health, ';', ',') AS health, w.labour, a.archive_type, c.category, c.risk_state,
       c.approved_on, c.cleared_on, p.sex
FROM lives l JOIN persons p USING (person_id) JOIN size s USING (household_no)
JOIN (SELECT * FROM residences WHERE valid_from <= $day AND valid_to > $day) r USING (household_no)
JOIN areas v ON v.code = r.village_code AND v.valid_to > $day
JOIN areas t ON t.code = r.village_code[:9] AND t.valid_to > $day
LEFT JOIN (SELECT * FROM archive_types WHERE valid_from <= $day AND valid_to > $day) a USING (household_no)
LEFT JOIN state c USING (household_no)
LEFT JOIN (SELECT * FROM health WHERE valid_from <= $day AND valid_to > $day) f USING (person_id)
LEFT JOIN (SELECT * FROM labour WHERE valid_from <= $day AND valid_to > $day) w USING (person_id)
WHERE a.archive_type = '脱贫户' OR c.risk_state IN ('未消除', '已消除')
ORDER BY l.household_no, l.is_head DESC, l.person_id"""


def write(county: County, folder: Path, day: dt.date, seed: int, scale: float, mark: str) -> Path:
    """Write the roster and its truth (kind, household_no, person_id, name); returns the workbook."""
    rows = _base(county, day)
    planted = _Planted(rows, np.random.default_rng([seed, 78]), max(LEAST, round(EACH * scale)))
    for plant in (
        planted.households_missing, planted.people_missing, planted.strangers, planted.twice, planted.other_family,
        planted.names, planted.numbers, planted.cells, planted.household_cells,
    ):  # fmt: skip
        plant()
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    _book(folder / f"{STEM}.xlsx", planted.rows, day, mark)
    pq.write_table(pa.Table.from_pylist(planted.truth, schema=TRUTH), folder / "truth" / "national_roster.parquet")
    return folder / f"{STEM}.xlsx"


TRUTH = pa.schema([(name, pa.string()) for name in ("kind", "household_no", "person_id", "name")])


def _base(county: County, day: dt.date) -> list[dict[str, Any]]:
    with duckdb.connect() as connection:
        for name in ("persons", "memberships", "households", "residences", "areas", "archive_types", "monitoring", "health",
                     "labour"):  # fmt: skip
            connection.register(name, county.tables[name])
        rows = connection.sql(_BASE, params={"day": day}).to_arrow_table().to_pylist()
    numbers = {no: 41130000001 + n for n, no in enumerate(dict.fromkeys(row["household_no"] for row in rows))}
    for at, row in enumerate(rows):
        row |= {"national_household": numbers[row["household_no"]], "national_person": 41131000001 + at}
    return rows


class _Planted:
    """The rows with what was changed in them; every household is changed once at most."""

    def __init__(self, rows: list[dict[str, Any]], rng: np.random.Generator, each: int) -> None:
        self.rows, self.rng, self.each = rows, rng, each
        self.truth: list[dict[str, str | None]] = []
        self.families: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            self.families.setdefault(row["household_no"], []).append(row)
        # Families whose people all have a number of their own, so that what differs is what was planted.
        self.free = [
            no for no, family in self.families.items() if len(family) > 2 and all(r["id_number"] for r in family)
        ]
        rng.shuffle(self.free)

    def households_missing(self) -> None:
        for family in self._take():
            gone = {id(row) for row in family}
            self.rows = [row for row in self.rows if id(row) not in gone]
            self._note("only_here_household", family[0], person=False)

    def people_missing(self) -> None:
        for family in self._take():
            self.rows = [row for row in self.rows if row is not family[-1]]
            self._note("only_here", family[-1])

    def strangers(self) -> None:
        for n, family in enumerate(self._take()):
            first = f"99033019{60 + n % 30}0101{900 + n % 99:03}"
            stranger = family[0] | {
                "person_id": None, "name": f"{family[0]['name'][0]}外{'甲乙丙丁戊己庚辛'[n % 8]}{'子丑寅卯辰巳午未'[n // 8 % 8]}", "relation": "其他",
                "id_number": first + identity.check_digit(first), "national_person": 41139000001 + n,
            }  # fmt: skip
            self.rows.append(stranger)
            self.truth.append({"kind": "only_there", "household_no": None, "person_id": None, "name": stranger["name"]})

    def twice(self) -> None:
        for family in self._take():
            self.rows.append(dict(family[1]))
            self._note("twice", family[1])

    def other_family(self) -> None:
        for family in self._take():
            other = self.families[self.free.pop()]
            family[-1]["national_household"] = other[0]["national_household"]
            self._note("family", family[-1])

    def names(self) -> None:
        for family in self._take():
            family[1]["name"] = family[1]["name"][:-1] + "某"
            self._note("name", family[1])

    def numbers(self) -> None:
        for n, family in enumerate(self._take()):
            number = family[1]["id_number"]
            first = f"{number[:14]}{(int(number[14:17]) + 2 * (n % 40 + 1)) % 1000:03}"
            family[1]["id_number"] = first + identity.check_digit(first)
            self._note("number", family[1])

    def cells(self) -> None:
        others = {"relation": "其他", "health": "患有大病,残疾", "labour": "技能劳动力"}
        for name, value in others.items():
            for family in self._take():
                who = next(
                    row
                    for row in family
                    if row[name] not in {None, value, value.replace(",", ";")} and not row["is_head"]
                )
                who[name] = value
                self._note(name, who)

    def household_cells(self) -> None:
        for name in ("archive_type", "category", "risk_state", "approved_on", "cleared_on", "members", "village"):
            for family in self._take(lambda f, name=name: _may(f[0], name)):
                value = _otherwise(family[0], name, self.rows)
                for row in family:
                    row[name] = value
                self._note(name, family[0], person=False)

    def _take(self, fits: Any = lambda _: True) -> list[list[dict[str, Any]]]:
        chosen = [no for no in self.free if fits(self.families[no])][: self.each]
        taken = set(chosen)
        self.free = [no for no in self.free if no not in taken]
        return [self.families[no] for no in chosen]

    def _note(self, kind: str, row: dict[str, Any], *, person: bool = True) -> None:
        self.truth.append({
            "kind": kind, "household_no": row["household_no"], "person_id": row["person_id"] if person else None, "name": None,
        })  # fmt: skip


def _may(row: dict[str, Any], name: str) -> bool:
    if name in {"category", "approved_on"}:
        return row["risk_state"] in STATES and row["category"] != "突发严重困难户"
    if name == "cleared_on":
        return row["risk_state"] == "已消除"
    return row["risk_state"] in STATES if name == "risk_state" else True


def _otherwise(row: dict[str, Any], name: str, rows: list[dict[str, Any]]) -> Any:
    if name == "archive_type":
        return "一般农户" if row[name] == "脱贫户" else "脱贫户"
    if name == "category":
        return "突发严重困难户"
    if name == "risk_state":
        return "未消除" if row[name] == "已消除" else "已消除"
    if name == "members":
        return row[name] + 1
    if name == "village":
        return next(r["village"] for r in rows if r["township"] == row["township"] and r["village"] != row["village"])
    return row[name] + dt.timedelta(days=31)


def _book(path: Path, rows: list[dict[str, Any]], day: dt.date, mark: str) -> None:
    def column(name: str) -> list[Any]:
        return [row[name] or "" for row in rows]

    def dates(name: str) -> list[str]:
        return [f"{row[name]:%Y-%m-%d}" if row[name] else "" for row in rows]

    states = [STATES.get(row["risk_state"] or "", "") for row in rows]
    sheet = books.Sheet(
        name="人员名单", titles=(mark,), groups=(), header=HEAD,
        columns=[
            list(range(1, len(rows) + 1)), [f"{day:%Y-%m-%d}"] * len(rows), ["桐柏县"] * len(rows), column("township"),
            column("village"), column("national_household"), column("national_person"), column("name"),
            column("id_number"), column("members"), column("relation"), column("health"), column("labour"),
            column("archive_type"), column("category"), states, dates("approved_on"), dates("cleared_on"), states,
        ],
    )  # fmt: skip
    books.write_xlsx(path, [sheet])
