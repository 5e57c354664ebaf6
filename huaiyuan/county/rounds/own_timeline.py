"""What rounds tell on a household's timeline: each look at it, its problems, what a re-check found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db.models import FilteredRelation, Q

from huaiyuan.base import access
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.county.registry.timeline import Entry, Rows, Texts, as_texts
from huaiyuan.county.rounds import tasks
from huaiyuan.county.rounds.models import Line
from huaiyuan.county.rounds.types import Result, State, Verdict, Way

KIND, PAGE = "round", "round.line"
NOT_SHOWN = "不予显示"
COLUMNS = (
    "round__number", "round__name", "household_no", "looked_on", "result", "way", "held__risk_type",
    "recheck__verdict", "recheck__found", "recheck__checked_on",
)  # fmt: skip


def rows(household_no: str, account: object) -> Rows | None:
    """Rounds in which the household was looked at; what was found only for those who may see states of health."""
    if not access.may(account, P.ROUND_READ):
        return None
    clear = access.sees_clear(account, Field.HEALTH)
    held = FilteredRelation("problems", condition=Q(problems__withdrawn_at__isnull=True))
    lines = Line.objects.filter(household_no=household_no, state__in=(State.DONE, State.AGAIN)).annotate(held=held)
    return Rows(as_texts(lines, *COLUMNS), lambda found: _entries(found, clear=clear))


def _entries(found: Sequence[Texts], *, clear: bool) -> Iterator[Entry]:
    """One row comes for every risk of a look; together they are one entry."""
    risks: dict[str, list[str]] = {}
    lines: dict[str, Texts] = {}
    for row in sorted(found, key=lambda row: (row[0] or "", row[6] or "")):
        number = str(row[0])
        lines.setdefault(number, row)
        risks.setdefault(number, []).extend([row[6]] if row[6] else [])
    for number, row in lines.items():
        _, name, household_no, looked_on, result, way, _, verdict, said, checked_on, *_ = row
        key = tasks.key(number, str(household_no))
        if looked_on and result and way:
            about = Result(result).label + (f"（{'、'.join(risks[number])}）" if risks[number] else "")
            says = f"{Way(way).label}：{about}" if clear else NOT_SHOWN
            yield Entry(dt.date.fromisoformat(looked_on), "集中排查", says, str(name), KIND, PAGE, key)
        if checked_on and verdict:
            says = Verdict(verdict).label + (f"：{said}" if said and clear else "")
            yield Entry(dt.date.fromisoformat(checked_on), "抽查复核", says, str(name), KIND, PAGE, key)
