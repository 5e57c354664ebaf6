"""交接单: one sheet for everything that goes from one person to another in one act; both say that it is so."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.vault import vault
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.duty import errors, tasks, trail
from huaiyuan.county.duty.models import Handover, HandoverLine
from huaiyuan.county.duty.types import EndReason, HandoverKind, Held
from huaiyuan.county.worklist import actions as worklist

LONGEST = 200


@dataclass(frozen=True)
class Occasion:
    """Why things go over and when: for good from a day, or for an absence until a day."""

    kind: HandoverKind
    on: dt.date
    why: EndReason
    note: str
    by: Account
    at: dt.datetime
    until: dt.date = OPEN_END


@dataclass
class Sheets:
    """The sheets of one act, one for each pair of giver and taker, opened when the first thing goes over."""

    occasion: Occasion
    made: dict[tuple[int, int], Handover] = field(default_factory=dict)
    missing: dict[int, list[str]] = field(default_factory=dict)

    def of(self, giver: Account, taker: Account, area_code: str) -> Handover:
        """The sheet between two people."""
        found = self.made.get((giver.pk, taker.pk))
        if found is None:
            told = self.occasion
            found = self.made[giver.pk, taker.pk] = Handover.objects.create(
                handover_no=f"JJ{vault.reserve('duty_handover', 1).start:06}", kind=told.kind, giver=giver, taker=taker,
                area_code=area_code, on=told.on, until=told.until, why=told.why, reason=told.note.strip()[:LONGEST],
                made_by=told.by, made_at=told.at,
            )  # fmt: skip
        return found

    def add(self, sheet: Handover, what: Held, *, lacks: tuple[str, ...] = (), problems: int = 0, **line: Any) -> None:
        """Write a line; what is not there to be handed over is told once on the sheet."""
        written = HandoverLine.objects.create(sheet=sheet, what=what, **line)
        sheet.tasks += written.tasks
        sheet.problems += problems
        known = self.missing.setdefault(sheet.pk, [])
        known += [words for words in lacks if words not in known]

    def close(self) -> tuple[str, ...]:
        """Write the sums, ask both sides to say yes, record it; returns the sheets' numbers."""
        for sheet in self.made.values():
            sheet.gaps = "、".join(self.missing.get(sheet.pk, []))[:LONGEST]
            sheet.save(update_fields=["tasks", "problems", "gaps"])
            self._ask(sheet)
            lines = list(sheet.lines.values_list("what", "household_no", "village_code"))
            households = [(number, village) for what, number, village in lines if what == Held.HOUSEHOLD]
            only = households[0] if len(households) == 1 else ("", "")
            audit.record(
                trail.HANDED_OVER, by=self.occasion.by, subject=f"handover:{sheet.handover_no}", household_no=only[0],
                village_code=only[1] or sheet.area_code, writes=True, handover=sheet.handover_no,
                before=sheet.giver.username, after=sheet.taker.username, on=sheet.on, households=len(households),
                posts=sum(what == Held.POST for what, _, _ in lines), tasks=sheet.tasks,
            )  # fmt: skip
        return tuple(sheet.handover_no for sheet in self.made.values())

    def _ask(self, sheet: Handover) -> None:
        about = f"{sheet.giver.display_name}交给{sheet.taker.display_name}"
        for kind, account in ((tasks.ACCEPT_GIVING, sheet.giver), (tasks.ACCEPT_TAKING, sheet.taker)):
            worklist.open_one(
                kind, sheet.handover_no, village_code="", owner_area=sheet.area_code, about=about, owner=account,
                by=self.occasion.by, at=self.occasion.at,
            )  # fmt: skip


@transaction.atomic
def accept_handover(handover_no: str, *, by: Account, at: dt.datetime | None = None) -> Handover:
    """Say that one has given, or taken, what the sheet lists (点认). Raises: DUTY_NOT_FOUND, DUTY_NOT_YOUR_HANDOVER,
    DUTY_ACCEPTED_ALREADY.
    """  # fmt: skip
    sheet = Handover.objects.select_related("giver", "taker").filter(handover_no=handover_no).first()
    moment = at or clock.business_now()
    if sheet is None:
        raise DomainError(errors.NOT_FOUND)
    sides = {
        sheet.giver_id: ("given_at", "交出", tasks.ACCEPT_GIVING),
        sheet.taker_id: ("taken_at", "接手", tasks.ACCEPT_TAKING),
    }
    if by.pk not in sides:
        raise DomainError(errors.NOT_YOUR_HANDOVER, who="、".join((sheet.giver.display_name, sheet.taker.display_name)))
    name, side, kind = sides[by.pk]
    if Handover.objects.filter(pk=sheet.pk, **{f"{name}__isnull": True}).update(**{name: moment}) != 1:
        raise DomainError(errors.ACCEPTED_ALREADY)
    worklist.finish([kind], [handover_no], proof=f"{side}人已点认", by=by, at=moment)
    audit.record(
        trail.HANDOVER_ACCEPTED, by=by, subject=f"handover:{handover_no}", village_code=sheet.area_code, writes=True,
        handover=handover_no, side=side,
    )  # fmt: skip
    sheet.refresh_from_db()
    return sheet
