"""What applications and leaflets tell on a household's timeline: one query, for the page has fifteen for everything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import F, TextField, Value
from django.db.models.functions import Cast

from huaiyuan.base import access
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.core.kernel import clock
from huaiyuan.core.policy import hardships
from huaiyuan.county.applications.models import Application, Given
from huaiyuan.county.applications.types import Leaflet, State
from huaiyuan.county.leads.types import Channel
from huaiyuan.county.registry.timeline import Entry

PAGE = "application"
NOT_SHOWN = "不予显示"
COLUMNS = ("number", "what", "about", "stands", "lead", "village", "at")
LEAFLETS = set(Leaflet.values)
DATE = 10


def entries(household_no: str, account: object) -> Iterable[Entry]:
    """Applications taken up for a household, and leaflets that reached it."""
    clear, reach = access.sees_clear(account, Field.HEALTH), access.scope_of(account, P.APPLICATION_READ)
    applied = Application.objects.filter(household_no=household_no).annotate(
        what=F("channel"), about=F("hardship"), stands=F("state"), lead=F("lead_no"), village=F("village_code"),
        at=Cast("filed_at", TextField()),
    )  # fmt: skip
    given = Given.objects.filter(household_no=household_no, distribution__withdrawn_at=None).annotate(
        number=F("distribution__number"), what=F("distribution__leaflet"), about=F("distribution__given_by"),
        stands=Value(""), lead=Value(""), village=F("distribution__village_code"),
        at=Cast("distribution__given_on", TextField()),
    )  # fmt: skip
    for number, what, about, stands, lead, village, at in applied.values_list(*COLUMNS).union(
        given.values_list(*COLUMNS), all=True
    ):
        if what in LEAFLETS:
            title = f"发到{Leaflet(what).label}"
            yield Entry(_day(at), title, f"{about}发放（{number}）", "明白纸发放登记", "leaflet")
            continue
        says = hardships.load()[about].says if clear else NOT_SHOWN
        yield Entry(
            _day(at), f"{Channel(what).label}：{says}", f"{number}，{State(stands).label}，线索 {lead}", "自主申报",
            "application", PAGE if reach.covers(village) else "", number,
        )  # fmt: skip


def _day(text: str) -> dt.date:
    """A day as both databases write it, or the day here of an instant, which they write in UTC."""
    if len(text) == DATE:
        return dt.date.fromisoformat(text)
    at = dt.datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=dt.UTC)).astimezone(clock.SHANGHAI).date()
