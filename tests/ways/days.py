"""A county whose days move: its pages served as of one day, then of a later one, while everybody stays signed in."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser

from huaiyuan.core.kernel.installation import Installation
from tests.browser import serving
from tests.screens import survey
from tests.ways.hand import Hand

PHONE, DESK = "390", "1366"


@contextmanager
def pages_on(county: Path, day: dt.date) -> Iterator[str]:
    """The pages of a county as of a day, without the worker: what is walked here waits for no job."""
    move_to(county, day)
    with serving.serving(county, background=False) as base:
        yield base


def move_to(county: Path, day: dt.date) -> None:
    """Set the county's day, as `huaiyuan demo --today` does."""
    settings = tomllib.loads((county / "config.toml").read_text(encoding="utf-8"))
    Installation(county, **(settings | {"today": day})).save()


@dataclass
class People:
    """The posts of a county, each at a screen of its own. `accounts` names who signs in; 农户 signs in nowhere."""

    browser: Browser
    accounts: dict[str, str]
    desks: tuple[str, ...] = ("town", "county")
    base: str = ""
    hands: dict[str, Hand] = field(default_factory=dict)

    def at(self, base: str) -> None:
        """Another day has come: whoever is at a screen finds the county under another address."""
        self.base = base
        for hand in self.hands.values():
            hand.move(base)

    def hand(self, who: str) -> Hand:
        """Somebody's hand, signed in when first asked for; village, helper and family hold a phone."""
        if who not in self.hands:
            context = survey.context_of(self.browser, DESK if who in self.desks else PHONE)
            survey.sign_in(context, self.base, self.accounts.get(who, ""))
            self.hands[who] = Hand(context.new_page())
            self.hands[who].base = self.base
        return self.hands[who]

    @property
    def errors(self) -> list[str]:
        """What broke in any browser."""
        return [one for hand in self.hands.values() for one in hand.errors]
