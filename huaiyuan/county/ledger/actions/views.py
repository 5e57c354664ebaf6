"""Saved views (常用视图): a list as somebody likes to see it, kept for that person only."""

from __future__ import annotations

from huaiyuan.base.access.models import Account
from huaiyuan.county.ledger.declaration import Ledger
from huaiyuan.county.ledger.models import SavedView

MOST, LONGEST_NAME, LONGEST = 12, 20, 600


def save_view(ledger: Ledger, name: str, query: str, *, by: Account) -> SavedView:
    """Keep a view under a name; the same name is overtaken, and of too many the oldest goes."""
    said = name.strip()[:LONGEST_NAME] or "我的视图"
    view, _ = SavedView.objects.update_or_create(
        account=by, ledger=ledger.code, name=said, defaults={"query": query.lstrip("?")[:LONGEST]}
    )
    rows = SavedView.objects.filter(account=by, ledger=ledger.code).order_by("-pk")
    SavedView.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[MOST:])).delete()
    return view


def drop_view(ledger: Ledger, name: str, *, by: Account) -> None:
    """Forget a view."""
    SavedView.objects.filter(account=by, ledger=ledger.code, name=name).delete()
