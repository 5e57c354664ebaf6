"""水利局：农村供水停水登记，今年以来，一行一个村的一次停水。"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from huaiyuan.synth.files import books
from huaiyuan.synth.files.desk import DEMO_MARK, REPORT_DAY, Desk, some_dates

ROWS = 600
# Rows whose number of days nobody can read.
UNREADABLE = 6
BAD_NAMES = {"village_alias": 0.05, "village_typo": 0.02, "village_missing": 0.01}
CAUSES, CAUSE_SHARES = ("管网", "设备", "水源", "停电", "其他"), (0.42, 0.2, 0.12, 0.2, 0.06)
HEAD = (
    "序号",
    "乡镇",
    "停水村",
    "供水工程名称",
    "停水时间",
    "恢复供水时间",
    "停水天数",
    "影响户数",
    "停水原因",
    "是否恢复",
)
YEAR = np.datetime64("2026-01-01")


@dataclass
class Stops:
    """One entry an outage of a village; a restored day may be NaT."""

    village: np.ndarray
    began_on: np.ndarray
    days: np.ndarray
    restored_on: np.ndarray

    @property
    def dry(self) -> np.ndarray:
        """Where there is still no water."""
        return np.isnat(self.restored_on)


def make(at: Desk, codes: list[str], rows: int, rng: np.random.Generator) -> Stops:
    """`rows` outages of a day or two, and those of the struck villages, which have not ended."""
    day, dry = np.datetime64(REPORT_DAY), np.array(at.dry.seen, dtype=object)
    village = np.concatenate([rng.choice(codes, rows - len(dry)), dry])
    began = YEAR + rng.integers(0, int((day - YEAR).astype(int)) - 3, rows)
    days = np.where(rng.random(rows) < 0.75, 1, 2)
    restored = began + days
    still = slice(rows - len(dry), rows)
    began[still] = day - rng.integers(3, 11, len(dry))
    days[still] = (day - began[still]).astype(int)
    restored[still] = np.datetime64("NaT")
    order = np.argsort(began, kind="stable")
    return Stops(village[order], began[order], days[order], restored[order])


def send(at: Desk) -> None:
    """Write the file: text with Chinese semicolons between the cells."""
    rng = at.rng(16)
    areas = {area["code"]: area for area in at.county.tables["areas"].to_pylist()}
    codes, homes = _villages(at)
    made = make(at, codes, at.rows(ROWS), rng)
    village, still, n = made.village, made.dry, len(made.village)
    named, kinds = _names(at, village, still, areas, rng)
    broken = rng.choice(np.flatnonzero(~still), at.few(UNREADABLE), replace=False)
    said = [f"{d}天" for d in made.days.tolist()]
    for i in broken:
        said[i], kinds[i] = "数日", "unreadable"
    families = np.array([homes[code] for code in village])
    hit = np.maximum(1, (families * rng.uniform(0.2, 0.95, n)).astype(int))
    sheet = books.Sheet(
        name="",
        titles=(f"桐柏县2026年1—10月农村供水停水登记表（{DEMO_MARK}）",),
        groups=(),
        header=HEAD,
        columns=[
            list(range(1, n + 1)), [areas[code[:9]]["name"] for code in village], named,
            [f"{areas[code[:9]]['short_name']}水厂" for code in village], some_dates(made.began_on, 1),
            some_dates(made.restored_on, 1),
            said, hit.tolist(), list(rng.choice(CAUSES, n, p=CAUSE_SHARES)),
            ["否" if s else "是" for s in still],
        ],
    )  # fmt: skip
    stem = "水利局_water_outages_2026-10"
    books.write_csv(at.folder / f"{stem}.csv", sheet, encoding="utf-8-sig", separator="；")
    pq.write_table(
        pa.table({
            "sheet": [""] * n, "row": pa.array(range(sheet.first_row, sheet.first_row + n), pa.int32()),
            "village_code": list(village), "kind": kinds,
            "findable": [kind in {"clean", "village_alias"} for kind in kinds],
        }),
        at.folder / "truth" / f"{stem}.parquet",
    )  # fmt: skip
    at.written.append(at.folder / f"{stem}.csv")


def _villages(at: Desk) -> tuple[list[str], dict[str, int]]:
    """Villages and their households."""
    pairs = {(code, home) for code, home in zip(at.living["village_code"], at.living["household_no"], strict=True)}
    found: dict[str, int] = dict.fromkeys(at.places.short, 0)
    for code, _ in pairs:
        found[code] += 1
    return sorted(found), found


def _names(
    at: Desk, village: np.ndarray, still: np.ndarray, areas: dict[str, dict[str, str]], rng: np.random.Generator
) -> tuple[list[str], list[str]]:
    """The villages as a clerk writes them, and what he did to each name; never to one that is dry."""
    shares = [*BAD_NAMES.values(), 1 - sum(BAD_NAMES.values())]
    kinds = np.where(still, "clean", rng.choice([*BAD_NAMES, "clean"], len(village), p=shares))
    named, done = [], []
    for code, drawn in zip(village, kinds.tolist(), strict=True):
        name, aliases = areas[code]["short_name"], at.places.aliases[code]
        kind = "clean" if drawn == "village_alias" and not aliases else drawn
        ways = {"village_alias": (aliases or [name])[0], "village_typo": f"小{name[1:]}庄", "village_missing": ""}
        named.append(ways.get(kind, name))
        done.append(kind)
    return named, done
