"""What rounds tell on a household's timeline: each look at it, its problems, what a re-check found."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, FilteredRelation, Q

from huaiyuan.base import access
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.county.registry.timeline import Entry
from huaiyuan.county.rounds.models import Line
from huaiyuan.county.rounds.types import State

KIND, PAGE = "round", "round.line"
NOT_SHOWN = "不予显示"


def entries(household_no: str, account: object) -> Iterable[Entry]:
    """Rounds in which the household was looked at; what was found only for those who may see states of health."""
    if not access.may(account, P.ROUND_READ):
        return []
    clear = access.sees_clear(account, Field.HEALTH)
    found: list[Entry] = []
    for line, risks in _lines(household_no):
        found += _of_line(line, risks, clear=clear)
        again = getattr(line, "recheck", None)
        if again is not None and again.checked_on:
            says = f"{again.get_verdict_display()}{'：' + again.found if again.found and clear else ''}"
            found.append(Entry(again.checked_on, "抽查复核", says, line.round.name, KIND, PAGE, _key(line)))
    return found


def _lines(household_no: str) -> list[tuple[Line, list[str]]]:
    """The household's lines with the risks found: one query, a row for every risk."""
    held = FilteredRelation("problems", condition=Q(problems__withdrawn_at__isnull=True))
    rows = Line.objects.filter(household_no=household_no).select_related("round", "recheck").annotate(
        held=held, risk_type=F("held__risk_type")
    )  # fmt: skip
    lines: dict[int, tuple[Line, list[str]]] = {}
    for row in rows.order_by("round__starts_on", "id", "risk_type"):
        risks = lines.setdefault(row.pk, (row, []))[1]
        risks += [row.risk_type] if row.risk_type else []
    return list(lines.values())


def _of_line(line: Line, risks: list[str], *, clear: bool) -> list[Entry]:
    if line.looked_on is None or line.state not in {State.DONE, State.AGAIN}:
        return []
    says = line.get_result_display() + (f"（{'、'.join(risks)}）" if risks else "")
    says = f"{line.get_way_display()}：{says}" if clear else NOT_SHOWN
    return [Entry(line.looked_on, "集中排查", says, line.round.name, KIND, PAGE, _key(line))]


def _key(line: Line) -> str:
    return f"{line.round.number}-{line.household_no}"
