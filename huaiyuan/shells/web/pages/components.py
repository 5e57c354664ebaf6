"""The style guide (样张): every component of the design on one page, for those who build pages and for `make screens`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from huaiyuan.base.access.permissions import P
from huaiyuan.base.pages import scopes, words
from huaiyuan.base.pages.forms import Form
from huaiyuan.base.pages.listing import Choice, Column, Listing, Sort, View
from huaiyuan.base.pages.page import page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel import clock


@dataclass(frozen=True)
class Row:
    """A row of the sample list; every name is made up."""

    grade: str
    head: str
    kind: str
    village: str
    why: str
    by: str
    state: str
    days: int


ROWS = [
    Row(
        "红",
        "郑望田",
        "监测对象",
        "徐寨村",
        "1–10 月个人自付 18,231 元，超 5,000 元线；10 月新办肢体二级残疾证",
        "医保局、残联",
        "sent",
        -2,
    ),
    Row("红", "贾麦香", "脱贫户", "新坡村", "住院自付 12,640 元，同月低保停发", "医保局", "visiting", 0),
    Row(
        "橙",
        "古丽娜尔·阿不力米提",
        "脱贫户",
        "淮源村",
        "1–10 月个人自付 7,904 元，超 5,000 元线",
        "医保局",
        "confirmed",
        1,
    ),
    Row("黄", "谷雨生", "一般农户", "林庄村", "学籍名册里没有 10 岁的孩子", "教体局", "cleared", 3),
]


def _due(row: Row) -> SafeString:
    now = clock.business_now()
    return parts.deadline(words.deadline(now.date() + dt.timedelta(days=row.days), now))


SAMPLE = Listing(
    name="sample",
    columns=(
        Column("grade", "级别", lambda r: parts.level(r.grade), card="o1", export=lambda r: r.grade),
        Column("head", "户主", lambda r: r.head, under=lambda r: r.kind, row_head=True, card="o0", link=lambda _: "#"),
        Column("village", "村", lambda r: r.village),
        Column("why", "为什么", lambda r: r.why, under=lambda r: r.by),
        Column("state", "环节", lambda r: parts.state(r.state), card="start"),
        Column("due", "期限", _due, unit="天", sort="due", card="end"),
    ),
    filters=(
        Choice("grade", "级别", lambda _: [("红", "红"), ("橙", "橙"), ("黄", "黄")], field="grade"),
        Choice("state", "环节", lambda _: [("sent", "已交办"), ("visiting", "核实中")], field="state"),
    ),
    sorts=(Sort("due", "按期限从近到远", ("due",)), Sort("-due", "按期限从远到近", ("-due",))),
    views=(View("all", "全部", count=lambda _: 4), View("late", "超期", count=lambda _: 1), View("red", "红级")),
    unit="条",
    pick=lambda r: r.head,
    empty="没有待交办的线索",
)


class Sample(Form):
    """Fields with and without an error."""

    paid = forms.DecimalField(label="票据上自己付的", help_text="元")
    found = forms.CharField(label="说明", help_text="选填，可说话录入", required=False, widget=forms.Textarea)
    township = forms.ChoiceField(label="乡镇", choices=[("411330101", "月河镇"), ("411330105", "大河镇")])
    verdict = forms.ChoiceField(
        label="结论",
        choices=[("true", "属实，转识别认定"), ("covered", "已有保障，持续关注"), ("false", "不属实")],
        initial="true",
        widget=forms.RadioSelect,
    )
    way = forms.ChoiceField(
        label="怎么核的", choices=[("visit", "上门"), ("call", "电话")], initial="visit", widget=forms.RadioSelect
    )


@page(
    "pages.components",
    path="yangzhang/",
    title="样张",
    may=P.STYLE_READ,
    scope=scopes.NO_ROWS,
    nav=("系统", "样张", "layers", 90),
)
def components(request: HttpRequest) -> HttpResponse:
    """Everything there is, with made-up content."""
    wrong = Sample({"paid": "182310", "township": "411330101", "verdict": "true", "way": "visit"})
    wrong.add_error("paid", "比医保局的数多 10 倍。是 18,231 吗？多打了一位就改，没打错请在说明里写一句。")
    now = clock.business_now()
    ends = [words.deadline(now.date() + dt.timedelta(days=d), now) for d in (-2, 0, 1, 3)]
    context = {
        "table": SAMPLE.show(request, ROWS, total=len(ROWS), after="x"),
        "form": wrong,
        "deadlines": [*ends, words.deadline(now, now, done=True)],
        "states": list(words.STATES),
    }
    return render(request, "web/components.html", context)
