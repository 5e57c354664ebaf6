"""The menu of an account: its pages in the county's own order, as side groups and as the phone's dock."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.urls import reverse

from huaiyuan.base.access.queries import standing
from huaiyuan.base.pages.page import PAGES, Page

DOCK_MOST = 5

# The map of the house (docs/architecture.md): group → (icon, order). Top-level entries share the same order.
GROUPS: dict[str, tuple[str, int]] = {
    "监测预警": ("radar", 30),
    "监测帮扶": ("hand-heart", 40),
    "五条底线": ("shield-check", 50),
    "责任考评": ("clipboard-check", 60),
    "项目与搬迁": ("hard-hat", 70),
    "乡村振兴": ("sprout", 80),
    "指标与报告": ("chart-column", 90),
    "系统": ("settings", 100),
}


@dataclass(frozen=True)
class Entry:
    """One link of the menu."""

    label: str
    icon: str
    url: str
    order: int
    current: bool = False
    count: int | None = None


@dataclass
class Group:
    """A top-level entry (`entry`) or a group of entries that folds."""

    label: str
    icon: str
    order: int
    entry: Entry | None = None
    entries: list[Entry] = field(default_factory=list)

    @property
    def current(self) -> bool:
        """Whether the page shown is inside."""
        return any(e.current for e in self.entries)


def side(account: Any, current: Page | None) -> list[Group]:
    """The side menu: only pages that the account's posts open."""
    groups: dict[str, Group] = {}
    tops: list[Group] = []
    here = _home_of(current, account)
    for page in _visible(account):
        if page.nav is None:
            continue
        group, label, icon, order = page.nav
        entry = _entry(page, account, here, label, icon, order)
        if not group:
            tops.append(Group(label, icon, order, entry=entry))
            continue
        if group not in groups:
            groups[group] = Group(group, *GROUPS[group])
        groups[group].entries.append(entry)
    for one in groups.values():
        one.entries.sort(key=lambda e: e.order)
    return sorted([*tops, *groups.values()], key=lambda g: g.order)


def dock(account: Any, current: Page | None) -> list[Entry]:
    """The phone's dock, at most five."""
    here = _home_of(current, account)
    entries = [
        _entry(p, account, here, p.dock[0], p.dock[1], p.dock[2]) for p in _visible(account) if p.dock is not None
    ]
    return sorted(entries, key=lambda e: e.order)[:DOCK_MOST]


def home(account: Any) -> str:
    """Where the account's day begins: the first page of its dock."""
    first = dock(account, None)
    return first[0].url if first else "/"


def _visible(account: Any) -> list[Page]:
    """The entries an account's posts open; asked four times a page, and again only where the account stands elsewhere."""
    stands = standing(account)
    kept = account.__dict__.get("_menu_pages")
    if kept is None or kept[0] is not stands:
        pages = [p for p in PAGES.values() if (p.nav or p.dock) and p.permits(account)]
        kept = account.__dict__["_menu_pages"] = (stands, pages)
    found: list[Page] = kept[1]
    return found


@cache
def _address(name: str) -> str:
    return reverse(name)


def _entry(page: Page, account: Any, here: Page | None, label: str, icon: str, order: int) -> Entry:
    return Entry(label, icon, _address(page.name), order, page is here, _count(page, account))


def _home_of(current: Page | None, account: Any) -> Page | None:
    """The entry under which a page stands: its own, one that it is named after, else the one whose address it continues."""
    if current is None:
        return None
    visible = _visible(account)
    named = [p for p in visible if current is p or current.name.startswith(f"{p.name}.")]
    above = [p for p in visible if p.path and current.path.startswith(p.path)]
    return max(named or above, key=lambda p: len(p.path), default=None)


def counted(account: Any, page_name: str, count: int) -> None:
    """Tell the menu a number that the page has counted already, so that it need not ask again."""
    account.__dict__.setdefault("_menu_counts", {})[page_name] = count


def _count(page: Page, account: Any) -> int | None:
    if page.count is None:
        return None
    kept = account.__dict__.setdefault("_menu_counts", {})
    if page.name not in kept:
        kept[page.name] = page.count(account)
    return kept[page.name]
