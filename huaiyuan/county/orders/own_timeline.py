"""What 交办 tells on a household's timeline: what was handed out about it, and when that was settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from huaiyuan.base import access
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import clock
from huaiyuan.county.orders.reach import lines
from huaiyuan.county.orders.types import LineState, Nature
from huaiyuan.county.registry.timeline import Entry, Rows, Texts, as_texts

KIND, SOURCE, PAGE = "order", "交办", "order_line"
COLUMNS = ("number", "order__nature", "order__title", "order__issued_at", "unit_name", "state", "answer", "settled_at")


def rows(household_no: str, account: object) -> Rows | None:
    """The lines about a household that the account reads; no query of its own."""
    if not access.may(account, P.ORDER_READ):
        return None
    found = lines(account).select_related(None).filter(household_no=household_no)
    return Rows(as_texts(found, *COLUMNS), _entries)


def _entries(found: Sequence[Texts]) -> Iterator[Entry]:
    for row in found:
        number, nature, title, issued_at, unit, state, answer, settled_at = (text or "" for text in row[: len(COLUMNS)])
        what = Nature(nature).label if nature == Nature.INSTRUCTION else "交办"
        yield Entry(_day(issued_at), what, f"{title}，{unit}办", SOURCE, KIND, PAGE, number)
        if state == LineState.CLOSED:
            yield Entry(_day(settled_at), f"{what}销号", answer, SOURCE, KIND, PAGE, number)


def _day(text: str) -> dt.date:
    at = dt.datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=dt.UTC)).astimezone(clock.SHANGHAI).date()
