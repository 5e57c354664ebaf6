"""How a session that a phone's PIN opened is told from others, on every request: by its backend, which narrows it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend

from huaiyuan.base.access import rights
from huaiyuan.base.access.models import Account


class PinBackend(BaseBackend):
    """Opens nothing by itself; gives a PIN's session its account with less than a password's."""

    def authenticate(self, request: Any, **credentials: Any) -> None:  # noqa: ARG002 - Django's signature
        """A PIN alone is nobody's proof; `enrolment.open_by_pin` looks at the phone as well."""
        return

    def get_user(self, user_id: int) -> Account | None:
        """The account, standing as one that a PIN opened."""
        account = Account.objects.filter(pk=user_id, is_active=True).first()
        if account is not None:
            rights.narrow(account)
        return account
