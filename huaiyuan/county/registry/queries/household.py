"""The household page (一户一档): who they are, what is known of them, since when and from where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from huaiyuan.base import reference
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.registry import timeline
from huaiyuan.county.registry.bitemporal import Fact
from huaiyuan.county.registry.models import HealthFact, Household, LabourFact, MonitoringFact, Person, Residence
from huaiyuan.county.registry.queries import story
from huaiyuan.county.registry.queries.masking import Eyes, masked
from huaiyuan.county.registry.queries.people import age
from huaiyuan.county.registry.queries.rows import UNGROUPED, Rows, current, read
from huaiyuan.county.registry.timeline import Entry

UNKNOWN = "不明"
NOT_SHOWN = "不予显示"


@dataclass(frozen=True)
class FactShown:
    """A fact as a person reads it, with its span, where it comes from and when it was recorded."""

    label: str
    value: str
    since: dt.date
    until: dt.date | None
    source: str
    source_ref: str
    recorded_at: dt.datetime

    @property
    def iscurrent(self) -> bool:
        """Whether it still holds as far as is known now."""
        return self.until is None


@dataclass(frozen=True)
class Member:
    """A member on the day; `id_shown` and `phone_shown` are masked, empty values are None."""

    person_id: str
    name: str
    sex: str
    birth_on: dt.date | None
    age: int
    relation: str
    is_head: bool
    id_shown: str | None
    phone_shown: str | None
    health: FactShown | None
    labour: FactShown | None
    since: dt.date
    source: str


@dataclass(frozen=True)
class HouseholdPage:
    """A household as of a day. `facts` holds every dated fact ever known now, current ones first; `lives_on` is the number
    that a merged household lives on in.
    """  # fmt: skip

    household_no: str
    registered_on: dt.date
    closed_on: dt.date | None
    close_reason: str
    village_code: str
    village_name: str
    township_name: str
    group_name: str
    walk_order: int | None
    archive_type: str
    category: str
    risk_state: str
    approved_on: dt.date | None
    cleared_on: dt.date | None
    head_name: str
    as_of: dt.date
    members: list[Member] = field(default_factory=list)
    facts: list[FactShown] = field(default_factory=list)
    timeline: list[Entry] = field(default_factory=list)
    lives_on: str = ""


def village_of(household_no: str) -> str | None:
    """The village that a household lives in, or lived in last; None for a number that does not exist."""
    rows = Residence.objects.known().filter(household__household_no=household_no).order_by("-valid_to")
    return rows.values_list("village_code", flat=True).first()


def is_open(household_no: str, *, on: dt.date | None = None) -> bool:
    """Whether a household of this number is on the books on a day (在册)."""
    row = Household.objects.filter(household_no=household_no).first()
    return row is not None and (row.closed_on is None or row.closed_on > (on or clock.today()))


def find_household(scope: Scope, household_no: str) -> str | None:
    """The number itself when the household lies within the scope; None alike for a foreign and an absent one."""
    return household_no if scope.covers(village_of(household_no)) else None


def household_page(
    household_no: str, account: object, *, on: dt.date | None = None, known_at: dt.datetime | None = None,
    story: bool = True,
) -> HouseholdPage | None:  # fmt: skip
    """Everything about a household as of a day, as known at an instant; None when the account may not see it.

    `story` False leaves the timeline out, and the queries of all who tell on it.
    """
    rows = read(household_no, known_at)
    return None if rows is None else page_of(rows, account, on=on, story=story)


def open_household(scope: Scope, household_no: str) -> Rows | None:
    """A household's rows when it lies within the scope; None alike for a foreign and an absent one.

    For a page that shows them: whether it may be seen and what there is come of one reading.
    """
    rows = read(household_no)
    return rows if rows is not None and scope.covers(rows.last_home.village_code) else None


def page_of(rows: Rows, account: object, *, on: dt.date | None = None, story: bool = True) -> HouseholdPage | None:
    """The page of rows that were read already; None when the account may not see where the household lived that day."""
    day = on or clock.today()
    here = current(rows.residences, day) or rows.last_home
    if not access.scope_of(account, P.HOUSEHOLD_READ).covers(here.village_code):
        return None
    return _page(rows, here, account, day, told=story)


def _page(rows: Rows, here: Residence, account: object, day: dt.date, *, told: bool) -> HouseholdPage:
    eyes, household, codes = Eyes.of(account), rows.household, rows.village_codes
    places = reference.places_by_code(codes | {code[:9] for code in codes}, day)
    names = {code: place.short_name for code, place in places.items()}
    archive, state = current(rows.archives, day), current(rows.monitoring, day)
    members = _members(rows, eyes, day)
    return HouseholdPage(
        household_no=household.household_no, registered_on=household.registered_on, closed_on=household.closed_on,
        close_reason=household.close_reason, village_code=here.village_code,
        village_name=names.get(here.village_code, here.village_code), township_name=names.get(here.village_code[:9], ""),
        group_name=here.group_name or UNGROUPED, walk_order=here.walk_order,
        archive_type=archive.archive_type if archive else UNKNOWN, category=state.category if state else "",
        risk_state=state.risk_state if state else "", approved_on=state.approved_on if state else None,
        cleared_on=state.cleared_on if state else None,
        head_name=next((member.name for member in members if member.is_head), ""), as_of=day, members=members,
        facts=_household_facts(rows, names), lives_on=rows.lives_on,
        timeline=timeline.told(household.household_no, account, story.entries(rows, names, eyes)) if told else [],
    )  # fmt: skip


def _members(rows: Rows, eyes: Eyes, day: dt.date) -> list[Member]:
    alive = [m for m in rows.memberships if m.valid_from <= day < m.valid_to and not _died_by(m.person, day)]
    numbers = masked([(m.person_id, m.person.id_sealed) for m in alive], "id_sealed")
    phones = masked([(m.person_id, m.person.phone_sealed) for m in alive], "phone_sealed")
    ordered = sorted(alive, key=lambda m: (not m.is_head, m.person.birth_on, m.person_id))
    return [
        Member(
            person_id=m.person.person_id, name=eyes.name(m.person.name), sex=m.person.sex,
            birth_on=m.person.birth_on if eyes.births else None, age=age(m.person.birth_on, day),
            relation=m.relation, is_head=m.is_head, id_shown=numbers.get(m.person_id),
            phone_shown=phones.get(m.person_id),
            health=_of(rows.health, m.person_id, day, "健康状况", "health", eyes.health),
            labour=_of(rows.labour, m.person_id, day, "劳动技能", "labour", eyes.health),
            since=m.valid_from, source=_source(m),
        )
        for m in ordered
    ]  # fmt: skip


def _died_by(person: Person, day: dt.date) -> bool:
    return person.died_on is not None and person.died_on <= day


def _of(
    rows: Iterable[HealthFact | LabourFact], person: int, day: dt.date, label: str, column: str, clear: bool
) -> FactShown | None:
    row = current([row for row in rows if row.person_id == person], day)
    return _shown(row, label, getattr(row, column) if clear else NOT_SHOWN) if row else None


def _household_facts(rows: Rows, names: dict[str, str]) -> list[FactShown]:
    shown = [
        *(_shown(r, "居住地", f"{names.get(r.village_code, r.village_code)} {r.group_name or UNGROUPED}") for r in rows.residences),
        *(_shown(r, "户类型", r.archive_type) for r in rows.archives),
        *(_shown(r, "监测状态", _monitoring_words(r)) for r in rows.monitoring),
    ]  # fmt: skip
    return sorted(shown, key=lambda fact: (fact.until is not None, -fact.since.toordinal(), fact.label))


def _monitoring_words(row: MonitoringFact) -> str:
    risks = f"，{row.risks.replace(';', '、')}" if row.risks else ""
    return f"{row.category}（{row.entry_kind}），风险{row.risk_state}{risks}"


def _shown(row: Fact, label: str, value: str) -> FactShown:
    until = None if row.valid_to == OPEN_END else row.valid_to
    return FactShown(label, value, row.valid_from, until, _source(row), row.source_ref, row.recorded_at)


def _source(row: Fact) -> str:
    return row.get_source_kind_display()
