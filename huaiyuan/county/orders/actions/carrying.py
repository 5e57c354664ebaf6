"""What becomes of a line: said whose it is, accepted, fed back, returned, settled, taken back. One conditional UPDATE each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from django.db import transaction
from django.db.models import F

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import Role
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.orders import errors, owners, tasks, trail
from huaiyuan.county.orders.actions import files
from huaiyuan.county.orders.actions.files import Given
from huaiyuan.county.orders.actions.issuing import TASKS, hand_out, short, task_row
from huaiyuan.county.orders.models import OrderLine, OrderStep
from huaiyuan.county.orders.moves import MOVES
from huaiyuan.county.orders.types import Did, Nature, Owner
from huaiyuan.county.worklist import actions as worklist

LONGEST = 200
WHAT = {
    Did.ANSWER: "怎么办的", Did.DECLINE: "为什么不归您办", Did.RETURN: "退回重办的原因", Did.CANCEL: "撤回的原因",
}  # fmt: skip


@dataclass(frozen=True)
class Many:
    """What a press over many lines did, and why the others stayed as they were."""

    done: tuple[str, ...]
    refused: dict[str, str]


@transaction.atomic
def route(number: str, *, to: str, by: Account, version: int | None = None, at: dt.datetime | None = None) -> OrderLine:
    """Say whose a line is. Raises: ORDER_NOT_FOUND, ORDER_NO_OWNER, ORDER_HAS_ONE, ORDER_STAGE."""
    line, moment = _line(number, Did.ROUTE, by), at or clock.business_now()
    county = line.order.issued_area[: owners.COUNTY_DIGITS]
    owner = owners.parse([to], county)[0] if to else None
    if owner is None or _outside(line, owner.area, owner.post):
        raise DomainError(errors.NO_OWNER, owner=to or "（没有选）")
    called = owners.names([owner])[owner]
    if _has_one(line, owner):
        raise DomainError(errors.HAS_ONE, unit=called)
    village = owner.area if owner.post is Role.VILLAGE and not line.household_no else line.village_code
    _move(
        Did.ROUTE, line, by, moment, version, says=f"交{called}", owner_post=str(owner.post), owner_area=owner.area,
        owner_department=owner.department, unit_name=called, village_code=village, returned_why="",
    )  # fmt: skip
    worklist.finish(tasks.ROUTE.values(), [number], proof=f"交{called}", by=by, at=moment)
    hand_out(line.order, [line], by=by, at=moment)
    _record(trail.ROUTED, line, by, owner=called)
    return line


@transaction.atomic
def accept(number: str, *, by: Account, version: int | None = None, at: dt.datetime | None = None) -> OrderLine:
    """Take it on (签收); the task stays until something is fed back. Raises: ORDER_NOT_FOUND, ORDER_STAGE."""
    line, moment = _line(number, Did.ACCEPT, by), at or clock.business_now()
    _move(Did.ACCEPT, line, by, moment, version)
    _record(trail.ACCEPTED, line, by)
    return line


@transaction.atomic
def answer(
    number: str, *, says: str, proofs: Sequence[Given] = (), by: Account, version: int | None = None,
    at: dt.datetime | None = None,
) -> OrderLine:  # fmt: skip
    """Say what was done, with photos or papers (反馈); who settles it is asked to.

    Raises: ORDER_NOT_FOUND, ORDER_NO_REASON, ORDER_STAGE, and what keeping files refuses.
    """
    line, moment = _line(number, Did.ANSWER, by), at or clock.business_now()
    said = _reason(Did.ANSWER, says)
    _move(Did.ANSWER, line, by, moment, version, says=said, answer=said, answered_by=by, answered_at=moment)
    kept = files.keep(line.order, line, proofs, by=by, at=moment)
    worklist.finish(tasks.CARRY.values(), [number], proof=said, by=by, at=moment)
    _ask_settler(line, by, moment)
    _record(trail.ANSWERED, line, by, files=kept)
    return line


@transaction.atomic
def decline(
    number: str, *, reason: str, by: Account, version: int | None = None, at: dt.datetime | None = None
) -> OrderLine:  # fmt: skip
    """Say that it is another's (不归我办，退回改派). Raises: ORDER_NOT_FOUND, ORDER_NO_REASON, ORDER_STAGE."""
    line, moment = _line(number, Did.DECLINE, by), at or clock.business_now()
    why = _reason(Did.DECLINE, reason)
    _move(Did.DECLINE, line, by, moment, version, says=why, returned_why=why)
    worklist.recall(tasks.CARRY.values(), [number], reason=why, by=by, at=moment)
    hand_out(line.order, [line], by=by, at=moment)
    _record(trail.DECLINED, line, by, why)
    return line


@transaction.atomic
def return_(
    number: str, *, reason: str, by: Account, version: int | None = None, at: dt.datetime | None = None
) -> OrderLine:  # fmt: skip
    """Back to the owner to be done again (退回重办). Raises: ORDER_NOT_FOUND, ORDER_NO_REASON, ORDER_STAGE."""
    line, moment = _line(number, Did.RETURN, by), at or clock.business_now()
    why = _reason(Did.RETURN, reason)
    _move(Did.RETURN, line, by, moment, version, says=why, returned_why=why, returns=F("returns") + 1)
    worklist.finish(tasks.CHECK.values(), [number], proof=f"退回重办：{why}", by=by, at=moment)
    hand_out(line.order, [line], by=by, at=moment, again="退回重办，")
    _record(trail.RETURNED, line, by, why)
    return line


@transaction.atomic
def close(number: str, *, by: Account, version: int | None = None, at: dt.datetime | None = None) -> OrderLine:
    """Settle it (销号); who fed it back may not. Raises: ORDER_NOT_FOUND, ORDER_OWN_WORK, ORDER_STAGE."""
    line, moment = _line(number, Did.CLOSE, by), at or clock.business_now()
    if line.steps.filter(did=Did.ANSWER, by=by).exists():
        raise DomainError(errors.OWN_WORK)
    _move(Did.CLOSE, line, by, moment, version, settled_by=by, settled_at=moment)
    worklist.finish(tasks.CHECK.values(), [number], proof="已销号", by=by, at=moment)
    _record(trail.CLOSED, line, by)
    return line


@transaction.atomic
def cancel(
    number: str, *, reason: str, by: Account, version: int | None = None, at: dt.datetime | None = None
) -> OrderLine:  # fmt: skip
    """Take it back because it is no longer to be done (撤回). Raises: ORDER_NOT_FOUND, ORDER_NO_REASON, ORDER_STAGE."""
    line, moment = _line(number, Did.CANCEL, by), at or clock.business_now()
    why = _reason(Did.CANCEL, reason)
    _move(Did.CANCEL, line, by, moment, version, says=why, returned_why=why, settled_by=by, settled_at=moment)
    worklist.recall(tasks.ALL, [number], reason=why, by=by, at=moment)
    _record(trail.CANCELLED, line, by, why)
    return line


def close_many(numbers: Sequence[str], *, by: Account, at: dt.datetime | None = None) -> Many:
    """Settle many at once; each that cannot be says why and stays."""
    return _each(numbers, lambda number: close(number, by=by, at=at))


def return_many(numbers: Sequence[str], *, reason: str, by: Account, at: dt.datetime | None = None) -> Many:
    """Send many back for the same reason. Raises: ORDER_NO_REASON."""
    _reason(Did.RETURN, reason)
    return _each(numbers, lambda number: return_(number, reason=reason, by=by, at=at))


def _each(numbers: Sequence[str], act: Any) -> Many:
    done, refused = [], {}
    for number in dict.fromkeys(numbers):
        try:
            act(number)
        except DomainError as refusal:
            refused[number] = str(refusal)
        else:
            done.append(number)
    return Many(tuple(done), refused)


def _line(number: str, did: Did, by: Account) -> OrderLine:
    """The line when the account's post may do this with it; absent and foreign are one answer."""
    line = OrderLine.objects.select_related("order").filter(number=number).first()
    if line is None or not owners.may(MOVES[did].by, line, by):
        raise DomainError(errors.NOT_FOUND)
    return line


def _outside(line: OrderLine, area: str, post: Role) -> bool:
    """Whether who says whose it is reaches so far: a township within itself, the county everywhere."""
    router = owners.router(line.order)
    if post is Role.DEPARTMENT or post is Role.COUNTY_CENTER:
        return router.post is not Role.COUNTY_CENTER
    return not area.startswith(router.area)


def _has_one(line: OrderLine, owner: Owner) -> bool:
    """Whether the owner has a line of the same order about the same already; what is settled counts as well."""
    rows = OrderLine.objects.filter(order=line.order_id, household_no=line.household_no).exclude(pk=line.pk)
    return rows.filter(owner_post=str(owner.post), owner_area=owner.area, owner_department=owner.department).exists()


def _move(
    did: Did, line: OrderLine, by: Account, at: dt.datetime, version: int | None, *, says: str = "", **changes: Any
) -> None:
    move = MOVES[did]
    rows = OrderLine.objects.filter(pk=line.pk, state__in=move.sources)
    rows = rows if version is None else rows.filter(version=version)
    done = rows.update(state=move.target, version=F("version") + 1, **changes)
    line.refresh_from_db()
    if done != 1:
        last = line.steps.select_related("by").order_by("-at", "-pk").first()
        raise DomainError(
            errors.STAGE, who=last.by.display_name if last else "", did=last.get_did_display() if last else "",
            at=f"{last.at.astimezone(clock.SHANGHAI):%m-%d %H:%M}" if last else "", state=line.get_state_display(),
        )  # fmt: skip
    OrderStep.objects.create(line=line, at=at, did=did, by=by, says=says[:LONGEST])


def _ask_settler(line: OrderLine, by: Account, at: dt.datetime) -> None:
    order, to = line.order, owners.settler(line.order, owners.of_line(line))
    kind = tasks.CHECK[to.post]
    row = task_row(order, line, to, worklist.due(kind, at))
    if to.post is Role.LEADER:
        row["about"] = short(order)
    table = pa.Table.from_pylist([row], schema=TASKS)
    if order.nature == Nature.INSTRUCTION:
        # The answer goes to the leader who asked, not to every leader.
        table = table.append_column(worklist.OWNER, pa.array([order.issued_by_id], pa.int64()))
    worklist.open_many(kind, table, by=by, at=at)


def _reason(did: Did, given: str) -> str:
    if MOVES[did].needs_reason and not given.strip():
        raise DomainError(errors.NO_REASON, what=WHAT[did])
    return given.strip()[:LONGEST]


def _record(action: str, line: OrderLine, by: Account, reason: str = "", **facts: Any) -> None:
    audit.record(
        action, by=by, subject=f"order_line:{line.number}", household_no=line.household_no,
        village_code=line.village_code, writes=True, reason=reason, line=line.number, **facts,
    )  # fmt: skip
