"""The background work behind the page: an upload waits sealed until the worker takes it in."""

from __future__ import annotations

from dataclasses import replace

from huaiyuan.base import jobs
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import actions, uploads
from huaiyuan.county.intake.columns import actions as columns

RECEIVE = "intake"
STAGES = {
    "reading": "读表", "checking": "核对", "sealing": "封存", "recording": "登记", "matching": "比对到人", "merging": "并入",
}  # fmt: skip


def receive(upload: str, name: str, source: str, period: str, by: str) -> str:
    """Take in an upload until it is 已核对; the county then looks at the preview and merges. Returns the sentence.

    A file whose columns nobody knows is kept, sealed, until somebody explains them.
    """
    waits = False
    try:
        original = replace(uploads.at(upload, name), kept=True)
        received = actions.receive(original, source=source, period=period, by=by)
    except DomainError as refusal:
        waits = refusal.code in columns.ASKABLE and bool(
            columns.set_aside(upload, name=name, source=source, period=period, because=str(refusal), by=by)
        )
        if not waits:
            raise
        return "有列认不出，等人来认"
    finally:
        if not waits:
            uploads.forget(upload)
    if received.duplicate_of:
        return received.notices[0]
    return f"收到{received.rows:,}行，可用{received.accepted:,}行，退回{received.rejected:,}行"


def register() -> None:
    """Declare the kind of job."""
    jobs.register(RECEIVE, "接收部门数据", work=receive, stages=STAGES)
