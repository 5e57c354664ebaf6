"""审计: who did what, when, about whom; newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from huaiyuan.base import reference
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.permissions import P
from huaiyuan.base.audit import queries
from huaiyuan.base.pages import scopes, typed
from huaiyuan.base.pages.listing import Column, Listing
from huaiyuan.base.pages.page import PAGES, PageRequest, page
from huaiyuan.county.worklist.kinds import KINDS

SIZE = 50

# What a subject is, by the word before its colon; what stands behind it is a public number.
SUBJECTS = {
    "account": "账号", "batch": "批次", "calendar": "工作日历", "file": "原表", "household": "户", "lead": "线索",
    "form": "表单", "printed": "打印的表", "print_batch": "成批打印",
    "notice": "核对提示", "notices": "核对提示清单", "point": "质量疑点", "quality": "质量疑点清单",
    "page": "页面", "parameter": "参数", "person": "人员", "rule": "规则", "run": "筛查", "task": "任务",
    "accounts": "全部账号", "areas": "区划", "county_facts": "县情常量", "leads": "线索清单", "registry": "底册",
    "persons": "人员", "households": "户", "item": "周期事项", "action": "周期动作", "rhythm": "月度节奏",
    "consultation": "会商", "decision": "议定事项", "change": "变更登记", "crosscheck": "国办核对", "likeness": "疑似重复",
    "income": "收入测算", "incomes": "收入测算",
    "header": "列对应", "headermapping": "列对应", "sheet": "表的取舍", "sheetchoice": "表的取舍", "zero": "零报告",
    "rule_change": "规则改动", "proposal": "成批认定", "review": "复核", "case": "部门落实", "message": "通知",
    "pairing": "结对", "handover": "交接单", "helper": "帮扶责任人", "visit": "走访", "problem": "要解决的事", "duty": "结对和走访",
    "fill": "回填", "case_file": "识别认定", "list": "比对名单", "meeting": "审定会", "entry": "待录国办系统", "cycles": "监测对象清单",
    "application": "自主申报", "applications": "自主申报清单", "leaflet": "发放登记",
    "order": "交办清单", "order_line": "交办事项",
    "round": "集中排查轮次", "rounds": "集中排查", "plan": "一户一策", "plans": "一户一策", "gaps": "应享未享",
    "ledger": "台账", "education": "教育", "water": "饮水", "guide": "包联指导员", "question": "问答", "guidance": "督导指导", "fault": "督导问题",
}  # fmt: skip
DEVICES = (
    ("MicroMessenger", "微信"), ("DingTalk", "钉钉"), ("Android", "安卓手机"), ("iPhone", "苹果手机"),
    ("Windows", "视窗电脑"), ("Macintosh", "苹果电脑"), ("Linux", "其他电脑"),
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A line of the log with the names that its codes stand for."""

    line: queries.Line
    kind: str
    which: str
    place: str


def _shown(lines: list[queries.Line]) -> list[Shown]:
    codes = {line.village_code for line in lines if line.village_code}
    places = {code: place.short_name for code, place in reference.places_by_code(codes).items()}
    accounts = {line.subject.removeprefix("account:") for line in lines if line.subject.startswith("account:")}
    names = access.names_by_key(int(key) for key in accounts if key.isdigit())
    return [_one(line, places, names) for line in lines]


def _one(line: queries.Line, places: Mapping[str, str], names: Mapping[int, str]) -> Shown:
    kind, _, which = line.subject.partition(":")
    if kind == "account":
        which = names.get(int(which), which) if which.isdigit() else which
    if kind == "page":
        name, _, asked = which.partition("/")
        which = f"{PAGES[name].title} {asked}" if name in PAGES else which
    if kind == "task":
        which = KINDS[which].title.partition("：")[0] if which in KINDS else which
    return Shown(line, SUBJECTS.get(kind, kind), line.household_no if kind == "household" else which,
                 places.get(line.village_code, ""))  # fmt: skip


def _subject(shown: Shown) -> SafeString:
    return format_html("{} {}", shown.kind, _verbatim(shown.which)) if shown.which else format_html("{}", shown.kind)


def _verbatim(text: str) -> SafeString:
    return format_html("<span data-verbatim>{}</span>", text)


def _subject_url(shown: Shown) -> str:
    number = shown.line.household_no
    return f"{reverse('audit')}?hu={number}" if number else ""


def _device(browser: str) -> str:
    """What kind of machine a browser's own name speaks of; all of it is in the log."""
    return next((words for mark, words in DEVICES if mark in browser), "") if browser else ""


LOG = Listing(
    name="audit",
    columns=(
        Column("at", "时间", lambda r: f"{r.line.at:%Y-%m-%d %H:%M:%S}", row_head=True, card="o0"),
        Column("who", "谁", lambda r: r.line.who, under=lambda r: _verbatim(r.line.username), card="o1"),
        Column(
            "says", "做了什么", lambda r: r.line.says, under=lambda r: f"理由：{r.line.reason}" if r.line.reason else ""
        ),
        Column("subject", "对什么", _subject, under=lambda r: r.place, link=_subject_url),
        Column("place", "从哪", lambda r: r.line.ip or "命令行", under=lambda r: _device(r.line.device)),
        Column("result", "结果", lambda r: "拒绝" if r.line.refused else "办了"),
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
def audit(request: PageRequest) -> HttpResponse:
    """The log with its filters in the address bar."""
    asked = request.GET
    wanted = queries.Filter(
        username=asked.get("who", "").strip(),
        action=asked.get("what", ""),
        since=typed.day_in_address(asked.get("since", "")),
        until=typed.day_in_address(asked.get("until", "")),
        household_no=asked.get("hu", "").strip(),
        refused_only=asked.get("refused") == "1",
    )
    before = typed.whole(asked.get("from"))
    lines = queries.page(wanted, before=before, size=SIZE)
    context = {
        "table": LOG.show(request, _shown(lines), total=None),
        "wanted": wanted,
        "kind_choices": [(k, KIND_WORDS.get(k, k)) for k in sorted({n.split(".")[0] for n in queries.actions()})],
        "next": lines[-1].id if len(lines) == SIZE else None,
    }
    return render(request, "web/audit.html", context)


KIND_WORDS = {
    "access": "登录和权限", "registry": "底册", "intake": "部门数据", "matching": "人户比对", "screening": "规则筛查",
    "reports": "表单和册子",
    "leads": "线索", "worklist": "交办任务", "web": "查看", "reference": "参数和区划", "jobs": "后台作业", "vault": "密钥",
    "figures": "指标", "oversight": "月度节奏和会商",
    "duty": "结对和走访", "upkeep": "底册维护", "applications": "自主申报和明白纸", "rounds": "集中排查",
    "crosscheck": "国办核对", "notices": "核对提示",
    "guarantees": "五条底线", "quality": "质量疑点", "orders": "交办清单和批示", "ledger": "台账", "education": "教育", "water": "饮水",
    "casework": "识别认定", "plan": "一户一策和帮扶措施",
    "income": "收入测算", "guiding": "指导督导",
}  # fmt: skip
