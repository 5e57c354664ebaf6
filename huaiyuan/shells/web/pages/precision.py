"""预警成效: what warnings were worth, by rule, department, channel and township."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from huaiyuan.base import reference
from huaiyuan.base.access.permissions import P
from huaiyuan.base.pages import scopes
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.county.leads import precision
from huaiyuan.county.leads.types import Channel
from huaiyuan.county.screening import queries as screening

CHANNELS = dict(Channel.choices)


@page(
    "precision",
    path="chengxiao/",
    title="预警成效",
    may=P.PRECISION_READ,
    scope=scopes.ROWS,
    nav=("监测预警", "预警成效", "target", 40),
)
def precision_ledger(request: PageRequest) -> HttpResponse:
    """推了多少、核了多少、属实多少、几天、跑几趟: the ledger four ways; by channel also what families applied for themselves."""
    rules = {r.id: r.title for r in screening.rules()}
    townships = {p.code: p.name for p in reference.places(level="township")}
    pushed, least = precision.read(request.reach), precision.least_cases()
    by = {key: precision.lines(pushed, key, least) for key in precision.By}
    context = {
        "whole": next(iter(by[precision.By.ALL]), None),
        "tables": [
            ("按规则", [(rules.get(x.key, x.key), x.key, x) for x in by[precision.By.RULE]]),
            ("按部门", [(x.key, "", x) for x in by[precision.By.DEPARTMENT]]),
            ("按渠道", [(CHANNELS.get(x.key, x.key), "", x) for x in by[precision.By.CHANNEL]]),
            ("按乡镇", [(townships.get(x.key, x.key), "", x) for x in by[precision.By.TOWNSHIP]]),
        ],
        "least": least,
    }
    return render(request, "web/precision.html", context)
