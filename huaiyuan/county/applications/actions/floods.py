"""Holding off floods of the public page without asking anybody to prove that they are human.

A whole village files behind one address (one tower, one broadband line), on the evening when leaflets are handed out.
So an address is never held off for being busy, only for being busier than a village can be. In between its
applications are taken and marked, their photos left aside, so that the township sees what came in a flood. An address
that is calm always gets through, whatever others do to its village's code. Addresses stand as keyed hashes, one hour.
"""

from __future__ import annotations

import datetime as dt
import ipaddress

from django.db import transaction

from huaiyuan.base import audit
from huaiyuan.base.vault import vault
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.applications import errors, trail
from huaiyuan.county.applications.models import Attempt

FILE, ASK, LOOK = "file", "ask", "look"
MINUTES, SHORT_MINUTES = 60, 10
# A village has some six hundred families; a tower may serve several villages.
CROWD, ADDRESS_MOST, VILLAGE_MOST, ASKED_MOST = 60, 1500, 600, 600
WAIT_MINUTES = 10
OWN_NETWORK = 64


def let_in(address: str, village_code: str, *, kind: str = FILE) -> bool:
    """Count one filing; whether it came in a crowd. `kind` tells public forms apart. Raises APPLICATION_BUSY when the address floods."""
    now, who = clock.now(), _hashed(address)
    recent = Attempt.objects.filter(kind=kind, at__gte=now - dt.timedelta(minutes=MINUTES))
    here = recent.filter(address=who)
    count = here.count()
    lately = here.filter(at__gte=now - dt.timedelta(minutes=SHORT_MINUTES)).count()
    crowded = lately >= CROWD
    village_full = crowded and recent.filter(village_code=village_code).count() >= VILLAGE_MOST
    _count(kind, who, village_code, now)
    if count >= ADDRESS_MOST or village_full:
        _hold_off(count == ADDRESS_MOST)
    return crowded


def let_ask(address: str) -> None:
    """Count one question after a receipt number that does not exist. Raises APPLICATION_BUSY."""
    _let_miss(ASK, address)


def let_look(address: str) -> None:
    """Count one opening of a notice's address behind which there is nothing. Raises APPLICATION_BUSY."""
    _let_miss(LOOK, address)


def _let_miss(kind: str, address: str) -> None:
    now, who = clock.now(), _hashed(address)
    asked = Attempt.objects.filter(kind=kind, address=who, at__gte=now - dt.timedelta(minutes=MINUTES)).count()
    _count(kind, who, "", now)
    if asked >= ASKED_MOST:
        _hold_off(asked == ASKED_MOST)


def _hold_off(first: bool) -> None:
    if first:
        with transaction.atomic():
            audit.record(trail.HELD_OFF, by=None, subject="application:flood", writes=True, refused=True)
    raise DomainError(errors.BUSY, minutes=WAIT_MINUTES)


def _count(kind: str, who: str, village_code: str, now: dt.datetime) -> None:
    Attempt.objects.filter(at__lt=now - dt.timedelta(minutes=MINUTES)).delete()
    Attempt.objects.create(kind=kind, address=who, village_code=village_code, at=now)


def _hashed(address: str) -> str:
    """A keyed hash of an address; of a long one (IPv6) only the network, for a phone has all its addresses."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        read = None
    if isinstance(read, ipaddress.IPv6Address):
        address = str(ipaddress.ip_network((read, OWN_NETWORK), strict=False))
    return str(vault.index_one(address, purpose="address"))
