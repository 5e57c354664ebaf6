"""Which sources an account reaches: a department its own, everybody else who may see department data all of them."""

from __future__ import annotations

from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import P
from huaiyuan.county.intake.sources import SOURCES


def sources(account: object, permission: P = P.INTAKE_READ) -> tuple[str, ...]:
    """The ids of the sources whose batches the account may see (or, with a permission, act on), in their order."""
    departments = access.departments(account, permission)
    return tuple(s.id for s in SOURCES.values() if departments is None or s.department in departments)


def reaches(account: object, batch_id: str, permission: P = P.INTAKE_READ) -> bool:
    """Whether a batch, by its number, is of a source that the account reaches."""
    return batch_id.rsplit("-", 3)[0] in sources(account, permission)
