"""What every department's file is written from: the people, their shocks, chance by purpose, and the common cells."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from huaiyuan.core.kernel import identity
from huaiyuan.synth import targets
from huaiyuan.synth.files import dirt, outsiders, people, truth
from huaiyuan.synth.files.shocks import Outages, Shock, draw, draw_outages

if TYPE_CHECKING:
    from huaiyuan.synth.county import County

REPORT_DAY = dt.date(2026, 10, 31)
DEMO_MARK = "演示数据：姓名、证件号、电话均由程序生成，与真实个人无关"
SHARED_IDS, LOST_ID_PAIRS = 400, 300
FEWEST_STRANGERS = 4


@dataclass
class Desk:
    """What every file is written from."""

    county: County
    folder: Path
    seed: int
    scale: float
    table: pa.Table
    people: dict[str, np.ndarray]  # the living, then those who died in the report year
    living: dict[str, np.ndarray]
    places: dirt.Places
    careless: set[str]
    shocks: dict[str, Shock]
    dry: Outages
    written: list[Path] = field(default_factory=list)
    # What one department's file knows and another's must not contradict: indices of people.
    severely_disabled: np.ndarray = field(default_factory=lambda: np.empty(0, int))
    on_benefits: dict[str, np.ndarray] = field(default_factory=dict)
    # The rolls as they were written, and whom a wrong was planted on (index of the person, kind).
    roll: Any = None
    enrolled: Any = None
    planted: list[tuple[int, str]] = field(default_factory=list)

    def rng(self, purpose: int) -> np.random.Generator:
        """An own stream of chance per purpose, so that one file's change leaves the others alone."""
        return np.random.default_rng([self.seed, 77, purpose])

    def few(self, whole: int) -> int:
        """A full county's small number at this scale, at least two."""
        return max(2, round(whole * self.scale))

    def rows(self, whole: int) -> int:
        """A full county's number of rows at this scale."""
        return max(60, round(whole * self.scale))

    @cached_property
    def place_of(self) -> dict[str, int]:
        """Where each person stands in the columns of people."""
        return {person: i for i, person in enumerate(self.people["person_id"])}

    @cached_property
    def families(self) -> dict[str, list[int]]:
        """The people of each household."""
        homes: dict[str, list[int]] = {}
        for i, household in enumerate(self.people["household_no"]):
            homes.setdefault(household, []).append(i)
        return homes


def desk(county: County, folder: Path, seed: int) -> Desk:
    """The desk of a county: who lives there on the report day, who is struck, which townships are careless."""
    alive = people.people_on(county, REPORT_DAY)
    table = pa.concat_tables([alive, people.died_in_year(county, REPORT_DAY)])
    columns = people.columns(table)
    living = {name: column[: len(alive)] for name, column in columns.items()}
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
    scale = len(alive) / targets.RURAL_PERSONS
    drawn = draw(living, scale, REPORT_DAY, np.random.default_rng([seed, 77, 1]))
    dry = draw_outages(sorted(villages), scale, np.random.default_rng([seed, 77, 11]))
    return Desk(county, folder, seed, scale, table, columns, living, places, careless, drawn, dry)


def strangers_among(desk: Desk, chosen: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    """Rows that shall be strangers' instead, a few at least, never one of a struck person."""
    struck = np.concatenate([s.seen for s in desk.shocks.values()])
    chance = np.where(np.isin(chosen, struck), 1.0, rng.random(len(chosen)))
    return chance < max(share, np.partition(chance, FEWEST_STRANGERS)[FEWEST_STRANGERS])


def _with_strangers(desk: Desk, chosen: np.ndarray, strangers: np.ndarray, rng: np.random.Generator) -> dirt.Cells:
    """Clean cells of the chosen people, and in the rows marked those of outsiders like them."""
    cells = dirt.from_people(desk.people, chosen)
    foreign = outsiders.make(desk.people, chosen[strangers], rng)
    for name in ("name", "id_number", "sex", "birth", "township", "village", "village_code", "person"):
        getattr(cells, name)[strangers] = getattr(foreign, name)
    for i, kinds in zip(np.flatnonzero(strangers), foreign.kinds, strict=True):
        cells.kinds[i] = kinds
    return cells


def _plant_twins(desk: Desk, cells: dirt.Cells, share: float, rng: np.random.Generator) -> None:
    """Rows of people who share name and birth date with a neighbour lose what would tell them apart."""
    index = desk.place_of
    twins = desk.county.twins
    paired = {index[p] for column in ("person_a", "person_b") for p in twins[column].to_pylist() if p in index}
    for i in np.flatnonzero(np.isin(cells.person, list(paired))):
        if len(cells.id_number[i]) != 18 or (share < 1 and rng.random() >= share):
            continue
        dirt.break_id(cells, int(i), "id_lost_digits" if rng.random() < 0.6 else "id_missing", rng)
        if rng.random() < 0.55:
            code = cells.village_code[i]
            cells.village[i] = desk.places.short[desk.places.next_to[code]] if rng.random() < 0.5 else ""
            cells.kinds[i].append("twin")


def _share_ids(desk: Desk, cells: dirt.Cells, rng: np.random.Generator) -> None:
    """A number written for two people: a child, a wife, an old man down with the number of another of the family."""
    own = np.flatnonzero(cells.person >= 0)
    for i in rng.choice(own, min(len(own), desk.rows(SHARED_IDS) // 2), replace=False):
        family = [p for p in desk.families[desk.people["household_no"][cells.person[i]]] if p != cells.person[i]]
        numbers = [desk.people["id_number"][p] for p in family if desk.people["id_number"][p]]
        if numbers and not cells.kinds[i]:
            cells.id_number[i] = str(rng.choice(numbers))
            cells.kinds[i].append("id_shared")


def _lose_ids(desk: Desk, cells: dirt.Cells, rng: np.random.Generator) -> None:
    """Numbers of which a spreadsheet lost the last digits, beyond the ordinary dirt."""
    whole = np.flatnonzero([len(n) == 18 for n in cells.id_number])
    for i in rng.choice(whole, min(len(whole), desk.rows(LOST_ID_PAIRS) // 3 + 1), replace=False):
        dirt.break_id(cells, int(i), "id_lost_digits", rng)


def spoiled(
    desk: Desk, chosen: np.ndarray, strangers: np.ndarray, rng: np.random.Generator, *, twins: float = 1.0
) -> dirt.Cells:
    """The common cells of a file's rows, some of them strangers', with the dirt every file has.

    `twins`: the share of rows about people with a lookalike that lose what would tell them apart.
    """
    cells = _with_strangers(desk, chosen, strangers, rng)
    _plant_twins(desk, cells, twins, rng)
    _share_ids(desk, cells, rng)
    _lose_ids(desk, cells, rng)
    dirt.spoil(cells, desk.places, desk.careless, rng)
    return cells


def unreadable(desk: Desk, cells: dirt.Cells, whole: int, rng: np.random.Generator) -> np.ndarray:
    """Rows, all of them strangers', in which a cell shall be what nobody can read, so that there is something to send back."""
    rows = rng.choice(np.flatnonzero(cells.person < 0), desk.few(whole), replace=False)
    for i in rows:
        cells.kinds[i] = [*cells.kinds[i], "unreadable"]
    return rows


def date_text(days: np.ndarray, style: int) -> list[str]:
    """Dates as one township writes them: 1950-01-02, 1950.1.2, 19500102, 1950年1月2日."""
    if style == 0:
        return list(np.datetime_as_string(days.astype("datetime64[D]")).tolist())
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


def some_dates(days: np.ndarray, style: int = 0) -> list[str | None]:
    """The same of days that may be missing (NaT): an empty cell."""
    known = ~np.isnat(days)
    found = np.full(len(days), None, dtype=object)
    found[known] = date_text(days[known], style)
    return list(found)


def record_truth(desk: Desk, stem: str, cells: dirt.Cells, sheets: list[str], rows: list[int]) -> None:
    """Write the truth of a file: whom each row means, what was done to it, whether it can be found."""
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
    areas = desk.county.tables["areas"]
    names = dict(zip(areas["code"].to_pylist(), areas["name"].to_pylist(), strict=True))
    lines = set()
    for area in areas.to_pylist():
        if area["level"] == "village":
            within = names[area["code"][:9]]
            ways = [area["name"], area["short_name"], *(area["aliases"] or "").split(";")]
            lines |= {(within, way, area["code"]) for way in ways if way}
    township, written, code = zip(*sorted(lines), strict=True)
    return pa.table({"township": township, "written": written, "code": code})


def common(cells: dirt.Cells, style: int) -> list[list[Any]]:
    """The six common columns as a township writes them."""
    return [
        list(cells.name), list(cells.id_number), list(cells.sex), date_text(cells.birth, style),
        list(cells.township), list(cells.village),
    ]  # fmt: skip


def money(fen: np.ndarray, texts: np.ndarray) -> list[Any]:
    """Amounts as a till exports them: numbers, some of them typed as text with separators and 元."""
    cells: list[Any] = (fen / 100).tolist()
    for i in np.flatnonzero(texts):
        cells[i] = [f"{cells[i]:,.2f}元", f"{cells[i]:,.2f}", "见附件"][texts[i] - 1]
    return cells
