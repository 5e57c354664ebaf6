"""The background work behind the pages: a workbook waits sealed until it is read, and is written when somebody says so."""

from __future__ import annotations

from huaiyuan.base import access, jobs
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import uploads
from huaiyuan.county.ledger import errors
from huaiyuan.county.ledger.declaration import LEDGERS, Ledger

READ, MERGE, UNDO = "ledger_fill", "ledger_merge", "ledger_undo"
KINDS = (READ, MERGE, UNDO)
STAGES = {
    "reading": "读表", "checking": "核对", "sealing": "封存", "comparing": "和现在的比", "writing": "写入",
}  # fmt: skip


def read(upload: str, name: str, ledger: str, by: str) -> str:
    """Take a workbook that was handed over."""
    from huaiyuan.county.ledger.trip import receiving  # noqa: PLC0415 - what reads files takes long to load

    try:
        return receiving.says(receiving.receive(uploads.at(upload, name), _ledger(ledger), by=access.acting(by)))
    finally:
        uploads.forget(upload)


def merge(ledger: str, number: str, by: str) -> str:
    """Write it."""
    from huaiyuan.county.ledger.trip import merging  # noqa: PLC0415 - likewise

    fill = merging.merge(_ledger(ledger), number, by=access.acting(by))
    return f"写入{fill.writes:,}格"


def undo(ledger: str, number: str, by: str) -> str:
    """Take it back."""
    from huaiyuan.county.ledger.trip import merging  # noqa: PLC0415 - likewise

    fill = merging.undo(_ledger(ledger), number, by=access.acting(by))
    return f"还原{fill.restored:,}格"


def _ledger(code: str) -> Ledger:
    if code not in LEDGERS:
        raise DomainError(errors.NOT_FOUND)
    return LEDGERS[code]


def register() -> None:
    """Declare the kinds of jobs."""
    jobs.register(READ, "传回台账的表格", work=read, stages=STAGES)
    jobs.register(MERGE, "写入台账", work=merge, stages=STAGES)
    jobs.register(UNDO, "撤回回填", work=undo, stages=STAGES)
