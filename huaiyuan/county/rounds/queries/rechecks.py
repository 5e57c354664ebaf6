"""The re-checks of a village (抽查复核): who was drawn, how to draw it again, what was found."""

from __future__ import annotations

from dataclasses import dataclass

from huaiyuan.base import access
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.county.rounds.models import Draw, Recheck, Round
from huaiyuan.county.rounds.queries.village import Todo, todo_lines
from huaiyuan.county.rounds.types import Result


@dataclass(frozen=True)
class RecheckShown:
    """A drawn household: what the village found, what the re-check found."""

    recheck: Recheck
    todo: Todo
    village_found: str


@dataclass(frozen=True)
class RecheckPage:
    """A village's lot."""

    round: Round
    draw: Draw
    rows: list[RecheckShown]
    waiting: int
    may_check: bool


def recheck_page(found: Round, village_code: str, account: object) -> RecheckPage | None:
    """The lot of a village; None where none was drawn. Five queries."""
    draw = Draw.objects.filter(round=found, village_code=village_code).select_related("drawn_by").first()
    if draw is None:
        return None
    rows = list(Recheck.objects.filter(draw=draw).select_related("line__round", "checked_by").order_by("place"))
    todos = {todo.line.pk: todo for todo in todo_lines([row.line for row in rows], account)}
    clear = access.sees_clear(account, Field.HEALTH)
    shown = [RecheckShown(row, todos[row.line_id], _found(row, clear=clear)) for row in rows]
    waiting = sum(not row.verdict for row in rows)
    return RecheckPage(found, draw, shown, waiting, access.may(account, P.ROUND_CHECK))


def _found(row: Recheck, *, clear: bool) -> str:
    line = row.line
    if not line.result or line.looked_on is None:
        return ""
    day = f"{line.looked_on.month}月{line.looked_on.day}日"
    return f"{day}{line.get_way_display()}，{Result(line.result).label if clear else '结果不予显示'}"
