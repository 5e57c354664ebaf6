"""What a report says (自查、核查、小结的内容): a few numbers filled in from the data, each opening to its records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q

from huaiyuan.base import access
from huaiyuan.base.figures import compute, snapshots
from huaiyuan.base.figures.catalogue import FIGURES
from huaiyuan.base.figures.snapshots import Snapshot
from huaiyuan.core.kernel.period import Period
from huaiyuan.county.intake import reporting
from huaiyuan.county.intake.sources import SOURCES
from huaiyuan.county.leads import precision
from huaiyuan.county.oversight.models import RhythmItem
from huaiyuan.county.oversight.types import ItemState, Level

# A report may rest on a snapshot so old; two hundred villages that report on one morning share one.
OLDEST_SNAPSHOT = dt.timedelta(minutes=10)
SELF_CHECK = ("L15", "L06", "L07", "F021")
VERIFICATION = ("L11", "L12", "L13", "L14")
SUMMARY = ("L11", "L15", "L16", "L05", "L06", "F011", "F021")
OF_ACTION = {"zicha": SELF_CHECK, "hecha": VERIFICATION, "xiaojie": SUMMARY}
SHORT = {"F021": "风险未消除的监测对象", "F011": "纳入监测"}
SENT, REJECTED, PRECISION, ITEMS = "intake", "intake.rejected", "precision", "items"


@dataclass(frozen=True)
class Line:
    """A number of a report. `code`: a figure of the catalogue, or one of the lists named above."""

    code: str
    label: str
    number: int
    unit: str


class Counts:
    """Figures by area as of days, each counted once for all units that ask; reads one snapshot."""

    def __init__(self, snapshot: Snapshot | None = None) -> None:
        self._snapshot = snapshot
        self._found: dict[tuple[str, dt.date, int], dict[str, int]] = {}

    def of(self, figure_ids: Sequence[str], as_of: dt.date, area: str) -> list[int]:
        """How many records of each figure lie in an area."""
        digits = len(area)
        missing = [id_ for id_ in figure_ids if (id_, as_of, digits) not in self._found]
        if missing:
            counted = compute.by_area(missing, as_of, digits, snapshot=self.snapshot)
            self._found |= {(id_, as_of, digits): found for id_, found in counted.items()}
        return [self._found[id_, as_of, digits].get(area, 0) for id_ in figure_ids]

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that is counted."""
        if self._snapshot is None:
            self._snapshot = snapshots.recent(OLDEST_SNAPSHOT)
        return self._snapshot


def lines(item: RhythmItem, as_of: dt.date, counts: Counts) -> list[Line]:
    """The numbers of an item's unit as of a day."""
    if item.level == Level.DEPARTMENT:
        return _of_department(item)
    if item.level == Level.COUNTY:
        return _of_rhythm(item)
    ids = OF_ACTION.get(item.action, SUMMARY)
    return [
        Line(id_, SHORT.get(id_, FIGURES[id_].title), number, FIGURES[id_].unit)
        for id_, number in zip(ids, counts.of(ids, as_of, item.area_code), strict=True)
    ]


def reported_period(item_from: dt.date) -> Period:
    """The month whose data a department sends in the month of an item: the one before."""
    before = item_from - dt.timedelta(days=1)
    return Period(before.year, before.month)


def _of_department(item: RhythmItem) -> list[Line]:
    """What the department sent this month, what went back to it, and what its warnings were worth so far."""
    period = reported_period(item.period_from)
    mine = [source.id for source in SOURCES.values() if source.department == item.unit_code]
    sent = reporting.month(str(period), mine)
    pushed = precision.lines(precision.read(access.Scope((item.area_code,))), precision.By.DEPARTMENT, None)
    worth = next((line.leads for line in pushed if line.key == item.unit_code), precision.Tally())
    return [
        Line(SENT, f"{period.month}月数据报来", sum(line.rows for line in sent), "行"),
        Line(REJECTED, "其中退回改正", sum(line.rejected for line in sent), "行"),
        Line(PRECISION, "推给村里的线索", worth.pushed, "户"),
        Line(PRECISION, "其中已核实", worth.verified, "户"),
        Line(PRECISION, "其中属实", worth.true, "户"),
    ]


def _of_rhythm(item: RhythmItem) -> list[Line]:
    """How the units kept the rhythm of the quarter."""
    rows = RhythmItem.objects.filter(period_from__gte=item.period_from, period_to__lte=item.period_to)
    found = rows.exclude(level=Level.COUNTY).aggregate(
        owed=Count("id"),
        in_time=Count("id", filter=Q(state=ItemState.DONE, submitted_on__lte=F("due_on"))),
        late=Count("id", filter=Q(state=ItemState.DONE, submitted_on__gt=F("due_on"))),
        open=Count("id", filter=Q(state=ItemState.OPEN)),
    )
    words = {"owed": "应报", "in_time": "按时报", "late": "迟报", "open": "未报"}
    return [Line(f"{ITEMS}.{name}", word, found[name], "件") for name, word in words.items()]
