"""What duty tells on a household's timeline: who helps, who came, what was settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from huaiyuan.base import access
from huaiyuan.base.access.permissions import Field
from huaiyuan.base.vault import mask
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.duty.models import HomeVisit, Pairing, Problem
from huaiyuan.county.duty.types import ProblemState
from huaiyuan.county.registry.timeline import Entry

KIND, SOURCE = "visit", "走访"
PAIRING, PAIRING_SOURCE = "pairing", "结对"
NOT_SHOWN = "不予显示"
MOST = 40


def entries(household_no: str, account: object) -> Iterable[Entry]:
    """A household's pairings, its last visits and what came of them; sentences only for who sees states of health."""
    clear, names = access.sees_clear(account, Field.HEALTH), access.sees_clear(account, Field.NAME)
    return [
        *_pairings(household_no, names=names),
        *_visits(household_no, clear=clear),
        *_problems(household_no, clear=clear),
    ]


def _pairings(household_no: str, *, names: bool) -> Iterator[Entry]:
    for row in Pairing.objects.filter(household_no=household_no).select_related("helper__unit").order_by("valid_from"):
        name = row.helper.name if names else mask.name(row.helper.name)
        says = f"{row.helper.unit.name}{name}（{row.get_part_display()}）"
        yield Entry(row.valid_from, "结对帮扶责任人", says, PAIRING_SOURCE, PAIRING)
        if row.valid_to != OPEN_END:
            yield Entry(
                row.valid_to, "帮扶责任人交接", f"{says}：{row.get_end_reason_display()}", PAIRING_SOURCE, PAIRING
            )


def _visits(household_no: str, *, clear: bool) -> Iterator[Entry]:
    rows = HomeVisit.objects.filter(household_no=household_no).order_by("-visited_on", "-pk")
    for row in rows[:MOST]:
        bad = f"，{row.looks_bad}项不好" if row.looks_bad else ""
        note = (f"：{row.note}" if clear else f"：{NOT_SHOWN}") if row.note else ""
        yield Entry(
            row.visited_on,
            f"帮扶责任人{row.get_way_display()}走访",
            f"五看{bad or '都好'}{note}".replace("五看，", "五看"),
            SOURCE,
            KIND,
        )


def _problems(household_no: str, *, clear: bool) -> Iterator[Entry]:
    rows = Problem.objects.filter(household_no=household_no).order_by("-pk")
    for row in rows[:MOST]:
        says = f"{row.get_kind_display()}{f'（{row.says}）' if clear and row.says else ''}"
        yield Entry(
            row.raised_at.astimezone(clock.SHANGHAI).date(), "走访交办", f"{says}，{row.problem_no}", SOURCE, KIND
        )
        if row.state == ProblemState.CLOSED and row.closed_at:
            yield Entry(row.closed_at.astimezone(clock.SHANGHAI).date(), "回访认可", f"{says}已办好", SOURCE, KIND)
