"""Running a move of a case: the pure machine is asked, then one conditional UPDATE must change one row."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F

from huaiyuan.base import access, audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import errors, machine, reading, tasks, trail
from huaiyuan.county.casework.machine import Given, Standing
from huaiyuan.county.casework.models import CaseFile, CaseStep
from huaiyuan.county.casework.moves import NAMES, Move, Need, did, table
from huaiyuan.county.casework.types import LIVE, State
from huaiyuan.county.worklist import actions as worklist

TOWNSHIP, COUNTY = 9, 6
# Where whoever makes a move sits, as it is said of them.
PLACES = {
    P.CASEWORK_VILLAGE: "村里", P.CASEWORK_TOWNSHIP: "乡镇", P.CASEWORK_COUNTY: "县里", P.CASEWORK_COMPARE: "县里",
}  # fmt: skip


def case_for(by: Account, case_no: str, permission: P) -> CaseFile:
    """A case the account may act on. Raises: CASEWORK_NOT_FOUND for an absent, a foreign and a forbidden one alike."""
    case = CaseFile.objects.filter(case_no=case_no).select_related("visited_by").first()
    if case is None or not access.scope_of(by, permission).covers(case.village_code):
        raise DomainError(errors.NOT_FOUND)
    return case


def move(
    name: str, case: CaseFile, *, given: Given, by: Account, at: dt.datetime, base_version: int | None = None,
    standing: Standing | None = None, says: str = "", **changes: Any,
) -> CaseFile:  # fmt: skip
    """Make a move and return the case as it is then.

    `base_version` is the version the person saw. Raises: CASEWORK_CHANGED when the case has changed since,
    CASEWORK_STAGE where the move does not begin, CASEWORK_BAD_DAY, and CASEWORK_NEED_… for what is missing.
    """
    step = move_of(case, name)
    check(step, case, given, base_version, standing)
    before, traced = State(case.state), _traced(name, by, at)
    if step.target is not None:
        traced |= {"state": step.target, "earliest_on": given.on, "step_due_at": _due(case, step.target, at)}
        if step.target not in LIVE:
            traced["closed_at"] = at
    same = CaseFile.objects.filter(pk=case.pk, state=before, version=case.version)
    if same.update(**(traced | changes), version=F("version") + 1) != 1:
        case.refresh_from_db()
        raise changed(case)
    case.refresh_from_db()
    CaseStep.objects.create(
        case=case, move=name, from_state=before, to_state=case.state, done_on=given.on, made_by=by, made_at=at,
        reason=(says or given.reason.strip())[:400],
    )  # fmt: skip
    if step.target is not None:
        hand_on(case, before, by, at)
    record(trail.CASE_MOVED, case, by, reason=given.reason, did=step.did)
    return case


def move_of(case: CaseFile, name: str) -> Move:
    """The move of that name in the case's own procedure. Raises: CASEWORK_STAGE when it has none."""
    step = table(case.procedure).get(name)
    if step is None:
        raise DomainError(errors.STAGE, state=case.state_label, says=NAMES[name])
    return step


def check(
    step: Move, case: CaseFile, given: Given, base_version: int | None = None, standing: Standing | None = None
) -> None:
    """Whether the move may be made now. Raises as `move`."""
    if base_version is not None and base_version != case.version:
        # Before anything else: what is missing may only be missing because the case has moved on.
        raise changed(case)
    known = standing or reading.standing_of(case)
    try:
        missing = machine.lacking(step, known, given, reading.rules_of(case))
    except machine.Misplaced:
        raise DomainError(errors.STAGE, state=case.state_label, says=step.says) from None
    except machine.BadDay:
        raise DomainError(errors.BAD_DAY, on=given.on, earliest=case.earliest_on, today=given.today) from None
    if missing:
        raise _missing(missing[0], step, case, known, given)


def touch(case: CaseFile, name: str, *, by: Account, at: dt.datetime) -> None:
    """A change beside the state: the version grows, so that whoever decides on what he saw before is told."""
    same = CaseFile.objects.filter(pk=case.pk, version=case.version)
    if same.update(**_traced(name, by, at), version=F("version") + 1) != 1:
        case.refresh_from_db()
        raise changed(case)
    case.refresh_from_db()


def changed(case: CaseFile) -> DomainError:
    """Somebody was there first: from where and who, what, when."""
    at = case.changed_at.astimezone(clock.SHANGHAI)
    shown = f"{at:%H:%M}" if at.date() == clock.today() else f"{at:%m-%d %H:%M}"
    step = table(case.procedure).get(case.changed_how)
    who = f"{PLACES.get(step.may, '') if step else ''}{case.changed_by}"
    return DomainError(
        errors.CHANGED, who=who or "系统", did=did(case.procedure, case.changed_how) or "改动过", at=shown
    )


def hand_on(case: CaseFile, before: State | None, by: Account, at: dt.datetime) -> None:
    """Close the task of the step that is over and open that of the next, with whoever must act."""
    if before is not None:
        done = case.state_label
        kinds = [tasks.of_step(case.procedure, before), *([tasks.LISTS] if before is State.COMPARE else [])]
        worklist.finish(kinds, [case.case_no], proof=done, by=by, at=at)
    if case.state not in tasks.STEP:
        worklist.recall([tasks.OBJECTION, tasks.EXIT_OBJECTION], [case.case_no], reason=case.state_label, by=by, at=at)
        return
    open_task(tasks.of_step(case.procedure, State(case.state)), case, by, at, case.step_due_at)
    if case.state == State.COMPARE:
        open_task(tasks.LISTS, case, by, at, case.step_due_at)


def hand_on_answered(case: CaseFile, by: Account, at: dt.datetime) -> None:
    """All departments have answered about a case: the county is done, the village goes on."""
    worklist.finish([tasks.LISTS], [case.case_no], proof="部门都已答复", by=by, at=at)


def open_task(kind: str, case: CaseFile, by: Account, at: dt.datetime, due_at: dt.datetime | None) -> None:
    """A task about a case, with the post that owns its kind."""
    areas = {"village": case.village_code, "township": case.village_code[:TOWNSHIP]}
    owner = areas.get(str(worklist.kind_of(kind).post), case.village_code[:COUNTY])
    worklist.open_one(
        kind, case.case_no, village_code=case.village_code, owner_area=owner, household_no=case.household_no,
        about=case.risks.replace(";", "、")[:120], grade="red" if case.urgent else "", due_at=due_at, by=by, at=at,
    )  # fmt: skip


def record(action: str, case: CaseFile, by: Account, *, reason: str = "", writes: bool = True, **facts: Any) -> None:
    """One audit event about a case."""
    audit.record(
        action, by=by, subject=f"case_file:{case.case_no}", household_no=case.household_no,
        village_code=case.village_code, writes=writes, reason=reason, case=case.case_no, **facts,
    )  # fmt: skip


def _traced(name: str, by: Account, at: dt.datetime) -> dict[str, Any]:
    return {"changed_how": name, "changed_by": by.display_name, "changed_at": at}


def _due(case: CaseFile, state: State, at: dt.datetime) -> dt.datetime | None:
    step = reading.procedure_of(case).step(str(state))
    return reference.deadline(step.limit, at) if step else None


def _missing(need: Need, step: Move, case: CaseFile, known: Standing, given: Given) -> DomainError:
    return DomainError(
        errors.NEEDED[need], says=step.says, why=case.suspended_why, unsigned=known.unsigned or "没登记的",
        unanswered=known.unanswered, unfound=known.unfound, expected=given.expected, present=given.present,
        agreed=given.agreed, deliberation_photos=known.deliberation_photos,
        ends=f"{known.notice_ends_on:%m月%d日}" if known.notice_ends_on else "张贴满5天",
        open_objections=known.open_objections, lacks=known.says or "条件没有都够",
    )  # fmt: skip
