"""Guidance visits: a guide was in a village; households are drawn so that anybody can draw them again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from huaiyuan.base import access, audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import VILLAGE_LENGTH, Scope
from huaiyuan.base.vault.running import next_number
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import draw, guidance
from huaiyuan.county.guiding import errors, trail
from huaiyuan.county.guiding.models import GuidanceVisit, SampledHousehold
from huaiyuan.county.guiding.types import Found, Pool
from huaiyuan.county.registry import queries as households

MOST_SAMPLED = 50
MOST_NOTE, MOST_SAYS = 400, 200


@dataclass(frozen=True)
class NewVisit:
    """A visit as it is written down; `sample` households are drawn among `pool`, none for 0."""

    village_code: str
    visited_on: dt.date
    looked_at: Sequence[str]
    note: str = ""
    pool: Pool = Pool.AT_RISK
    sample: int = 0


@transaction.atomic
def record_visit(said: NewVisit, *, by: Account, at: dt.datetime | None = None) -> GuidanceVisit:
    """Write down a visit and draw its households: the seed is the visit's own number, so anybody can draw them again.

    Raises: GUIDING_NOT_FOUND, GUIDING_NO_VILLAGE, GUIDING_VISIT_DAY, GUIDING_NOTHING_LOOKED_AT, GUIDING_SAMPLE.
    """
    moment = at or clock.business_now()
    _check(said, by, moment.astimezone(clock.SHANGHAI).date())
    among = pool_of(said.village_code, said.pool, said.visited_on) if said.sample else []
    visit = GuidanceVisit.objects.create(
        number=next_number(GuidanceVisit, "DD", moment), village_code=said.village_code,
        visited_on=said.visited_on, looked_at=";".join(dict.fromkeys(said.looked_at)), note=said.note.strip()[:MOST_NOTE],
        pool=said.pool if said.sample else "", drawn_from=len(among), guide=by, recorded_at=moment,
    )  # fmt: skip
    drawn = draw.first(visit.number, among, said.sample)
    SampledHousehold.objects.bulk_create(
        SampledHousehold(visit=visit, place=place, household_no=number) for place, number in enumerate(drawn, start=1)
    )
    audit.record(
        trail.VISITED, by=by, subject=f"guidance:{visit.number}", village_code=visit.village_code, writes=True,
        number=visit.number, sampled=len(drawn),
    )  # fmt: skip
    return visit


def pool_of(village_code: str, pool: Pool, on: dt.date) -> list[str]:
    """The households of a village that a draw is made among, by number."""
    rows = households.followed(Scope((village_code,)), on=on)
    if pool is Pool.AT_RISK:
        rows = rows.filter(households.at_risk_now(on=on))
    return sorted(rows.values_list("household__household_no", flat=True))


@transaction.atomic
def look(
    number: str, household_no: str, *, found: Found, says: str, by: Account, at: dt.datetime | None = None
) -> SampledHousehold:  # fmt: skip
    """What a look at a drawn household found; may be put right. Raises: GUIDING_NOT_FOUND, GUIDING_NOT_SAMPLED, GUIDING_NO_DIFFERENCE."""
    visit = visit_for(number, by)
    row = SampledHousehold.objects.filter(visit=visit, household_no=household_no).first()
    if row is None:
        raise DomainError(errors.NOT_SAMPLED, household_no=household_no)
    if found is Found.DIFFERS and not says.strip():
        raise DomainError(errors.NO_DIFFERENCE)
    row.found, row.says, row.looked_at = found, says.strip()[:MOST_SAYS], at or clock.business_now()
    row.save(update_fields=["found", "says", "looked_at"])
    audit.record(
        trail.LOOKED, by=by, subject=f"guidance:{visit.number}", household_no=household_no,
        village_code=visit.village_code, writes=True, number=visit.number, found=found.label,
    )  # fmt: skip
    return row


def visit_for(number: str, by: Account) -> GuidanceVisit:
    """A visit for a guide who may act in its village. Raises: GUIDING_NOT_FOUND."""
    visit = GuidanceVisit.objects.filter(number=number).select_related("guide").first()
    if visit is None or not access.scope_of(by, P.GUIDE_ANSWER).covers(visit.village_code):
        raise DomainError(errors.NOT_FOUND)
    return visit


def _check(said: NewVisit, by: Account, today: dt.date) -> None:
    if not access.scope_of(by, P.GUIDE_ANSWER).covers(said.village_code[:VILLAGE_LENGTH]):
        raise DomainError(errors.NOT_FOUND)
    if (
        said.village_code not in reference.places_by_code([said.village_code])
        or len(said.village_code) != VILLAGE_LENGTH
    ):
        raise DomainError(errors.NO_VILLAGE, area=said.village_code)
    if said.visited_on > today:
        raise DomainError(errors.VISIT_DAY, on=said.visited_on)
    if not said.looked_at or set(said.looked_at) - set(guidance.load()):
        raise DomainError(errors.NOTHING_LOOKED_AT)
    if not 0 <= said.sample <= MOST_SAMPLED:
        raise DomainError(errors.SAMPLE, most=MOST_SAMPLED)
