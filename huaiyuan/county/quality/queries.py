"""What pages read of points, within the rows and the eyes of an account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from huaiyuan.base.access.scope import Scope
from huaiyuan.county.quality.models import Point, QualityResult, QualityRun
from huaiyuan.county.quality.types import LIVE, OF_VILLAGE, PointState


@dataclass(frozen=True)
class RuleStanding:
    """A quality rule in the newest check, and what became of its points within a scope."""

    rule: str
    title: str
    expects: str
    how: str
    how_label: str
    field: str
    mend_says: str
    off_because: str
    unknown: int
    live: int = 0
    changed: int = 0
    mended: int = 0
    judged: int = 0

    @property
    def found(self) -> int:
        """Every point there ever was, whatever became of it."""
        return self.live + self.mended + self.judged

    @property
    def wasted(self) -> bool:
        """Whether most of what was looked at was right as it stood: the rule costs more than it mends."""
        return self.judged > self.mended + self.changed


@dataclass(frozen=True)
class Check:
    """A check as pages show it."""

    run_id: str
    as_of: dt.date
    finished_at: dt.datetime
    found: int
    unknown: int
    opened: int
    mended: int


def points(scope: Scope) -> QuerySet[Point]:
    """All points within a scope."""
    return scope.filter(Point.objects.select_related("settled_by"))


def find_point(scope: Scope, number: str) -> Point | None:
    """A point within a scope."""
    return points(scope).filter(number=number).first()


def latest_check() -> Check | None:
    """The newest check, None before the first."""
    row = QualityRun.objects.order_by("-finished_at", "-pk").first()
    return None if row is None else _check(row)


def latest_results() -> QuerySet[QualityResult]:
    """What the rules found in the newest check, in their order."""
    newest = QualityRun.objects.order_by("-finished_at", "-pk").values("pk")[:1]
    return QualityResult.objects.filter(run__in=newest).order_by("rule")


def standing(scope: Scope) -> list[RuleStanding]:
    """Every rule of the newest check with what became of its points within a scope. Two queries."""
    states = {
        "live": Count("id", filter=Q(state__in=LIVE)), "changed": Count("id", filter=Q(state=PointState.CHANGED)),
        "mended": Count("id", filter=Q(state=PointState.MENDED)),
        "judged": Count("id", filter=Q(state=PointState.JUDGED)),
    }  # fmt: skip
    rows = scope.filter(Point.objects.order_by()).values_list("rule").annotate(**states)
    counted = {rule: dict(zip(states, counts, strict=True)) for rule, *counts in rows}
    return [
        RuleStanding(
            row.rule, row.title, row.expects, row.how, row.get_how_display(), row.field, row.mend_says,
            row.off_because, row.unknown, **counted.get(row.rule, {}),
        )
        for row in latest_results()
    ]  # fmt: skip


def rule_titles() -> list[tuple[str, str]]:
    """The rules that have points, with their titles. One query."""
    rows = QualityResult.objects.filter(rule__in=Point.objects.order_by().values("rule").distinct())
    return list(rows.order_by("rule").values_list("rule", "title").distinct())


def rules_told(rules: Iterable[str]) -> dict[str, RuleStanding]:
    """What the newest results say of these rules, without counts. One query."""
    rows = QualityResult.objects.filter(rule__in=set(rules)).order_by("run__finished_at", "pk")
    return {
        row.rule: RuleStanding(
            row.rule, row.title, row.expects, row.how, row.get_how_display(), row.field, row.mend_says,
            row.off_because, row.unknown,
        )
        for row in rows
    }  # fmt: skip


def latest_result(rule: str) -> tuple[Check, QualityResult] | None:
    """The newest check with what one rule found in it. One query."""
    row = QualityResult.objects.filter(rule=rule).select_related("run").order_by("-run__finished_at", "-pk").first()
    if row is None:
        return None
    return _check(row.run), row


def _check(run: QualityRun) -> Check:
    return Check(run.run_id, run.as_of, run.finished_at, run.found, run.unknown, run.opened, run.mended)


@dataclass(frozen=True)
class Bundle:
    """A village's task of a month: how many points are still to be looked at, of how many."""

    number: str
    village_code: str
    month: str
    waiting: int
    total: int


def find_bundle(scope: Scope, bundle: str) -> Bundle | None:
    """A task's points within a scope; none when it holds nothing there."""
    rows = points(scope).filter(bundle=bundle)
    counted = rows.order_by().aggregate(total=Count("id"), waiting=Count("id", filter=Q(state=PointState.OPEN)))
    if not counted["total"]:
        return None
    village, _, month = bundle.partition("-")
    return Bundle(bundle, village, f"{month[:4]}-{month[4:]}", counted["waiting"], counted["total"])


def not_handed_out() -> QuerySet[Point]:
    """Points that a village could put right and that stand in no task."""
    return Point.objects.filter(state=PointState.OPEN, how__in=OF_VILLAGE, bundle="")


def to_hand_out() -> tuple[int, int]:
    """How many villages and points wait to be handed out. One query."""
    counted = not_handed_out().order_by().aggregate(villages=Count("village_code", distinct=True), points=Count("id"))
    return counted["villages"], counted["points"]


def run_exists(run_id: str) -> bool:
    """Whether a check of this number was written down."""
    return QualityRun.objects.filter(run_id=run_id).exists()


def snapshots_of_runs() -> list[str]:
    """The snapshots that recorded checks were made with."""
    return list(QualityRun.objects.order_by().values_list("snapshot", flat=True).distinct())
