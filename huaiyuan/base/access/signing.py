"""Signing in (登录): the password way with a brake on guessing, and the one click of a demo."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate

from huaiyuan.base import audit
from huaiyuan.base.access import errors, trail
from huaiyuan.base.access.models import Account, SignInFailure
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError, ErrorCode

TRIES = 5
TRIES_PER_ADDRESS = 50
LOCK_MINUTES = 15


@dataclass(frozen=True)
class Attempt:
    """One try at signing in, written down before its proof is looked at. `before`: failures of this name from there."""

    pk: int
    name: str
    ip: str
    before: int


def begin(username: str, ip: str) -> Attempt:
    """Count a try before anything is compared, so that simultaneous guesses cannot share one. Raises: ACCESS_LOCKED."""
    name = username.strip()[:64]
    now = clock.now()
    since = now - dt.timedelta(minutes=LOCK_MINUTES)
    SignInFailure.objects.filter(at__lt=since).delete()
    tried = SignInFailure.objects.filter(ip=ip, at__gte=since)
    before = tried.filter(username=name).count()
    if before >= TRIES or tried.count() >= TRIES_PER_ADDRESS:
        _refused("已锁定", name)
        raise DomainError(errors.LOCKED, minutes=LOCK_MINUTES)
    return Attempt(SignInFailure.objects.create(username=name, ip=ip, at=now).pk, name, ip, before)


def missed(attempt: Attempt, error: ErrorCode, *, why: str, **facts: Any) -> DomainError:
    """The refusal of a try that failed, the last one says that the name is locked from there."""
    _refused(why, attempt.name)
    if attempt.before + 1 >= TRIES:
        return DomainError(errors.LOCKED, minutes=LOCK_MINUTES)
    return DomainError(error, **facts)


def passed(attempt: Attempt) -> None:
    """Take the try and the failures before it back."""
    SignInFailure.objects.filter(ip=attempt.ip, username=attempt.name, pk__lte=attempt.pk).delete()


def check(*, username: str, password: str, ip: str) -> Account:
    """The account whose password this is. Raises ACCESS_WRONG_PASSWORD or ACCESS_LOCKED.

    An unknown name takes as long and says the same as a wrong password.
    """
    attempt = begin(username, ip)
    account = authenticate(username=attempt.name, password=password)
    if not isinstance(account, Account):
        left = TRIES - attempt.before - 1
        raise missed(attempt, errors.WRONG_PASSWORD, why="账号或口令不对", left=left, minutes=LOCK_MINUTES)
    passed(attempt)
    return account


def demo_account(username: str) -> Account:
    """The demo account of this name. Raises ACCESS_NOT_DEMO outside a demo or for any other account."""
    account = (
        Account.objects.filter(username=username, is_active=True, demo_login=True).first() if settings.DEMO else None
    )
    if account is None:
        raise DomainError(errors.NOT_DEMO)
    return account


def record_opened(account: Account, way: str) -> None:
    """Write that a session began; `way` is 口令, 数字口令 or 演示."""
    audit.record(trail.SESSION_OPENED, by=account, subject=f"account:{account.pk}", way=way)


def record_closed(account: Account) -> None:
    """Write that a session was ended by its owner."""
    audit.record(trail.SESSION_CLOSED, by=account, subject=f"account:{account.pk}")


def record_page_refused(account: object, page: str, why: str, subject: str = "") -> None:
    """Write that somebody asked for what is not theirs."""
    by = account if isinstance(account, Account) else None
    audit.record(trail.PAGE_REFUSED, by=by, subject=subject, refused=True, page=page, why=why)


def _refused(why: str, name: str) -> None:
    # What was typed may be a password in the wrong box, so only names that exist are written down.
    known = Account.objects.filter(username=name).first()
    subject = f"account:{known.pk}" if known else "account:?"
    audit.record(trail.SESSION_REFUSED, by=None, subject=subject, refused=True, why=why)
