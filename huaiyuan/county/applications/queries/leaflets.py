"""The register of leaflets as lists, within an account's rows."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from huaiyuan.base import access
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.county.applications.models import Distribution, Given
from huaiyuan.county.applications.types import Leaflet
from huaiyuan.county.registry import queries as registry

MOST = 5000


def distributions(account: object) -> QuerySet[Distribution]:
    """Rounds within the account's rows, newest first."""
    rows = access.scope_of(account, P.LEAFLET_READ).filter(Distribution.objects.all())
    return rows.select_related("recorded_by", "withdrawn_by").order_by("-number")


def find_distribution(reach: Scope, number: str) -> str | None:
    """The number itself when the round lies within the scope; None alike for a foreign and an absent one."""
    village = Distribution.objects.filter(number=number).values_list("village_code", flat=True).first()
    return number if reach.covers(village) else None


def reached(households: Iterable[str], leaflet: Leaflet) -> set[str]:
    """Those of the households that a round reached which still counts, wherever they lived then."""
    today = clock.today()
    rows = Given.objects.filter(
        household_no__in=list(households), distribution__leaflet=leaflet, distribution__withdrawn_at=None,
        distribution__given_on__lte=today, distribution__counts_until__gt=today,
    )  # fmt: skip
    return set(rows.values_list("household_no", flat=True))


def unreached(village_code: str, leaflet: Leaflet, account: object) -> list[registry.Listed]:
    """Households of the village for whom the leaflet is and whom it has not reached, in walking order."""
    kind = "monitored" if leaflet == Leaflet.HELPING else ""
    page = registry.village_page(village_code, account, kind=kind, limit=MOST)
    known = reached((line.household_no for line in page.rows), leaflet)
    return [line for line in page.rows if line.household_no not in known]
