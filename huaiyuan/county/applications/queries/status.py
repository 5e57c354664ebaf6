"""What the public may know: how far the application behind a receipt number has come, in fixed words, and nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from huaiyuan.base import reference
from huaiyuan.base.vault import vault
from huaiyuan.core.kernel import clock, receipt
from huaiyuan.county.applications.models import Application, PosterCode
from huaiyuan.county.applications.types import State
from huaiyuan.county.leads import queries as leads

# No words of the desk reach the public page: a reason may speak of a family.
WAITING = "已收到，乡镇{by}受理"
LATE = "已收到，乡镇正在受理"
ON_THE_WAY = "已受理，村里{by}上门"
COMING = "已受理，村里正在安排上门"
THERE = "村里正在上门核实"
DONE = "村里已经核实，结果由村里当面告诉您"
STOPPED = "这件事的情况有变化，请问村里"
UNFOUNDED = "已核对，没有受理。有不同意见，可以带上材料到乡镇政府说明"
ABSENT = "按您填的没有找到人。请带上户口簿到村委会登记，或者重新申报"


@dataclass(frozen=True)
class Status:
    """How far it has come: a sentence, and when it was filed. No name, no place, no hardship."""

    receipt: str
    says: str
    filed_on: dt.date
    done: bool


def status_of(typed: str) -> Status | None:
    """The status behind what somebody typed; None alike for a number mistyped and one that does not exist."""
    number = receipt.read(typed)
    if number is None:
        return None
    row = Application.objects.filter(receipt_index=vault.index_one(number, purpose="receipt")).first()
    if row is None:
        return None
    says = _says(row)
    filed_on = row.filed_at.astimezone(clock.SHANGHAI).date()
    return Status(receipt.shown(number), says, filed_on, says in {DONE, UNFOUNDED, ABSENT, STOPPED})


def village_of_code(code: str) -> reference.Place | None:
    """The village of a poster's code in use; None for any other."""
    row = PosterCode.objects.filter(code=code.upper(), retired_at=None).first()
    return reference.places_by_code([row.village_code]).get(row.village_code) if row else None


def some_code() -> str | None:
    """Some village's code in use, to look at the page with."""
    rows = PosterCode.objects.filter(retired_at=None).order_by("village_code")
    return rows.values_list("code", flat=True).first()


def _says(row: Application) -> str:
    if row.state == State.UNFOUNDED:
        return UNFOUNDED
    if row.state == State.ABSENT:
        return ABSENT
    if row.state == State.PENDING:
        return _by(WAITING, LATE, row.due_at)
    lead = leads.progress([row.lead_no]).get(row.lead_no)
    if lead is None or lead.closed_why:
        return STOPPED
    if lead.decided:
        return DONE
    return THERE if lead.visiting else _by(ON_THE_WAY, COMING, lead.due_at)


def _by(says: str, late: str, due_at: dt.datetime | None) -> str:
    if due_at is None or due_at.year == clock.OPEN_END.year or due_at < clock.business_now():
        return late
    day = due_at.astimezone(clock.SHANGHAI).date()
    left = (day - clock.today()).days
    return says.format(by=f"{left}天内（{day.month}月{day.day}日前）" if left else "今天")
