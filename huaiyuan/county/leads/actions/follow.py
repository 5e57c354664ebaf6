"""Leads follow people: when families change, hits go where the people they are about go.

Rules: a hit belongs to the household its person lives in; one live lead a household (decision F6); who died or left the
county takes those hits along that concern nobody else; a household that moves takes its lead. Every effect is recorded
with the number of the change (`Following`), so that `undo_following` finds it again. Judged leads stay as they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from huaiyuan.base import audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.core.kernel import clock
from huaiyuan.county.leads import grounds, tasks, trail
from huaiyuan.county.leads.actions import regrounding
from huaiyuan.county.leads.actions.opening import LIMITS, next_lead_no
from huaiyuan.county.leads.models import Following, Forwarding, Hit, Lead, Remark, Risk
from huaiyuan.county.leads.moves import MERGED
from huaiyuan.county.leads.transitions import alone, move, touch
from huaiyuan.county.leads.types import AT_VILLAGE, LIVE, RANK, Effect, Grade, State
from huaiyuan.county.worklist import actions as worklist

DEATH_KEEPS = "change.death_keeps"
GROUND_GONE = "依据的部门批次已撤回"
STANDS_AT = {State.OPEN: 0, State.SENT: 1, State.VISITING: 2}


@dataclass(frozen=True)
class Change:
    """The change that leads follow: its number, what is said of it, who made it and when."""

    ref: str
    says: str
    by: Account
    at: dt.datetime


def live_lead(household_no: str) -> Lead | None:
    """The one live lead of a household."""
    return Lead.objects.filter(household_no=household_no, state__in=LIVE).first()


def people_went(household_no: str, to: Mapping[str, str], village_code: str, change: Change) -> None:
    """People (person number → household number) now live elsewhere in the county, in a village of it."""
    alone()
    for target in sorted(set(to.values())):
        lead = live_lead(household_no)
        if lead is not None:
            _bring(lead, {p for p, no in to.items() if no == target}, target, village_code, change)


def people_gone(household_no: str, people: Collection[str], change: Change, *, died: bool) -> None:
    """People died or left the county. Of the dead those risks stay that burden the family (`change.death_keeps`)."""
    kept = _kept_after_death(change) if died else []
    for closed in _closed_for_want_of_ground(household_no):
        _lose_people(closed, people, kept, change)
    lead = live_lead(household_no)
    if lead is None:
        return
    concerned = lead.hits.filter(person_id__in=list(people), person_gone_at__isnull=True).exists()
    _lose_people(lead, people, kept, change)
    if concerned:
        Remark.objects.create(lead=lead, text=change.says, written_by=change.by, written_at=change.at)
    touch(lead, by=change.by, at=change.at, how=MERGED)
    # Where somebody is on the way already, that person decides, told by the remark.
    if lead.state != State.VISITING and not _live_hits(lead).exists():
        _end(lead, change.says, change)


def household_gone(household_no: str, change: Change) -> None:
    """A whole household left the county: its lead has no ground left."""
    leads = [*_closed_for_want_of_ground(household_no), *filter(None, [live_lead(household_no)])]
    people = set(Hit.objects.filter(lead__in=leads).values_list("person_id", flat=True))
    if leads:
        people_gone(household_no, people, change, died=False)


def household_moved(household_no: str, village_code: str, change: Change) -> None:
    """The household lives in another village: its lead is there too, with that village's own time."""
    lead = live_lead(household_no)
    if lead is not None and lead.village_code != village_code:
        _note(change, lead, Effect.VILLAGE)
        _to_village(lead, village_code, change)


def one_person(gone: str, kept: str, from_household: str, to_household: str, village_code: str, change: Change) -> None:
    """Two entries are one person: the hits of the one that goes are the kept one's, in the kept one's household."""
    if from_household and to_household and from_household != to_household:
        people_went(from_household, {gone: to_household}, village_code, change)
    for hit in Hit.objects.filter(person_id=gone, lead__state__in=LIVE).select_related("lead"):
        twin = Hit.objects.filter(risk=hit.risk_id, rule=hit.rule, person_id=kept, fingerprint=hit.fingerprint)
        if twin.exists():
            _strike(hit, change)
        else:
            _note(change, hit.lead, Effect.PERSON, hit=hit)
            Hit.objects.filter(pk=hit.pk).update(person_id=kept)


def _closed_for_want_of_ground(household_no: str) -> QuerySet[Lead]:
    """Leads of a household that closed when their batch was withdrawn, and live again when it is given back."""
    return _waiting().filter(household_no=household_no)


def _lose_people(lead: Lead, people: Collection[str], kept: Collection[str], change: Change) -> None:
    """Strike the hits about people, whether their batch stands or not: each reason is taken back by itself."""
    about = Hit.objects.filter(lead=lead, person_id__in=list(people), person_gone_at__isnull=True)
    for hit in about.exclude(risk__risk_type__in=list(kept)).select_related("lead"):
        _strike(hit, change)


def _strike(hit: Hit, change: Change) -> None:
    _note(change, hit.lead, Effect.STRUCK, hit=hit)
    Hit.objects.filter(pk=hit.pk).update(person_gone_at=change.at)


def _kept_after_death(change: Change) -> list[str]:
    known = reference.parameter(DEATH_KEEPS, change.at.astimezone(clock.SHANGHAI).date())
    return str(known.value).split("、") if known else []


def _live_hits(lead: Lead) -> QuerySet[Hit]:
    return Hit.objects.filter(lead=lead, struck=False)


def _bring(lead: Lead, people: set[str], household_no: str, village_code: str, change: Change) -> None:
    going = _live_hits(lead).filter(person_id__in=people)
    if not going.exists():
        return
    everything = not _live_hits(lead).exclude(person_id__in=people).exists()
    there = live_lead(household_no)
    if there is not None and everything and STANDS_AT[State(lead.state)] > STANDS_AT[State(there.state)]:
        # What was handed out already goes on; what still waited joins it.
        _shift(_live_hits(there), there, lead, change)
        _end(there, f"{change.says}，并入{lead.lead_no}", change)
        there = None
    if there is None and everything:
        _note(change, lead, Effect.HOUSEHOLD)
        _rehouse(lead, household_no, village_code, change)
        return
    if there is None:
        there = _open_beside(lead, household_no, village_code, change)
    _shift(going, lead, there, change)
    if everything:
        _end(lead, f"{change.says}，并入{there.lead_no}", change)
    else:
        touch(lead, by=change.by, at=change.at, how=MERGED)


def _rehouse(lead: Lead, household_no: str, village_code: str, change: Change) -> None:
    Lead.objects.filter(pk=lead.pk).update(household_no=household_no)
    lead.refresh_from_db()
    if lead.village_code != village_code:
        _to_village(lead, village_code, change)
    else:
        touch(lead, by=change.by, at=change.at, how=MERGED)
        task_again(lead, change.says, by=change.by, at=change.at)


def _to_village(lead: Lead, village_code: str, change: Change) -> None:
    before = lead.village_code
    if lead.state in AT_VILLAGE:
        due_at = reference.deadline(LIMITS[Grade(lead.grade)], change.at)
        move("forward", lead, by=change.by, at=change.at, village_code=village_code, due_at=due_at)
    else:
        Lead.objects.filter(pk=lead.pk).update(village_code=village_code)
        lead.refresh_from_db()
        touch(lead, by=change.by, at=change.at, how="forward")
    Forwarding.objects.create(
        lead=lead, from_village=before, to_village=village_code, reason=change.says[:200], forwarded_by=change.by,
        forwarded_at=change.at,
    )  # fmt: skip
    task_again(lead, change.says, by=change.by, at=change.at)


def _open_beside(lead: Lead, household_no: str, village_code: str, change: Change) -> Lead:
    """A lead for the people who went, at the stage of the one they come from."""
    on = change.at.astimezone(clock.SHANGHAI).date()
    made = Lead.objects.create(
        lead_no=next_lead_no(on), household_no=household_no, village_code=village_code,
        state=State.OPEN if lead.state == State.OPEN else State.SENT, grade=lead.grade, opened_on=lead.opened_on,
        run_id=lead.run_id, sent_at=lead.sent_at, due_at=lead.due_at, changed_how=MERGED,
        changed_by=change.by.display_name, changed_at=change.at,
    )  # fmt: skip
    _note(change, made, Effect.OPENED)
    task_again(made, change.says, by=change.by, at=change.at)
    return made


def _shift(hits: QuerySet[Hit], lead: Lead, there: Lead, change: Change) -> None:
    """Hits change leads; a risk that nothing is left under goes with them."""
    for hit in list(hits.select_related("risk").order_by("hit_no")):
        place(hit, there)
        _note(change, there, Effect.HIT, hit=hit, from_lead=lead)
    raised = min((lead.grade, there.grade), key=lambda grade: RANK[Grade(grade)])
    if raised != there.grade:
        Lead.objects.filter(pk=there.pk).update(grade=raised)
        there.refresh_from_db()
    touch(there, by=change.by, at=change.at, how=MERGED)
    task_again(there, change.says, by=change.by, at=change.at)


def place(hit: Hit, lead: Lead) -> None:
    """Put a hit under a lead, below the risk of its type; an unjudged risk left empty behind it goes."""
    left = hit.risk
    risk, _ = Risk.objects.get_or_create(lead=lead, risk_type=left.risk_type, defaults={"grade": left.grade})
    if RANK[Grade(left.grade)] < RANK[Grade(risk.grade)]:
        Risk.objects.filter(pk=risk.pk).update(grade=left.grade)
    Hit.objects.filter(pk=hit.pk).update(lead=lead, risk=risk)
    hit.lead, hit.risk = lead, risk
    if not left.verdict and not left.hits.exists() and not left.findings.exists():
        left.delete()


def _end(lead: Lead, why: str, change: Change) -> None:
    """A live lead without ground closes, and so does its task."""
    worklist.recall([tasks.VERIFY], [lead.lead_no], reason=why[:200], by=change.by, at=change.at)
    _note(change, lead, Effect.CLOSED)
    move("absorb", lead, by=change.by, at=change.at, closed_why=why[:200], closed_at=change.at)


def task_again(lead: Lead, says: str, *, by: Account | None, at: dt.datetime) -> None:
    """Hand the village its task anew, for what it is about has changed; nothing where no village has the lead."""
    worklist.recall([tasks.VERIFY], [lead.lead_no], reason=says[:200], by=by, at=at)
    if lead.state not in AT_VILLAGE:
        return
    about = "、".join(Risk.objects.filter(lead=lead).order_by("risk_type").values_list("risk_type", flat=True))
    worklist.open_one(
        tasks.VERIFY, lead.lead_no, village_code=lead.village_code, owner_area=lead.village_code,
        household_no=lead.household_no, about=about, grade=lead.grade, due_at=lead.due_at, by=by, at=at,
    )  # fmt: skip


def _note(change: Change, lead: Lead, effect: Effect, *, hit: Hit | None = None, from_lead: Lead | None = None) -> None:
    Following.objects.create(
        change_no=change.ref, lead=lead, hit=hit, effect=effect, from_lead=from_lead, from_household=lead.household_no,
        from_village=lead.village_code, from_state=lead.state, noted_at=change.at,
        from_person=hit.person_id if hit else "",
    )  # fmt: skip
    if effect not in {Effect.STRUCK, Effect.HIT, Effect.PERSON}:
        audit.record(
            trail.FOLLOWED, by=change.by, subject=f"lead:{lead.lead_no}", household_no=lead.household_no,
            village_code=lead.village_code, writes=True, change=change.ref, effect=effect.label,
        )  # fmt: skip


def undo_following(change: Change) -> None:
    """Take back what leads did because of a change, last first. What was judged meanwhile stays as it was judged."""
    alone()
    rows = Following.objects.filter(change_no=change.ref, undone_at__isnull=True).select_related("lead", "hit")
    done = list(rows.order_by("-id"))
    for row in done:
        row.lead.refresh_from_db()
        BACK[Effect(row.effect)](row, change)
    touched = {row.lead_id for row in done} | {row.from_lead_id for row in done if row.from_lead_id}
    rows.update(undone_at=change.at)
    for lead in Lead.objects.filter(pk__in=touched, state__in=LIVE):
        task_again(lead, change.says, by=change.by, at=change.at)
    _settle_with_batches(done, change)


def _settle_with_batches(undone: Collection[Following], change: Change) -> None:
    """What batches withdrawn or given back while the change stood mean for the leads it gives back."""
    again = [row.hit_id for row in undone if row.effect == Effect.STRUCK and row.hit_id]
    free = Hit.objects.filter(pk__in=again, struck=False, lead__in=_waiting())
    regrounding.regain(free.values_list("pk", flat=True), because=change.says, by=change.by, at=change.at)
    reopened = {row.lead_id for row in undone if row.effect == Effect.CLOSED}
    empty = Lead.objects.filter(grounds.has_lost_all(), pk__in=reopened, state__in=LIVE)
    lost = list(Hit.objects.filter(lead__in=empty, ground_gone_at__isnull=False).values_list("pk", flat=True))
    # Back as it was before the change, it now loses its ground as every lead did when the batch was withdrawn.
    Hit.objects.filter(pk__in=lost).update(ground_gone_at=None)
    regrounding.strike(lost, because=GROUND_GONE, by=change.by, at=change.at)


def _waiting() -> QuerySet[Lead]:
    return Lead.objects.filter(state=State.WITHDRAWN, before_struck__isnull=False)


def _hit(row: Following) -> Hit:
    if row.hit is None:
        raise ValueError(f"{row.effect} of {row.change_no} names no hit")
    return row.hit


def _back_struck(row: Following, _change: Change) -> None:
    Hit.objects.filter(pk=_hit(row).pk).update(person_gone_at=None)


def _back_person(row: Following, _change: Change) -> None:
    Hit.objects.filter(pk=_hit(row).pk).update(person_id=row.from_person)


def _back_hit(row: Following, _change: Change) -> None:
    hit, before = Hit.objects.select_related("risk", "lead").get(pk=_hit(row).pk), row.from_lead
    if before is not None and hit.lead.state in LIVE and before.state in LIVE:
        place(hit, before)


def _back_closed(row: Following, change: Change) -> None:
    lead = row.lead
    again = live_lead(row.from_household)
    if lead.state != State.WITHDRAWN or again is not None:
        return
    Lead.objects.filter(pk=lead.pk).update(
        state=row.from_state, household_no=row.from_household, closed_at=None, closed_why="", changed_how=MERGED,
        changed_by=change.by.display_name, changed_at=change.at, version=lead.version + 1,
    )  # fmt: skip


def _back_home(row: Following, change: Change) -> None:
    if row.lead.state not in LIVE:
        return
    if live_lead(row.from_household) in {None, row.lead}:
        Lead.objects.filter(pk=row.lead_id).update(household_no=row.from_household)
        row.lead.refresh_from_db()
    if row.lead.village_code != row.from_village:
        _to_village(row.lead, row.from_village, change)


def _back_opened(row: Following, change: Change) -> None:
    if row.lead.state in LIVE and not _live_hits(row.lead).exists():
        worklist.recall([tasks.VERIFY], [row.lead.lead_no], reason=change.says[:200], by=change.by, at=change.at)
        move("absorb", row.lead, by=change.by, at=change.at, closed_why=change.says[:200], closed_at=change.at)


BACK = {
    Effect.STRUCK: _back_struck,
    Effect.HIT: _back_hit,
    Effect.PERSON: _back_person,
    Effect.CLOSED: _back_closed,
    Effect.HOUSEHOLD: _back_home,
    Effect.VILLAGE: _back_home,
    Effect.OPENED: _back_opened,
}
