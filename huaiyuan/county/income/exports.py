"""A household's statements for scripts: the same sums as the pages, amounts as text in yuan."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction

from huaiyuan.base import access, audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.core.kernel import yuan as money
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import income as policy
from huaiyuan.core.policy.income import items
from huaiyuan.county.income import errors, sums, trail
from huaiyuan.county.income.models import IncomeStatement
from huaiyuan.county.registry import queries as registry


@transaction.atomic
def of_household(household_no: str, *, by: Account) -> dict[str, Any]:
    """Every statement that stands, newest first; that it was read is recorded.

    Raises: INCOME_NOT_FOUND for a household that is absent, foreign, or whose amounts the account may not see.
    """
    village = registry.village_of(household_no)
    if not access.scope_of(by, P.INCOME_READ).covers(village) or not access.sees_clear(by, Field.AMOUNT):
        raise DomainError(errors.NOT_FOUND)
    rows = list(
        IncomeStatement.objects.filter(household_no=household_no, superseded_at=None)
        .prefetch_related("entries")
        .order_by("-measured_on", "-id")
    )
    lines = sums.lines_for(rows)
    audit.record(trail.READ, by=by, subject=f"household:{household_no}", household_no=household_no,
                 village_code=village or "")  # fmt: skip
    return {"household_no": household_no, "statements": [_told(row, lines[row.number]) for row in rows]}


def _told(row: IncomeStatement, line: policy.Line) -> dict[str, Any]:
    entries = list(row.entries.all())
    total, order = sums.added_up(row, entries), list(items.load())
    return {
        "statement_no": row.number, "version": row.version, "purpose": row.get_purpose_display(),
        "period": total.period.says, "first_on": row.first_on, "last_on": row.last_on, "size": row.size,
        "entries": [
            {"code": e.code, "item": items.item(e.code).title, "kind": items.item(e.code).kind.label,
             "yuan": None if e.fen is None else str(money.to_yuan(e.fen)), "from": e.get_origin_display()}
            for e in sorted(entries, key=lambda e: order.index(e.code))
        ],
        "net_yuan": _text(total.net), "per_head_yuan": _text(total.per_head),
        "per_head_says": policy.shown(total.per_head, total.missing_net),
        "reference_yuan": _text(total.reference), "reference_per_head_yuan": _text(total.reference_per_head),
        "reference_per_head_says": policy.shown(total.reference_per_head, total.missing),
        "missing": list(total.missing), "line_yuan": _text(line.yuan),
        "standing": total.reference_against(line).says, "measured_on": row.measured_on,
        "signed": row.signed_on is not None, "state": row.get_state_display(),
    }  # fmt: skip


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
