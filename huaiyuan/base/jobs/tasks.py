"""Handing work to the background worker (排队): a kind and its arguments go into the queue table."""

from __future__ import annotations

from typing import Any

from django_tasks import task

from huaiyuan.base.jobs import claiming, errors, kinds
from huaiyuan.core.kernel.errors import DomainError


class WorkFailedError(Exception):
    """What the queue keeps of a failure: the sentence, never the message of a library, which may hold anything."""


def enqueue(kind: str, **arguments: Any) -> str:
    """Queue work of a registered kind; returns the queue's id. Arguments must be JSON and never personal values.

    Raises: JOBS_UNKNOWN_KIND.
    """
    if kind not in kinds.KINDS or kinds.KINDS[kind].work is None:
        raise DomainError(errors.UNKNOWN_KIND, kind=kind)
    return str(perform.enqueue(kind, arguments).id)


@task
def perform(kind: str, arguments: dict[str, Any]) -> str:
    """Run one queued piece of work in the worker."""
    work = kinds.KINDS[kind].work if kind in kinds.KINDS else None
    if work is None:
        raise DomainError(errors.UNKNOWN_KIND, kind=kind)
    try:
        return work(**arguments) or ""
    except Exception as failure:
        raised = WorkFailedError(claiming.says(kind, failure))
    raise raised
