"""The township's desk: taking an application up, saying why not, sending it on, taking a step back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from huaiyuan.base import access, audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import hardships
from huaiyuan.county.applications import errors, tasks, trail
from huaiyuan.county.applications.models import Application, Rerouting
from huaiyuan.county.applications.moves import MOVES, Move
from huaiyuan.county.applications.types import State
from huaiyuan.county.leads import actions as leads
from huaiyuan.county.leads import queries as lead_queries
from huaiyuan.county.leads.types import Channel, Grade
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.worklist import actions as worklist

TOWNSHIP = 9
GRADES = {str(grade.label): grade for grade in Grade}


@dataclass(frozen=True)
class Accepted:
    """What an application became: the lead it stands under, whether that was there before, by when the village goes."""

    number: str
    lead_no: str
    merged: bool
    due_at: dt.datetime


@dataclass(frozen=True)
class Ended:
    """One application of many: whether it was done, and what to say of it."""

    number: str
    done: bool
    says: str


@transaction.atomic
def accept(
    number: str, *, household_no: str, person_id: str = "", by: Account, base_version: int | None = None,
    at: dt.datetime | None = None,
) -> Accepted:  # fmt: skip
    """受理，交村: the household that staff say it is gets the report into its one lead, and its village goes there.

    Raises: APPLICATION_NOT_FOUND, APPLICATION_NO_HOUSEHOLD, APPLICATION_OTHER_PLACE, APPLICATION_NOT_PENDING.
    """
    row, moment = application_for(by, number), at or clock.business_now()
    _still(row, "accept", base_version)
    village_code = _village(household_no, by)
    person_id = person_id if _belongs(person_id, household_no, by) else ""
    hardship = hardships.load()[row.hardship]
    channel = Channel(row.channel)
    reported = leads.take_report(
        leads.Report(
            household_no=household_no, village_code=village_code, risk_type=hardship.risk, channel=channel,
            grade=GRADES[hardship.grade], ref=number, says=f"{channel.label}（{number}）：{hardship.says}",
            found_on=row.filed_at.astimezone(clock.SHANGHAI).date(), person_id=person_id,
        ),
        limit=tasks.VISIT, by=by, at=moment,
    )  # fmt: skip
    _step(
        "accept", row, by, moment, base_version=base_version, household_no=household_no, person_id=person_id,
        lead_no=reported.lead_no, hit_id=reported.hit_id,
    )  # fmt: skip
    worklist.finish([tasks.ACCEPT], [number], proof=f"已受理，{reported.lead_no}", by=by, at=moment)
    _record(
        trail.ACCEPTED, row, by, lead=reported.lead_no, how="并入在办线索" if reported.merged else "新开线索"
    )  # fmt: skip
    return Accepted(number, reported.lead_no, reported.merged, reported.due_at)


@transaction.atomic
def end(
    number: str, *, state: State, reason: str, by: Account, base_version: int | None = None,
    at: dt.datetime | None = None,
) -> Application:  # fmt: skip
    """Say that it is not so (不属实), or that nobody of that name lives here (查无此人), and why.

    Raises: APPLICATION_NOT_FOUND, APPLICATION_NO_REASON, APPLICATION_NOT_PENDING.
    """
    row, moment = application_for(by, number), at or clock.business_now()
    why = reason_given(reason, State(state).label)
    _step(str(state), row, by, moment, base_version=base_version, decided_why=why)
    worklist.finish([tasks.ACCEPT], [number], proof=f"{State(state).label}：{why}"[:200], by=by, at=moment)
    _record(trail.ENDED, row, by, reason=why, state=State(state).label)
    return row


def end_many(
    numbers: Iterable[str], *, state: State, reason: str, by: Account, at: dt.datetime | None = None
) -> list[Ended]:
    """`end` for each of many; one that cannot be done does not hold back the others. Raises: APPLICATION_NOTHING_PICKED."""
    picked = list(dict.fromkeys(numbers))
    if not picked:
        raise DomainError(errors.NOTHING_PICKED)
    reason_given(reason, State(state).label)
    found = []
    for number in picked:
        try:
            end(number, state=state, reason=reason, by=by, at=at)
            found.append(Ended(number, True, State(state).label))
        except DomainError as refusal:
            found.append(Ended(number, False, str(refusal)))
    return found


@transaction.atomic
def reroute(
    number: str, *, to_village: str, reason: str, by: Account, base_version: int | None = None,
    at: dt.datetime | None = None,
) -> Application:  # fmt: skip
    """Another place's: send it there with a reason; that township has its own days, the day of filing stays.

    Raises: APPLICATION_NOT_FOUND, APPLICATION_NO_REASON, APPLICATION_NO_VILLAGE, APPLICATION_SAME_VILLAGE,
    APPLICATION_NOT_PENDING.
    """
    row, moment = application_for(by, number), at or clock.business_now()
    why, before = reason_given(reason, "转走"), row.village_code
    places = reference.places_by_code([to_village, before])
    if to_village not in places or places[to_village].level != "village":
        raise DomainError(errors.NO_VILLAGE)
    if to_village == before:
        raise DomainError(errors.SAME_VILLAGE, village=places[before].short_name)
    due_at = worklist.due(tasks.ACCEPT, moment)
    _step("reroute", row, by, moment, base_version=base_version, village_code=to_village, due_at=due_at)
    Rerouting.objects.create(
        application=row, from_village=before, to_village=to_village, reason=why, rerouted_by=by, rerouted_at=moment
    )
    worklist.recall([tasks.ACCEPT], [number], reason=f"转走：{why}"[:200], by=by, at=moment)
    _ask(row, by, moment)
    named = {code: place.short_name for code, place in places.items()}
    _record(trail.REROUTED, row, by, reason=why, before=named.get(before, before), after=named[to_village])
    return row


@transaction.atomic
def reopen(
    number: str, *, reason: str, by: Account, base_version: int | None = None, at: dt.datetime | None = None
) -> Application:
    """Look again at one that was ended. Raises: APPLICATION_NOT_FOUND, APPLICATION_NO_REASON, APPLICATION_STAGE."""
    row, moment = application_for(by, number), at or clock.business_now()
    why = reason_given(reason, "重新受理")
    _step("reopen", row, by, moment, base_version=base_version, due_at=worklist.due(tasks.ACCEPT, moment))
    _ask(row, by, moment)
    _record(trail.REOPENED, row, by, reason=why)
    return row


@transaction.atomic
def take_back(
    number: str, *, reason: str, by: Account, base_version: int | None = None, at: dt.datetime | None = None
) -> Application:
    """It was the wrong family: take it out of that lead again, while no village has gone there.

    Raises: APPLICATION_NOT_FOUND, APPLICATION_NO_REASON, APPLICATION_STAGE, APPLICATION_GONE_THERE.
    """
    row, moment = application_for(by, number), at or clock.business_now()
    why, lead_no, hit_id = reason_given(reason, "撤回受理"), row.lead_no, row.hit_id
    _step(
        "take_back", row, by, moment, base_version=base_version, due_at=worklist.due(tasks.ACCEPT, moment),
        household_no="", person_id="", lead_no="", hit_id=None,
    )  # fmt: skip
    try:
        leads.withdraw_report(hit_id or 0, because=f"{number}受理撤回：{why}", by=by, at=moment)
    except DomainError as refusal:
        stands = lead_queries.progress([lead_no]).get(lead_no)
        raise DomainError(errors.GONE_THERE, lead=lead_no, state=stands.state_label if stands else "不明") from refusal
    _ask(row, by, moment)
    _record(trail.TAKEN_BACK, row, by, reason=why, lead=lead_no)
    return row


def application_for(account: Account, number: str, permission: P = P.APPLICATION_ACCEPT) -> Application:
    """One that the account may act on. Raises: APPLICATION_NOT_FOUND for an absent, a foreign and a forbidden one alike."""
    rows = Application.objects.filter(number=number)
    # Of two at one desk the second waits for what the first does.
    row = (rows.select_for_update() if connection.in_atomic_block else rows).first()
    if row is None or not access.scope_of(account, permission).covers(row.village_code):
        raise DomainError(errors.NOT_FOUND)
    return row


def reason_given(reason: str, what: str) -> str:
    """The reason without blanks around it. Raises: APPLICATION_NO_REASON."""
    if not reason.strip():
        raise DomainError(errors.NO_REASON, what=what)
    return reason.strip()[:200]


def _village(household_no: str, by: Account) -> str:
    village_code = registry.village_of(household_no)
    if village_code is None or not registry.is_open(household_no):
        raise DomainError(errors.NO_HOUSEHOLD)
    if not access.scope_of(by, P.APPLICATION_ACCEPT).covers(village_code):
        raise DomainError(errors.OTHER_PLACE, place="那户所在的乡镇")
    return village_code


def _belongs(person_id: str, household_no: str, by: Account) -> bool:
    person = registry.named([person_id], by).get(person_id) if person_id else None
    return person is not None and person.household_no == household_no


def _still(row: Application, name: str, base_version: int | None) -> None:
    """Whether the move begins here at all, before anything else is written. Raises as the move would."""
    if row.state not in MOVES[name].sources or row.version != (row.version if base_version is None else base_version):
        raise _refusal(row, MOVES[name])


def _step(
    name: str, row: Application, by: Account, at: dt.datetime, *, base_version: int | None = None, **changes: Any
) -> None:
    """Make a move: one conditional UPDATE that must change one row, else somebody was there first."""
    move = MOVES[name]
    decided = {"decided_by": by, "decided_at": at}
    if move.target == State.PENDING:
        decided = {"decided_by": None, "decided_at": None, "decided_why": ""}
    same = Application.objects.filter(
        pk=row.pk, state__in=move.sources, version=row.version if base_version is None else base_version
    )
    if same.update(state=move.target, version=F("version") + 1, **{**decided, **changes}) != 1:
        raise _refusal(row, move)
    row.refresh_from_db()


def _refusal(row: Application, move: Move) -> DomainError:
    row = Application.objects.select_related("decided_by").get(pk=row.pk)
    if State.PENDING not in move.sources or row.decided_by is None or row.decided_at is None:
        return DomainError(errors.STAGE, state=row.get_state_display(), says=move.says)
    at = row.decided_at.astimezone(clock.SHANGHAI)
    shown = f"{at:%H:%M}" if at.date() == clock.today() else f"{at:%m-%d %H:%M}"
    return DomainError(errors.NOT_PENDING, who=row.decided_by.display_name, did=_did(row), at=shown)


def _did(row: Application) -> str:
    return next((m.did for m in MOVES.values() if m.target == row.state and m.target != State.PENDING), "改动过")


def _ask(row: Application, by: Account, at: dt.datetime) -> None:
    worklist.open_one(
        tasks.ACCEPT, row.number, village_code=row.village_code, owner_area=row.village_code[:TOWNSHIP],
        about=hardships.load()[row.hardship].risk, due_at=row.due_at, by=by, at=at,
    )  # fmt: skip


def _record(action: str, row: Application, by: Account, *, reason: str = "", **facts: Any) -> None:
    audit.record(
        action, by=by, subject=f"application:{row.number}", household_no=row.household_no,
        village_code=row.village_code, writes=True, reason=reason, application=row.number, **facts,
    )  # fmt: skip
