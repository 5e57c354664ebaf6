"""The kinds of tasks that a round gives rise to, and whose they are."""

from __future__ import annotations

import re

from huaiyuan.base.access.permissions import Role
from huaiyuan.county.worklist import kinds
from huaiyuan.county.worklist.kinds import Kind

# The pages that the tasks open; each takes one number: the round's and the area's, joined.
VILLAGE, TOWNSHIP, RECHECKS = "round.village", "round.area", "round.rechecks"
JOINED = re.compile(r"(PC\d{4}-\d{2})-([\d-]+)")
SCREEN = "round_screen"
CLOSE = "round_close"
RECHECK = "round_recheck"
AGAIN = "round_again"

KINDS = (
    Kind(SCREEN, "集中排查：{about}", Role.VILLAGE, "本轮完成", VILLAGE),
    Kind(AGAIN, "复核不一致，重查：{about}", Role.VILLAGE, "重查结果", VILLAGE, limit="round.again_days"),
    Kind(CLOSE, "集中排查：{about}", Role.TOWNSHIP, "本轮完成", TOWNSHIP),
    Kind(RECHECK, "抽查复核：{about}", Role.TOWNSHIP, "每户的复核结果", RECHECKS, limit="round.recheck_days"),
)


def register() -> None:
    """Register them; called once when the app is ready."""
    kinds.register(*KINDS)


def key(round_number: str, whose: str) -> str:
    """The number of an area's or a household's part of a round, as addresses and tasks write it."""
    return f"{round_number}-{whose}"


def split(number: str) -> tuple[str, str]:
    """The round, and the area or household, that `key` joined; two empty texts for anything else."""
    found = JOINED.fullmatch(number)
    return (found[1], found[2]) if found else ("", "")
