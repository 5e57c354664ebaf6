"""Hits become leads (归并): the second, idempotent step of a screening, keyed by the run (decision 11)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, QuerySet

from huaiyuan.base import audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock, faultpoint
from huaiyuan.county.leads import plan, tasks, trail
from huaiyuan.county.leads.models import Hit, Lead, Opening
from huaiyuan.county.leads.moves import MERGED
from huaiyuan.county.leads.plan import Plan, Standing
from huaiyuan.county.leads.transitions import alone
from huaiyuan.county.leads.types import AT_VILLAGE, LIVE, Grade, State
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.registry.types import AliasKind
from huaiyuan.county.worklist import actions as worklist
from huaiyuan.county.worklist.staging import bound, staged

BY_RUN = "筛查"
LIMITS = {grade: f"lead.verify.{grade}" for grade in Grade}

INSERT_LEADS = """
INSERT INTO leads_lead (lead_no, household_no, village_code, state, grade, opened_on, run_id, closed_why, version,
                        changed_how, changed_by, changed_at)
SELECT lead_no, household_no, village_code, 'open', grade, %(on)s, %(run)s, '', 1, '', %(by)s, %(at)s
FROM opening_leads ORDER BY lead_no"""
INSERT_RISKS = """
INSERT INTO leads_risk (lead_id, risk_type, grade, verdict, reason, by_phone, signed)
SELECT l.id, s.risk_type, s.risk_grade, '', '', %(no)s, %(no)s
FROM (SELECT DISTINCT lead_no, risk_type, risk_grade FROM opening_hits) s JOIN leads_lead l ON l.lead_no = s.lead_no
WHERE NOT EXISTS (SELECT 1 FROM leads_risk r WHERE r.lead_id = l.id AND r.risk_type = s.risk_type)
ORDER BY l.id, s.risk_type"""
RAISES = (("'orange'", "'yellow'"), ("'red'", "'yellow', 'orange'"))
RAISE_RISKS = """
UPDATE leads_risk SET grade = {grade} WHERE grade IN ({below}) AND id IN (
    SELECT r.id FROM opening_hits s JOIN leads_lead l ON l.lead_no = s.lead_no
    JOIN leads_risk r ON r.lead_id = l.id AND r.risk_type = s.risk_type WHERE s.risk_grade = {grade})"""
INSERT_HITS = """
INSERT INTO leads_hit (hit_no, lead_id, risk_id, rule, rule_version, run_id, last_run_id, person_id, department, says,
                       facts, fingerprint, match, rows, pushed_at)
SELECT s.hit_no, r.lead_id, r.id, s.rule, s.rule_version, %(run)s, %(run)s, s.person_id, s.department, s.says, s.facts,
       s.fingerprint, s.match, s.rows, %(at)s
FROM opening_hits s JOIN leads_lead l ON l.lead_no = s.lead_no
JOIN leads_risk r ON r.lead_id = l.id AND r.risk_type = s.risk_type
ORDER BY s.hit_no"""
# What was struck and is found again holds again.
MARK_SEEN = """
UPDATE leads_hit SET last_run_id = %(run)s, ground_gone_at = NULL, person_gone_at = NULL
WHERE id IN (SELECT hit_id FROM opening_seen)"""
# A verdict being written meanwhile must see the new evidence, so the version grows.
GROW = """
UPDATE leads_lead SET version = version + 1, changed_how = %(how)s, changed_by = %(by)s, changed_at = %(at)s
WHERE lead_no IN (SELECT lead_no FROM opening_grown)"""


@dataclass(frozen=True)
class Opened:
    """What a run's hits became, in households: with a new lead, into a live one, or quiet because just verified."""

    opened: int
    merged: int
    suppressed: int

    def as_json(self) -> dict[str, int]:
        """As `huaiyuan screen --json` prints it."""
        return {"opened": self.opened, "merged": self.merged, "suppressed": self.suppressed}


@transaction.atomic
def open_from_run(run: str | Path, by: Account | None, *, at: dt.datetime | None = None) -> dict[str, int]:
    """Turn the hits of a run into leads waiting for 研判; a run already turned gives what it gave then.

    `run` is the run's id, or its folder. Raises: LEAD_RUN_MISSING, LEAD_RUN_CHANGED.
    """
    folder = _folder(run)
    alone()
    earlier = _earlier(folder)
    if earlier is not None:
        return earlier.as_json()
    moment = at or clock.business_now()
    made = plan.make(folder, standing(moment.date()), moment.date())
    faultpoint.reached("leads.planned")
    _write(made, folder.name, moment)
    _raise(made, moment)
    result = Opened(made.opened, made.merged, made.suppressed)
    Opening.objects.create(run_id=folder.name, opened_at=moment, **result.as_json())
    audit.record(
        trail.OPENED, by=by, subject=f"run:{folder.name}", writes=True, run=folder.name,
        opened=made.opened, merged=made.merged, suppressed=made.suppressed,
    )  # fmt: skip
    faultpoint.reached("leads.opened")
    return result.as_json()


def would_open(run: str | Path, *, at: dt.datetime | None = None) -> dict[str, int]:
    """What `open_from_run` would give, without writing (试算). Raises: LEAD_RUN_MISSING, LEAD_RUN_CHANGED."""
    folder, on = _folder(run), (at or clock.business_now()).date()
    earlier = _earlier(folder)
    if earlier is not None:
        return earlier.as_json()
    made = plan.make(folder, standing(on), on)
    return Opened(made.opened, made.merged, made.suppressed).as_json()


def next_lead_no(on: dt.date) -> str:
    """The number of a single new lead; the caller holds off other writes (`alone`)."""
    return f"{plan.prefix(on)}{_last_number(on) + 1:06}"


def _last_number(on: dt.date) -> int:
    numbers = Lead.objects.filter(lead_no__startswith=plan.prefix(on)).order_by("-lead_no")
    last = numbers.values_list("lead_no", flat=True).first()
    return int(last.partition("-")[2]) if last else 0


def standing(on: dt.date) -> Standing:
    """Hits ever pushed, live leads and the last lead number of the year."""
    # A struck hit that somebody judged still tells that these facts were looked at; under a live lead it is found anew.
    hits = Hit.objects.exclude(lead__state=State.WITHDRAWN).exclude(struck=True, lead__state__in=LIVE)
    known = hits.values_list(
        "id", "lead__lead_no", "lead__state", "lead__household_no", "risk__risk_type", "rule", "person_id",
        "fingerprint", "facts", "risk__judged_at", "risk__cool_down_until",
    )  # fmt: skip
    live = Lead.objects.filter(state__in=LIVE).annotate(n=Count("hits"))
    return Standing(
        known=_under_todays_numbers(_table(known, plan.KNOWN_COLUMNS)),
        live=_table(live.values_list("lead_no", "household_no", "grade", "n"), plan.LIVE_COLUMNS),
        last_number=_last_number(on),
    )


def _under_todays_numbers(known: pa.Table) -> pa.Table:
    """What was judged of a household united with another, or of a person entered twice, was judged of who lives on."""
    for column, kind in (("household_no", AliasKind.HOUSEHOLD), ("person_id", AliasKind.PERSON)):
        later = registry.renumbered(kind)
        old, new = (pa.array(side, pa.string()) for side in (list(later), list(later.values())))
        today = pc.coalesce(pc.take(new, pc.index_in(known[column], old)), known[column])
        known = known.set_column(known.column_names.index(column), column, today)
    return known


def _earlier(folder: Path) -> Opened | None:
    found = Opening.objects.filter(run_id=folder.name).first()
    return None if found is None else Opened(found.opened, found.merged, found.suppressed)


def _folder(run: str | Path) -> Path:
    return run if isinstance(run, Path) else Path(settings.DATA_DIR) / "runs" / run


def _table(rows: QuerySet[Any, Any], columns: dict[str, pa.DataType]) -> pa.Table:
    found = list(rows.iterator(chunk_size=5000))
    values = zip(*found, strict=True) if found else ((),) * len(columns)
    return pa.table([pa.array(v, t) for v, t in zip(values, columns.values(), strict=True)], names=list(columns))


def _write(made: Plan, run: str, moment: dt.datetime) -> None:
    values = {
        "run": run, "on": bound(moment.date()), "at": bound(moment), "by": BY_RUN, "how": MERGED, "no": False,
    }  # fmt: skip
    with (
        staged("opening_leads", made.leads),
        staged("opening_hits", made.hits),
        staged("opening_grown", made.grown),
        staged("opening_seen", made.seen),
        connection.cursor() as cursor,
    ):
        raising = (RAISE_RISKS.format(grade=grade, below=below) for grade, below in RAISES)
        for statement in (INSERT_LEADS, INSERT_RISKS, *raising, INSERT_HITS, MARK_SEEN, GROW):
            used = {name: value for name, value in values.items() if f"%({name})s" in statement}
            cursor.execute(statement, used)


def _raise(made: Plan, moment: dt.datetime) -> None:
    """Live leads that grew more pressing: a higher grade, and at a village an earlier deadline."""
    for grade in Grade:
        rows = made.grown.filter(pc.field("raised") & (pc.field("grade") == str(grade)))
        numbers = rows["lead_no"].to_pylist()
        if not numbers:
            continue
        raised = Lead.objects.filter(lead_no__in=numbers)
        raised.update(grade=grade)
        due_at = reference.deadline(LIMITS[grade], moment)
        raised.filter(state__in=AT_VILLAGE, due_at__gt=due_at).update(due_at=due_at)
        worklist.hasten(tasks.VERIFY, numbers, grade=str(grade), due_at=due_at)
