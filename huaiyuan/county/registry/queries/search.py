"""Finding a household by a member: name, initials, identity number, phone, a tail of either, or the household's number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from huaiyuan.base import reference
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.county.registry.models import ArchiveType, Membership, MonitoringFact, Person
from huaiyuan.county.registry.queries.aliases import current_number
from huaiyuan.county.registry.queries.asking import HOUSEHOLD_NO, PHONE, Asked, asked, keys_by_phone, starts
from huaiyuan.county.registry.queries.masking import Eyes, masked

VILLAGE = "household__residence__village_code"
PAGE = 50
MANY = 2000
FEW = 30
BY_NUMBER = Asked("户编号", "户编号，可以只打前面的村代码", Q())


@dataclass(frozen=True)
class Found:
    """A person found, with the household and place of the day."""

    person_id: str
    name: str
    sex: str
    id_shown: str
    relation: str
    is_head: bool
    household_no: str
    village_code: str
    village_name: str
    township_name: str
    group_name: str | None
    archive_type: str
    category: str
    risk_state: str


@dataclass(frozen=True)
class SearchPage:
    """Persons found, how the text was understood (姓名, 拼音首字母, 证件号码, 电话, 尾号, 户编号), and where it goes on."""

    understood_as: str
    rows: list[Found]
    next_after: str | None = None
    means: str = ""


def without_initials() -> int:
    """How many people cannot be found by the initials of their names, because an older version did not keep them."""
    return Person.objects.filter(initials="").exclude(name="").count()


def search(
    text: str, account: object, *, on: dt.date | None = None, after: str | None = None, limit: int = PAGE
) -> SearchPage:
    """Members of open households within the account's rows. Names and initials are matched from their beginning.

    `after` is the `next_after` of the page before. Nothing typed finds nothing.
    """
    day, wanted = on or clock.today(), text.strip()
    scope = access.scope_of(account, P.HOUSEHOLD_SEARCH)
    if not wanted or not scope.prefixes:
        return SearchPage("", [])
    rows = _members(scope, day)
    if HOUSEHOLD_NO.match(wanted):
        return _page(
            BY_NUMBER, rows.filter(_numbered(wanted) & BY_NUMBER.behind(after, "person__")), account, day, limit
        )
    asks = asked(wanted)
    people = Person.objects.filter(asks.fits & asks.behind(after)).order_by(*asks.order)
    if scope.is_county:
        # Over the county the people of the page come first: else SQLite walks through every residence.
        member = Membership.objects.on(day).filter(_open_on(day), person=OuterRef("pk"))
        rows = rows.filter(person__in=_keys(people.filter(Exists(member)), limit + 1))
    elif len(few := _keys(people, MANY)) < MANY or asks.begins is None:
        rows = rows.filter(person__in=few)
    else:
        # A bare surname: the area's own people are fewer than all who bear it.
        rows = rows.filter(asks.within("person__") & asks.behind(after, "person__"))
    return _page(asks, rows, account, day, limit)


def resembling(name: str, phone: str, account: object, *, on: dt.date | None = None) -> tuple[list[Found], set[str]]:
    """Members of open households within the account's rows who bear a name or have a phone, and the person numbers of
    those whose phone it is. Nobody is told to be who is meant: that is for people to decide.
    """  # fmt: skip
    day, scope = on or clock.today(), access.scope_of(account, P.HOUSEHOLD_SEARCH)
    if not scope.prefixes:
        return [], set()
    by_phone = keys_by_phone(phone) if PHONE.match(phone) else set()
    bears = asked(name).begins if name else None
    named = Q(name=bears[1]) if bears else Q(pk__in=[])
    people = list(Person.objects.filter(Q(pk__in=by_phone) | named).values_list("pk", "person_id")[:MANY])
    rows = _members(scope, day).filter(person__in=[key for key, _ in people])
    page = _page(BY_NUMBER, rows, account, day, FEW)
    return page.rows, {number for key, number in people if key in by_phone}


def _numbered(wanted: str) -> Q:
    """A whole number also finds the household that it lives on in."""
    if "-" not in wanted:
        return starts("household__household_no", wanted)
    return Q(household__household_no__in=[wanted, current_number(wanted)])


def _keys(people: QuerySet[Person], most: int) -> list[int]:
    return list(people.values_list("pk", flat=True)[:most])


def _members(scope: Scope, day: dt.date) -> QuerySet[Membership]:
    # One filter() call: conditions on residence in a second call would join the table a second time.
    return Membership.objects.filter(
        Q() if scope.is_county else scope.q(VILLAGE),
        superseded_at__isnull=True, valid_from__lte=day, valid_to__gt=day,
        household__residence__superseded_at__isnull=True, household__residence__valid_from__lte=day,
        household__residence__valid_to__gt=day,
    ).filter(_open_on(day))  # fmt: skip


def _open_on(day: dt.date) -> Q:
    return Q(household__closed_on__isnull=True) | Q(household__closed_on__gt=day)


def _page(asks: Asked, rows: QuerySet[Membership], account: object, day: dt.date, limit: int) -> SearchPage:
    chosen = list(
        rows.order_by(*(f"person__{column}" for column in asks.order)).values(
            "person_id", "person__person_id", "person__name", "person__initials", "person__sex", "person__id_sealed", "relation", "is_head",
            "household_id", "household__household_no", village_code=F(VILLAGE),
            group_name=F("household__residence__group_name"),
        )[: limit + 1]
    )  # fmt: skip
    last = chosen[limit - 1] if len(chosen) > limit else None
    more = "|".join(_told(last, column) for column in asks.order) if last else None
    return SearchPage(asks.word, _found(chosen[:limit], Eyes.of(account), day), more, asks.means)


def _told(row: Mapping[str, Any], column: str) -> str:
    return str(row[f"person__{column}"])


def _found(rows: Sequence[Mapping[str, Any]], eyes: Eyes, day: dt.date) -> list[Found]:
    households = {row["household_id"] for row in rows}
    archives = dict(
        ArchiveType.objects.on(day).filter(household__in=households).values_list("household_id", "archive_type")
    )
    states = {
        key: (category, state)
        for key, category, state in MonitoringFact.objects.on(day)
        .filter(household__in=households)
        .values_list("household_id", "category", "risk_state")
    }
    codes = {str(row["village_code"]) for row in rows}
    places = reference.places_by_code(codes | {code[:9] for code in codes}, day)
    numbers = masked([(row["person_id"], row["person__id_sealed"]) for row in rows], "id_sealed")
    return [
        Found(
            person_id=row["person__person_id"], name=eyes.name(row["person__name"]), sex=row["person__sex"],
            id_shown=numbers.get(row["person_id"], "无证件号码"), relation=row["relation"], is_head=row["is_head"],
            household_no=row["household__household_no"], village_code=code,
            village_name=places[code].short_name if code in places else code,
            township_name=places[code[:9]].short_name if code[:9] in places else "",
            group_name=row["group_name"], archive_type=archives.get(row["household_id"], ""),
            category=states.get(row["household_id"], ("", ""))[0],
            risk_state=states.get(row["household_id"], ("", ""))[1],
        )
        for row in rows
        for code in [str(row["village_code"])]
    ]  # fmt: skip


def numbers_asked(text: str, limit: int) -> list[str]:
    """Numbers of people whom a text fits (name, initials, identity number or a tail), for lists that narrow their own rows.

    Within no scope: the caller's rows are. One query.
    """
    return list(
        Person.objects.filter(asked(text.strip()).fits).order_by("pk").values_list("person_id", flat=True)[:limit]
    )
