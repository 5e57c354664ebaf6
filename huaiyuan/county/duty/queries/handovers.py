"""Hand-over sheets (交接单), for both sides and for the township."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from huaiyuan.base import access
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.duty import load
from huaiyuan.county.duty.models import Handover, Helper, Pairing, Problem
from huaiyuan.county.duty.queries.mine import ProblemLine, lines
from huaiyuan.county.duty.types import Part, ProblemState
from huaiyuan.county.registry import queries as registry

# So many households leave room for one more.
FREE = 3
_SIDES = ("ended__helper__account", "ended__helper__unit", "begun__helper__account", "begun__helper__unit", "made_by")


@dataclass(frozen=True)
class HandoverPage:
    """What went from whom to whom, and what both have said to it. `my_side`: 交出, 接手 or empty."""

    handover_no: str
    household_no: str
    head_name: str
    giver: str
    giver_unit: str
    taker: str
    taker_unit: str
    on: dt.date
    why: str
    tasks: int
    problems: list[ProblemLine]
    gaps: str
    made_by: str
    given_at: dt.datetime | None
    taken_at: dt.datetime | None
    my_side: str

    @property
    def waits_for_me(self) -> bool:
        """Whether the account that looks has not said so yet."""
        return (self.my_side == "交出" and self.given_at is None) or (self.my_side == "接手" and self.taken_at is None)


def find_handover(reach: Scope, handover_no: str, account: object) -> str | None:
    """The number itself for both sides and for the area; None for everybody else."""
    sheet = Handover.objects.select_related(*_SIDES).filter(handover_no=handover_no).first()
    if sheet is None:
        return None
    if getattr(account, "pk", None) in {sheet.ended.helper.account_id, sheet.begun.helper.account_id}:
        return handover_no
    reads = access.may(account, P.PAIRING_READ) and reach.covers(registry.village_of(sheet.begun.household_no))
    return handover_no if reads else None


def handover_page(handover_no: str, account: object) -> HandoverPage:
    """One sheet; the caller has looked whether the account may see it."""
    sheet = Handover.objects.select_related(*_SIDES).get(handover_no=handover_no)
    giver, taker, number = sheet.ended.helper, sheet.begun.helper, sheet.begun.household_no
    waiting = Problem.objects.filter(household_no=number).exclude(state=ProblemState.CLOSED).order_by("problem_no")
    key = getattr(account, "pk", None)
    side = "交出" if key == giver.account_id else "接手" if key == taker.account_id else ""
    return HandoverPage(
        handover_no, number, registry.heads_seen([number], account).get(number, ""), giver.name, giver.unit.name,
        taker.name, taker.unit.name, sheet.on, sheet.ended.get_end_reason_display() + (f"：{sheet.reason}" if sheet.reason else ""),
        sheet.tasks, lines(waiting), sheet.gaps, sheet.made_by.display_name, sheet.given_at, sheet.taken_at, side,
    )  # fmt: skip


def handover_sides(handover_no: str) -> tuple[Account, Account]:
    """The accounts of who gave and who took."""
    sheet = Handover.objects.select_related(*_SIDES).get(handover_no=handover_no)
    return sheet.ended.helper.account, sheet.begun.helper.account


def exchangeable(account: object, *, most: int) -> list[tuple[str, str]]:
    """Households of the area that a colleague of the same unit could take today, with the colleague's number."""
    reach = access.scope_of(account, P.PAIRING_WRITE)
    helped = Pairing.objects.filter(valid_to=OPEN_END, part=Part.PRINCIPAL, helper__unit__area_code__in=reach.prefixes)
    found: list[tuple[str, str]] = []
    for row in helped.select_related("helper__account").order_by("pk")[: most * 20]:
        colleagues = Helper.objects.filter(unit=row.helper.unit_id, public_servant=True, left_on=None).exclude(
            pk=row.helper_id
        )
        carried = load.carried(colleagues.values_list("pk", flat=True)[:40])
        free = [
            c
            for c in colleagues.order_by("pk")[:40]
            if carried.get(c.pk, 0) <= FREE and c.helper_no not in {t for _, t in found}
        ]
        if free and not row.helper.account.demo_login:
            found.append((row.household_no, free[0].helper_no))
        if len(found) == most:
            break
    return found


def some_handover(account: object) -> dict[str, str] | None:
    """A sheet that the account may open, for whoever looks at all pages."""
    reach = access.scope_of(account, P.PAIRING_READ)
    for number in Handover.objects.order_by("-pk").values_list("handover_no", flat=True)[:20]:
        if find_handover(reach, number, account):
            return {"handover_no": number}
    return None
