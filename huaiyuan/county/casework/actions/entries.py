"""What was entered in the national system against its next roster: whoever entered it is told, and told no more once it agrees."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from huaiyuan.base import access, audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.county.casework import tasks, trail
from huaiyuan.county.casework.models import CaseFile, CaseStep, EntryDoubt
from huaiyuan.county.casework.types import DoubtKind, Procedure, State
from huaiyuan.county.crosscheck import queries as rosters
from huaiyuan.county.crosscheck.followers import Roster
from huaiyuan.county.crosscheck.kinds import Difference
from huaiyuan.county.worklist import actions as worklist

# Which difference of a family throws doubt on which part of what was entered.
DOUBTS = {
    Difference.ONLY_HERE_HOUSEHOLD: DoubtKind.ABSENT, Difference.CATEGORY: DoubtKind.CATEGORY,
    Difference.APPROVED: DoubtKind.IDENTIFIED, Difference.RISK: DoubtKind.CLEARED, Difference.CLEARED: DoubtKind.CLEARED,
    Difference.MEMBERS: DoubtKind.MEMBERS, Difference.ONLY_HERE: DoubtKind.MEMBERS, Difference.FAMILY: DoubtKind.MEMBERS,
}  # fmt: skip
OF_AN_EXIT = {DoubtKind.CLEARED}
MOST = 200


@dataclass(frozen=True)
class Entered:
    """A case that somebody has entered, and who that was."""

    case: CaseFile
    by: Account


Doubts = dict[tuple[int, str], tuple[str, str]]


@transaction.atomic
def check_entries(roster: Roster, *, by: Account | None, at: dt.datetime | None = None) -> dict[str, int]:
    """Compare what was entered up to a roster's day with it: new doubts become tasks, those it bears out are settled.

    Only the newest roster counts; the same again changes nothing. Returns how many are new, settled and open.
    """
    newest = rosters.newest()
    if newest is not None and newest.batch_id != roster.batch_id:
        return {"opened": 0, "settled": 0, "open": EntryDoubt.objects.filter(settled_at=None).count()}
    moment = at or clock.business_now()
    entered = _entered(roster.as_of)
    wanted = _doubts(roster, entered)
    known = {(one.case_id, one.kind): one for one in EntryDoubt.objects.filter(settled_at=None).select_related("case")}
    new = {key: said for key, said in wanted.items() if key not in known}
    gone = [one for key, one in known.items() if key not in wanted]
    EntryDoubt.objects.filter(pk__in=[one.pk for one in gone]).update(settled_at=moment)
    EntryDoubt.objects.bulk_create(
        EntryDoubt(case_id=case, kind=kind, ours=ours[:MOST], theirs=theirs[:MOST], batch_id=roster.batch_id,
                   as_of=roster.as_of, found_at=moment)
        for (case, kind), (ours, theirs) in sorted(new.items())
    )  # fmt: skip
    for key in wanted.keys() & known.keys():
        _again(known[key], wanted[key], roster)
    cases = {one.case.pk: one for pair in entered.values() for one in pair.values()}
    _tasks(cases, {key[0] for key in wanted}, {one.case for one in gone}, wanted, by, moment)
    if new or gone:
        audit.record(
            trail.ENTRIES_CHECKED, by=by, subject=f"batch:{roster.batch_id}", writes=True, batch=roster.batch_id,
            opened=len(new), settled=len(gone),
        )  # fmt: skip
    return {"opened": len(new), "settled": len(gone), "open": len(wanted)}


def _entered(as_of: dt.date) -> dict[str, dict[str, Entered]]:
    """(procedure → the last entry) of every family with one up to a day, by household number. One query."""
    rows = CaseStep.objects.filter(move="enter", to_state=State.DONE, done_on__lte=as_of, case__state=State.DONE)
    found: dict[str, dict[str, Entered]] = defaultdict(dict)
    for step in rows.select_related("case", "made_by").order_by("done_on", "pk"):
        found[step.case.household_no][step.case.procedure] = Entered(step.case, step.made_by)
    return found


def _doubts(roster: Roster, entered: Mapping[str, Mapping[str, Entered]]) -> Doubts:
    """Everything of these entries that the roster says otherwise: what we have, what stands there."""
    found: Doubts = {}
    known = pa.array(list(entered), pa.string())
    table = roster.differences.filter(pc.is_in(roster.differences["household_no"], known))
    for row in table.select(["kind", "household_no", "ours", "theirs"]).to_pylist():
        kind = DOUBTS.get(Difference(row["kind"]))
        case = _case_of(entered[row["household_no"]], kind) if kind else None
        if kind is not None and case is not None:
            found.setdefault((case.pk, kind.value), (row["ours"] or "没有", row["theirs"] or "没有"))
    there: dict[str, set[str]] = defaultdict(set)
    mine = roster.numbers.filter(pc.is_in(roster.numbers["household_no"], known))
    for row in mine.to_pylist():
        there[row["household_no"]].add(row["national_household"])
    for number, pair in entered.items():
        case = _case_of(pair, DoubtKind.NUMBER)
        if case is not None and case.national_no and there.get(number) and case.national_no not in there[number]:
            found[(case.pk, DoubtKind.NUMBER.value)] = (case.national_no, "、".join(sorted(there[number])))
    return found


def _case_of(pair: Mapping[str, Entered], kind: DoubtKind) -> CaseFile | None:
    """Whose entry it is: that of the exit for what was marked as cleared, else that of the identification."""
    order = (Procedure.EXIT, Procedure.IDENTIFICATION)
    wanted = order if kind in OF_AN_EXIT else tuple(reversed(order))
    if kind is DoubtKind.NUMBER:
        wanted = (Procedure.IDENTIFICATION,)
    found = next((pair[one.value] for one in wanted if one.value in pair), None)
    return found.case if found else None


def _again(doubt: EntryDoubt, said: tuple[str, str], roster: Roster) -> None:
    if (doubt.ours, doubt.theirs, doubt.batch_id) != (said[0][:MOST], said[1][:MOST], roster.batch_id):
        doubt.ours, doubt.theirs, doubt.batch_id, doubt.as_of = (
            said[0][:MOST],
            said[1][:MOST],
            roster.batch_id,
            roster.as_of,
        )
        doubt.save(update_fields=["ours", "theirs", "batch_id", "as_of"])


def _tasks(
    entered: Mapping[int, Entered], doubted: set[int], gone: Iterable[CaseFile], wanted: Doubts, by: Account | None,
    at: dt.datetime,
) -> None:  # fmt: skip
    """One task a case for who entered it, of the village's post where he is posted there no more."""
    over = [case.case_no for case in gone if case.pk not in doubted]
    worklist.finish([tasks.DOUBT], over, proof="国办名单已对上", by=by, at=at)
    for key in sorted(doubted):
        one = entered[key]
        kinds = "、".join(DoubtKind(kind).label for case, kind in sorted(wanted) if case == key)
        village = one.case.village_code
        still = access.scope_of(one.by, P.CASEWORK_VILLAGE).covers(village)
        worklist.open_one(
            tasks.DOUBT, one.case.case_no, village_code=village, owner_area=village, household_no=one.case.household_no,
            about=kinds, owner=one.by if still else None, by=by, at=at,
        )  # fmt: skip
