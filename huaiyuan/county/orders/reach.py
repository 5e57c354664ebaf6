"""Which orders, lines and files an account reads: its own work, what it issued, and what it oversees."""

from __future__ import annotations

import uuid

from django.db.models import Exists, OuterRef, Q, QuerySet

from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.rights import Held
from huaiyuan.base.access.scope import Scope
from huaiyuan.county.orders.models import Order, OrderFile, OrderLine
from huaiyuan.county.orders.types import Nature


def lines(account: object) -> QuerySet[OrderLine]:
    """Lines that the account may read; no query of its own. A leader reads lists, and of 批示 only their own."""
    return OrderLine.objects.filter(_reach(account)).select_related("order")


def orders(account: object) -> QuerySet[Order]:
    """Orders of which the account reads a line."""
    own = OrderLine.objects.filter(_reach(account), order=OuterRef("pk"))
    return Order.objects.filter(Exists(own)).select_related("issued_by")


def may_read(file: OrderFile, account: object) -> bool:
    """Whether the account reads the line that a file came back on, or the order that it went out with."""
    rows = lines(account)
    return (rows.filter(pk=file.line_id) if file.line_id else rows.filter(order=file.order_id)).exists()


def find_order(reach: Scope, number: str, account: object) -> Order | None:  # noqa: ARG001 - a resolver's signature
    """The order when the account reads any line of it; None for an absent and a foreign one alike."""
    return orders(account).filter(number=number).first()


def find_line(reach: Scope, number: str, account: object) -> OrderLine | None:  # noqa: ARG001
    """The line when the account reads it; None for an absent and a foreign one alike."""
    rows = lines(account).select_related("order__issued_by", "answered_by", "settled_by")
    return rows.filter(number=number).first()


def find_file(reach: Scope, number: uuid.UUID, account: object) -> uuid.UUID | None:  # noqa: ARG001
    """The file's own number when the account reads what it belongs to."""
    file = OrderFile.objects.filter(file_no=number).first()
    return number if file is not None and may_read(file, account) else None


def _reach(account: object) -> Q:
    condition = Q(pk__in=[])
    for held in access.standing(account).held:
        if P.ORDER_READ in held.definition.permissions:
            condition |= _of_post(held, account)
    return condition


def _of_post(held: Held, account: object) -> Q:
    if held.role is Role.COUNTY_CENTER:
        return Scope.of([held.area_code]).q("owner_area")
    if held.role is Role.LEADER:
        lists = Q(order__nature=Nature.LIST, order__issued_post=Role.COUNTY_CENTER.value)
        return lists | Q(order__issued_by=getattr(account, "pk", None))
    if held.role is Role.DEPARTMENT:
        return Q(owner_post=held.role.value, owner_area=held.area_code, owner_department=held.department)
    # A leader's 批示 that still waits to be given out stands with the county centre.
    return Scope.of([held.area_code]).q("owner_area")
