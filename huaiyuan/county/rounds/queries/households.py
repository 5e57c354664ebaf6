"""One household in a round: why it is looked at closely, what was found when, what a re-check said."""

from __future__ import annotations

from dataclasses import dataclass

from huaiyuan.base import access
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.base.access.scope import Scope
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.rounds import tasks
from huaiyuan.county.rounds.models import Closing, KeyReason, Line, Recheck, RoundProblem, Tick
from huaiyuan.county.rounds.queries import groups
from huaiyuan.county.rounds.queries.village import Todo, todo_lines
from huaiyuan.county.rounds.types import Change, Look, State

NOT_SHOWN = "不予显示"


@dataclass(frozen=True)
class TickShown:
    """A look as people read it."""

    tick: Tick
    by: str
    says: str
    problems: list[RoundProblem]
    photo: bool


@dataclass(frozen=True)
class LinePage:
    """A household's part of a round."""

    todo: Todo
    reasons: list[str]
    unknown: list[str]
    members: list[registry.Relative]
    ticks: list[TickShown]
    paper_problems: list[RoundProblem]
    recheck: Recheck | None
    may_look: bool
    closed: bool

    @property
    def line(self) -> Line:
        """The line itself."""
        return self.todo.line

    @property
    def looks(self) -> bool:
        """Whether the account may record here now."""
        return self.may_look and self.line.state != State.GONE and (not self.closed or self.line.state == State.AGAIN)


def find_line(reach: Scope, number: str) -> Line | None:
    """A line by its number for addresses, within a scope."""
    round_number, household_no = tasks.split(number)
    line = Line.objects.filter(round__number=round_number, household_no=household_no).select_related("round").first()
    return line if line is not None and reach.covers(line.village_code) else None


def line_page(line: Line, account: object) -> LinePage:
    """The household's page within the round."""
    clear, titles = access.sees_clear(account, Field.HEALTH), groups.titles()
    reasons = KeyReason.objects.filter(round=line.round_id, household_no=line.household_no).order_by("code")
    problems = list(RoundProblem.objects.filter(line=line, withdrawn_at__isnull=True).order_by("risk_type"))
    ticks = Tick.objects.filter(line=line, undone_at__isnull=True).select_related("recorded_by", "photo")
    closing = Closing.objects.filter(round=line.round_id, area_code=line.village_code, reopened_on__isnull=True)
    return LinePage(
        todo=todo_lines([line], account)[0],
        reasons=list(reasons.values_list("says", flat=True)) if clear else [],
        unknown=groups.words(line.unknown_groups, titles) if clear else [],
        members=registry.relatives(line.household_no, account),
        ticks=[_shown(tick, problems, clear=clear) for tick in ticks.order_by("-id")],
        paper_problems=[one for one in problems if one.tick_id is None] if clear else [],
        recheck=Recheck.objects.filter(line=line).select_related("checked_by", "draw").first(),
        may_look=access.may(account, P.ROUND_LOOK), closed=closing.exists(),
    )  # fmt: skip


def _shown(tick: Tick, problems: list[RoundProblem], *, clear: bool) -> TickShown:
    says = []
    if tick.changes:
        says.append("变了：" + "、".join(Change(code).label for code in tick.changes.split(";")))
    for codes, word in ((tick.looks_good, "好"), (tick.looks_bad, "有事")):
        if codes:
            says.append(f"{word}：" + "、".join(Look(code).label for code in codes.split(";")))
    says += [part for part in (tick.reason, tick.note) if part]
    return TickShown(
        tick=tick, by=tick.recorded_by.display_name, says="；".join(says) if clear else NOT_SHOWN,
        problems=[one for one in problems if one.tick_id == tick.pk] if clear else [], photo=hasattr(tick, "photo"),
    )  # fmt: skip
