"""What a village can carry in a month (村月承担上限): counted before 交办, and kept to when the county asks; 红 always goes."""

from __future__ import annotations

import datetime as dt

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber

from huaiyuan.base import reference
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.period import Period
from huaiyuan.county.leads.filters import month_of
from huaiyuan.county.leads.models import Lead
from huaiyuan.county.leads.types import RANK, Grade

MONTH_CAP = "lead.village_month_cap"


def month_cap(on: dt.date) -> int | None:
    """The most households that a village should be sent to in a month; None when the county has not said."""
    found = reference.parameter(MONTH_CAP, on)
    return None if found is None else int(found.value)


def sent_in_month(on: dt.date) -> QuerySet[Lead]:
    """Leads handed out in the month of a day, whatever has become of them since."""
    since, until = month_of(Period(on.year, on.month))
    return Lead.objects.filter(sent_at__gte=since, sent_at__lt=until)


def within(rows: QuerySet[Lead], moment: dt.datetime) -> QuerySet[Lead]:
    """Those of the rows that fit their village's month, the most pressing and longest known first; every 红 does."""
    on = moment.astimezone(clock.SHANGHAI).date()
    cap = month_cap(on)
    if cap is None:
        return rows
    sent = sent_in_month(on).filter(village_code=OuterRef("village_code")).order_by().values("village_code")
    rank = Case(*(When(grade=grade, then=Value(n)) for grade, n in RANK.items()), output_field=IntegerField())
    placed = rows.annotate(
        month_sent=Coalesce(Subquery(sent.annotate(n=Count("id")).values("n")), 0),
        place=Window(RowNumber(), partition_by="village_code", order_by=[rank.asc(), "opened_on", "lead_no"]),
    )
    fits = placed.filter(Q(grade=Grade.RED) | Q(place__lte=cap - F("month_sent"))).values_list("pk", flat=True)
    return rows.filter(pk__in=list(fits))
