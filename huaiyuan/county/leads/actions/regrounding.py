"""依据撤回 and its undo: hits lose or regain their ground, and the leads that stand on them follow (decision F7).

A hit is struck, never deleted. A lead left without an unstruck hit is closed while nobody has gone there; what was
visited or decided is kept for a person to look at. What each lead was before is kept beside it, so that the undo brings
back the same rows. All of it is set-based and happens in the caller's transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pyarrow as pa
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import Role
from huaiyuan.core.kernel import faultpoint
from huaiyuan.county.leads import grounds, tasks, trail
from huaiyuan.county.leads.grounds import Fate, Loss, Regain
from huaiyuan.county.leads.models import Hit, Lead, StruckLead
from huaiyuan.county.leads.moves import STRUCK
from huaiyuan.county.leads.transitions import alone
from huaiyuan.county.leads.types import AT_VILLAGE, State
from huaiyuan.county.worklist import actions as worklist
from huaiyuan.county.worklist.staging import bound, staged

STAGED = "regrounding_hits"
OF_STAGED = f"SELECT hit_id FROM {STAGED}"  # noqa: S608 - a fixed name
LOSE = f"UPDATE leads_hit SET ground_gone_at = %s WHERE ground_gone_at IS NULL AND id IN ({OF_STAGED})"  # noqa: S608 - fixed
REGAIN = f"UPDATE leads_hit SET ground_gone_at = NULL WHERE id IN ({OF_STAGED})"  # noqa: S608 - fixed
REMEMBER = """
INSERT INTO leads_strucklead (lead_id, state, closed_at, closed_why, changed_how, changed_by, changed_at, struck_at, version)
SELECT l.id, l.state, l.closed_at, l.closed_why, l.changed_how, l.changed_by, l.changed_at, %s, l.version
FROM leads_lead l WHERE l.id IN (SELECT lead_id FROM regrounding_leads)
AND NOT EXISTS (SELECT 1 FROM leads_strucklead s WHERE s.lead_id = l.id)"""


@transaction.atomic
def strike(hit_ids: Iterable[int], *, because: str, by: Account, at: dt.datetime) -> Loss:
    """Strike hits whose ground is gone; `because` stands on the closed leads and in the notices to their villages."""
    ids = sorted(set(hit_ids))
    alone()
    loss = grounds.would_lose(ids)
    if not ids:
        return loss
    _forget_stale([line.lead_id for line in loss.leads])
    with _staged_hits(ids), staged("regrounding_leads", _leads_table(loss)), connection.cursor() as cursor:
        cursor.execute(REMEMBER, [bound(at)])
        cursor.execute(LOSE, [bound(at)])
    faultpoint.reached("leads.struck")
    touched = Lead.objects.filter(pk__in=[line.lead_id for line in loss.leads])
    closed = loss.of(Fate.CLOSED)
    # A lead struck a second time keeps the trace of the first, which the undo of the second must find again.
    touched.exclude(changed_how=STRUCK).update(changed_how=STRUCK, changed_by=by.display_name, changed_at=at)
    touched.update(version=F("version") + 1)
    Lead.objects.filter(pk__in=[line.lead_id for line in closed]).update(
        state=State.WITHDRAWN, closed_at=at, closed_why=because[:200]
    )
    _mark_versions(loss.leads, at)
    numbers = [line.lead_no for line in closed]
    worklist.recall([tasks.VERIFY], numbers, reason=because[:200], by=by, at=at)
    _tell(closed, f"{because}。这一户不用去了。", at)
    _record(trail.GROUND_LOST, loss.leads, because, by)
    return loss


@transaction.atomic
def regain(hit_ids: Iterable[int], *, because: str, by: Account, at: dt.datetime) -> Regain:
    """Let hits stand on their batches again and give their leads back what they were, where nobody has gone on with them.

    A hit whose person died or left meanwhile stays struck for that.
    """
    ids = sorted(set(hit_ids))
    alone()
    back = grounds.would_regain(ids)
    with _staged_hits(back.hits), connection.cursor() as cursor:
        cursor.execute(REGAIN)
    reopened = [line for line in back.restored if line.reopens]
    _restore_states(reopened)
    _forget_or_keep([line.lead_id for line in back.restored])
    worklist.reopen(tasks.VERIFY, {line.lead_no: line.struck_at for line in reopened if line.was in AT_VILLAGE})
    _tell(reopened, f"{because}。这一户仍要入户核实，期限不变。", at)
    _record(trail.GROUND_REGAINED, back.restored, because, by)
    # Those left to whoever has gone on with them are not asked about again.
    StruckLead.objects.filter(lead__in=[line.lead_id for line in back.left]).delete()
    return back


def _forget_stale(lead_ids: list[int]) -> None:
    """What is remembered of a lead that somebody has worked on since is not what it was before this withdrawal."""
    now = Lead.objects.filter(pk=OuterRef("lead")).values("version")
    StruckLead.objects.filter(lead__in=lead_ids).exclude(version=Subquery(now)).delete()


def _restore_states(reopened: list[grounds.Line]) -> None:
    for was in {line.was for line in reopened}:
        rows = Lead.objects.filter(pk__in=[line.lead_id for line in reopened if line.was == was])
        before = StruckLead.objects.filter(lead=OuterRef("pk"))
        rows.update(
            state=was, closed_at=_first(before, "closed_at"), closed_why=_first(before, "closed_why"),
            version=F("version") + 1,
        )  # fmt: skip


def _forget_or_keep(lead_ids: list[int]) -> None:
    """A lead all of whose hits hold again is as it was; one that still has struck hits keeps its memory."""
    still = Exists(Hit.objects.filter(lead=OuterRef("pk"), ground_gone_at__isnull=False))
    whole = Lead.objects.filter(pk__in=lead_ids).exclude(still)
    keys = list(whole.values_list("pk", flat=True))
    before = StruckLead.objects.filter(lead=OuterRef("pk"))
    whole.update(
        changed_how=_first(before, "changed_how"), changed_by=_first(before, "changed_by"),
        changed_at=_first(before, "changed_at"), version=F("version") + 1,
    )  # fmt: skip
    StruckLead.objects.filter(lead__in=keys).delete()
    version = Lead.objects.filter(pk=OuterRef("lead")).values("version")
    StruckLead.objects.filter(lead__in=lead_ids).update(version=version)


def _mark_versions(leads: tuple[grounds.Line, ...], at: dt.datetime) -> None:
    version = Lead.objects.filter(pk=OuterRef("lead")).values("version")
    StruckLead.objects.filter(lead__in=[line.lead_id for line in leads]).update(version=version, struck_at=at)


def _tell(leads: Iterable[grounds.Line], says: str, at: dt.datetime) -> None:
    """A notice to the village of every lead that lay with it; a later one takes the place of an unread one."""
    rows = [line for line in leads if line.was in AT_VILLAGE]
    worklist.notify(
        Role.VILLAGE, [(line.village_code, line.lead_no, line.household_no) for line in rows],
        subject_type=tasks.SUBJECT, says=says, at=at,
    )  # fmt: skip


def _record(action: str, leads: Iterable[grounds.Line], because: str, by: Account) -> None:
    events = (
        {"subject": f"lead:{line.lead_no}", "household_no": line.household_no, "village_code": line.village_code,
         "fate": line.fate.label}
        for line in leads
    )  # fmt: skip
    audit.record_many(action, events, by=by, reason=because)


def _first(rows: QuerySet[StruckLead], column: str) -> Subquery:
    return Subquery(rows.values(column)[:1])


@contextmanager
def _staged_hits(ids: Iterable[int]) -> Iterator[None]:
    with staged(STAGED, pa.table({"hit_id": pa.array(list(ids), pa.int64())})):
        yield


def _leads_table(loss: Loss) -> pa.Table:
    return pa.table({"lead_id": pa.array([line.lead_id for line in loss.leads], pa.int64())})
