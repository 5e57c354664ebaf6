"""One line of an order as its page shows it: what is to be done, what came back, what may be done now."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from huaiyuan.county.orders import owners
from huaiyuan.county.orders.models import Order, OrderFile, OrderLine
from huaiyuan.county.orders.types import TO_DO
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.worklist import queries as worklist
from huaiyuan.county.worklist.queries import Urgency


@dataclass(frozen=True)
class FileShown:
    """A file as a link."""

    file_no: uuid.UUID
    title: str
    kind: str
    is_photo: bool


@dataclass(frozen=True)
class StepShown:
    """One act on a line."""

    at: dt.datetime
    did: str
    who: str
    says: str


@dataclass(frozen=True)
class LinePage:
    """Everything that the page of a line needs."""

    line: OrderLine
    head_name: str
    urgency: Urgency | None
    steps: list[StepShown]
    proofs: list[FileShown]
    attached: list[FileShown]
    moves: list[str]


def line_page(line: OrderLine, account: object) -> LinePage:
    """The page of a line that the caller has found within what the account may read. Four queries at most."""
    files = list(OrderFile.objects.filter(order=line.order_id).order_by("pk"))
    steps = line.steps.select_related("by").order_by("-at", "-pk")
    heads = registry.heads_seen([line.household_no], account) if line.household_no else {}
    return LinePage(
        line, heads.get(line.household_no, ""), worklist.urgency(line.due_at) if line.state in TO_DO else None,
        [StepShown(s.at, s.get_did_display(), s.by.display_name, s.says) for s in steps],
        [_shown(f) for f in files if f.line_id == line.pk], [_shown(f) for f in files if f.line_id is None],
        [str(did) for did in owners.may_do(line, account)],
    )  # fmt: skip


def files_of(order: Order) -> list[FileShown]:
    """What went out with an order. One query."""
    return [_shown(one) for one in OrderFile.objects.filter(order=order, line=None).order_by("pk")]


def _shown(file: OrderFile) -> FileShown:
    return FileShown(file.file_no, file.title, file.kind, file.kind == "jpg")
