"""What the worker does every minute by itself (每分钟): fold the log, seal the audit chain, bury dead jobs."""

from __future__ import annotations

import logging
from collections.abc import Callable

from huaiyuan.base import audit
from huaiyuan.base.jobs import checkpoint, claiming, heads, leftovers

logger = logging.getLogger(__name__)

Chore = Callable[[], object]
CHORES: dict[str, Chore] = {
    "checkpoint": checkpoint.fold,
    "audit_chain": audit.seal_chain,
    "audit_heads": heads.keep,
    "dead_jobs": claiming.bury_the_dead,
    "dead_tasks": leftovers.requeue,
}


def every_minute(name: str, chore: Chore) -> None:
    """Add a chore of an app; it must be quick and harmless to repeat."""
    CHORES[name] = chore


def tick() -> dict[str, bool]:
    """Do every chore once; one that fails does not keep the others from being done. Returns which went well."""
    done = {}
    for name, chore in CHORES.items():
        try:
            chore()
            done[name] = True
        except Exception as failure:  # the next minute tries again
            logger.warning("chore %s failed: %s", name, type(failure).__name__)
            done[name] = False
    return done
