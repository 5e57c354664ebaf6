"""我的帮扶户: a helper's own households, what was said last time, and what is to be asked on the next visit."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max

from huaiyuan.core.kernel import clock
from huaiyuan.county.duty.actions.photos import may_see
from huaiyuan.county.duty.frequency import Frequency
from huaiyuan.county.duty.models import HomeVisit, HomeVisitPhoto, Pairing, Problem, VisitLook
from huaiyuan.county.duty.owners import choices
from huaiyuan.county.duty.queries.stretches import PairingOf, of_household
from huaiyuan.county.duty.standards import Standards
from huaiyuan.county.duty.types import Due, Look, ProblemState
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.registry.queries import GrantedHousehold, Relative

LATELY = dt.timedelta(days=92)
FIRST = {Due.OVERDUE: 0, Due.DUE: 1, None: 2, Due.DONE: 3}


@dataclass(frozen=True)
class ProblemLine:
    """A problem of a household as the helper asks about it."""

    problem_no: str
    kind_label: str
    says: str
    state: str
    state_label: str
    owner: str
    answer: str
    raised_on: dt.date

    @property
    def words(self) -> str:
        """报修：水管漏水."""
        return f"{self.kind_label}：{self.says}" if self.says else self.kind_label


@dataclass(frozen=True)
class MyHousehold:
    """A household as a line of the helper's list. `said` is what was left from last time."""

    household_no: str
    head_name: str
    members: int
    village_name: str
    township_name: str
    group_name: str
    kind: str
    due: Due | None
    due_words: str
    last_on: dt.date | None
    said: str
    waiting: int
    since: dt.date

    @property
    def is_due(self) -> bool:
        """Whether it is to be visited still in this period."""
        return self.due in (Due.DUE, Due.OVERDUE)


@dataclass(frozen=True)
class VisitLine:
    """A visit as it is read afterwards."""

    client_uuid: uuid.UUID
    visited_on: dt.date
    way_label: str
    note: str
    bad: list[str]
    helper_name: str
    photos: list[uuid.UUID]
    photos_due: int

    @property
    def photos_missing(self) -> int:
        """Photos taken on the phone that have not come yet."""
        return max(self.photos_due - len(self.photos), 0)


@dataclass(frozen=True)
class Helped:
    """One household as its helper reads it."""

    household: MyHousehold
    members: list[Relative]
    problems: list[ProblemLine]
    visits: list[VisitLine]
    pairings: list[PairingOf]


@dataclass(frozen=True)
class VisitForm:
    """Everything that the form needs: who, what was open last time, whom new problems go to, and the version."""

    household: MyHousehold
    problems: list[ProblemLine]
    owners: list[str]
    usual_owners: dict[str, str]
    version: int


def mine(account: object, *, on: dt.date | None = None) -> list[MyHousehold]:
    """The helper's households, those to be visited first, of them those with something left from last time. Empty for whoever helps nobody."""
    day = on or clock.today()
    granted = registry.granted(account, on=day)
    pairs = {
        p.household_no: p
        for p in Pairing.objects.filter(household_no__in=granted, helper__account=getattr(account, "pk", None), valid_from__lte=day, valid_to__gt=day)
    }  # fmt: skip
    states, last, waiting = registry.followed_some(granted, on=day), last_visits(granted), _waiting(granted)
    often = Frequency(day)
    found = [
        _household(granted[no], pairs[no].valid_from, states.get(no), last.get(no), waiting.get(no, []), often)
        for no in granted
        if no in pairs
    ]
    return sorted(found, key=lambda h: (FIRST[h.due], not h.waiting, h.last_on or dt.date.min, h.household_no))


def helped(account: object, household_no: str, *, on: dt.date | None = None) -> Helped | None:
    """Everything of one household that its helper reads; None when it is not the account's."""
    day = on or clock.today()
    granted = registry.granted(account, on=day, only=household_no)
    stretches = of_household(household_no)
    own = next((s for s in stretches if s.is_now and s.account_id == getattr(account, "pk", None)), None)
    if household_no not in granted or own is None:
        return None
    visits = my_visits(household_no)
    waiting = _waiting([household_no]).get(household_no, [])
    line = _household(
        granted[household_no], own.since, registry.followed_one(household_no, on=day),
        max((v.visited_on for v in visits), default=None), waiting, Frequency(day),
    )  # fmt: skip
    return Helped(line, registry.granted_members(household_no, account, on=day), lines(waiting), visits, stretches)


def visit_form(account: object, household_no: str, *, on: dt.date | None = None) -> VisitForm | None:
    """The form of one household; None when it is not the account's."""
    day = on or clock.today()
    granted = registry.granted(account, on=day, only=household_no)
    own = Pairing.objects.filter(
        household_no=household_no, helper__account=getattr(account, "pk", None), valid_from__lte=day, valid_to__gt=day
    )
    since = own.values_list("valid_from", flat=True).first()
    if household_no not in granted or since is None:
        return None
    standards = Standards(day)
    past = HomeVisit.objects.filter(household_no=household_no).aggregate(last=Max("visited_on"), count=Count("id"))
    waiting = _waiting([household_no]).get(household_no, [])
    line = _household(
        granted[household_no],
        since,
        registry.followed_one(household_no, on=day),
        past["last"],
        waiting,
        standards.often,
    )
    return VisitForm(line, lines(reversed(waiting)), choices(), standards.usual, past["count"])


def my_visits(household_no: str, *, most: int = 12) -> list[VisitLine]:
    """The last visits of a household; the caller has looked whether the account may read of it. Three queries."""
    rows = HomeVisit.objects.filter(household_no=household_no).select_related("helper").order_by("-visited_on", "-pk")
    return visit_lines(rows[:most])


def visit_lines(rows: Iterable[HomeVisit]) -> list[VisitLine]:
    """Visits as lines."""
    found = list(rows)
    looks: dict[int, list[str]] = {}
    for visit, look, says in VisitLook.objects.filter(visit__in=found).values_list("visit_id", "look", "says"):
        looks.setdefault(visit, []).append(f"{Look(look).label}{f'：{says}' if says else '不好'}")
    photos: dict[int, list[uuid.UUID]] = {}
    for visit, number in (
        HomeVisitPhoto.objects.filter(visit__in=found).order_by("pk").values_list("visit_id", "client_uuid")
    ):
        photos.setdefault(visit, []).append(number)
    return [
        VisitLine(
            row.client_uuid, row.visited_on, row.get_way_display(), row.note, looks.get(row.pk, []), row.helper.name,
            photos.get(row.pk, []), row.photos_due,
        )
        for row in found
    ]  # fmt: skip


def lines(rows: Iterable[Problem]) -> list[ProblemLine]:
    """Problems as lines."""
    return [
        ProblemLine(
            row.problem_no, row.get_kind_display(), row.says, row.state, row.get_state_display(), owner_words(row),
            row.answer, row.raised_at.astimezone(clock.SHANGHAI).date(),
        )
        for row in rows
    ]  # fmt: skip


def owner_words(row: Problem) -> str:
    """Whose it is, as people say it: 村里, 乡镇, or the department."""
    return row.owner_department or {"village": "村里", "township": "乡镇"}.get(row.owner_post, row.owner_post)


def _household(
    seen: GrantedHousehold, since: dt.date, state: registry.Followed | None, last: dt.date | None,
    waiting: list[Problem], often: Frequency,
) -> MyHousehold:  # fmt: skip
    line, at_risk = seen.line, bool(state and state.at_risk)
    due = often.standing(last, since, at_risk=at_risk)
    kind = f"{line.category}（{line.risk_state}）" if line.category else line.archive_type
    return MyHousehold(
        line.household_no, line.head_name, line.members, seen.village_name, seen.township_name, line.group_name, kind,
        due, often.says(due, at_risk=at_risk), last, _said(waiting[0]) if waiting else "", len(waiting), since,
    )  # fmt: skip


def last_visits(numbers: Iterable[str]) -> dict[str, dt.date]:
    """The day of the last visit by household; one never visited is left out."""
    rows = HomeVisit.objects.filter(household_no__in=list(numbers)).order_by().values_list("household_no")
    return dict(rows.annotate(last=Max("visited_on")))


def _waiting(numbers: Iterable[str]) -> dict[str, list[Problem]]:
    """What waits for each household, the newest first."""
    rows = Problem.objects.filter(household_no__in=list(numbers)).exclude(state=ProblemState.CLOSED)
    found: dict[str, list[Problem]] = {}
    for row in rows.order_by("-pk"):
        found.setdefault(row.household_no, []).append(row)
    return found


def _said(row: Problem) -> str:
    done = "，说已办好，请看一眼" if row.state == ProblemState.DONE else ""
    return f"{row.says or row.get_kind_display()}{done}"


@dataclass(frozen=True)
class Former:
    """A household handed over lately, as its former helper lists it."""

    household_no: str
    head_name: str
    until: dt.date


def formerly(account: object) -> dict[str, dt.date]:
    """Households that the account handed over in the last three months and has not got again, with the day. One query."""
    today = clock.today()
    rows = Pairing.objects.filter(helper__account=getattr(account, "pk", None), valid_to__gt=today - LATELY)
    ends: dict[str, dt.date] = {}
    for number, until in rows.values_list("household_no", "valid_to"):
        ends[number] = max(until, ends.get(number, until))
    return {number: until for number, until in ends.items() if until <= today}


def former(account: object) -> list[Former]:
    """`formerly` with the heads' names, the latest first."""
    ended = formerly(account)
    heads = registry.heads_seen(ended, account) if ended else {}
    found = [Former(number, heads.get(number, number), until) for number, until in ended.items()]
    return sorted(found, key=lambda one: one.until, reverse=True)


def find_photo(number: uuid.UUID, account: object) -> uuid.UUID | None:
    """The photo's own number when the account may read its visit; None for an absent one alike."""
    photo = HomeVisitPhoto.objects.select_related("visit").filter(client_uuid=number).first()
    return number if photo is not None and may_see(photo.visit, account) else None


def some_photo(account: object) -> dict[str, uuid.UUID] | None:
    """A photo that the account may open, for whoever looks at all pages."""
    numbers = [row.household_no for row in mine(account)]
    photos = HomeVisitPhoto.objects.filter(visit__household_no__in=numbers).order_by("-pk")
    number = photos.values_list("client_uuid", flat=True).first()
    return {"number": number} if number else None
