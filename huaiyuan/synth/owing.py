"""What the county did about 应享未享 in its November: computed over twelve months, some of it settled, returned, disputed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from huaiyuan.synth import history

if TYPE_CHECKING:
    from huaiyuan.base.figures.snapshots import Snapshot

COMPUTED_ON, ANSWERED_ON, REVIEWED_ON = dt.date(2026, 11, 6), dt.date(2026, 11, 16), dt.date(2026, 11, 19)
# What a department says of what is lacking, and of what was paid too much.
LACKING = (
    ("paid", "已补到一卡通，本人签收"),
    ("right", "名册录入晚了一个月，钱已经到账，附银行回单"),
    ("other", "资金下月到位，到位就补"),
)
TOO_MUCH = (
    ("recovered", "多发的已退回专户，附回单"),
    ("stopped", "从本月起停发，已告知家属"),
)
MOST = 4
APPEAL = "户主说村里核过两回，本人就是脱贫户，请和底册再对一遍"


@contextmanager
def computing_beside() -> Iterator[Callable[[], Snapshot]]:
    """Compute what everybody should have while the rest of November goes on."""
    from huaiyuan.county.guarantees.entitlements import computing, inputs

    with ExitStack() as held:
        with history.on_day(COMPUTED_ON):
            wait = held.enter_context(computing.beside(as_of=COMPUTED_ON, months=inputs.YEAR))
        yield wait


def follow_gaps(of: Snapshot) -> None:
    """Let departments answer a few of what was found, the county settle and return, and a village dispute one."""
    from huaiyuan.base.access import queries as access
    from huaiyuan.county.guarantees.entitlements import actions
    from huaiyuan.county.guarantees.entitlements.ledgers import GAPS
    from huaiyuan.county.guarantees.entitlements.types import How
    from huaiyuan.county.ledger import actions as ledgers
    from huaiyuan.county.ledger import queries

    with history.on_day(COMPUTED_ON):
        actions.compute(by=access.acting(), of=of)
    with history.on_day(ANSWERED_ON):
        answered = []
        for username in ("dep_yibao", "dep_minzheng"):
            by = access.acting(username)
            for n, (number, how) in enumerate(_first(queries.rows(GAPS, by), MOST)):
                answers = LACKING if how == How.LACKING else TOO_MUCH
                done, says = answers[n % len(answers)]
                texts = {"done": done, "answer": says, "done_on": ANSWERED_ON.isoformat()}
                answered.append(ledgers.move(GAPS, number, "settle", texts, by=by).number)
    with history.on_day(REVIEWED_ON):
        county = access.acting()
        for number in answered[:2]:
            ledgers.move(GAPS, number, "accept", by=county)
        ledgers.move(GAPS, answered[3], "return", by=county, reason="没有写哪天补到位，请写明日期再报")
        signing = history.signers()
        village = next(
            (v for v in sorted(signing) if queries.rows(GAPS, signing[v][0]).filter(state="open").exists()), ""
        )
        for number, _ in _first(queries.rows(GAPS, signing[village][0]), 1) if village else []:
            ledgers.move(GAPS, number, "appeal", {"appeal": APPEAL}, by=signing[village][0])


def _first(rows: Any, count: int) -> list[tuple[str, str]]:
    """The first rows that wait, with what is wrong."""
    return list(rows.filter(state="open").order_by("number").values_list("number", "how")[:count])
