"""The kind of task that the review desk hands out: a village says whom a department means."""

from __future__ import annotations

from huaiyuan.base.access.permissions import Role
from huaiyuan.county.worklist import kinds
from huaiyuan.county.worklist.kinds import Kind

RECOGNISE, SUBJECT = "recognise_person", "recognise"


def register() -> None:
    """Register it; called once when the app is ready."""
    kinds.register(
        Kind(
            RECOGNISE,
            "认人：{about}里写的是不是本村的人",
            Role.VILLAGE,
            "认的结果",
            SUBJECT,
            limit="matching.village_days",
        )
    )
