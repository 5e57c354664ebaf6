"""Where an account stands today: its postings, what they permit and which rows they reach.

Read afresh for every request (it hangs on the account object that the session loads), so that a change of
rights takes effect with the next request.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from huaiyuan.base.access.models import Account, Posting
from huaiyuan.base.access.permissions import PASSWORD_ONLY, ROLES, Field, P, Role, RoleDefinition
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock

NO_AREA = frozenset({Role.HELPER, Role.UNIT})
_KEPT, _BY_PIN = "_standing", "_by_pin"


@dataclass(frozen=True)
class Held:
    """One posting in force; `lent` ends on a day that is known already."""

    role: Role
    post_code: str
    title: str
    area_code: str
    area_name: str
    department: str
    lent: bool = False
    unit_no: str = ""

    @property
    def definition(self) -> RoleDefinition:
        """The base role in words, with its permissions."""
        return ROLES[self.role]


@dataclass(frozen=True)
class Standing:
    """Everything an account is today. Without postings it permits and reaches nothing."""

    held: tuple[Held, ...] = ()
    by_pin: bool = False

    @cached_property
    def permissions(self) -> frozenset[P]:
        """What any of the posts permits; less of it in a session that a phone's PIN opened."""
        every = frozenset[P]().union(*(h.definition.permissions for h in self.held))
        return every - PASSWORD_ONLY if self.by_pin else every

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The base roles held."""
        return frozenset(h.role for h in self.held)

    @property
    def main(self) -> Held | None:
        """The posting shown beside the name: one's own before one lent for an absence, the one with the widest area first;
        helping beside another post comes last.
        """
        return min(
            self.held, key=lambda h: (h.role is Role.HELPER, h.lent, len(h.area_code), h.area_code), default=None
        )

    def scope(self, permission: P | None = None) -> Scope:
        """The rows reached, by the postings that carry the permission only: rights of one post do not leak to another.

        A helper's posting reaches no area: their households are granted one by one. Neither does a unit's.
        """
        if self.by_pin and permission in PASSWORD_ONLY:
            return Scope()
        carrying = [h for h in self.held if permission is None or permission in h.definition.permissions]
        return Scope.of([h.area_code for h in carrying if h.role not in NO_AREA])

    def sees_clear(self, field: Field) -> bool:
        """Whether a field is shown in clear without a reveal. The strictest post in force decides for a leader."""
        return bool(self.held) and all(field in h.definition.clear for h in self.held)


def of(account: object) -> Standing:
    """The standing of an account; anyone else (anonymous, switched off) stands nowhere."""
    if not isinstance(account, Account) or not account.is_active or account.pk is None:
        return Standing()
    kept = account.__dict__.get(_KEPT)
    if kept is None:
        kept = account.__dict__[_KEPT] = Standing(tuple(_held(account)), by_pin=account.__dict__.get(_BY_PIN, False))
    return kept


def of_many(accounts: Iterable[Account]) -> dict[int, Standing]:
    """Where accounts stand, by key, in one query; of those switched on."""
    active = {account.pk: account for account in accounts if account.is_active}
    held: dict[int, list[Held]] = {key: [] for key in active}
    for posting in _postings().filter(account__in=active):
        held[posting.account_id].append(_as_held(posting))
    return {key: Standing(tuple(rows)) for key, rows in held.items()}


def narrow(account: Account) -> None:
    """Let this account object stand as one whose session a phone's PIN opened."""
    account.__dict__[_BY_PIN] = True
    forget(account)


def forget(account: Account) -> None:
    """Read the standing again next time, on this object too: for a process that keeps an account for long."""
    account.__dict__.pop(_KEPT, None)


def _held(account: Account) -> list[Held]:
    return [_as_held(posting) for posting in _postings().filter(account=account)]


def _postings() -> QuerySet[Posting]:
    today = clock.today()
    rows = Posting.objects.filter(valid_from__lte=today, valid_to__gt=today)
    return rows.select_related("post").order_by("area_code", "pk")


def _as_held(posting: Posting) -> Held:
    return Held(
        Role(posting.post.base_role),
        posting.post.code,
        f"{posting.department}{posting.post.title}",
        posting.area_code,
        posting.area_name,
        posting.department or posting.post.department,
        lent=posting.valid_to != clock.OPEN_END,
        unit_no=posting.unit_no,
    )
