"""供水工程: every waterworks of the county, central or scattered, from the intake to the pump house."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from huaiyuan.base.access.permissions import Role
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.guarantees.water import beside, errors
from huaiyuan.county.ledger.columns import Coded, Count, Measure, Text
from huaiyuan.county.ledger.declaration import Act, Ledger, Move, Opening, Pages, Reads, View
from huaiyuan.county.ledger.models import Entry
from huaiyuan.county.ledger.types import About, Badge, Who

DEPARTMENT = "水利局"
# Who looks after works and who mends them read of them what the villages do.
POSTS = frozenset({Role.TOWNSHIP, Role.VILLAGE, Role.KEEPER, Role.UNIT})


class WaterWorks(Entry):
    """A waterworks (供水工程); where it stands is its village, whom it serves is in 供水范围."""

    about = About.VILLAGE

    class States(models.TextChoices):
        """正常, 停运, 报废."""

        RUNNING = "running", "正常"
        STOPPED = "stopped", "停运"
        SCRAPPED = "scrapped", "报废"

    class Supply(models.TextChoices):
        """供水方式."""

        CENTRAL = "central", "集中供水"
        SCATTERED = "scattered", "分散供水"

    class Source(models.TextChoices):
        """水源."""

        RESERVOIR = "reservoir", "水库水"
        RIVER = "river", "河水"
        SPRING = "spring", "山泉水"
        WELL = "well", "机井"
        TOWN = "town", "城镇管网延伸"

    name = Text("工程名称", required=True, listed=False, note="如李家湾供水站")
    supply = Coded("供水方式", Supply, required=True)
    source = Coded("水源", Source, required=True)
    scale = Measure("供水规模", unit="吨/日")
    households = Count("供水户数", unit="户")
    run_by = Text("管护主体", note="谁管这处工程，如县供水公司、村委会")
    pump = Text("设备型号", listed=False)
    place = Text("位置", listed=False, note="维修站凭它找得到，如村东二组路口")
    route = Text("巡查路线", most=12, note="同一条路线的工程一起摸排，如 XL001")

    class Meta:
        verbose_name = "供水工程"
        constraints = [
            models.UniqueConstraint(
                fields=["village_code", "name"], name="water_works_name", violation_error_message="这个村已经有一处同名的工程",
            )
        ]  # fmt: skip


def reaching(scope: Scope) -> QuerySet[WaterWorks, Any]:
    """Works that serve a village of a scope, wherever they stand; only their keys."""
    rows = WaterWorks.objects.filter(scope.q("served__village_code"), served__state="on")
    return rows.order_by().values("pk")


# Rows that belong to works are read by whom the works serve.
OF_WORKS = Reads(POSTS, beyond=lambda scope: Q(works__in=reaching(scope)))


def nothing_in_hand(row: Any, _act: Act) -> None:
    """Works with an open repair are not scrapped. Raises WATER_IN_HAND."""
    waiting = row.repairs.exclude(state__in=("cleared", "dropped"))
    if number := waiting.values_list("number", flat=True).first():
        raise DomainError(errors.IN_HAND, count=waiting.count(), number=number)


S = WaterWorks.States
WORKS = Ledger(
    code="water-works", title="供水工程", model=WaterWorks, department=DEPARTMENT, prefix="SG",
    says="全县每处供水工程一条：在哪、供谁、谁管、好不好用", basis="M050",
    opening=Opening(S.RUNNING, by=(Who.DEPARTMENT,)), amend=(Who.DEPARTMENT, Who.UNIT), fills=(Who.DEPARTMENT,), named=lambda row: row.name,
    reads=Reads(POSTS, beyond=lambda scope: Q(pk__in=reaching(scope))), unit="处",
    moves=(
        Move("stop", "停运", (S.RUNNING,), S.STOPPED, (Who.DEPARTMENT,), reason=True, says="已停运"),
        Move("resume", "恢复运行", (S.STOPPED,), S.RUNNING, (Who.DEPARTMENT,), reason=True, says="已恢复运行"),
        Move("scrap", "报废", (S.STOPPED,), S.SCRAPPED, (Who.DEPARTMENT,), reason=True, says="已报废", check=nothing_in_hand),
    ),
    pages=Pages(
        views=(View("central", "集中供水", Q(supply="central")), View("scattered", "分散供水", Q(supply="scattered"))),
        badges={S.RUNNING: Badge.DONE, S.STOPPED: Badge.BAD}, beside=beside.of_works, overview=("water", "饮水总览"),
    ),
    mechanisms=("M050",),
)  # fmt: skip
