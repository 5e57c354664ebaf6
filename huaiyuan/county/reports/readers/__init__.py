"""What each form says, from live queries of the apps it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from huaiyuan.county.reports.readers import cases, exits, family, others, planned
from huaiyuan.county.reports.types import Subject, Values

Reader = Callable[[Subject, Any, Mapping[str, str]], Values]

READERS: Mapping[str, Reader] = {
    "screening": family.screening, "visits": family.visits, "authorisation": cases.authorisation,
    "deliberation": cases.deliberation, "notice": cases.notice, "announcement": cases.announcement,
    "approval": cases.approval, "meeting": cases.meeting, "income": others.statement, "round_table": others.round_table,
    "plan": planned.plan, "exit_survey": exits.survey, "exit_assessment": exits.assessment,
}  # fmt: skip
