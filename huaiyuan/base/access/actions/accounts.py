"""Accounts: opening, posting, passwords."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from huaiyuan.base import audit
from huaiyuan.base.access import errors, rights, trail
from huaiyuan.base.access.models import Account, Post, Posting
from huaiyuan.base.access.permissions import Role
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError

LEAST_PASSWORD = 10
_LEVELS = {
    Role.TOWNSHIP: (9, "一个乡镇（9 位）"),
    Role.VILLAGE: (12, "一个村（12 位）"),
    Role.COUNTY_CENTER: (6, "全县（6 位）"),
}


@transaction.atomic
def open_account(*, username: str, display_name: str, by: Account) -> Account:
    """Open an account that cannot sign in until a password is set. Raises ACCESS_USERNAME_TAKEN."""
    try:
        with transaction.atomic():
            account = Account.objects.create(
                username=username.strip(), display_name=display_name.strip(), password=make_password(None)
            )
    except IntegrityError:
        raise DomainError(errors.USERNAME_TAKEN, username=username) from None
    audit.record(trail.ACCOUNT_OPENED, by=by, subject=f"account:{account.pk}", writes=True)
    return account


@transaction.atomic
def set_password(*, account: Account, password: str, by: Account) -> None:
    """Give the account a new password. Raises ACCESS_WEAK_PASSWORD."""
    if len(password) < LEAST_PASSWORD or password == account.username:
        raise DomainError(errors.WEAK_PASSWORD, least=LEAST_PASSWORD)
    account.set_password(password)
    account.save(update_fields=["password"])
    audit.record(trail.PASSWORD_SET, by=by, subject=f"account:{account.pk}", writes=True)


@transaction.atomic
def switch(*, account: Account, active: bool, by: Account) -> None:
    """Switch an account on or off; its open sessions end with their next request."""
    account.is_active = active
    account.save(update_fields=["is_active"])
    rights.forget(account)
    audit.record(
        trail.ACCOUNT_SWITCHED, by=by, subject=f"account:{account.pk}", writes=True, state="启用" if active else "停用"
    )


@transaction.atomic
def start_posting(
    *, account: Account, post_code: str, area_code: str, area_name: str, by: Account, valid_from: dt.date | None = None,
    valid_to: dt.date | None = None, department: str = "",
) -> Posting:  # fmt: skip
    """Put a person into a post for an area, for good or until a day.

    Raises ACCESS_NO_POST, ACCESS_NO_AREA, ACCESS_AREA_LEVEL (a village post needs a village), ACCESS_ALREADY_POSTED.
    """
    post = Post.objects.filter(code=post_code).first()
    if post is None:
        raise DomainError(errors.NO_POST, given=post_code)
    _require_area(post, area_code)
    try:
        with transaction.atomic():
            posting = Posting.objects.create(
                account=account,
                post=post,
                area_code=area_code,
                area_name=area_name,
                department=department,
                valid_from=valid_from or clock.today(),
                valid_to=valid_to or clock.OPEN_END,
            )
    except IntegrityError:
        raise DomainError(errors.ALREADY_POSTED, name=account.display_name, title=post.title, area=area_name) from None
    rights.forget(account)
    _record_posting(trail.POSTING_STARTED, posting, by)
    return posting


@transaction.atomic
def end_posting(*, posting_id: int, by: Account, on: dt.date | None = None) -> None:
    """End a posting; from that day it neither permits nor reaches anything. Raises ACCESS_NOT_POSTED.

    A posting that ends before it began never was one and is removed; the audit event keeps what happened.
    """
    last = on or clock.today()
    posting = Posting.objects.select_related("post").filter(pk=posting_id, valid_to__gt=last).first()
    if posting is None:
        raise DomainError(errors.NOT_POSTED)
    if last <= posting.valid_from:
        posting.delete()
    else:
        Posting.objects.filter(pk=posting_id).update(valid_to=last)
    _record_posting(trail.POSTING_ENDED, posting, by)


def _require_area(post: Post, area_code: str) -> None:
    try:
        Scope.of([area_code])
    except ValueError:
        raise DomainError(errors.NO_AREA, given=area_code) from None
    wanted = _LEVELS.get(Role(post.base_role))
    if wanted and len(area_code) != wanted[0]:
        raise DomainError(errors.AREA_LEVEL, title=post.title, level=wanted[1], given=area_code)


def _record_posting(action: str, posting: Posting, by: Account) -> None:
    audit.record(
        action,
        by=by,
        subject=f"account:{posting.account_id}",
        writes=True,
        village_code=posting.area_code,
        post=posting.post.title,
        area=posting.area_name,
    )
