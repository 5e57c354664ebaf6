"""Counting a round's households by area: one grouped query, summed up as the pages and the 筛查统计表 need it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from huaiyuan.county.rounds.models import Line
from huaiyuan.county.rounds.types import Result, State, Way

BY = ("state", "result", "way", "is_key")


@dataclass
class Tally:
    """Households of an area in a round. `looked` are 已查, by result and by way; `key` those of key groups."""

    total: int = 0
    looked: int = 0
    home: int = 0
    phone: int = 0
    same: int = 0
    changed: int = 0
    problem: int = 0
    empty: int = 0
    key: int = 0
    key_looked: int = 0
    waiting: int = 0
    again: int = 0
    excused: int = 0
    gone: int = 0

    @property
    def left(self) -> int:
        """What is still to be looked at."""
        return self.waiting + self.again

    @property
    def percent(self) -> int:
        """How much is done, 0 to 100; whole only when nothing is left."""
        return (self.total - self.left) * 100 // self.total if self.total else 100

    def add(self, row: Mapping[str, Any]) -> None:
        """Add a group of lines that are alike."""
        count, state = row["n"], row["state"]
        if state == State.GONE:
            self.gone += count
            return
        self.total += count
        self.key += count if row["is_key"] else 0
        if state == State.DONE:
            self.looked += count
            self.key_looked += count if row["is_key"] else 0
            for name in (row["result"], row["way"]):
                setattr(self, name, getattr(self, name) + count)
        else:
            setattr(self, state, getattr(self, state) + count)

    def as_json(self) -> dict[str, int]:
        """As `huaiyuan rounds --json` prints it."""
        return {**asdict(self), "left": self.left}


# What stands behind a number of the table: the same words that the list of households filters by.
BEHIND: Mapping[str, Q] = {
    "total": ~Q(state=State.GONE),
    "looked": Q(state=State.DONE),
    "home": Q(state=State.DONE, way=Way.HOME),
    "phone": Q(state=State.DONE, way=Way.PHONE),
    **{str(result): Q(state=State.DONE, result=result) for result in Result},
    "key": ~Q(state=State.GONE) & Q(is_key=True),
    "key_looked": Q(state=State.DONE, is_key=True),
    "waiting": Q(state=State.WAITING),
    "again": Q(state=State.AGAIN),
    "excused": Q(state=State.EXCUSED),
    "gone": Q(state=State.GONE),
}
LABELS: Mapping[str, str] = {
    "total": "应查", "looked": "已查", "home": "入户", "phone": "电话／视频", "same": "无变化", "changed": "有变化",
    "problem": "有问题", "empty": "空挂户", "key": "重点群体", "key_looked": "看过五项", "waiting": "待查",
    "again": "要重查", "excused": "没查有原因", "gone": "销户",
}  # fmt: skip


def by_area(rows: QuerySet[Line], *names: str, digits: int = 12) -> dict[tuple[str, ...], Tally]:
    """Tallies by the first `digits` of the village code and by further columns. One query."""
    grouped = rows.order_by().values("village_code", *names, *BY).annotate(n=Count("id"))
    found: dict[tuple[str, ...], Tally] = {}
    for row in grouped:
        key = (row["village_code"][:digits], *(row[name] for name in names))
        found.setdefault(key, Tally()).add(row)
    return dict(sorted(found.items()))


def together(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies."""
    whole = Tally()
    for one in tallies:
        for name, value in asdict(one).items():
            setattr(whole, name, getattr(whole, name) + value)
    return whole
