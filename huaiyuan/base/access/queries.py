"""What others may ask about accounts: may they, which rows, who acts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from huaiyuan.base.access import errors, rights
from huaiyuan.base.access.models import Account, EnrolledDevice, Posting
from huaiyuan.base.access.permissions import Field, P, Role
from huaiyuan.base.access.rights import Standing
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError

# Wrong ones in a row after which a phone's PIN opens nothing until the township gives a new code.
PIN_TRIES = 5


def standing(account: object) -> Standing:
    """Where an account stands today: postings, permissions, rows."""
    return rights.of(account)


def may(account: object, permission: P) -> bool:
    """Whether one of the account's posts permits it."""
    return permission in rights.of(account).permissions


def scope_of(account: object, permission: P | None = None) -> Scope:
    """The rows the account reaches; with a permission, by the posts that carry it only."""
    return rights.of(account).scope(permission)


def departments(account: object, permission: P) -> frozenset[str] | None:
    """The departments whose data a permission reaches: None for all of them, where a post other than a department's has it."""
    held = [h for h in rights.of(account).held if permission in h.definition.permissions]
    if any(h.role is not Role.DEPARTMENT for h in held):
        return None
    return frozenset(h.department for h in held if h.department)


def sees_clear(account: object, field: Field) -> bool:
    """Whether a personal field is shown in clear without a reveal (masked otherwise)."""
    return rights.of(account).sees_clear(field)


def acting(username: str | None = None) -> Account:
    """The account that a command acts for; a demo's county centre when none is named.

    Raises ACCESS_NO_ACCOUNT for an unknown or switched-off name, ACCESS_BY_WHOM when none is named outside a demo.
    """
    active = Account.objects.filter(is_active=True)
    if username is not None:
        account = active.filter(username=username).first()
        if account is None:
            raise DomainError(errors.NO_ACCOUNT, username=username)
        return account
    centre = active.filter(demo_login=True, postings__post__base_role=Role.COUNTY_CENTER.value)
    account = centre.order_by("pk").first() if settings.DEMO else None
    if account is None:
        raise DomainError(errors.BY_WHOM)
    return account


def demo_accounts() -> list[tuple[Account, Standing]]:
    """The accounts that a demo's login page offers, county first. Empty outside a demo."""
    if not settings.DEMO:
        return []
    accounts = list(Account.objects.filter(is_active=True, demo_login=True).order_by("pk"))
    order, standings = list(Role), rights.of_many(accounts)
    known = [(a, s) for a in accounts if (s := standings[a.pk]).main is not None]
    return sorted(known, key=lambda pair: (order.index(pair[1].main.role), pair[0].pk) if pair[1].main else (99, 0))


def people_of(area_code: str, role: Role) -> list[Account]:
    """Who holds a post of this base role for exactly this area today: several people may hold one village."""
    return people_by_area([area_code], role).get(area_code, [])


def people_by_area(area_codes: Iterable[str], role: Role) -> dict[str, list[Account]]:
    """The same of many areas, by area code; an area that nobody holds is left out. One query."""
    found: dict[str, dict[int, Account]] = {}
    for row in _posted(list(area_codes), role).select_related("account").order_by("account_id"):
        found.setdefault(row.area_code, {})[row.account_id] = row.account
    return {code: list(people.values()) for code, people in found.items()}


def names_by_area(area_codes: Iterable[str], role: Role) -> dict[str, list[str]]:
    """Display names of the holders, by area code."""
    found: dict[str, list[str]] = {}
    rows = _posted(list(area_codes), role).order_by("account_id").values_list("area_code", "account__display_name")
    for code, name in rows:
        found.setdefault(code, []).append(name)
    return found


def names_by_key(keys: Iterable[int]) -> dict[int, str]:
    """Display names of accounts by their key, for the log that knows only these."""
    return dict(Account.objects.filter(pk__in=list(keys)).values_list("pk", "display_name"))


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a post, with their enrolled phones; `stopped` says that one was stopped by wrong PINs."""

    username: str
    display_name: str
    area_code: str
    phones: int
    stopped: bool


def holders(scope: Scope, role: Role, *, name: str = "", most: int = 300) -> list[Holder]:
    """Who holds a post of this base role within a scope today, by area; a name narrows. Two queries."""
    today = clock.today()
    rows = scope.filter(Posting.objects.all(), "area_code").filter(
        post__base_role=role.value, account__is_active=True, valid_from__lte=today, valid_to__gt=today,
        account__display_name__startswith=name,
    )  # fmt: skip
    found = list(rows.select_related("account").order_by("area_code", "account_id")[:most])
    devices = EnrolledDevice.objects.filter(account__in=[row.account_id for row in found], ended_at=None)
    held: dict[int, list[int]] = {}
    for account, tries in devices.values_list("account_id", "tries"):
        held.setdefault(account, []).append(tries)
    return [
        Holder(
            row.account.username, row.account.display_name, row.area_code, len(held.get(row.account_id, [])),
            any(tries >= PIN_TRIES for tries in held.get(row.account_id, [])),
        )
        for row in found
    ]  # fmt: skip


def phones_of(account: Any) -> QuerySet[EnrolledDevice, int]:
    """How many phones an account has enrolled, as a value for others' lists (`OuterRef`): one row, or none."""
    rows = EnrolledDevice.objects.filter(account=account, ended_at=None).order_by().values("account")
    return rows.annotate(n=Count("pk")).values_list("n", flat=True)


@dataclass(frozen=True)
class Post:
    """A posting in force with its key, for whoever hands it over."""

    posting_id: int
    role: Role
    post_code: str
    title: str
    area_code: str
    area_name: str
    department: str

    @property
    def words(self) -> str:
        """月河镇 乡镇专干, 徐寨村 村信息员."""
        return f"{self.area_name} {self.title}".strip()


def posts_of(account: Account) -> list[Post]:
    """The postings that an account holds today. One query."""
    rows = _in_force().filter(account=account).select_related("post").order_by("area_code", "pk")
    return [
        Post(
            row.pk, Role(row.post.base_role), row.post.code, f"{row.department}{row.post.title}", row.area_code,
            row.area_name, row.department or row.post.department,
        )
        for row in rows
    ]  # fmt: skip


def held_now() -> dict[tuple[str, str, str], set[int]]:
    """Who holds what today: (area, base role, department where the role is a department's) → accounts. One query."""
    found: dict[tuple[str, str, str], set[int]] = {}
    rows = _in_force().values_list("area_code", "post__base_role", "department", "post__department", "account")
    for area, role, department, usual, account in rows:
        own = (department or usual) if role == Role.DEPARTMENT else ""
        found.setdefault((area, role, own), set()).add(account)
    return found


def people(scope: Scope, text: str, *, helpers: bool = False, most: int = 20) -> list[tuple[Account, list[str]]]:
    """Active people by the beginning of their name, or their username, with what they hold within a scope.

    With `helpers` also helpers of other units: they help across borders. One query.
    """
    wanted = text.strip()
    if not wanted:
        return []
    named = Q(account__display_name__startswith=wanted) | Q(account__username=wanted)
    here = scope.q("area_code") if scope.prefixes else Q(pk__in=[])
    here |= Q(post__base_role=Role.HELPER) if helpers else Q(pk__in=[])
    rows = _in_force().filter(here, named).select_related("account", "post")
    found: dict[int, tuple[Account, list[str]]] = {}
    for row in rows.order_by("account__display_name", "account_id")[: most * 3]:
        says = f"{row.area_name} {row.department}{row.post.title}".strip()
        found.setdefault(row.account_id, (row.account, []))[1].append(says)
    return list(found.values())[:most]


def within(scope: Scope, username: str) -> Account | None:
    """The active account of a name when it holds a post within a scope. One query."""
    if not scope.prefixes:
        return None
    row = scope.filter(_in_force(), "area_code").filter(account__username=username).select_related("account").first()
    return row.account if row else None


def by_username(usernames: Iterable[str]) -> dict[str, Account]:
    """Active accounts by name. One query."""
    return {a.username: a for a in Account.objects.filter(username__in=list(usernames), is_active=True)}


def _in_force() -> QuerySet[Posting]:
    today = clock.today()
    return Posting.objects.filter(account__is_active=True, valid_from__lte=today, valid_to__gt=today)


def account_of(username: str) -> Account:
    """The active account of a name. Raises ACCESS_NO_ACCOUNT."""
    account = Account.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise DomainError(errors.NO_ACCOUNT, username=username)
    return account


def posted_departments() -> list[str]:
    """Departments for which somebody is posted today, by name."""
    today = clock.today()
    rows = Posting.objects.filter(
        post__base_role=Role.DEPARTMENT.value, account__is_active=True, valid_from__lte=today, valid_to__gt=today
    ).exclude(department="")
    return list(rows.order_by("department").values_list("department", flat=True).distinct())


def _posted(area_codes: list[str], role: Role) -> QuerySet[Posting]:
    today = clock.today()
    return Posting.objects.filter(
        area_code__in=area_codes,
        post__base_role=role.value,
        account__is_active=True,
        valid_from__lte=today,
        valid_to__gt=today,
    )
