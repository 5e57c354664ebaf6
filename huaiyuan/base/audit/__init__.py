"""The audit log (审计): `from huaiyuan.base import audit`, then `audit.declare(…)` at start and `audit.record(…)` in actions."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from huaiyuan.base.audit.vocabulary import declare

if TYPE_CHECKING:
    from huaiyuan.base.audit.chain import Head, head, seal_chain, verify_chain
    from huaiyuan.base.audit.recording import last_write_id, record, record_many, seen_from, write_mark

__all__ = [
    "Head", "declare", "head", "last_write_id", "record", "record_many", "seal_chain", "seen_from", "verify_chain", "write_mark",
]  # fmt: skip

# Django imports this package before models may be imported, so what needs them is found when it is first used.
WHERE = {"Head": "chain", "head": "chain", "seal_chain": "chain", "verify_chain": "chain"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{WHERE.get(name, 'recording')}"), name)
