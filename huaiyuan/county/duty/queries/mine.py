"""我的帮扶户: a helper's own households, what was said last time, and what is to be asked on the next visit."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max

from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.clock import OPEN_END
from huaiyuan.county.duty.actions.photos import may_see
from huaiyuan.county.duty.frequency import Frequency
from huaiyuan.county.duty.models import HomeVisit, HomeVisitPhoto, Pairing, Problem, VisitLook
from huaiyuan.county.duty.owners import choices, usual
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
    pairing_no: str

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
class VisitForm:
    """Everything that the form needs: who, what was open last time, whom new problems go to, and the version."""

    household: MyHousehold
    members: list[Relative]
    problems: list[ProblemLine]
    owners: list[str]
    usual_owners: dict[str, str]
    version: int


def mine(account: object, *, on: dt.date | None = None, only: str = "") -> list[MyHousehold]:
    """The helper's households, those to be visited first; `only` narrows to one. Empty for whoever helps nobody."""
    day = on or clock.today()
    granted = registry.granted(account, on=day)
    numbers = [no for no in granted if not only or no == only]
    pairs = {
        p.household_no: p
        for p in Pairing.objects.filter(household_no__in=numbers, helper__account=getattr(account, "pk", None), valid_to=OPEN_END)
    }  # fmt: skip
    states, last, said = registry.followed_some(numbers, on=day), _last(numbers), _said(numbers)
    often = Frequency(day)
    found = [
        _household(granted[no], pairs[no], states.get(no), last.get(no), said.get(no, []), often)
        for no in numbers
        if no in pairs
    ]
    return sorted(found, key=lambda h: (FIRST[h.due], h.last_on or dt.date.min, h.household_no))


def visit_form(account: object, household_no: str, *, on: dt.date | None = None) -> VisitForm | None:
    """The form of one household; None when it is not the account's."""
    day = on or clock.today()
    rows = mine(account, on=day, only=household_no)
    if not rows:
        return None
    waiting = (
        Problem.objects.filter(household_no=household_no).exclude(state=ProblemState.CLOSED).order_by("problem_no")
    )
    return VisitForm(
        rows[0], registry.granted_members(household_no, account, on=day), lines(waiting), choices(), usual(day),
        HomeVisit.objects.filter(household_no=household_no).count(),
    )  # fmt: skip


def my_visits(household_no: str, *, most: int = 12) -> list[VisitLine]:
    """The last visits of a household; the caller has looked whether the account may read of it. Four queries."""
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
    seen: GrantedHousehold, pair: Pairing, state: registry.Followed | None, last: dt.date | None,
    said: list[str], often: Frequency,
) -> MyHousehold:  # fmt: skip
    line, at_risk = seen.line, bool(state and state.at_risk)
    due = often.standing(last, pair.valid_from, at_risk=at_risk)
    kind = f"{line.category}（{line.risk_state}）" if line.category else line.archive_type
    return MyHousehold(
        line.household_no, line.head_name, line.members, seen.village_name, seen.township_name, line.group_name, kind,
        due, often.says(due, at_risk=at_risk), last, said[0] if said else "", len(said), pair.valid_from, pair.pairing_no,
    )  # fmt: skip


def _last(numbers: list[str]) -> dict[str, dt.date]:
    rows = HomeVisit.objects.filter(household_no__in=numbers).order_by().values_list("household_no")
    return dict(rows.annotate(last=Max("visited_on"), n=Count("id")).values_list("household_no", "last"))


def _said(numbers: list[str]) -> dict[str, list[str]]:
    """What waits for each household, the newest first, in words."""
    waiting = Problem.objects.filter(household_no__in=numbers).exclude(state=ProblemState.CLOSED)
    found: dict[str, list[str]] = {}
    for row in waiting.order_by("-pk"):
        done = "，说已办好，请看一眼" if row.state == ProblemState.DONE else ""
        found.setdefault(row.household_no, []).append(f"{row.says or row.get_kind_display()}{done}")
    return found


@dataclass(frozen=True)
class Former:
    """A household handed over lately, as its former helper lists it."""

    household_no: str
    head_name: str
    until: dt.date


def formerly(account: object) -> dict[str, dt.date]:
    """Households that the account handed over in the last three months and has not got again, with the day."""
    today = clock.today()
    rows = Pairing.objects.filter(helper__account=getattr(account, "pk", None))
    ended = dict(rows.filter(valid_to__lte=today, valid_to__gt=today - LATELY).values_list("household_no", "valid_to"))
    held = set(rows.filter(valid_to__gt=today).values_list("household_no", flat=True))
    return {number: until for number, until in ended.items() if number not in held}


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
