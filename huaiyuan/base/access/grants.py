"""Single households that an account reaches (户的授权): written by pairing, read for every page of a helper."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from huaiyuan.base.access import rights
from huaiyuan.base.access.models import Account, HouseholdGrant
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock


def give(
    account: Account, household_no: str, *, ground: str, valid_from: dt.date, valid_to: dt.date = clock.OPEN_END
) -> None:  # fmt: skip
    """Let the account reach a household from a day, for good or until a day; the caller's own act is what the log tells of."""
    HouseholdGrant.objects.create(
        account=account, household_no=household_no, ground=ground, valid_from=valid_from, valid_to=valid_to
    )
    rights.forget(account)


def end(ground: str, *, on: dt.date) -> None:
    """End what rests on a pairing; a grant that ends before it began never was one."""
    rows = HouseholdGrant.objects.filter(ground=ground, valid_to__gt=on)
    rows.filter(valid_from__gte=on).delete()
    rows.update(valid_to=on)


def reached(account: object, on: dt.date | None = None) -> QuerySet[HouseholdGrant, str]:
    """The household numbers that an account reaches on a day, as a condition for others' lists; none without the post."""
    day = on or clock.today()
    rows = HouseholdGrant.objects.filter(valid_from__lte=day, valid_to__gt=day).order_by()
    if not isinstance(account, Account) or P.HOUSEHOLD_HELP not in rights.of(account).permissions:
        rows = rows.none()
    return rows.filter(account=getattr(account, "pk", None)).values_list("household_no", flat=True)


def reaches(account: object, household_no: str, on: dt.date | None = None) -> bool:
    """Whether the account reaches this very household."""
    return reached(account, on).filter(household_no=household_no).exists()
