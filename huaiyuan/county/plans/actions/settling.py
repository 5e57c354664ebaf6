"""What became of a measure: carried out on a day with its amount, proof and result, also before approval; or dropped."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from huaiyuan.base import access
from huaiyuan.base.access import grants
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import media, pictures
from huaiyuan.core.kernel import yuan as money
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.plans import errors, trail
from huaiyuan.county.plans.departments import own_measures
from huaiyuan.county.plans.models import Measure, MeasurePhoto, Plan
from huaiyuan.county.plans.moves import MOVES
from huaiyuan.county.plans.transitions import Act, alone, move, plan_for, record, settle_overdue
from huaiyuan.county.plans.types import APPROVED, MeasureState, Owner

RESULT_MOST, REASON_MOST = 200, 200


@dataclass(frozen=True)
class Result:
    """What came of a measure. `early_why` is needed only before approval: why help could not wait (先帮后补).

    `ends_on`: the day on which what was given runs out, as a post, a loan or a stage of school; none for most.
    """

    done_on: dt.date
    says: str
    yuan: Decimal | None = None
    early_why: str = ""
    ends_on: dt.date | None = None


@transaction.atomic
def carry_out(
    plan_no: str, measure_no: str, result: Result, *, act: Act, photos: Sequence[bytes] = (),
    client_uuid: uuid.UUID | None = None,
) -> Measure:  # fmt: skip
    """Record that a measure was carried out; the same `client_uuid` again changes nothing.

    Before approval it is marked 先帮后补, and the reason is kept. Raises: PLAN_NOT_FOUND, PLAN_CHANGED, PLAN_STAGE,
    PLAN_MEASURE_GONE, PLAN_SETTLED, PLAN_NO_RESULT, PLAN_DONE_DAY, PLAN_ENDS_DAY, PLAN_NEED_REASON, VAULT_NOT_A_PICTURE.
    """
    alone()
    plan = plan_to_carry(act.by, plan_no)
    sent = Measure.objects.filter(settled_uuid=client_uuid).first() if client_uuid else None
    if sent is not None:
        if (sent.plan_id, sent.number) != (plan.pk, measure_no):
            raise DomainError(errors.OTHER_USE)
        return sent
    row = waiting(plan, measure_no)
    _refuse_others(plan, row, act.by)
    _refuse_unfit(plan, row, result, act)
    early = plan.state not in APPROVED
    name = "carry_early" if early else "carry_out"
    says = f"“{row.kind}”{result.done_on}落实" + (f"，先帮后补：{result.early_why.strip()}" if early else "")
    move(name, plan, act=act, reason=result.early_why, says=says)
    _settle(
        row, act, MeasureState.DONE, done_on=result.done_on, result=result.says.strip()[:RESULT_MOST], early=early,
        done_fen=None if result.yuan is None else money.to_fen(result.yuan), settled_uuid=client_uuid,
        ends_on=result.ends_on,
    )  # fmt: skip
    _keep(row, photos, act)
    record(
        trail.CARRIED_OUT, plan, act.by, reason=result.early_why.strip(), measure=row.number, on=result.done_on,
        early="，先帮后补" if early else "",
    )  # fmt: skip
    settle_overdue(plan, act)
    return row


@dataclass(frozen=True)
class Together:
    """What came of recording several measures at once: which were recorded, and which not, each with the reason."""

    numbers: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


def carry_out_many(numbers: Sequence[str], result: Result, *, act: Act) -> Together:
    """Record several measures of the account's own departments as carried out, each by itself: one that cannot be
    recorded stops no other.
    """  # fmt: skip
    found = own_measures(act.by).filter(number__in=list(numbers)).order_by("number")
    done, refused = [], []
    for number, plan_no in found.values_list("number", "plan__number"):
        try:
            carry_out(plan_no, number, result, act=Act(act.by, None, act.at))
        except DomainError as refusal:
            refused.append((number, str(refusal)))
        else:
            done.append(number)
    return Together(tuple(done), tuple(refused))


@transaction.atomic
def drop(plan_no: str, measure_no: str, *, reason: str, act: Act) -> Measure:
    """A measure will not be carried out; the reason stays. Raises: PLAN_NOT_FOUND, PLAN_CHANGED, PLAN_STAGE, PLAN_NEED_REASON."""
    plan = plan_for(act.by, plan_no, MOVES["drop"].may)
    row = waiting(plan, measure_no)
    move("drop", plan, act=act, reason=reason, says=f"“{row.kind}”不办了：{reason.strip()}")
    _settle(row, act, MeasureState.DROPPED, dropped_why=reason.strip()[:REASON_MOST])
    record(trail.DROPPED, plan, act.by, reason=reason.strip(), measure=row.number)
    settle_overdue(plan, act)
    return row


@transaction.atomic
def add_photo(plan_no: str, measure_no: str, data: bytes, *, act: Act) -> MeasurePhoto:
    """Keep a photo that proves a measure, also afterwards. Raises: PLAN_NOT_FOUND, PLAN_MEASURE_GONE, VAULT_NOT_A_PICTURE."""
    plan = plan_to_carry(act.by, plan_no)
    row = Measure.objects.filter(plan=plan, number=measure_no).first()
    if row is None:
        raise DomainError(errors.MEASURE_GONE)
    _keep(row, [data], act)
    record(trail.PHOTO_ADDED, plan, act.by, measure=row.number)
    return row.photos.latest("pk")


@transaction.atomic
def open_photo(client_uuid: uuid.UUID, *, by: Account) -> bytes:
    """The JPEG of a photo; that it was looked at is recorded. Raises: PLAN_NOT_FOUND."""
    photo = MeasurePhoto.objects.filter(client_uuid=client_uuid).select_related("measure__plan").first()
    if photo is None:
        raise DomainError(errors.NOT_FOUND)
    plan = plan_for(by, photo.measure.plan.number, P.PLAN_READ)
    record(trail.PHOTO_SHOWN, plan, by, writes=False, measure=photo.measure.number)
    return media.opened(photo.file_name)


def plan_to_carry(by: Account, plan_no: str) -> Plan:
    """A plan whose measures the account may record: of its area, of a household that it helps, or one that asks its
    department for something. Raises: PLAN_NOT_FOUND.
    """  # fmt: skip
    plan = Plan.objects.filter(number=plan_no).first()
    if plan is None:
        raise DomainError(errors.NOT_FOUND)
    if access.scope_of(by, P.PLAN_CARRY).covers(plan.village_code) or grants.reaches(by, plan.household_no):
        return plan
    if own_measures(by).filter(plan=plan).exists():
        return plan
    raise DomainError(errors.NOT_FOUND)


def waiting(plan: Plan, measure_no: str) -> Measure:
    """A measure of the plan that nobody has settled. Raises: PLAN_MEASURE_GONE, PLAN_SETTLED."""
    row = Measure.objects.filter(plan=plan, number=measure_no).select_related("settled_by").first()
    if row is None:
        raise DomainError(errors.MEASURE_GONE)
    if row.state != MeasureState.PLANNED:
        who = row.settled_by.display_name if row.settled_by else "有人"
        raise DomainError(errors.SETTLED, state=row.get_state_display(), who=who)
    return row


def _refuse_others(plan: Plan, row: Measure, by: Account) -> None:
    """A helper records what is the helper's to do, a department what is its own; village and township record all."""
    if access.scope_of(by, P.PLAN_CARRY).covers(plan.village_code):
        return
    helps = row.owner == Owner.HELPER and grants.reaches(by, plan.household_no)
    if not helps and not own_measures(by).filter(pk=row.pk).exists():
        raise DomainError(errors.NOT_FOUND)


def _refuse_unfit(plan: Plan, row: Measure, result: Result, act: Act) -> None:
    if not result.says.strip():
        raise DomainError(errors.NO_RESULT)
    earliest = min(day for day in (plan.identified_on, plan.drafted_on, row.planned_from) if day is not None)
    if not earliest <= result.done_on <= act.today:
        raise DomainError(errors.DONE_DAY, on=result.done_on, earliest=earliest, today=act.today)
    if result.ends_on is not None and result.ends_on <= result.done_on:
        raise DomainError(errors.ENDS_DAY, on=result.ends_on, after=result.done_on)


def _settle(row: Measure, act: Act, state: MeasureState, **values: object) -> None:
    same = Measure.objects.filter(pk=row.pk, version=row.version, state=MeasureState.PLANNED)
    done = same.update(
        **values, state=state, settled_by=act.by, settled_at=act.moment, version=row.version + 1
    )  # fmt: skip
    row.refresh_from_db()
    if done != 1:
        who = row.settled_by.display_name if row.settled_by else "有人"
        raise DomainError(errors.SETTLED, state=row.get_state_display(), who=who)


def _keep(row: Measure, given: Sequence[bytes], act: Act) -> None:
    for data in given:
        if not data:
            continue
        picture = pictures.tidy(data)
        MeasurePhoto.objects.create(
            client_uuid=uuid.uuid4(), measure=row, file_name=media.keep(picture.data), size=len(picture.data),
            added_by=act.by, added_at=act.moment,
        )  # fmt: skip
