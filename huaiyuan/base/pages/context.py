"""What the frame around every page needs. At most three queries, and none for a person not signed in."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from huaiyuan.base.access.queries import standing
from huaiyuan.base.access.rights import Held
from huaiyuan.base.pages import navigation, toast
from huaiyuan.base.pages.page import PAGES, Page
from huaiyuan.core.kernel import clock

HOME, SEARCH, ME, INSTRUCT = "workbench", "search", "me", "instruction.new"
# Where there is nothing to write a line on: one's own desk, one's own account, and the lines themselves.
NOTHING_TO_INSTRUCT = frozenset({HOME, ME, INSTRUCT, "instructions", "order_line"})


class Frame:
    """The frame of one request; each part is computed when the template first asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def demo(self) -> bool:
        """Whether every page says 演示数据."""
        return settings.DEMO

    @property
    def today(self) -> dt.date:
        """The business date."""
        return clock.today()

    @property
    def page(self) -> Page | None:
        """The declared page being shown; none on the page for what is not there."""
        return getattr(self.request, "page", None)

    @property
    def account(self) -> Any:
        """Who is signed in."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def post(self) -> Held | None:
        """The posting shown beside the name."""
        return standing(self.account).main

    @cached_property
    def side(self) -> list[navigation.Group]:
        """The side menu."""
        return navigation.side(self.account, self.page) if self.account else []

    @cached_property
    def dock(self) -> list[navigation.Entry]:
        """The phone's dock."""
        return navigation.dock(self.account, self.page) if self.account else []

    @cached_property
    def toasts(self) -> list[dict[str, Any]]:
        """What just happened; said once, on a whole page: what asks for a part of one would drop it unseen."""
        return toast.take(self.request) if self.account and not getattr(self.request, "htmx", False) else []

    @property
    def search_url(self) -> str | None:
        """Where the search box leads, None for a post that may not search."""
        found = PAGES.get(SEARCH)
        return reverse(SEARCH) if found and self.account and found.permits(self.account) else None

    @property
    def instruct_url(self) -> str | None:
        """Where a leader writes one line on this very page (批示); None for everybody else, and where there is nothing."""
        found, here = PAGES.get(INSTRUCT), self.page
        if found is None or here is None or here.name in NOTHING_TO_INSTRUCT or not found.permits(self.account):
            return None
        return f"{reverse(INSTRUCT)}?{urlencode({'ye': self.request.get_full_path()})}"

    @property
    def home_url(self) -> str:
        """The person's desk: the workbench where a post has one, else the first page of the phone's dock."""
        found = PAGES.get(HOME)
        if found is not None and found.permits(self.account):
            return reverse(HOME)
        return navigation.home(self.account) if self.account else reverse(ME)


def frame(request: HttpRequest) -> dict[str, Frame]:
    """The context processor."""
    return {"frame": Frame(request)}
