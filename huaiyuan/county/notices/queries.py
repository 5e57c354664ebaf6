"""What pages read of notices, within the rows and the eyes of an account."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import Field
from huaiyuan.base.access.scope import Scope
from huaiyuan.county.notices import tasks
from huaiyuan.county.notices.models import Notice
from huaiyuan.county.notices.types import NoticeKind, NoticeState
from huaiyuan.county.worklist import queries as worklist

NOT_SHOWN = "涉及个人的内容不显示"


@dataclass(frozen=True)
class Bundle:
    """Notices that are looked at together: one village's outage, a township's reviews of a month."""

    number: str
    kind: str
    title: str
    rule: str
    department: str
    village_code: str
    open: int
    answer: str


def notices(scope: Scope) -> QuerySet[Notice]:
    """All notices within a scope."""
    return scope.filter(Notice.objects.select_related("answered_by"))


def bundle(scope: Scope, number: str) -> Bundle | None:
    """A bundle within a scope; none when it holds nothing there."""
    rows = notices(scope).filter(bundle=number)
    first = rows.order_by("state", "id").last() if rows else None
    if first is None:
        return None
    still = rows.filter(state=NoticeState.OPEN).count()
    return Bundle(
        number, first.kind, first.title, first.rule, first.department, first.village_code, still, first.answer
    )  # fmt: skip


def is_asked(account: object, number: str) -> bool:
    """Whether a task of the account waits for the result of a bundle."""
    return bool(worklist.mine_of_subject(account, tasks.SUBJECT, number))


def told(notice: Notice, account: object) -> str:
    """The evidence as an account may read it: what names people is kept from those who see no names."""
    if notice.kind == NoticeKind.VILLAGE or access.sees_clear(account, Field.NAME):
        return notice.says
    return f"{notice.department}：{notice.title}，{NOT_SHOWN}"
