"""Loading areas and county facts as whole tables (a county has about 240 areas)."""

from __future__ import annotations

import pyarrow as pa
from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.reference import trail
from huaiyuan.base.reference.errors import AREAS_LOADED
from huaiyuan.base.reference.models import Area, CountyFact
from huaiyuan.core.kernel.errors import DomainError


@transaction.atomic
def load_areas(table: pa.Table) -> int:
    """Load the areas of a new installation (columns of snapshot table `areas`). Raises REFERENCE_AREAS_LOADED."""
    if Area.objects.exists():
        raise DomainError(AREAS_LOADED)
    rows = [Area(**_without_null(row)) for row in table.to_pylist()]
    Area.objects.bulk_create(rows)
    audit.record(trail.AREAS_LOADED, by=None, subject="areas", writes=True, count=len(rows))
    return len(rows)


@transaction.atomic
def load_county_facts(table: pa.Table) -> int:
    """Load county facts (columns of snapshot table `county_facts`)."""
    rows = [CountyFact(**_without_null(row)) for row in table.to_pylist()]
    CountyFact.objects.bulk_create(rows)
    audit.record(trail.FACTS_LOADED, by=None, subject="county_facts", writes=True, count=len(rows))
    return len(rows)


def _without_null(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if value is not None}
