"""Phones (手机开通): enrolled once by the township's one-time code, opened afterwards by number and a 6-digit PIN.

The PIN is the phone's, not the account's: without the phone's own secret it opens nothing, and five wrong ones in a
row stop the phone until the township gives a new code (ADR 0037).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
import uuid
from dataclasses import dataclass
from itertools import pairwise

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from huaiyuan.base import audit
from huaiyuan.base.access import errors, rights, signing, trail
from huaiyuan.base.access.models import Account, EnrolledDevice, EnrolmentCode
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import PIN_TRIES
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError

CODE_DIGITS, PIN_DIGITS = 8, 6
CODE_HOURS = 24
IDLE_MINUTES = 10
# Posts whose daily work is on the phone; whoever holds a wider one as well signs in by password.
ON_PHONES = frozenset({Role.VILLAGE, Role.HELPER})
_PIN = re.compile(rf"\d{{{PIN_DIGITS}}}")


@dataclass(frozen=True)
class Issued:
    """A code as the township reads it out, once: nobody can look it up afterwards."""

    code: str
    expires_at: dt.datetime


@dataclass(frozen=True)
class Enrolled:
    """A phone that is open from now on; `token` is what it keeps."""

    account: Account
    token: str


@transaction.atomic
def issue(*, account: Account, by: Account) -> Issued:
    """A one-time code for a person of a village, or for a helper whose households the caller has looked at.

    An earlier code that nobody used ends. Raises: ACCESS_NOT_ON_PHONES for other posts, ACCESS_NOT_YOURS.
    """
    stands = rights.of(account)
    if P.PHONE_ENROL not in rights.of(by).permissions:
        raise DomainError(errors.NOT_YOURS)
    if not stands.roles or not stands.roles <= ON_PHONES:
        raise DomainError(errors.NOT_ON_PHONES, name=account.display_name)
    now = clock.now()
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    EnrolmentCode.objects.filter(account=account, ended_at=None).update(ended_at=now)
    row = EnrolmentCode.objects.create(
        account=account, code_hash=make_password(code), issued_by=by, issued_at=now,
        expires_at=now + dt.timedelta(hours=CODE_HOURS),
    )  # fmt: skip
    _record(trail.CODE_ISSUED, account, by)
    return Issued(code, row.expires_at)


def issue_in_village(*, account: Account, by: Account) -> Issued:
    """`issue` for somebody who holds a post in a village of the caller's. Raises: ACCESS_NOT_YOURS and as `issue`."""
    if not holds_within(account, by):
        raise DomainError(errors.NOT_YOURS)
    return issue(account=account, by=by)


def holds_within(account: Account, by: Account) -> bool:
    """Whether the account holds a village post within the caller's area."""
    reach = rights.of(by).scope(P.PHONE_ENROL)
    return any(h.role is Role.VILLAGE and reach.covers(h.area_code) for h in rights.of(account).held)


def enrol(*, username: str, code: str, pin: str, label: str, ip: str, token: str = "") -> Enrolled:
    """Enrol a phone: the code is used up, the PIN set. `token` is what the phone keeps already, for somebody else.

    Raises: ACCESS_BAD_PIN before anything is tried, ACCESS_WRONG_CODE (also for an unknown name), ACCESS_LOCKED.
    """
    if not good_pin(pin):
        raise DomainError(errors.BAD_PIN, digits=PIN_DIGITS)
    attempt = signing.begin(username, ip)
    row = _opened_by(code.strip(), attempt.name)
    if row is None:
        raise signing.missed(attempt, errors.WRONG_CODE, why="开通码不对")
    now, kept = clock.now(), token or secrets.token_urlsafe(32)
    with transaction.atomic():
        if EnrolmentCode.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now) != 1:
            raise DomainError(errors.WRONG_CODE)
        EnrolledDevice.objects.filter(account=row.account, token_hash=_hash(kept), ended_at=None).update(ended_at=now)
        EnrolledDevice.objects.create(
            device_no=uuid.uuid4(), account=row.account, token_hash=_hash(kept), pin=make_password(pin),
            label=label[:60], enrolled_at=now, used_at=now,
        )  # fmt: skip
        _record(trail.PHONE_ENROLLED, row.account, row.account)
    signing.passed(attempt)
    return Enrolled(row.account, kept)


def open_by_pin(*, username: str, pin: str, token: str, ip: str) -> Account:
    """The account whose PIN on this very phone it is.

    Raises: ACCESS_NOT_ENROLLED when this phone is not enrolled for the number (whatever the PIN), ACCESS_PIN_STOPPED
    after five wrong ones in a row, ACCESS_WRONG_PIN, ACCESS_LOCKED.
    """
    attempt = signing.begin(username, ip)
    device = _device(token, attempt.name)
    if device is None:
        raise signing.missed(attempt, errors.NOT_ENROLLED, why="这部手机没有开通")
    # Counted before it is looked at, so that simultaneous guesses cannot share one try.
    counted = EnrolledDevice.objects.filter(pk=device.pk, tries__lt=PIN_TRIES).update(tries=F("tries") + 1)
    if not counted:
        raise signing.missed(attempt, errors.PIN_STOPPED, why="数字口令已停用")
    if not check_password(pin, device.pin):
        left = PIN_TRIES - device.tries - 1
        raise signing.missed(
            attempt, errors.WRONG_PIN if left > 0 else errors.PIN_STOPPED, why="数字口令不对", left=left
        )
    EnrolledDevice.objects.filter(pk=device.pk).update(tries=0, used_at=clock.now())
    signing.passed(attempt)
    return device.account


@transaction.atomic
def stop(*, account: Account, by: Account) -> int:
    """Stop every phone of a person and end their sessions at once; returns how many phones. Raises: ACCESS_NOT_YOURS.

    The caller has looked whether the person is within the reach of `by`.
    """
    if P.PHONE_ENROL not in rights.of(by).permissions:
        raise DomainError(errors.NOT_YOURS)
    now = clock.now()
    EnrolmentCode.objects.filter(account=account, ended_at=None).update(ended_at=now)
    stopped = EnrolledDevice.objects.filter(account=account, ended_at=None).update(ended_at=now, ended_by=by)
    Account.objects.filter(pk=account.pk).update(epoch=F("epoch") + 1)
    audit.record(trail.PHONES_STOPPED, by=by, subject=f"account:{account.pk}", writes=True, count=stopped)
    return stopped


def stop_in_village(*, account: Account, by: Account) -> int:
    """`stop` for somebody who holds a post in a village of the caller's. Raises: ACCESS_NOT_YOURS."""
    if not holds_within(account, by):
        raise DomainError(errors.NOT_YOURS)
    return stop(account=account, by=by)


def known_on(token: str) -> list[str]:
    """The numbers that this phone is enrolled for, the one used last first."""
    if not token:
        return []
    rows = EnrolledDevice.objects.filter(token_hash=_hash(token), ended_at=None, account__is_active=True)
    return list(rows.order_by("-used_at").values_list("account__username", flat=True))


def good_pin(pin: str) -> bool:
    """Six digits that are neither all alike nor counted up or down."""
    if not _PIN.fullmatch(pin):
        return False
    return {(int(b) - int(a)) % 10 for a, b in pairwise(pin)} not in ({0}, {1}, {9})


def _opened_by(code: str, username: str) -> EnrolmentCode | None:
    """The live code of a name when it is this one; a name without one, or nobody's, takes as long to refuse."""
    row = _live_code(username)
    if row is None:
        make_password(code)
        return None
    return row if check_password(code, row.code_hash) else None


def _live_code(username: str) -> EnrolmentCode | None:
    rows = EnrolmentCode.objects.filter(
        account__username=username,
        account__is_active=True,
        ended_at=None,
        expires_at__gt=clock.now(),
        tries__lt=PIN_TRIES,
    )
    row = rows.select_related("account").first()
    if row is None or EnrolmentCode.objects.filter(pk=row.pk, tries__lt=PIN_TRIES).update(tries=F("tries") + 1) != 1:
        return None
    return row


def _device(token: str, username: str) -> EnrolledDevice | None:
    if not token:
        return None
    rows = EnrolledDevice.objects.filter(
        token_hash=_hash(token), account__username=username, account__is_active=True, ended_at=None
    )
    return rows.select_related("account").first()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _record(action: str, account: Account, by: Account) -> None:
    audit.record(action, by=by, subject=f"account:{account.pk}", writes=True)
