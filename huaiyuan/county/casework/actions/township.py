"""What the township does beside its meetings: the announcement, suspension, the green channel, an end."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from huaiyuan.base.access.models import Account
from huaiyuan.base.vault.running import next_number
from huaiyuan.core.kernel import clock
from huaiyuan.county.casework import sheets, tasks, timing
from huaiyuan.county.casework.actions import proofs
from huaiyuan.county.casework.actions.village import Act
from huaiyuan.county.casework.models import CaseFile, PublicSheet
from huaiyuan.county.casework.moves import may_of
from huaiyuan.county.casework.transitions import case_for, move
from huaiyuan.county.casework.types import ProofKind, SheetKind, State
from huaiyuan.county.worklist import actions as worklist


@transaction.atomic
def announce(case_no: str, *, on: dt.date, photo: bytes, act: Act) -> CaseFile:
    """The 公告 hangs in the village. Raises: CASEWORK_NOT_FOUND, CASEWORK_CHANGED, CASEWORK_NEED_ANNOUNCED and others."""
    case = _case(case_no, "announce", act.by)
    proofs.keep(case, ProofKind.ANNOUNCEMENT, [photo], by=act.by, at=act.moment)
    move("announce", case, given=act.given(on), by=act.by, at=act.moment, base_version=act.base_version)
    PublicSheet.objects.create(
        sheet_no=next_number(PublicSheet, "GG", act.moment, field="sheet_no"), case=case, kind=SheetKind.ANNOUNCEMENT,
        text=sheets.text_of(case, SheetKind.ANNOUNCEMENT), posted_on=on, posted_by=act.by, posted_at=act.moment,
    )  # fmt: skip
    return case


@transaction.atomic
def suspend(case_no: str, *, reason: str, act: Act) -> CaseFile:
    """The clock stands still, and nothing else may be done, until it is resumed. Raises as `announce`."""
    case = _case(case_no, "suspend", act.by)
    given = act.given(reason=reason)
    return move(
        "suspend", case, given=given, by=act.by, at=act.moment, base_version=act.base_version,
        suspended_on=given.today, suspended_why=reason.strip()[:200],
    )  # fmt: skip


@transaction.atomic
def resume(case_no: str, *, act: Act) -> CaseFile:
    """The clock runs on; the days it stood are added to every deadline. Raises as `announce`."""
    case = _case(case_no, "resume", act.by)
    given = act.given()
    stood = dt.timedelta(days=timing.paused(0, case.suspended_on, given.today))
    step_due = case.step_due_at + stood if case.step_due_at else None
    move(
        "resume", case, given=given, by=act.by, at=act.moment, base_version=act.base_version, suspended_on=None,
        suspended_why="", paused_days=case.paused_days + stood.days, due_on=case.due_on + stood, step_due_at=step_due,
        says=f"暂停了{stood.days}天",
    )  # fmt: skip
    kinds = [tasks.of_step(case.procedure, State(case.state)), *([tasks.LISTS] if case.state == State.COMPARE else [])]
    if step_due:
        worklist.reschedule(kinds, [case_no], due_at=step_due)
    return case


@transaction.atomic
def help_first(case_no: str, *, what: str, act: Act) -> CaseFile:
    """绿色通道: help is given before the papers are there; the fifteen days run on. Raises as `announce`."""
    case = _case(case_no, "urgent", act.by)
    move(
        "urgent", case, given=act.given(reason=what), by=act.by, at=act.moment, base_version=act.base_version, urgent=True,
        urgent_why=what.strip()[:200],
    )  # fmt: skip
    kind = tasks.of_step(case.procedure, State(case.state))
    end = clock.end_of(case.due_on)
    worklist.hasten(kind, [case_no], grade="red", due_at=case.step_due_at or end)
    return case


@transaction.atomic
def stop(case_no: str, *, reason: str, act: Act) -> CaseFile:
    """The case ends without a decision (moved away, opened by mistake). Raises as `announce`."""
    case = _case(case_no, "stop", act.by)
    before = State(case.state)
    move(
        "stop", case, given=act.given(reason=reason), by=act.by, at=act.moment, base_version=act.base_version,
        ended_why=reason.strip()[:200], suspended_on=None,
    )  # fmt: skip
    worklist.recall(
        [tasks.of_step(case.procedure, before), tasks.LISTS], [case_no], reason=reason, by=act.by, at=act.moment
    )
    return case


def _case(case_no: str, name: str, by: Account) -> CaseFile:
    return case_for(by, case_no, may_of(name))
