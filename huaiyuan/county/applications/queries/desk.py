"""The township's desk: applications within an account's rows, as a list and as one page."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from huaiyuan.base import access, reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.vault import mask, vault
from huaiyuan.core.kernel import clock, phone, receipt
from huaiyuan.core.policy import hardships
from huaiyuan.county.applications import sealed
from huaiyuan.county.applications.models import Application, ApplicationPhoto, Rerouting
from huaiyuan.county.applications.moves import MOVES
from huaiyuan.county.applications.sealed import Words
from huaiyuan.county.applications.types import Entry, ForWhom, State
from huaiyuan.county.leads import queries as leads
from huaiyuan.county.worklist import queries as worklist

NOT_SHOWN = "不予显示"


@dataclass(frozen=True)
class Line:
    """An application as a line of a list, as the account may see it."""

    number: str
    name: str
    phone: str
    hardship: str
    risk: str
    note: str
    village_code: str
    village_name: str
    township_name: str
    channel_label: str
    entry_label: str
    state: str
    state_label: str
    filed_at: dt.datetime
    due_at: dt.datetime
    due_words: str
    colour: str
    crowded: bool
    household_no: str
    lead_no: str
    for_other: bool


@dataclass(frozen=True)
class Step:
    """Something that was done with an application."""

    at: dt.datetime
    says: str
    by: str
    reason: str


@dataclass(frozen=True)
class Page:
    """An application with its way, photos and what the account may do. `words` are for finding who is meant only."""

    line: Line
    words: Words
    version: int
    person_id: str
    lead_state: str
    steps: list[Step]
    photos: list[uuid.UUID]
    moves: list[str]
    same_phone: int


def applications(account: object) -> QuerySet[Application]:
    """Applications within the account's rows."""
    return access.scope_of(account, P.APPLICATION_READ).filter(Application.objects.all())


def searched(rows: QuerySet[Application], text: str) -> QuerySet[Application]:
    """Those with a number, a receipt number or a phone; nothing typed keeps all."""
    wanted = text.strip()
    if not wanted:
        return rows
    number = receipt.read(wanted)
    if number is not None:
        return rows.filter(receipt_index=vault.index_one(number, purpose="receipt"))
    dialled = phone.read(wanted).number
    if dialled is not None:
        return rows.filter(phone_index=vault.index_one(dialled, purpose="phone"))
    return rows.filter(Q(number=wanted.upper()) | Q(lead_no=wanted.upper()) | Q(household_no=wanted))


def find_application(reach: Scope, number: str) -> str | None:
    """The number itself when it lies within the scope; None alike for a foreign and an absent one."""
    village = Application.objects.filter(number=number).values_list("village_code", flat=True).first()
    return number if reach.covers(village) else None


def lines(rows: Sequence[Application], account: object) -> list[Line]:
    """Rows as lines; names and hardships masked for those who may not see them. Two queries."""
    return [line for line, _ in _told(rows, account)]


def _told(rows: Sequence[Application], account: object) -> list[tuple[Line, Words]]:
    opened = sealed.words(rows)
    codes = {row.village_code for row in rows}
    places = reference.places_by_code(codes | {code[:9] for code in codes})
    names = {code: place.short_name for code, place in places.items()}
    dues = worklist.urgencies([row.due_at for row in rows]) if any(row.state == State.PENDING for row in rows) else []
    urgent = dict(zip((row.pk for row in rows), dues, strict=False))
    clear, healthy = access.sees_clear(account, Field.NAME), access.sees_clear(account, Field.HEALTH)
    return [
        (_line(row, opened[row.pk], names, urgent.get(row.pk), clear=clear, healthy=healthy), opened[row.pk])
        for row in rows
    ]


def _line(
    row: Application, words: Words, names: dict[str, str], urgency: worklist.Urgency | None, *, clear: bool,
    healthy: bool,
) -> Line:  # fmt: skip
    hardship = hardships.load()[row.hardship]
    waits = row.state == State.PENDING and urgency is not None
    return Line(
        number=row.number, name=words.name if clear else mask.name(words.name), phone=mask.phone(words.phone),
        hardship=hardship.says if healthy else NOT_SHOWN, risk=hardship.risk if healthy else NOT_SHOWN,
        note=words.note if healthy else "", village_code=row.village_code,
        village_name=names.get(row.village_code, row.village_code), township_name=names.get(row.village_code[:9], ""),
        channel_label=row.get_channel_display(), entry_label=Entry(row.entry).label, state=row.state,
        state_label=row.get_state_display(), filed_at=row.filed_at, due_at=row.due_at,
        due_words=urgency.words if waits and urgency else "", colour=str(urgency.colour) if waits and urgency else "",
        crowded=row.crowded, household_no=row.household_no, lead_no=row.lead_no,
        for_other=row.for_whom == ForWhom.OTHER,
    )  # fmt: skip


def page(number: str, account: Account) -> Page:
    """One application; the caller has looked whether it lies within the account's rows."""
    row = _whole(number, account)
    [(line, words)] = _told([row], account)
    lead = leads.progress([row.lead_no]).get(row.lead_no) if row.lead_no else None
    reach = access.scope_of(account, P.APPLICATION_ACCEPT)
    # Once the village is on its way, a wrong family is put right in the lead.
    waits = lead is not None and not (lead.visiting or lead.decided)
    photos = ApplicationPhoto.objects.filter(application=row).order_by("id") if getattr(row, "has_photos") else []  # noqa: B009
    return Page(
        line=line, words=words, version=row.version, person_id=row.person_id,
        lead_state=lead.state_label if lead else "", steps=_steps(row),
        photos=[photo.photo_no for photo in photos],
        moves=[
            move.name
            for move in MOVES.values()
            if row.state in move.sources and reach.covers(row.village_code) and (move.name != "take_back" or waits)
        ],
        same_phone=getattr(row, "same_phone") or 0,  # noqa: B009 - annotated by the query
    )  # fmt: skip


def _whole(number: str, account: Account) -> Application:
    """The row with what else is there of it, in one query: a page has fifteen of them for everything."""
    same = applications(account).filter(phone_index=OuterRef("phone_index")).exclude(phone_index="")
    counted = same.exclude(pk=OuterRef("pk")).order_by().values("phone_index").annotate(n=Count("id")).values("n")
    rows = Application.objects.select_related("filed_by", "decided_by").annotate(
        has_photos=Exists(ApplicationPhoto.objects.filter(application=OuterRef("pk"))),
        was_sent_on=Exists(Rerouting.objects.filter(application=OuterRef("pk"))), same_phone=Subquery(counted),
    )  # fmt: skip
    return rows.get(number=number)


def _steps(row: Application) -> list[Step]:
    filer = row.filed_by.display_name if row.filed_by else "农户"
    steps = [Step(row.filed_at, f"{row.get_channel_display()}，{row.get_entry_display()}", filer, "")]
    rows = Rerouting.objects.filter(application=row).select_related("rerouted_by").order_by("rerouted_at")
    sent = list(rows) if getattr(row, "was_sent_on") else []  # noqa: B009 - annotated by the query
    codes = [code for one in sent for code in (one.from_village, one.to_village)]
    names = {code: place.short_name for code, place in reference.places_by_code(codes).items()} if codes else {}
    steps += [
        Step(
            one.rerouted_at, f"由{names.get(one.from_village, '')}转到{names.get(one.to_village, '')}",
            one.rerouted_by.display_name, one.reason,
        )
        for one in sent
    ]  # fmt: skip
    if row.decided_at and row.decided_by:
        steps.append(Step(row.decided_at, row.get_state_display(), row.decided_by.display_name, row.decided_why))
    return steps[::-1]


def pending_count(account: Account) -> int:
    """How many wait within the account's rows: one query, for the menu."""
    return applications(account).filter(state=State.PENDING).count()


def overdue_by_township(account: object) -> list[tuple[str, str, int, int]]:
    """(code, name, waiting, overdue) of every township within the account's rows that has something waiting."""
    now = clock.business_now()
    waiting = applications(account).filter(state=State.PENDING).values_list("village_code", "due_at")
    pending: Counter[str] = Counter()
    late: Counter[str] = Counter()
    for village_code, due_at in waiting:
        pending[village_code[:9]] += 1
        late[village_code[:9]] += due_at < now
    names = {code: place.short_name for code, place in reference.places_by_code(pending).items()}
    ordered = sorted(pending, key=lambda code: (-late[code], -pending[code], code))
    return [(code, names.get(code, code), pending[code], late[code]) for code in ordered]


def entries_of(account: Account, most: int = 20) -> list[Application]:
    """What the account entered for others lately, newest first."""
    return list(Application.objects.filter(filed_by=account).order_by("-number")[:most])


def as_json(account: Account, state: str = "") -> dict[str, Any]:
    """`huaiyuan applications`: counts by state and channel, and every application without its words."""
    rows = applications(account).order_by("number")
    counted = Counter(rows.values_list("state", flat=True))
    chosen = rows.filter(state=state) if state else rows
    return {
        "counts": {value: counted.get(value, 0) for value in State.values},
        "channels": dict(sorted(Counter(rows.values_list("channel", flat=True)).items())),
        "overdue": rows.filter(state=State.PENDING, due_at__lt=clock.business_now()).count(),
        "applications": list(_plain(chosen.iterator(chunk_size=2000))),
    }


def _plain(rows: Iterable[Application]) -> Iterable[dict[str, Any]]:
    for row in rows:
        yield {
            "number": row.number, "channel": row.channel, "entry": row.entry, "village_code": row.village_code,
            "hardship": row.hardship, "risk": hardships.load()[row.hardship].risk, "state": row.state,
            "filed_at": row.filed_at.astimezone(clock.SHANGHAI).isoformat(timespec="minutes"),
            "due_at": row.due_at.astimezone(clock.SHANGHAI).isoformat(timespec="minutes"), "crowded": row.crowded,
            "decided_at": row.decided_at and row.decided_at.astimezone(clock.SHANGHAI).isoformat(timespec="minutes"),
            "household_no": row.household_no or None, "lead_no": row.lead_no or None,
        }  # fmt: skip
