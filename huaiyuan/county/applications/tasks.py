"""The task that an application gives rise to: the township takes it up."""

from __future__ import annotations

from huaiyuan.base.access.permissions import Role
from huaiyuan.county.worklist import kinds
from huaiyuan.county.worklist.kinds import Kind

SUBJECT = "application"
ACCEPT = "accept_application"
LIMIT = "application.accept_days"
VISIT = "application.visit_days"

KINDS = (Kind(ACCEPT, "受理自主申报：{about}", Role.TOWNSHIP, "受理交村，或写明不受理的原因", SUBJECT, limit=LIMIT),)


def register() -> None:
    """Register it; called once when the app is ready."""
    kinds.register(*KINDS)
