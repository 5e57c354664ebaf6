"""How a question and a fault move (decision F11): data, drawn by a test and run by the actions."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from huaiyuan.base.access.permissions import P
from huaiyuan.county.guiding.types import FaultState, QuestionState


@dataclass(frozen=True)
class Move:
    """One permitted step; `says` is the verb on the button. `not_the_doer`: whoever mended it may not make this one."""

    name: str
    sources: tuple[models.TextChoices, ...]
    target: models.TextChoices
    may: P
    says: str
    needs_reason: bool = False
    not_the_doer: bool = False


def _table(*moves: Move) -> dict[str, Move]:
    return {move.name: move for move in moves}


_Q, _F = QuestionState, FaultState
QUESTION = _table(
    Move("answer", (_Q.ASKED, _Q.ANSWERED), _Q.ANSWERED, P.GUIDE_ANSWER, "答复"),
    Move("withdraw", (_Q.ASKED,), _Q.WITHDRAWN, P.GUIDE_ASK, "撤回"),
)
FAULT = _table(
    Move("mend", (_F.OPEN,), _F.MENDED, P.GUIDE_MEND, "报整改"),
    Move("close", (_F.MENDED,), _F.CLOSED, P.GUIDE_ANSWER, "销号", not_the_doer=True),
    Move("return_", (_F.MENDED, _F.CLOSED), _F.OPEN, P.GUIDE_ANSWER, "退回重办", needs_reason=True, not_the_doer=True),
    Move("cancel", (_F.OPEN,), _F.CANCELLED, P.GUIDE_ANSWER, "撤销", needs_reason=True),
)
