"""The gap ledger as declared: whose turn it is, in how many days, and what closes a gap."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from huaiyuan.core.kernel import yuan
from huaiyuan.county.guarantees.entitlements.models import Gap
from huaiyuan.county.guarantees.entitlements.types import Benefits, How
from huaiyuan.county.ledger.declaration import Due, Ledger, Move, Opening, Pages, Reads, Told, View
from huaiyuan.county.ledger.types import Badge, Who

OPEN, ANSWERED, APPEALED = Gap.States.OPEN, Gap.States.ANSWERED, Gap.States.APPEALED
SETTLED, GONE = Gap.States.SETTLED, Gap.States.GONE
LIVE = (OPEN, ANSWERED, APPEALED)
CODE = "gaps"


def called(row: Any) -> str:
    """A gap without anybody's name, as a task and a list call it."""
    amount = f"{yuan.shown(yuan.to_yuan(row.gap))}元" if row.gap is not None else ""
    return f"{Benefits(row.benefit).label}{How(row.how).label}{amount}"


GAPS = Ledger(
    code=CODE,
    title="应享未享台账",
    model=Gap,
    department="县监测中心",
    says="政策该给的没给、不该给的给了，一人一项一条，全县每月核一遍；责任部门落实或说明原因，县中心复核销号，村和户可以提异议",
    basis="各项政策的文件和文号写在政策待遇目录里",
    prefix="YX",
    named=called,
    opening=Opening(OPEN),
    reads=Reads(department="department"),
    moves=(
        Move(
            "settle", "落实或说明原因", (OPEN, APPEALED), ANSWERED, (Who.DEPARTMENT,),
            needs=("done", "answer"), may=("done_on", "done_amount"), primary=True,
            says="补发、停发、追回了写明哪天、多少；没有错的说清楚为什么",
        ),
        Move("accept", "复核销号", (ANSWERED,), SETTLED, (Who.COUNTY,), other_than="settle", together=True, primary=True),
        Move("return", "退回", (ANSWERED,), OPEN, (Who.COUNTY,), reason=True),
        Move(
            "appeal", "提出异议", (OPEN, ANSWERED, SETTLED), APPEALED, (Who.VILLAGE, Who.TOWNSHIP), needs=("appeal",),
            says="户里说法不一样、名册写错了人，写清楚，责任部门重新核",
        ),
        # Nobody's step: the next computation takes it when there is no gap any more.
        Move("vanish", "缺口没有了", LIVE, GONE, ()),
    ),
    dues=(
        Due(OPEN, Who.DEPARTMENT, "落实政策待遇：{about}", "落实或说明原因", limit="gap.settle_days"),
        Due(ANSWERED, Who.COUNTY, "复核政策待遇：{about}", "销号或退回", limit="gap.review_days"),
        Due(APPEALED, Who.DEPARTMENT, "重新核政策待遇：{about}", "落实或说明原因", limit="gap.appeal_days"),
    ),
    pages=Pages(
        views=(
            View("lacking", "应享未享", Q(how=How.LACKING, state__in=LIVE)),
            View("too_much", "不应享而享", Q(how__in=[How.TOO_MUCH, How.NOT_DUE], state__in=LIVE)),
            View("appealed", "有异议", Q(state=APPEALED)),
            View("answered", "待复核", Q(state=ANSWERED)),
        ),
        badges={OPEN: Badge.WAITING, ANSWERED: Badge.REVIEW, APPEALED: Badge.ALARM, SETTLED: Badge.DONE},
    ),
    over=(SETTLED, GONE),
    told=Told("应享未享", "benefit"),
    mechanisms=("M033", "M056"),
)  # fmt: skip
LEDGERS = (GAPS,)
