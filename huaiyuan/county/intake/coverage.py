"""Where a month's files speak and where they are silent (覆盖): source by township, each opening to its villages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from huaiyuan.base.reference import queries as reference
from huaiyuan.base.reference.types import AreaLevel
from huaiyuan.core.engine import lake
from huaiyuan.county.intake import reporting, staging
from huaiyuan.county.intake.reporting import Reported, SourceMonth
from huaiyuan.county.intake.source import FULL_ROLL

# What silence means, to be said wherever it is shown (decision 13).
SILENCE = {
    "全员类": "人人该有一行。一行也没有的村多半是漏报：规则对那个村答“不明”，不当作没有。",
    "事件类": "有事才有行。文件写到的乡镇，村里没有行就是没有这样的事；没写到的乡镇答“不明”。",
    "零报告": "部门说本月没有。算报过；规则仍按最近一份文件算，不多不少。",
    "未报": "什么也没说。规则按最近一份文件算，没有文件的一律“不明”。",
}


@dataclass(frozen=True)
class Village:
    """A village in one source's month. `thin`: only a stray row or two of a roll of everyone."""

    code: str
    name: str
    rows: int
    thin: bool

    @property
    def missing(self) -> bool:
        """Without a row."""
        return self.rows == 0


@dataclass(frozen=True)
class Cell:
    """A township in one source's month."""

    township: str
    name: str
    villages: tuple[Village, ...]

    @property
    def with_rows(self) -> int:
        """Villages with rows."""
        return sum(not village.missing for village in self.villages)

    @property
    def spoken(self) -> list[Village]:
        """Villages with rows."""
        return [village for village in self.villages if not village.missing]

    @property
    def missing(self) -> list[Village]:
        """Villages without a row."""
        return [village for village in self.villages if village.missing]

    @property
    def thin(self) -> list[Village]:
        """Villages with only stray rows."""
        return [village for village in self.villages if village.thin]

    @property
    def missing_words(self) -> str:
        """缺几村."""
        return f"缺 {len(self.missing)} 村"

    @property
    def thin_words(self) -> str:
        """几村零星."""
        return f"{len(self.thin)} 村零星"


@dataclass(frozen=True)
class SourceCoverage:
    """One source for one month: how it stands, and its townships; none where there is no file."""

    month: SourceMonth
    cells: tuple[Cell, ...]

    @property
    def with_rows(self) -> int:
        """Villages with rows."""
        return sum(cell.with_rows for cell in self.cells)

    @property
    def silent(self) -> int:
        """Villages without a row."""
        return sum(len(cell.missing) for cell in self.cells)

    @property
    def silence(self) -> str:
        """What it means that a village has no rows here."""
        spoken = self.month.state in {Reported.IN_TIME, Reported.LATE}
        return SILENCE[self.month.kind if spoken else "零报告" if self.month.state is Reported.ZERO else "未报"]

    def as_json(self) -> dict[str, Any]:
        """As `huaiyuan coverage --json` prints it."""
        villages = [village for cell in self.cells for village in cell.villages]
        return {
            "source": self.month.source, "name": self.month.source_name, "department": self.month.department,
            "kind": self.month.kind, "state": str(self.month.state), "due_on": self.month.due_on,
            "batch": self.month.batch or None, "supplement_to": self.month.supplement or None,
            "villages": len(villages), "with_rows": self.with_rows,
            "missing": [v.code for v in villages if v.missing], "thin": [v.code for v in villages if v.thin],
            "silence": self.silence,
            "townships": [
                {"code": c.township, "name": c.name, "villages": len(c.villages), "with_rows": c.with_rows,
                 "missing": [v.code for v in c.missing], "thin": [v.code for v in c.thin]}
                for c in self.cells
            ],
        }  # fmt: skip


def of_month(period: str, sources: Iterable[str] | None = None) -> list[SourceCoverage]:
    """The coverage of a month by source; `sources` narrows it. Raises: INTAKE_BAD_PERIOD, INTAKE_FUTURE_PERIOD."""
    month = str(staging.period_of(period))
    villages: dict[str, list[reference.Place]] = {}
    for place in reference.places(level=AreaLevel.VILLAGE):
        villages.setdefault(place.code[:9], []).append(place)
    townships = [(t, villages[t.code]) for t in reference.places(level=AreaLevel.TOWNSHIP) if t.code in villages]
    return [_of_source(found, townships) for found in reporting.month(month, sources)]


def _of_source(
    month: SourceMonth, townships: list[tuple[reference.Place, list[reference.Place]]]
) -> SourceCoverage:  # fmt: skip
    if not month.batch:
        return SourceCoverage(month, ())
    manifest = lake.read_manifest(lake.folder_of(staging.lake_root(), month.source, month.batch))
    thin = set(manifest["thin_villages"]) if month.kind == FULL_ROLL else set()
    rows: Mapping[str, int] = manifest["coverage"]
    return SourceCoverage(
        month,
        tuple(
            Cell(t.code, t.short_name, tuple(Village(v.code, v.short_name, rows.get(v.code, 0), v.code in thin) for v in inside))
            for t, inside in townships
        ),
    )  # fmt: skip
