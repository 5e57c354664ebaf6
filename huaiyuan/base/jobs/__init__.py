"""Background work (后台作业): `from huaiyuan.base import jobs`, then `with jobs.claim("intake", key, by=account) as job:`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from huaiyuan.base.jobs.kinds import register

if TYPE_CHECKING:
    from huaiyuan.base.jobs.claiming import Claim, claim, request_cancel
    from huaiyuan.base.jobs.tasks import enqueue

__all__ = ["Claim", "claim", "enqueue", "register", "request_cancel"]

# Django imports this package before models may be imported, so what needs them is found when it is first used.
WHERE = {"enqueue": "tasks"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{WHERE.get(name, 'claiming')}"), name)
