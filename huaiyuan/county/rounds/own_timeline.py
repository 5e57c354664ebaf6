"""What rounds tell on a household's timeline: each look at it, its problems, what a re-check found."""

from __future__ import annotations

from collections.abc import Iterable

from huaiyuan.base import access
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.county.registry.timeline import Entry
from huaiyuan.county.rounds.models import Line, Recheck, RoundProblem
from huaiyuan.county.rounds.types import State

KIND, PAGE = "round", "round.line"
NOT_SHOWN = "不予显示"


def entries(household_no: str, account: object) -> Iterable[Entry]:
    """Rounds in which the household was looked at; what was found only for those who may see states of health."""
    if not access.may(account, P.ROUND_READ):
        return []
    clear = access.sees_clear(account, Field.HEALTH)
    lines = list(Line.objects.filter(household_no=household_no).select_related("round").order_by("round__starts_on"))
    if not lines:
        return []
    problems: dict[int, list[str]] = {}
    for one in RoundProblem.objects.filter(line__in=lines, withdrawn_at__isnull=True).order_by("risk_type"):
        problems.setdefault(one.line_id, []).append(one.risk_type)
    rechecks = {one.line_id: one for one in Recheck.objects.filter(line__in=lines).exclude(verdict="")}
    found = []
    for line in lines:
        found += _of_line(line, problems.get(line.pk, []), clear=clear)
        if (again := rechecks.get(line.pk)) and again.checked_on:
            says = f"{again.get_verdict_display()}{'：' + again.found if again.found and clear else ''}"
            found.append(Entry(again.checked_on, "抽查复核", says, line.round.name, KIND, PAGE, _key(line)))
    return found


def _of_line(line: Line, risks: list[str], *, clear: bool) -> list[Entry]:
    if line.looked_on is None or line.state not in {State.DONE, State.AGAIN}:
        return []
    says = line.get_result_display() + (f"（{'、'.join(risks)}）" if risks else "")
    says = f"{line.get_way_display()}：{says}" if clear else NOT_SHOWN
    return [Entry(line.looked_on, "集中排查", says, line.round.name, KIND, PAGE, _key(line))]


def _key(line: Line) -> str:
    return f"{line.round.number}-{line.household_no}"
