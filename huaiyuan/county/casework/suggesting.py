"""Which category a case's own facts suggest (类别提示), for the village that deliberates; people decide.

From the income measured for this identification, the family's 户类型 and the risks of the case; what is not known is named.
"""

from __future__ import annotations

import datetime as dt

from huaiyuan.base import reference
from huaiyuan.core.kernel import clock
from huaiyuan.core.policy import category
from huaiyuan.core.policy import income as policy
from huaiyuan.core.policy.category import Suggestion
from huaiyuan.county.casework.models import CaseFile
from huaiyuan.county.income import queries as income
from huaiyuan.county.income.types import Purpose
from huaiyuan.county.registry import queries as households

DROP = "income.sharp_drop"
WHY_MOST = 400
LACKS = "缺："


def of_case(case: CaseFile, archive: str | None = None) -> Suggestion:
    """The suggestion of today; `archive` is the 户类型 where the caller has read it. At most six queries.

    Only a statement made for this identification counts: one whose twelve months end no earlier than before the month in
    which the family was found.
    """
    today, risks = clock.today(), case.risks.split(";")
    known = households.archive_type_of(case.household_no, today) if archive is None else archive
    held = income.latest(case.household_no, Purpose.IDENTIFICATION)
    if held is None or held.statement.period.last_day < _counts_until(case.found_on):
        return category.unmeasured(known, risks)
    before = income.per_head_before(case.household_no, held.statement.period)
    drop = reference.parameter(DROP, today) if before is not None else None
    return category.suggest(
        known, held.statement, held.line, risks, before_per_head=before,
        drop_percent=drop.value if drop is not None and not isinstance(drop.value, str) else None,
    )  # fmt: skip


def _counts_until(found_on: dt.date) -> dt.date:
    """The last day that an identification in the month of finding counts."""
    return policy.of(policy.Purpose.IDENTIFICATION, found_on).last_day


def said(suggestion: Suggestion) -> str:
    """Its reasons, and what is missing, in one line to be kept."""
    missing = f"{LACKS}{'、'.join(suggestion.missing)}" if suggestion.missing else ""
    return "；".join(filter(None, (*suggestion.reasons, missing)))[:WHY_MOST]
