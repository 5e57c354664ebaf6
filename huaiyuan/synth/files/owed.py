"""What every registered person was due and paid in the twelve months, worked out from what the files say: the truth of 应享未享.

An oracle of its own: it reads what was written into the files, person by person, and knows nothing of rules, SQL or
matching. Only benefits whose payments some file shows are in it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa

from huaiyuan.core.policy import parameters
from huaiyuan.synth.files.desk import REPORT_DAY, Desk

TRUTH = "gaps.parquet"
FEN = Decimal(100)
BENEFIT_OF = {
    "低保": "minimum_living", "特困": "destitute_support", "孤儿": "orphan_support", "事实无人抚养儿童": "unattended_support",
}  # fmt: skip
LEAST = {
    "特困": "welfare.least.destitute",
    "孤儿": "welfare.least.orphan",
    "事实无人抚养儿童": "welfare.least.unattended",
}
# What is drawn instead of it, the first that is.
BEFORE = {
    "低保": ("特困",), "特困": ("孤儿", "事实无人抚养儿童"), "孤儿": (), "事实无人抚养儿童": ("孤儿",),
}  # fmt: skip
COLUMNS = {
    "person_id": pa.string(), "benefit": pa.string(), "how": pa.string(), "payments": pa.int32(),
    "yuan": pa.decimal128(14, 2), "kind": pa.string(),
}  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """One row of the welfare roll: from when to when it is paid (None: not known since when), and how much (None: not said)."""

    since: dt.date | None
    until: dt.date
    fen: int | None


def truth(at: Desk) -> pa.Table:
    """Every wrong there is, planted (with its kind) or as life has it; of planted ones also those that must stay 不明 or right."""
    planted = dict(at.planted)
    lines = [*_subsidies(at), *_living(at)]
    told = {line[0] for line in lines}
    quiet = [(who, "", "right", 0, 0) for who in sorted(planted.keys() - told)]
    rows = [
        (str(at.people["person_id"][who]), benefit, how, n, Decimal(fen) / FEN, planted.get(who, "as_in_life"))
        for who, benefit, how, n, fen in (*lines, *quiet)
    ]
    return pa.table({name: pa.array([row[i] for row in rows], kind) for i, (name, kind) in enumerate(COLUMNS.items())})


Line = tuple[int, str, str, int, int]


def _value(name: str) -> int:
    found = parameters.load()[name].on(REPORT_DAY)
    return int(Decimal(found or 0) * FEN)


def _subsidies(at: Desk) -> Iterator[Line]:
    """Who was helped with the fee of the year, against who should have been on the report day."""
    made, cells = at.enrolled
    held = _drawn(at)
    fee = {"特困": _value("medical.resident_fee"), "低保": _value("medical.subsidy.minimum_living")}
    monitored, lifted = _value("medical.subsidy.monitored"), _value("medical.subsidy.lifted")
    for i in np.flatnonzero(cells.person >= 0):
        who = int(made.person[i])
        on = next((fee[word] for word in fee if any(_holds_on(d, REPORT_DAY) for d in held[who].get(word, ()))), 0)
        due = on or (monitored if at.people["monitored"][who] else lifted if at.people["lifted"][who] else 0)
        if made.status[i] != "正常参保" or made.insured_kind[i] != "城乡居民":
            due = 0
        paid = int(made.subsidy[i])
        if paid < 0:
            if due:
                yield who, "medical_subsidy", "no_book", 1, 0
        elif paid != due:
            yield (
                who,
                "medical_subsidy",
                "lacking" if paid < due else "too_much" if due else "not_due",
                1,
                abs(paid - due),
            )


def _living(at: Desk) -> Iterator[Line]:
    """What the welfare roll pays month by month, against what is due to whom."""
    months = [dt.date(2025, month, 1) for month in (11, 12)] + [dt.date(2026, month, 1) for month in range(1, 11)]
    least = {word: _value(name) for word, name in LEAST.items()}
    for who, held in sorted(_drawn(at).items()):
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for month in months:
            for word in held:
                how, fen = _month(at, who, held, word, month, least)
                if how:
                    found[word, how].append(fen)
        for (word, how), amounts in found.items():
            yield who, BENEFIT_OF[word], how, len(amounts), sum(amounts)


def _month(
    at: Desk, who: int, held: dict[str, list[Drawn]], word: str, month: dt.date, least: dict[str, int]
) -> tuple[str, int]:
    """What is wrong with one benefit of one person in one month, and by how much."""
    paid = [d for d in held[word] if _paid(d, month)]
    if any(d.since is None and month < REPORT_DAY.replace(day=1) for d in held[word]):
        return "unknown", 0
    if not paid:
        return "", 0
    fen = paid[0].fen
    due = _alive(at, who, month) and not any(
        _paid(d, month) for other in BEFORE[word] for d in held.get(other, ()) if _child(at, who, other, month)
    )
    if not (due and _child(at, who, word, month)):
        return ("not_due", fen) if fen else ("", 0)
    # Of two rows of one benefit nobody can tell which was paid.
    if fen is None or len(paid) > 1:
        return "unknown", 0
    return ("lacking", least[word] - fen) if fen < least.get(word, 0) else ("", 0)


def _drawn(at: Desk) -> dict[int, dict[str, list[Drawn]]]:
    """The rows of the welfare roll by person and benefit; a stop within a month leaves that month unpaid."""
    made, cells = at.roll
    after = REPORT_DAY + dt.timedelta(days=1)
    found: dict[int, dict[str, list[Drawn]]] = defaultdict(dict)
    for i in np.flatnonzero(np.isin(made.benefit, list(BENEFIT_OF)) & (cells.person >= 0)):
        since = None if np.isnat(made.began_on[i]) else made.began_on[i].astype(dt.date)
        until = made.stopped_on[i].astype(dt.date).replace(day=1) if made.stopped[i] else after
        fen = int(made.amount[i]) if made.amount[i] >= 0 else None
        found[int(made.person[i])].setdefault(str(made.benefit[i]), []).append(Drawn(since, until, fen))
    return found


def _holds_on(drawn: Drawn, day: dt.date) -> bool:
    return (drawn.since is None or drawn.since <= day) and drawn.until > day


def _paid(drawn: Drawn, month: dt.date) -> bool:
    return drawn.since is not None and drawn.since < month < drawn.until


def _alive(at: Desk, who: int, month: dt.date) -> bool:
    died = at.people["died_on"][who]
    return bool(np.isnat(died) or died.astype(dt.date) >= month)


def _child(at: Desk, who: int, word: str, month: dt.date) -> bool:
    """Whether somebody is young enough for a benefit of children; the others know no age."""
    if word not in ("孤儿", "事实无人抚养儿童"):
        return True
    born = at.people["birth_on"][who].astype(dt.date)
    return month.year - born.year - ((month.month, month.day) < (born.month, born.day)) < 18
