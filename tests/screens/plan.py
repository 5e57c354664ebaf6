"""What to look at: every page that a demo post may open, with the URL parts the page itself samples."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from huaiyuan.base.access.queries import demo_accounts
from huaiyuan.base.pages.page import ANYBODY, PAGES, Page
from tests.screens.visit import OUTSIDE, Visit


def plan() -> list[Visit]:
    """All visits, by post. One account stands for each post; a page without a sample for it is left out."""
    visits = list(_outside())
    seen: set[str] = set()
    for account, standing in demo_accounts():
        if standing.main is None or standing.main.post_code in seen:
            continue
        seen.add(standing.main.post_code)
        for page in PAGES.values():
            if page.may is ANYBODY or "GET" not in page.methods or not page.permits(account):
                continue
            kwargs = page.sample(account) if page.sample else {}
            if kwargs is not None:
                url = reverse(page.name, kwargs=dict(kwargs))
                visits.append(_visit(page, standing.main.post_code, account.username, url))
        visits.append(Visit("absent", standing.main.post_code, account.username, "/meiyou-zhege/", False, "没有"))
    return visits


def _outside() -> Iterator[Visit]:
    """The pages that anybody may open."""
    for page in PAGES.values():
        if page.may is ANYBODY and "GET" in page.methods:
            kwargs = page.sample(None) if page.sample else {}
            if kwargs is not None:
                yield _visit(page, OUTSIDE, "", reverse(page.name, kwargs=dict(kwargs)))


def _visit(page: Page, post: str, username: str, url: str) -> Visit:
    return Visit(page.name, post, username, url, page.phone, page.title)
