"""审计: who did what, when, about whom; newest first."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from huaiyuan.base.access.permissions import P
from huaiyuan.base.audit import queries
from huaiyuan.base.pages import scopes
from huaiyuan.base.pages.listing import Column, Listing
from huaiyuan.base.pages.page import page

SIZE = 50

LOG = Listing(
    name="audit",
    columns=(
        Column("at", "时间", lambda r: f"{r.at:%Y-%m-%d %H:%M:%S}", row_head=True, card="o0"),
        Column("who", "谁", lambda r: r.who, under=lambda r: r.username, card="o1"),
        Column("says", "做了什么", lambda r: r.says, under=lambda r: f"理由：{r.reason}" if r.reason else ""),
        Column("subject", "对谁", lambda r: r.household_no or r.subject),
        Column("place", "从哪", lambda r: r.ip or "命令行", under=lambda r: r.device[:40]),
        Column("result", "结果", lambda r: "拒绝" if r.refused else "办了"),
    ),
    unit="条",
    dense=True,
    empty="这些条件下没有审计记录",
)


@page(
    "audit",
    path="shenji/",
    title="审计",
    may=P.AUDIT_READ,
    scope=scopes.NO_ROWS,
    nav=("系统", "审计", "scroll-text", 30),
)
def audit(request: HttpRequest) -> HttpResponse:
    """The log with its filters in the address bar."""
    asked = request.GET
    wanted = queries.Filter(
        username=asked.get("who", "").strip(),
        action=asked.get("what", ""),
        since=_day(asked.get("since", "")),
        until=_day(asked.get("until", "")),
        household_no=asked.get("hu", "").strip(),
        refused_only=asked.get("refused") == "1",
    )
    before = int(asked["from"]) if asked.get("from", "").isdigit() else None
    lines = queries.page(wanted, before=before, size=SIZE)
    context = {
        "table": LOG.show(request, lines, total=None),
        "wanted": wanted,
        "kind_choices": [(k, KIND_WORDS.get(k, k)) for k in sorted({n.split(".")[0] for n in queries.actions()})],
        "next": lines[-1].id if len(lines) == SIZE else None,
    }
    return render(request, "web/audit.html", context)


KIND_WORDS = {
    "access": "登录和权限", "registry": "底册", "intake": "部门数据", "matching": "人户比对", "screening": "规则筛查",
    "leads": "线索", "worklist": "交办任务", "web": "查看", "reference": "参数和区划", "jobs": "后台作业", "vault": "密钥",
    "figures": "指标",
}  # fmt: skip


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
