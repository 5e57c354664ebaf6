"""工作台: what I have to do, soonest first; for a village its round of visits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from huaiyuan.base import reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may, standing
from huaiyuan.base.jobs import queries as jobs
from huaiyuan.base.pages import navigation, scopes, words
from huaiyuan.base.pages.page import ALL, PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.county.applications.tasks import ACCEPT
from huaiyuan.county.duty.tasks import SOLVE
from huaiyuan.county.guiding import tasks as guiding
from huaiyuan.county.income.tasks import AGAIN
from huaiyuan.county.income.tasks import SIGN as SIGN_INCOME
from huaiyuan.county.intake import queries as intake
from huaiyuan.county.leads import queries as leads
from huaiyuan.county.leads.tasks import SIGN, VERIFY
from huaiyuan.county.ledger import following as ledger
from huaiyuan.county.matching import waiting
from huaiyuan.county.matching.tasks import RECOGNISE
from huaiyuan.county.orders import tasks as orders
from huaiyuan.county.oversight.tasks import CHECK, ITEM, REPORT
from huaiyuan.county.plans import tasks as plans
from huaiyuan.county.quality import tasks as quality
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.rounds import tasks as rounds
from huaiyuan.county.screening import catalogue
from huaiyuan.county.worklist import queries as worklist
from huaiyuan.county.worklist.kinds import KINDS
from huaiyuan.shells.web.pages.figures import at_a_glance

NAMED_BY_WHAT_THEY_ARE = {ITEM, quality.SUBJECT, rounds.VILLAGE, rounds.TOWNSHIP, rounds.RECHECKS}
HEADINGS = {"超期": "已超期", "今天": "今天到期", "本周": "本周", "以后": "以后"}
ACTS = {
    **dict.fromkeys(SOLVE.values(), "去办"), VERIFY: "入户核实", SIGN: "补签字", RECOGNISE: "认一下", CHECK: "去核", quality.VILLAGE: "去核改", ACCEPT: "去受理",
    AGAIN: "去测算", SIGN_INCOME: "补签字", **dict.fromkeys(REPORT.values(), "去报"),
    plans.DRAFT: "去起草", plans.REVIEW: "去审核", plans.MEND: "去改", plans.OVERDUE_VILLAGE: "去记", plans.OVERDUE_TOWNSHIP: "去催", plans.ENDING: "写怎么接",
    guiding.ANSWER: "去答复", guiding.MEND: "去整改", guiding.CHECK: "去核", **dict.fromkeys(guiding.READ.values(), "看答复"),
    **dict.fromkeys(orders.CHECK.values(), "去看"), **dict.fromkeys(orders.ROUTE.values(), "去定"),
    rounds.SCREEN: "去查", rounds.AGAIN: "去重查", rounds.CLOSE: "看进度", rounds.RECHECK: "去复核",
}  # fmt: skip
# What the filter calls a task, by what it is about.
FAMILIES = {
    "lead": "线索核实", "case_file": "识别认定、风险消除", "cycles.household": "消除后跟踪", "case": "部门落实",
    "problem": "走访交办的事", "handover": "交接单", orders.LINE: "交办、批示", "application": "自主申报", "plan": "一户一策",
    "household.plan": "一户一策", quality.SUBJECT: "质量疑点", "notice": "核对提示", "decision": "议定事项", ITEM: "月度节奏",
    rounds.VILLAGE: "集中排查", rounds.TOWNSHIP: "集中排查", rounds.RECHECKS: "集中排查", "income.statement": "收入测算",
    "change": "户的变更", "recognise": "认人", ledger.SUBJECT: "台账", guiding.QUESTION: "问一问", guiding.FAULT: "督导问题",
}  # fmt: skip


@page(
    "workbench",
    path="",
    title="我的待办",
    may=P.TASK_READ,
    scope=scopes.ROWS,
    nav=("", "工作台", "inbox", 10),
    dock=("待办", "inbox", 10),
    count=worklist.open_count,
    phone=True,
    # A helper's day begins with their households, where their own tasks stand as well.
    posts=ALL - {Role.HELPER},
)
def workbench(request: PageRequest) -> HttpResponse:
    """Tasks by deadline; the county also sees what is running, a village its round."""
    asked = _asked(request)
    inbox = worklist.inbox(request.user, asked=asked, after=request.GET.get("from") or None)
    main = standing(request.user).main
    # A village walks group by group; who asks for something or for the order of deadlines gets the one list.
    walks = main is not None and main.role is Role.VILLAGE and not asked.narrows and request.GET.get("an") != "qixian"
    navigation.counted(request.user, "workbench", inbox.total)
    tasks = [task for rows in inbox.groups.values() for task in rows]
    told = [t for t in tasks if not (walks and t.kind == VERIFY)]
    # A village's round says who its verifications are about, and where they live it knows.
    households = registry.listed({t.household_no for t in told if t.household_no}, request.user)
    places = {} if walks else reference.places_by_code({t.village_code for t in told if t.village_code})
    context: dict[str, Any] = {
        "inbox": inbox, "today": clock.today(), "asked": asked, "walks": walks, "is_village": main is not None and main.role is Role.VILLAGE,
        "groups": [
            (HEADINGS[when], inbox.counts[when], [_line(t, households, places) for t in rows])
            for when, rows in inbox.groups.items()
        ],
        "urgent": inbox.counts[worklist.When.OVERDUE], "due_today": inbox.counts[worklist.When.TODAY],
        "whens": [(when.name.lower(), HEADINGS[when], inbox.counts[when], asked.when is when) for when in worklist.When],
        "families": [(name, sum(inbox.kinds.get(code, 0) for code in codes)) for name, codes in _families(inbox.kinds).items()],
        "family": request.GET.get("lei", ""),
    }  # fmt: skip
    if walks:
        context |= {"notices": _notices(request.user), "round": leads.village_todo(request.user),
                    "other": [_line(t, households, places) for t in told]}  # fmt: skip
        return render(request, "web/village_workbench.html", context)
    return render(request, "web/workbench.html", context | _beside(request, asked))


def _beside(request: PageRequest, asked: worklist.Asked) -> dict[str, Any]:
    """What stands beside the tasks of a post, as long as nothing is asked for."""
    if asked.narrows:
        return {}
    main = standing(request.user).main
    found: dict[str, Any] = {}
    if may(request.user, P.LEAD_DISPATCH):
        found |= {"running": jobs.running(), "morning": _morning(request), "waiting": leads.waiting(request.user)}
    if may(request.user, P.RULE_PUBLISH):
        found["rule_changes"] = catalogue.waiting_count(request.user)
    if main is not None and main.role is Role.LEADER:
        found["figures"] = at_a_glance()
    return found


def _families(kinds: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """The filter's names of the kinds of tasks that the account has, each with its codes."""
    found: dict[str, tuple[str, ...]] = {}
    for code in kinds:
        subject = KINDS[code].subject if code in KINDS else ""
        name = FAMILIES.get(subject) or (KINDS[code].titled("").strip("：") if code in KINDS else code)
        found[name] = (*found.get(name, ()), code)
    return dict(sorted(found.items()))


def _asked(request: PageRequest) -> worklist.Asked:
    """What the address bar asks for. Its names are translated into codes by all kinds, not by those present."""
    family, when = request.GET.get("lei", ""), request.GET.get("shi", "").upper()
    kinds = _families(dict.fromkeys(KINDS, 0)).get(family, ("",)) if family else ()
    text = request.GET.get("q", "").strip()[:40]
    return worklist.Asked(kinds, worklist.When[when] if when in worklist.When.__members__ else None, text)


@dataclass(frozen=True)
class MorningLine:
    """One of the three things that the county looks at first: how many of what, and where."""

    title: str
    number: int
    unit: str
    says: str
    url: str
    act: str


def _morning(request: PageRequest) -> list[MorningLine]:
    """今天到的文件、要定的存疑、快到期的户."""
    files, soon = intake.arrived(clock.today()), leads.due_soon(request.user)
    merging = f"{files.to_merge:,} 份等您并入" if files.to_merge else "没有等着并入的"
    late = f"，其中 {soon.late:,} 户已超期" if soon.late else ""
    return [
        MorningLine("今天到的文件", files.files, "份", merging, reverse("intake"), "去看"),
        MorningLine("要定的存疑", waiting.waiting_rows(request.user), "行", "拿不准是谁的，定一次下月不再问", reverse("review"), "去定"),
        MorningLine(
            "快到期的户", soon.households, "户", f"{soon.by:%m-%d} 前要核实完{late}",
            f"{reverse('leads')}?tab=live&qian={soon.by.isoformat()}", "去看",
        ),
    ]  # fmt: skip


def _notices(account: Any) -> list[dict[str, Any]]:
    """Unread notices with the heads of the households they are about."""
    told = worklist.unread(account)
    households = registry.listed({no for one in told for no in one.households if no}, account) if told else {}
    return [
        {"says": one.says, "posted_at": one.posted_at, "notices": one.notices,
         "who": [f"{households[no].head_name or no} 户" for no in one.households if no in households]}
        for one in told
    ]  # fmt: skip


def _line(task: worklist.Todo, households: Mapping[str, Any], places: Mapping[str, Any]) -> dict[str, Any]:
    household, place = households.get(task.household_no), places.get(task.village_code)
    return {
        "task": task,
        "who": f"{household.head_name} 户" if household and household.head_name else "",
        "where": place.short_name if place else "",
        "url": _url(task),
        "act": ACTS.get(task.kind, "去办"),
        # What is named by what it is has a number for addresses only.
        "number": "" if task.subject_type in NAMED_BY_WHAT_THEY_ARE else task.subject_no.rpartition("/")[2],
        "due": words.counted(task.due_words, str(task.colour)),
    }


def _url(task: worklist.Todo) -> str:
    try:
        return reverse(task.subject_type, args=task.subject_no.split("/"))
    except NoReverseMatch:
        return reverse("household", args=[task.household_no]) if task.household_no else ""
