"""What applications and leaflets tell on a household's timeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from huaiyuan.base import access
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.core.kernel import clock
from huaiyuan.core.policy import hardships
from huaiyuan.county.applications.models import Application, Given
from huaiyuan.county.registry.timeline import Entry

KIND, PAGE = "application", "application"
NOT_SHOWN = "不予显示"


def entries(household_no: str, account: object) -> Iterable[Entry]:
    """Applications taken up for a household, and leaflets that reached it."""
    return [*_applications(household_no, account), *_leaflets(household_no)]


def _applications(household_no: str, account: object) -> Iterator[Entry]:
    clear = access.sees_clear(account, Field.HEALTH)
    reach = access.scope_of(account, P.APPLICATION_READ)
    shipped = hardships.load()
    for row in Application.objects.filter(household_no=household_no).order_by("filed_at"):
        says = shipped[row.hardship].says if clear else NOT_SHOWN
        opens = PAGE if reach.covers(row.village_code) else ""
        yield Entry(
            row.filed_at.astimezone(clock.SHANGHAI).date(), f"{row.get_channel_display()}：{says}",
            f"{row.number}，{row.get_state_display()}，线索 {row.lead_no}", "自主申报", KIND, opens, row.number,
        )  # fmt: skip


def _leaflets(household_no: str) -> Iterator[Entry]:
    rows = Given.objects.filter(household_no=household_no, distribution__withdrawn_at=None)
    for row in rows.select_related("distribution").order_by("distribution__given_on"):
        what = row.distribution
        yield Entry(
            what.given_on, f"发到{what.get_leaflet_display()}", f"{what.given_by}发放（{what.number}）", "明白纸发放登记",
            "leaflet",
        )  # fmt: skip
