"""The register of leaflets: a whole group at once, the whole village, or the households of a list."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from huaiyuan.base import access, audit, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import media, vault
from huaiyuan.base.vault.pictures import tidy
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.period import months_after
from huaiyuan.county.applications import errors, trail
from huaiyuan.county.applications.actions.deciding import reason_given
from huaiyuan.county.applications.models import Distribution, Given
from huaiyuan.county.applications.types import Leaflet, Reach
from huaiyuan.county.registry import queries as registry

TABLE, RENEW = "applications_distribution", "leaflet.renew_months"
MOST, OLDEST_DAYS = 5000, 366
KINDS = {Reach.MONITORED: "monitored"}


@dataclass(frozen=True)
class Round:
    """What a form says of one round of handing out. `households` are the numbers ticked, for a list."""

    leaflet: Leaflet
    village_code: str
    reach: Reach
    given_on: dt.date
    given_by: str
    groups: tuple[str, ...] = ()
    households: tuple[str, ...] = ()
    note: str = ""


def give(
    what: Round, *, by: Account, client_uuid: uuid.UUID, proof: bytes = b"", at: dt.datetime | None = None
) -> list[Distribution]:
    """Register one round: one entry for each group chosen. The same `client_uuid` again changes nothing.

    Raises: LEAFLET_NOT_FOUND, LEAFLET_NO_DATE, LEAFLET_NO_GIVER, LEAFLET_NOBODY, VAULT_NOT_A_PICTURE.
    """
    if not access.scope_of(by, P.LEAFLET_WRITE).covers(what.village_code):
        raise DomainError(errors.LEAFLET_NOT_FOUND)
    parts = [(uuid.uuid5(client_uuid, group), group) for group in what.groups] or [(client_uuid, "")]
    earlier = list(Distribution.objects.filter(client_uuid__in=[part for part, _ in parts], recorded_by=by))
    if earlier:
        return earlier
    _check(what)
    reached = [(part, group, _households(what, group, by)) for part, group in parts]
    if not any(numbers for _, _, numbers in reached):
        raise DomainError(errors.LEAFLET_NOBODY)
    picture = tidy(proof).data if proof else b""
    return _written(what, [one for one in reached if one[2]], picture, by, at or clock.business_now())


@transaction.atomic
def withdraw(number: str, *, reason: str, by: Account, at: dt.datetime | None = None) -> Distribution:
    """Take back an entry that was wrong: its households no longer count as reached by it.

    Raises: LEAFLET_NOT_FOUND, APPLICATION_NO_REASON, LEAFLET_WITHDRAWN.
    """
    row = Distribution.objects.filter(number=number).first()
    if row is None or not access.scope_of(by, P.LEAFLET_WRITE).covers(row.village_code):
        raise DomainError(errors.LEAFLET_NOT_FOUND)
    why = reason_given(reason, "撤销")
    same = Distribution.objects.filter(pk=row.pk, withdrawn_at=None)
    if same.update(withdrawn_by=by, withdrawn_at=at or clock.business_now(), withdrawn_why=why) != 1:
        raise DomainError(errors.LEAFLET_WITHDRAWN)
    audit.record(
        trail.WITHDRAWN, by=by, subject=f"leaflet:{number}", village_code=row.village_code, writes=True, reason=why,
        distribution=number,
    )  # fmt: skip
    row.refresh_from_db()
    return row


@transaction.atomic
def open_proof(number: str, *, by: Account) -> bytes:
    """The photo of a round, for those who may read its village; that it was looked at is recorded. Raises: LEAFLET_NOT_FOUND."""
    row = Distribution.objects.filter(number=number).exclude(proof="").first()
    if row is None or not access.scope_of(by, P.LEAFLET_READ).covers(row.village_code):
        raise DomainError(errors.LEAFLET_NOT_FOUND)
    audit.record(
        trail.PROOF_SHOWN, by=by, subject=f"leaflet:{number}", village_code=row.village_code, distribution=number
    )
    return media.opened(row.proof)


def counts_until(given_on: dt.date) -> dt.date:
    """The first day on which a leaflet given on a day no longer counts (`leaflet.renew_months`)."""
    found = reference.parameter(RENEW, given_on)
    if found is None:
        return clock.OPEN_END
    return months_after(given_on, int(found.value))


def _check(what: Round) -> None:
    oldest = clock.today() - dt.timedelta(days=OLDEST_DAYS)
    if not oldest <= what.given_on <= clock.today():
        raise DomainError(errors.LEAFLET_NO_DATE, on=what.given_on.isoformat())
    if not what.given_by.strip():
        raise DomainError(errors.LEAFLET_NO_GIVER)


def _households(what: Round, group: str, by: Account) -> list[str]:
    """Numbers of the households of the village on the day of the round; nothing outside it is taken."""
    kind = KINDS.get(what.reach, "")
    page = registry.village_page(
        what.village_code, by, on=what.given_on, group=group, kind=kind, limit=MOST
    )  # fmt: skip
    numbers = [line.household_no for line in page.rows]
    if what.reach == Reach.LISTED:
        ticked = set(what.households)
        return [number for number in numbers if number in ticked]
    if what.reach == Reach.GROUP and not group:
        return []
    return numbers


@transaction.atomic
def _written(
    what: Round, reached: Iterable[tuple[uuid.UUID, str, list[str]]], picture: bytes, by: Account, at: dt.datetime
) -> list[Distribution]:
    made = []
    name = media.keep(picture) if picture else ""
    for client_uuid, group, numbers in reached:
        [key] = vault.reserve(TABLE, 1)
        row = Distribution.objects.create(
            number=f"MB{what.given_on.year}-{key:06}", client_uuid=client_uuid, leaflet=what.leaflet,
            village_code=what.village_code, reach=what.reach, households=len(numbers),
            group_name=registry.UNGROUPED if group == registry.UNGROUPED_KEY else group, given_on=what.given_on,
            counts_until=counts_until(what.given_on), given_by=what.given_by.strip()[:60], note=what.note.strip()[:200], proof=name, recorded_by=by,
            recorded_at=at,
        )  # fmt: skip
        Given.objects.bulk_create([Given(distribution=row, household_no=n) for n in numbers], batch_size=500)
        audit.record(
            trail.GIVEN, by=by, subject=f"leaflet:{row.number}", village_code=row.village_code, writes=True,
            leaflet=row.get_leaflet_display(), households=row.households, distribution=row.number,
        )  # fmt: skip
        made.append(row)
    return made
