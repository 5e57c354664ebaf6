"""What hits stand on, and what becomes of their leads when it is taken away or given back; reads only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from huaiyuan.county.leads.models import Hit, Lead, StruckLead
from huaiyuan.county.leads.types import AT_VILLAGE, LIVE, State

COLUMNS = {
    "hit_id": pa.int64(), "rule": pa.string(), "version": pa.string(), "run": pa.string(), "last_run": pa.string(),
    "rows": pa.string(), "gone": pa.bool_(),
}  # fmt: skip
PART = 10_000


class Fate(models.TextChoices):
    """What becomes of a lead when hits of it are struck."""

    CLOSED = "closed", "没有别的依据，撤回"
    KEPT = "kept", "已去过或已有结论，留着请人定"
    PARTLY = "partly", "还有别的依据，照常办"


@dataclass(frozen=True)
class Line:
    """A lead whose hits are struck or regained. `was` is its state before; `struck_at` the instant of the withdrawal."""

    lead_id: int
    lead_no: str
    household_no: str
    village_code: str
    was: str
    fate: Fate
    reopens: bool = False
    struck_at: dt.datetime | None = None


@dataclass(frozen=True)
class Loss:
    """What striking hits does to leads."""

    hits: int
    leads: tuple[Line, ...]

    def of(self, fate: Fate) -> list[Line]:
        """The leads with one fate."""
        return [line for line in self.leads if line.fate is fate]

    def count(self, fate: Fate, *states: str) -> int:
        """How many leads have a fate, of those in some states."""
        return sum(line.fate is fate and (not states or line.was in states) for line in self.leads)

    @property
    def villages(self) -> int:
        """Villages that lose a task."""
        return len({line.village_code for line in self.of(Fate.CLOSED) if line.was in AT_VILLAGE})


@dataclass(frozen=True)
class Regain:
    """What giving hits back does. `left` are leads that somebody has gone on with, which stay as they are now."""

    hits: tuple[int, ...]
    restored: tuple[Line, ...]
    left: tuple[Line, ...]

    @property
    def reopened(self) -> int:
        """Leads that were closed and are live again."""
        return sum(line.reopens for line in self.restored)


def hits() -> pa.Table:
    """Every hit with what tells where it rests (`COLUMNS`)."""
    # What a change of the family took is not the batch's to give or take.
    gone = models.ExpressionWrapper(Q(ground_gone_at__isnull=False), models.BooleanField())
    found = list(
        Hit.objects.order_by("id").values_list(
            "id", "rule", "rule_version", "run_id", "last_run_id", "rows", gone
        ).iterator(chunk_size=5000)
    )  # fmt: skip
    columns = zip(*found, strict=True) if found else ((),) * len(COLUMNS)
    return pa.table([pa.array(v, t) for v, t in zip(columns, COLUMNS.values(), strict=True)], names=list(COLUMNS))


def has_lost_all() -> Q:
    """A lead none of whose hits holds any more, kept for a person to decide (依据已撤回)."""
    own = Hit.objects.filter(lead=OuterRef("pk"))
    return Q(Exists(own.filter(struck=True))) & ~Q(Exists(own.filter(struck=False))) & ~Q(state=State.WITHDRAWN)


def would_lose(hit_ids: Iterable[int]) -> Loss:
    """What striking these hits would do, without doing it."""
    ids = list(hit_ids)
    losing = set(ids)
    touched = sorted(
        {lead for part in _parts(ids) for lead in _leads_of(Hit.objects.filter(pk__in=part, struck=False))}
    )
    lines: list[Line] = []
    for part in _parts(touched):
        rows = list(Lead.objects.filter(pk__in=part).exclude(state=State.WITHDRAWN).order_by("lead_no"))
        holding = Hit.objects.filter(lead__in=part, struck=False).values_list("lead_id", "id")
        held = {lead for lead, hit in holding if hit not in losing}
        lines += [_line(lead, _fate(lead, held=lead.pk in held)) for lead in rows]
    return Loss(len(ids), tuple(sorted(lines, key=lambda line: line.lead_no)))


def would_regain(hit_ids: Iterable[int]) -> Regain:
    """What giving these hits back would do; a hit that was found anew meanwhile stays struck."""
    found: list[int] = []
    leads: set[int] = set()
    for part in _parts(list(hit_ids)):
        again = Hit.objects.filter(
            risk=OuterRef("risk"), rule=OuterRef("rule"), person_id=OuterRef("person_id"),
            fingerprint=OuterRef("fingerprint"), struck=False,
        )  # fmt: skip
        rows = Hit.objects.filter(pk__in=part)
        leads |= _leads_of(rows)
        gone = rows.filter(ground_gone_at__isnull=False).exclude(Exists(again))
        found += gone.values_list("pk", flat=True)
    holding = _holding(found, leads)
    restored: list[Line] = []
    left: list[Line] = []
    live_again: set[str] = set()
    for part in _parts(sorted(leads)):
        live = Lead.objects.filter(household_no=OuterRef("lead__household_no"), state__in=LIVE).exclude(
            pk=OuterRef("lead")
        )
        before = StruckLead.objects.filter(lead__in=part).select_related("lead").annotate(taken=Exists(live))
        for row in before.order_by("lead__lead_no"):
            reopens = row.lead.state == State.WITHDRAWN
            if reopens and row.lead_id not in holding:
                # Its people died or left meanwhile; it comes back when that is undone too.
                continue
            free = row.lead.version == row.version and not (
                reopens and (row.taken or row.lead.household_no in live_again)
            )
            fate = Fate.CLOSED if reopens else Fate.PARTLY
            line = Line(
                row.lead_id, row.lead.lead_no, row.lead.household_no, row.lead.village_code, row.state, fate,
                reopens, row.struck_at,
            )  # fmt: skip
            (restored if free else left).append(line)
            live_again |= {row.lead.household_no} if free and reopens else set()
    return Regain(tuple(sorted(found)), tuple(restored), tuple(left))


def _holding(given_back: list[int], leads: set[int]) -> set[int]:
    """Those of some leads under which a hit holds once these are given back."""
    back, found = set(given_back), set()
    for part in _parts(sorted(leads)):
        rows = Hit.objects.filter(lead__in=part, person_gone_at__isnull=True)
        found |= {
            lead for lead, hit, gone in rows.values_list("lead_id", "pk", "ground_gone_at") if not gone or hit in back
        }
    return found


def _leads_of(rows: QuerySet[Hit]) -> set[int]:
    return set(rows.order_by().values_list("lead_id", flat=True))


def _fate(lead: Lead, *, held: bool) -> Fate:
    if held:
        return Fate.PARTLY
    return Fate.CLOSED if lead.state in {State.OPEN, State.SENT} else Fate.KEPT


def _line(lead: Lead, fate: Fate) -> Line:
    return Line(lead.pk, lead.lead_no, lead.household_no, lead.village_code, lead.state, fate)


def _parts(keys: list[int]) -> list[list[int]]:
    # Keys go to the database in parts, for a statement takes only so many values.
    return [keys[start : start + PART] for start in range(0, len(keys), PART)]
