"""Feeds (事实来源): where a fact about a person, or a payment received, comes from, as declared SQL.

A feed reads either the tables of a snapshot or the rows that one batch of a department claims for a person. What it tells
carries dates; what it does not tell is 不明, but for the villages and months of which its file speaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from huaiyuan.core.engine import errors
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy.benefits import shape

Speaks = Literal["always", "told", "month", "calendar_year"]


@dataclass(frozen=True)
class Feed:
    """One feed. `gives`: the facts it tells, or for receipts the benefits whose payments it shows.

    sql: of facts `person_id, fact, value, valid_from, valid_to` (value as text, null where the cell is blank; the end
    not included), of receipts `person_id, benefit, month, yuan, paid_on`. `{rows}` is the relation of a batch's claimed
    rows, `{first}`, `{last}` and `{after}` the first day, the last day and the day after the batch's month, `{year}` its
    year's first day.
    source: the department's file; empty for the tables of the snapshot, which must be `needs`.
    speaks: of which months the absence of a row says something: the batch's own (`month`), the year up to it
    (`calendar_year`); of a book that is kept here those in which it shows some payment (`told`), of the registry all.
    share: a parameter, the least share of the people `among` in a village who must have a row before it does.
    doubt: whether a row that nobody was found for may be somebody whom the file seems to lack.
    """

    name: str
    kind: Literal["facts", "receipts"]
    gives: tuple[str, ...]
    sql: str
    source: str = ""
    needs: tuple[str, ...] = ()
    speaks: Speaks = "always"
    share: str = ""
    among: str = "TRUE"
    doubt: bool = False


_FEEDS: dict[str, Feed] = {}


def register(*feeds: Feed) -> None:
    """Let what another part knows be asked of: by name, once. Raises ENGINE_FEED_UNDECLARED for a name taken or a fact unknown."""
    known = shape.facts()
    for feed in feeds:
        strange = [name for name in feed.gives if feed.kind == "facts" and name not in known]
        if strange or _FEEDS.get(feed.name, feed) != feed:
            raise DomainError(errors.FEED_UNDECLARED, feed=feed.name)
        _FEEDS[feed.name] = feed


def registered() -> dict[str, Feed]:
    """Every feed by name."""
    return dict(sorted(_FEEDS.items()))


def months_spoken_of(feed: Feed, period: Period) -> list[Period]:
    """The months of which a batch of a period speaks."""
    if feed.speaks == "month":
        return [period]
    return [Period(period.year, month) for month in range(1, period.month + 1)]


def pack(feeds: Iterable[Feed]) -> list[dict[str, Any]]:
    """Feeds as JSON can carry them."""
    return [asdict(feed) for feed in feeds]


def unpack(given: Iterable[Mapping[str, Any]]) -> dict[str, Feed]:
    """Feeds inside the child, by name."""
    found = (Feed(**{**one, "gives": tuple(one["gives"]), "needs": tuple(one["needs"])}) for one in given)
    return {feed.name: feed for feed in found}
