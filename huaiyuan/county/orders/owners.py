"""Whose a line may be, who settles it and who says whose it is: pure readings of postings and areas."""

from __future__ import annotations

from collections.abc import Iterable

from huaiyuan.base import reference
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.rights import Held
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.orders import errors
from huaiyuan.county.orders.models import Order, OrderLine
from huaiyuan.county.orders.moves import MOVES, By
from huaiyuan.county.orders.types import Did, Nature, Owner

TOWNSHIP_DIGITS, COUNTY_DIGITS = 9, 6
CENTRE = "县监测中心"


def of_line(line: OrderLine) -> Owner:
    """Whose a line is now."""
    return Owner(Role(line.owner_post), line.owner_area, line.owner_department)


def settler(order: Order, owner: Owner) -> Owner:
    """The post that is asked to settle what an owner fed back: the township for a village's line, else the issuer."""
    if order.nature == Nature.LIST and order.issued_post == Role.COUNTY_CENTER and owner.post is Role.VILLAGE:
        return Owner(Role.TOWNSHIP, owner.area[:TOWNSHIP_DIGITS])
    return Owner(Role(order.issued_post), order.issued_area)


def router(order: Order) -> Owner:
    """The post that says whose a line is when that is not clear: the county centre for a leader, else the issuer."""
    if order.issued_post == Role.TOWNSHIP:
        return Owner(Role.TOWNSHIP, order.issued_area)
    return Owner(Role.COUNTY_CENTER, order.issued_area[:COUNTY_DIGITS])


def holds(account: object, owner: Owner, permission: P) -> bool:
    """Whether a post of the account that carries the permission is this owner."""
    return any(
        (held.role, held.area_code) == (owner.post, owner.area)
        and (held.role is not Role.DEPARTMENT or held.department == owner.department)
        and permission in held.definition.permissions
        for held in access.standing(account).held
    )


def issued(account: object, order: Order) -> bool:
    """Whether the account stands where the order came from; what a leader wrote is that leader's alone."""
    if order.nature == Nature.INSTRUCTION:
        return order.issued_by_id == getattr(account, "pk", None) and access.may(account, P.INSTRUCT)
    return holds(account, Owner(Role(order.issued_post), order.issued_area), P.ORDER_ISSUE)


def settles(account: object, line: OrderLine) -> bool:
    """Whether the account's post may settle the line: where it came from, or the township above the village."""
    if issued(account, line.order):
        return True
    owner = of_line(line)
    above = Owner(Role.TOWNSHIP, owner.area[:TOWNSHIP_DIGITS])
    return owner.post is Role.VILLAGE and holds(account, above, P.ORDER_ISSUE)


def carries(account: object, line: OrderLine) -> bool:
    """Whether the account's post has to do it."""
    return holds(account, of_line(line), P.ORDER_CARRY)


def routes(account: object, order: Order) -> bool:
    """Whether the account's post says whose the lines of the order are."""
    return holds(account, router(order), P.ORDER_ISSUE)


def may(who: By, line: OrderLine, account: object) -> bool:
    """Whether the account is the one that a move asks for. A colleague stands in through the post that both hold."""
    if who is By.OWNER:
        return carries(account, line)
    if who is By.SETTLER:
        return settles(account, line)
    return routes(account, line.order) if who is By.ROUTER else issued(account, line.order)


def may_do(line: OrderLine, account: object) -> list[Did]:
    """What the account may do with a line as it stands, for its page."""
    return [did for did, move in MOVES.items() if line.state in move.sources and may(move.by, line, account)]


def issuing_post(account: Account, permission: P) -> Held:
    """The posting that the account issues with, the widest first. Raises: ORDER_NOT_FOUND without one."""
    held = [h for h in access.standing(account).held if permission in h.definition.permissions]
    if not held:
        raise DomainError(errors.NOT_FOUND)
    return min(held, key=lambda h: (len(h.area_code), h.area_code))


def parse(keys: Iterable[str], county: str) -> list[Owner]:
    """Owners as a form sends them, each once and in its order. Raises: ORDER_NO_OWNER."""
    wanted = list(dict.fromkeys(key for key in keys if key))
    codes = {key.partition("/")[2] for key in wanted}
    places = {place.code for place in reference.places() if place.code in codes}
    departments = set(access.posted_departments()) if any(key.startswith("department/") for key in wanted) else set()
    return [_owner(key, county, places, departments) for key in wanted]


def _owner(key: str, county: str, places: set[str], departments: set[str]) -> Owner:
    post, _, which = key.partition("/")
    lengths = {Role.VILLAGE: 12, Role.TOWNSHIP: TOWNSHIP_DIGITS, Role.COUNTY_CENTER: COUNTY_DIGITS}
    if post == Role.DEPARTMENT and which in departments:
        return Owner(Role.DEPARTMENT, county, which)
    if post in lengths and which in places and len(which) == lengths[Role(post)]:
        return Owner(Role(post), which)
    raise DomainError(errors.NO_OWNER, owner=which or key)


def names(owners: Iterable[Owner]) -> dict[Owner, str]:
    """What owners are called: 徐寨村, 月河镇, 医保局, 县监测中心. One query."""
    known = list(owners)
    places = reference.places_by_code({o.area for o in known if o.post in (Role.VILLAGE, Role.TOWNSHIP)})
    return {owner: _name(owner, places) for owner in known}


def _name(owner: Owner, places: dict[str, reference.Place]) -> str:
    if owner.post is Role.DEPARTMENT:
        return owner.department
    if owner.post is Role.COUNTY_CENTER:
        return CENTRE
    return places[owner.area].short_name if owner.area in places else owner.area
