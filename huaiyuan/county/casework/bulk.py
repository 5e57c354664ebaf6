"""What was there before casework: cycles, set-based from the registry's own facts; exits begun on paper; looks to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.vault.running import next_number
from huaiyuan.core.kernel import clock
from huaiyuan.core.policy import categories
from huaiyuan.county.casework import trail
from huaiyuan.county.casework.actions import caring
from huaiyuan.county.casework.actions.leaving import opened
from huaiyuan.county.casework.models import CaseFile, CaseStep, Cycle
from huaiyuan.county.casework.types import CycleState, Procedure, State
from huaiyuan.county.registry import queries as households
from huaiyuan.county.worklist.staging import bound

KNOWN = """
    SELECT h.household_no, f.approved_on, f.cleared_on, f.category, f.risk_state, f.entry_kind, f.risks, f.valid_from,
           row_number() OVER (PARTITION BY f.household_id, f.approved_on ORDER BY f.valid_from DESC) AS back,
           lag(f.risk_state) OVER (PARTITION BY f.household_id, f.approved_on ORDER BY f.valid_from) AS before,
           lag(f.category) OVER (PARTITION BY f.household_id, f.approved_on ORDER BY f.valid_from) AS category_before
    FROM registry_monitoringfact f JOIN registry_household h ON h.id = f.household_id WHERE f.superseded_at IS NULL"""

CYCLES = """
INSERT INTO casework_cycle (household_no, number, scheme, category, risks, again, state, identified_on, cleared_on,
                            clear_way, struck_off_on, case_no, national_no, void, version)
SELECT household_no, row_number() OVER (PARTITION BY household_no ORDER BY approved_on), {scheme}, category, risks,
       CASE WHEN entry_kind = '再识别' THEN {true} ELSE {false} END, risk_state, approved_on,
       CASE WHEN risk_state = '已消除' THEN cleared_on END, CASE WHEN risk_state = '已消除' THEN '帮扶消除' ELSE '' END,
       CASE WHEN risk_state = '已清退' THEN valid_from END, '', '', {false}, 1
FROM ({known}) k
WHERE back = 1 AND NOT EXISTS (SELECT 1 FROM casework_cycle c WHERE c.household_no = k.household_no)
ORDER BY household_no, approved_on"""

EVENTS = """
INSERT INTO casework_cycleevent (cycle_id, kind, happened_on, state, category, clear_way, reason, doc_no, recorded_by_id,
                                 recorded_at)
SELECT c.id,
       CASE WHEN before IS NULL THEN CASE WHEN entry_kind = '再识别' THEN 'again' ELSE 'first' END
            WHEN before = risk_state THEN 'category' WHEN risk_state = '已消除' THEN 'cleared'
            WHEN risk_state = '已清退' THEN 'struck_off' ELSE 'undone' END,
       valid_from, risk_state, k.category, CASE WHEN risk_state = '已消除' THEN '帮扶消除' ELSE '' END, '', '', NULL, %s
FROM ({known}) k JOIN casework_cycle c ON c.household_no = k.household_no AND c.identified_on = k.approved_on
WHERE (before IS NULL OR before <> risk_state OR category_before <> k.category)
  AND NOT EXISTS (SELECT 1 FROM casework_cycleevent e WHERE e.cycle_id = c.id)
ORDER BY c.id, valid_from"""


@transaction.atomic
def adopt(*, at: dt.datetime | None = None) -> tuple[int, int]:
    """Make cycles and events of every household without any, from what the registry knows; returns how many of each."""
    words = {"true": "TRUE", "false": "FALSE"}
    schemes = categories.load()
    newest_first = list(reversed(schemes))
    choice = " ".join("WHEN approved_on >= %s THEN %s" for _ in newest_first)
    values: list[Any] = [part for one in newest_first for part in (bound(one.since), one.code)]
    with connection.cursor() as cursor:
        cursor.execute(
            CYCLES.format(known=KNOWN, scheme=f"CASE {choice} ELSE %s END", **words), [*values, schemes[0].code]
        )
        cycles = cursor.rowcount
        cursor.execute(EVENTS.format(known=KNOWN), [bound(at or clock.now())])
        events = cursor.rowcount
    if cycles:
        audit.record(trail.CYCLES_LOADED, by=None, subject="cycles", writes=True, cycles=cycles, events=events)
    return cycles, events


@transaction.atomic
def nominated_on_paper(household_no: str, *, why: str, by: Account, at: dt.datetime) -> CaseFile:
    """Take over an exit that a county had begun on paper before it worked here: it stands at the visit.

    Its conditions are not asked at the door; the visit and the county's decision ask them as of everybody. Raises
    LookupError for a household without an open cycle.
    """
    cycle = Cycle.objects.filter(household_no=household_no, state=CycleState.OPEN, void=False).first()
    if cycle is None:
        raise LookupError(f"no open cycle of {household_no}")
    village = households.village_of(household_no) or ""
    return opened(cycle, village, at.astimezone(clock.SHANGHAI).date(), by=by, at=at, why=why)


@transaction.atomic
def begin_care(household_nos: Iterable[str], *, by: Account) -> int:
    """The looks after the clearing begin for families that were cleared before this county worked here."""
    rows = Cycle.objects.filter(household_no__in=list(household_nos), state=CycleState.CLEARED, void=False, care=None)
    begun = list(rows.order_by("household_no"))
    for cycle in begun:
        at = dt.datetime.combine(cycle.cleared_on or clock.today(), dt.time(12), clock.SHANGHAI)
        caring.begin(cycle, by=by, at=at)
    return len(begun)


@transaction.atomic
def entered_on_paper(household_no: str, *, national_no: str, on: dt.date, by: Account, at: dt.datetime) -> CaseFile:
    """Take over an entry in the national system that was made before this county worked here, with the number it gave.

    The case stands as done, so that the next roster is compared with it. Raises LookupError for a household without a cycle.
    """
    cycle = Cycle.objects.filter(household_no=household_no, void=False).order_by("-identified_on", "-number").first()
    if cycle is None:
        raise LookupError(f"no cycle of {household_no}")
    case = CaseFile.objects.create(
        case_no=next_number(CaseFile, "RD", at, field="case_no"), procedure=Procedure.IDENTIFICATION, household_no=household_no,
        village_code=households.village_of(household_no) or "", found_on=cycle.identified_on, opened_at=at,
        due_on=cycle.identified_on, risks=cycle.risks, category=cycle.category, scheme=cycle.scheme, state=State.DONE,
        decided_on=cycle.identified_on, national_no=national_no, earliest_on=on, closed_at=at, changed_how="enter",
        changed_by=by.display_name, changed_at=at,
    )  # fmt: skip
    CaseStep.objects.create(
        case=case, move="enter", from_state=State.ENTER, to_state=State.DONE, done_on=on, made_by=by, made_at=at,
        reason="以前在国办系统录的，转来核对",
    )  # fmt: skip
    audit.record(
        trail.CASE_MOVED, by=by, subject=f"case_file:{case.case_no}", household_no=household_no,
        village_code=case.village_code, writes=True, case=case.case_no, did="录进了国办系统",
    )  # fmt: skip
    return case
