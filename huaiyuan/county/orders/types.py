"""Code lists of 交办: what sort of order, where a line stands, what was done with it, whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from huaiyuan.base.access.permissions import Role


class Nature(models.TextChoices):
    """What sort of order it is: a list that an office issues, or a leader's one line."""

    LIST = "list", "交办清单"
    INSTRUCTION = "instruction", "批示"


class LineState(models.TextChoices):
    """Where a line stands."""

    ROUTING = "routing", "待分办"
    SENT = "sent", "待签收"
    ACCEPTED = "accepted", "在办"
    ANSWERED = "answered", "已反馈，待销号"
    CLOSED = "closed", "已销号"
    CANCELLED = "cancelled", "已撤回"


class Did(models.TextChoices):
    """What somebody did with a line; the label is the verb on the button."""

    ISSUE = "issue", "交办"
    ROUTE = "route", "分办"
    ACCEPT = "accept", "签收"
    DECLINE = "decline", "退回改派"
    ANSWER = "answer", "反馈"
    RETURN = "return", "退回重办"
    CLOSE = "close", "销号"
    CANCEL = "cancel", "撤回"


class About(models.TextChoices):
    """What a leader's line was written on."""

    NOTHING = "", "—"
    FIGURE = "figure", "指标"
    HOUSEHOLD = "household", "户"
    LIST = "list", "清单"


@dataclass(frozen=True)
class Owner:
    """Whose a line is, as tasks say it: a post in an area, a department's by its name."""

    post: Role
    area: str
    department: str = ""

    @property
    def key(self) -> str:
        """As a form sends it: `village/411330101200`, `department/医保局`."""
        return f"{self.post}/{self.department or self.area}"


UNSETTLED = (LineState.ROUTING, LineState.SENT, LineState.ACCEPTED, LineState.ANSWERED)
TO_DO = (LineState.ROUTING, LineState.SENT, LineState.ACCEPTED)
