"""Lists of leads with filters, counts per view tab and keyset paging."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from huaiyuan.base import access, reference
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.county.leads.filters import LIVE_TAB, OVERDUE_TAB, TABS, Filters, tab_condition
from huaiyuan.county.leads.models import Lead, Risk
from huaiyuan.county.leads.queries import evidence
from huaiyuan.county.leads.queries.evidence import Evidence
from huaiyuan.county.leads.types import AT_VILLAGE, RANK, Grade, State
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.worklist import queries as worklist

PAGE = 50
FAR = dt.datetime(9999, 12, 31, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Listed:
    """A lead as a line of a list. `due_words` is empty where nothing is due; `colour` is the deadline's."""

    lead_no: str
    household_no: str
    head_name: str
    household_kind: str
    village_code: str
    village_name: str
    township_name: str
    group_name: str
    walk_order: int | None
    grade: str
    grade_label: str
    state: str
    state_label: str
    risk_types: list[str]
    verdicts: list[str]
    departments: list[str]
    says: str
    more_hits: int
    is_probable: bool
    opened_on: dt.date
    due_at: dt.datetime | None
    due_words: str
    colour: str
    reminded: str = ""


@dataclass(frozen=True)
class LeadList:
    """A page of leads and where the next one begins."""

    rows: list[Listed]
    next_after: str | None = None


def leads(account: object, filters: Filters, *, after: str | None = None, limit: int = PAGE) -> LeadList:
    """Leads within the account's rows, soonest due first, then the most pressing. `after` is the page before's."""
    rows = ordered(filters.apply(within(account)))
    page = list(_behind(rows, after)[: limit + 1])
    more = _key(page[limit - 1]) if len(page) > limit else None
    return LeadList(listed(page[:limit], account), more)


def tab_counts(account: object, filters: Filters) -> dict[str, int]:
    """How many leads every view tab shows under the other filters. One query."""
    rows = filters.without_tab().apply(within(account))
    counts = {f"tab_{tab}": Count("id", filter=tab_condition(tab)) for tab in TABS if tab_condition(tab)}
    found = rows.aggregate(tab_total=Count("id"), **counts)
    return {tab: found.get(f"tab_{tab}", found["tab_total"]) for tab in TABS}


@dataclass(frozen=True)
class DueSoon:
    """Households that villages must have verified by a day (`by`), those that are late among them."""

    by: dt.date
    households: int
    late: int


def due_soon(account: object) -> DueSoon:
    """What falls due within the days before a deadline that the county looks ahead (`lead.amber_days`)."""
    by = clock.today() + dt.timedelta(days=worklist.amber_days())
    rows = Filters(tab=LIVE_TAB, due_by=by).apply(within(account))
    found = rows.aggregate(households=Count("id"), late=Count("id", filter=tab_condition(OVERDUE_TAB)))
    return DueSoon(by, **found)


def within(account: object) -> QuerySet[Lead]:
    """The leads that the account may read."""
    return access.scope_of(account, P.LEAD_READ).filter(Lead.objects.all())


def ordered(rows: QuerySet[Lead]) -> QuerySet[Lead]:
    """Soonest due first; what is not yet due anywhere by its grade."""
    rank = Case(*(When(grade=grade, then=Value(n)) for grade, n in RANK.items()), output_field=IntegerField())
    return rows.annotate(sort_due=Coalesce("due_at", Value(FAR)), rank=rank).order_by("sort_due", "rank", "lead_no")


def listed(rows: list[Lead], account: object) -> list[Listed]:
    """Leads as lines of a list, with what the registry says of their households."""
    return told(rows, account).lines


@dataclass(frozen=True)
class Told:
    """Leads as lines, with what was read for them: one lead's page shows more of the same. Keys are those of the rows."""

    lines: list[Listed]
    hits: dict[int, list[Evidence]]
    risks: dict[int, list[Risk]]
    names: dict[str, str]


def told(rows: list[Lead], account: object, *, also: Iterable[str] = ()) -> Told:
    """What `listed` reads, whole. `names` are those of the leads' areas and of the codes in `also`."""
    keys = [lead.pk for lead in rows]
    hits, risks = evidence.of_leads(keys, account), _risks(keys)
    households = registry.listed([lead.household_no for lead in rows], account)
    codes = {lead.village_code for lead in rows}
    places = reference.places_by_code(codes | {code[:9] for code in codes} | set(also))
    names = {code: place.short_name for code, place in places.items()}
    clear = evidence.sees_evidence(account)
    dues = worklist.urgencies([lead.due_at for lead in rows]) if any(r.state in AT_VILLAGE for r in rows) else []
    lines = [
        _line(lead, hits.get(lead.pk, []), risks.get(lead.pk, []), households.get(lead.household_no), names, clear, due)
        for lead, due in zip_longest(rows, dues)
    ]
    return Told(lines, hits, risks, names)


def _line(
    lead: Lead, hits: list[Evidence], risks: list[Risk], household: registry.Listed | None, names: dict[str, str],
    clear: bool, urgency: worklist.Urgency | None,
) -> Listed:  # fmt: skip
    due = urgency if lead.state in AT_VILLAGE else None
    return Listed(
        lead_no=lead.lead_no, household_no=lead.household_no, head_name=household.head_name if household else "",
        household_kind=_kind(household), village_code=lead.village_code,
        village_name=names.get(lead.village_code, lead.village_code), township_name=names.get(lead.village_code[:9], ""),
        group_name=household.group_name if household else "", walk_order=household.walk_order if household else None,
        grade=lead.grade, grade_label=Grade(lead.grade).label,
        state=lead.state, state_label=State(lead.state).label, risk_types=[r.risk_type for r in risks] if clear else [],
        verdicts=[r.get_verdict_display() for r in risks if r.verdict],
        departments=sorted({hit.department for hit in hits}), says=hits[0].says if hits else "",
        more_hits=max(len(hits) - 1, 0), is_probable=any(hit.is_probable for hit in hits), opened_on=lead.opened_on,
        due_at=lead.due_at, due_words=due.words if due else "", colour=str(due.colour) if due else "",
        reminded=_reminded(lead),
    )  # fmt: skip


def _reminded(lead: Lead) -> str:
    """How often the village that has the lead was reminded, and when last."""
    if not lead.reminders or lead.reminded_at is None or lead.state not in AT_VILLAGE:
        return ""
    on = lead.reminded_at.astimezone(clock.SHANGHAI)
    return f"已催办{lead.reminders}次，最近 {on:%m-%d} {lead.reminded_by}"


def _kind(household: registry.Listed | None) -> str:
    """监测类别（未消除） first, else 脱贫户 or 一般农户."""
    if household is None:
        return ""
    return f"{household.category}（{household.risk_state}）" if household.category else household.archive_type


def _risks(lead_ids: Iterable[int]) -> dict[int, list[Risk]]:
    found: dict[int, list[Risk]] = {}
    rows = Risk.objects.filter(lead__in=list(lead_ids)).select_related("judged_by")
    for risk in rows.order_by("risk_type"):
        found.setdefault(risk.lead_id, []).append(risk)
    return found


def _key(lead: Lead) -> str:
    return f"{(lead.due_at or FAR).astimezone(dt.UTC).isoformat()}|{RANK[Grade(lead.grade)]}|{lead.lead_no}"


def _behind(rows: QuerySet[Lead], after: str | None) -> QuerySet[Lead]:
    if not after:
        return rows
    due, rank, number = after.split("|")
    last = dt.datetime.fromisoformat(due)
    later_rank = Q(rank__gt=int(rank)) | Q(rank=int(rank), lead_no__gt=number)
    return rows.filter(Q(sort_due__gt=last) | (Q(sort_due=last) & later_rank))
