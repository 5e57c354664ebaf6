"""What pages read of notices, within the rows and the eyes of an account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
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


@dataclass(frozen=True)
class Shown:
    """A notice as a list shows it; `says` as the account may read it."""

    household_no: str
    person_id: str
    village_code: str
    grade: str
    rule: str
    title: str
    is_open: bool
    state_label: str
    answer: str
    opened_on: dt.date
    bundle: str
    says: str


def shown(rows: Iterable[Notice], account: object) -> list[Shown]:
    """Notices of a page, as an account may read them."""
    return [
        Shown(
            household_no=row.household_no, person_id=row.person_id, village_code=row.village_code, grade=row.grade,
            rule=row.rule, title=row.title, is_open=row.state == NoticeState.OPEN,
            state_label=row.get_state_display(), answer=row.answer, opened_on=row.opened_on, bundle=row.bundle,
            says=told(row, account),
        )
        for row in rows
    ]  # fmt: skip


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
