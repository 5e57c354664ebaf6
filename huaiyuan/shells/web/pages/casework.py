"""识别认定: cases by step with their clock, leads to be taken over, and one case with everything that is done to it."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString

from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may
from huaiyuan.base.pages import areas, scopes, toast, words
from huaiyuan.base.pages.listing import Choice, Column, Listing, Sort
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import actions, errors, queries
from huaiyuan.county.casework.actions.caring import RISK_TYPES
from huaiyuan.county.casework.types import LIVE, ClearWay, Finding, Procedure, SheetKind, State, label_of
from huaiyuan.county.guiding import queries as guiding
from huaiyuan.shells.web.pages import casework_acts
from huaiyuan.shells.web.pages.posters import drawn

POSTS = {Role.COUNTY_CENTER, Role.LEADER, Role.TOWNSHIP, Role.VILLAGE}
# Somebody else was first: the case may stand where the form that was filled in is no longer shown.
BEHIND = {errors.CHANGED.code, errors.STAGE.code}
for _state, _kind, _icon in (
    (State.VISIT, "plain", "footprints"), (State.COMPARE, "plain", "git-compare"), (State.REVIEW, "plain", "users"),
    (State.TO_POST, "plain", "scroll-text"), (State.NOTICED, "blue", "eye"), (State.TOWNSHIP, "plain", "landmark"),
    (State.MEND_TOWNSHIP, "amber", "undo-2"), (State.COUNTY, "plain", "landmark"), (State.MEND_COUNTY, "amber", "undo-2"),
    (State.ANNOUNCE, "plain", "scroll-text"), (State.ENTER, "plain", "database"), (State.DONE, "green", "check"),
    (State.REFUSED, "unknown", "circle-x"), (State.STOPPED, "unknown", "ban"),
):  # fmt: skip
    words.register_state(f"case.{_state.value}", _kind, _state.label, _icon)
    words.register_state(f"exit.{_state.value}", _kind, label_of(Procedure.EXIT, _state), _icon)


def _state_name(row: Any) -> str:
    return f"{'exit' if row.procedure == Procedure.EXIT else 'case'}.{row.state}"


def _clock(row: Any) -> Any:
    if row.clock is None:
        return "—"
    return parts.deadline(words.counted(row.clock.words, row.clock.colour))


CASES = Listing(
    name="casework",
    columns=(
        Column("head", "户主", lambda r: r.head_name or r.household_no, under=lambda r: f"{r.procedure_label} {r.case_no}", row_head=True,
               card="o0", link=lambda r: reverse("case_file", args=[r.case_no])),
        Column("state", "到哪一步", lambda r: parts.state(_state_name(r)), card="o1", export=lambda r: r.state_label),
        Column("village", "村", lambda r: r.village_name, under=lambda r: r.township_name, card="start"),
        Column("clock", "期限", _clock, card="end", export=lambda r: r.clock.words if r.clock else ""),
        Column("risks", "风险类型", lambda r: r.risks, under=lambda r: "绿色通道，先帮后补" if r.urgent else ""),
        Column("category", "类别", lambda r: r.category or "—", under=lambda r: r.archive_type, card="hide"),
        Column("found", "发现（提名）日期", lambda r: r.found_on, card="hide"),
    ),
    filters=(
        Choice("zhen", "乡镇", areas.townships, apply=areas.within),
        Choice("lei", "办什么", lambda _r: list(Procedure.choices), field="procedure"),
    ),
    sorts=(
        Sort("due", "期限快到的在前", ("due_on", "case_no")),
        Sort("-new", "新开的在前", ("-opened_at", "case_no")),
    ),
    unit="户",
    empty="没有在办的",
)  # fmt: skip


@page("casework", path="shibie/", title="识别认定", may=P.CASEWORK_READ, scope=scopes.ROWS, posts=POSTS,
      nav=("监测帮扶", "识别认定", "clipboard-check", 20), dock=("识别", "clipboard-check", 40))  # fmt: skip
def casework(request: PageRequest) -> HttpResponse:
    """Cases within the account's rows, by tab; what the township may take over stands above."""
    text = request.GET.get("q", "")[:40]
    mine = queries.searched(queries.within(request.user), text, request.user)
    counts = queries.tab_counts(mine)
    tab = request.GET.get("tab", "")
    tab = tab if tab in queries.TABS else "live"
    rows = CASES.narrow(request, mine.filter(state__in=queries.TABS[tab][1]))
    found = CASES.part(request, rows)
    lines = queries.lines(found.rows, request.user)
    context = {
        "table": CASES.show(request, lines, total=None, after=found.after, before=found.before),
        "tabs": [(name, said, counts[name]) for name, (said, _) in queries.TABS.items()],
        "tab": tab,
        "q": text,
        "to_take": queries.to_take_over(request.user)
        if tab == "live" and not text and may(request.user, P.LEAD_IDENTIFY)
        else [],
        "may_meet": may(request.user, P.CASEWORK_TOWNSHIP) or may(request.user, P.CASEWORK_COUNTY),
        "waiting": counts["county"] if may(request.user, P.CASEWORK_COUNTY) else counts["township"],
        "may_compare": may(request.user, P.CASEWORK_COMPARE),
    }
    return render(request, "web/casework.html", context)


@page(
    "casework.take",
    path="shibie/zhuanru/",
    title="转识别认定",
    may=P.LEAD_IDENTIFY,
    scope=scopes.ROWS,
    methods={"POST"},
)
def take_over(request: PageRequest) -> HttpResponse:
    """转识别认定 of the ticked leads; those that cannot be are named with the reason."""
    picked = request.POST.getlist("pick")
    opened = actions.open_many(picked, by=request.user)
    for lead_no, why in opened.passed_over:
        toast.leave(request, f"{lead_no} 没转成：{why}", icon="info")
    if opened.case_nos:
        toast.leave(request, f"已转识别认定 {len(opened.case_nos)} 户，交村里入户核实")
    elif not picked:
        toast.leave(request, "还没选户。请先勾选要转的线索", icon="info")
    if len(opened.case_nos) == 1:
        return redirect("case_file", case_no=opened.case_nos[0])
    return redirect("casework")


def _some_case(account: Any) -> dict[str, str] | None:
    found = queries.some_case(account, *LIVE) or queries.some_case(account)
    return {"case_no": found.case_no} if found else None


@page("case_file", path="shibie/<str:case_no>/", title="识别认定", may=P.CASEWORK_READ, scope=queries.find_case, posts=POSTS,
      methods={"GET", "POST"}, phone=True, sample=_some_case)  # fmt: skip
def case_file(request: PageRequest, case: Any) -> HttpResponse:
    """One case as a stepper: who does what by when on what proof, and the form of the step that is due."""
    problem, unsent = "", []
    if request.method == "POST":
        try:
            says = casework_acts.act(request, case)
        except DomainError as refusal:
            problem = str(refusal)
            if refusal.code in BEHIND:
                unsent = casework_acts.typed_words(request)
            case = queries.find_case(request.reach, case.case_no)
        else:
            toast.leave(request, says)
            return redirect("case_file", case_no=case.case_no)
    shown = queries.case_page(case, request.user)
    context = {
        "guidance": guiding.at_step(
            shown.case.procedure,
            shown.case.state,
            request.user,
            about=case.case_no,
            about_page="case_file",
            household_no=case.household_no,
            due_at=case.step_due_at,
        ),
        "may_print": may(request.user, P.FORM_PRINT),
        "shown": shown,
        "case": shown.case,
        "line": shown.line,
        "due": words.counted(shown.line.clock.words, shown.line.clock.colour) if shown.line.clock else None,
        "problem": problem,
        "doubts": queries.doubts_of(shown.case, request.user),
        "unsent": unsent,
        "posted": request.POST,
        "act": request.POST.get("act", ""),
        "today": clock.today(),
        "findings": Finding.choices,
        "is_live": shown.case.state in LIVE,
        **(_sheet(request, shown.case) if "survey" in shown.moves else {}),
    }
    return render(request, "web/case_file.html", context, status=422 if problem else 200)


def _sheet(request: PageRequest, case: Any) -> dict[str, Any]:
    """The sheet of an exit as it is to be filled in, with what was filled in already."""
    asked = queries.to_survey(case)
    survey = [
        {"risk": risk, "settled": request.POST.get(f"settled-{n}", ""), "says": request.POST.get(f"says-{n}", "")}
        for n, risk in enumerate(asked.risks)
    ]
    return {"survey": survey, "contacts": asked.contacts, "ways": ClearWay.choices, "all_risks": RISK_TYPES}


@page("case_file.sheet", path="shibie/<str:case_no>/gao/", title="公示稿", may=P.CASEWORK_READ, scope=queries.find_case,
      posts={Role.VILLAGE, Role.TOWNSHIP, Role.COUNTY_CENTER}, sample=_some_case)  # fmt: skip
def sheet(request: PageRequest, case: Any) -> HttpResponse:
    """The sheet for the village board: 公示 before the decision, 公告 after it; to print, with nothing on it but what may hang there."""
    try:
        made = actions.show_sheet(case.case_no, by=request.user)
    except DomainError as refusal:
        toast.leave(request, str(refusal), icon="info")
        return redirect("case_file", case_no=case.case_no)
    code = _web_code(request, case.case_no) if made.kind is SheetKind.NOTICE else None
    return render(
        request, "web/case_sheet.html", {"case": case, "sheet": made, "lines": made.text.split("\n"), "code": code}
    )


def _web_code(request: PageRequest, case_no: str) -> SafeString | None:
    """The code of the notice's web page, where the county lets it be read there."""
    token = actions.address_for(case_no, by=request.user)
    if not token:
        return None
    path = reverse("public_notice", args=[token])
    return drawn(f"{settings.PUBLIC_ADDRESS}{path}" if settings.PUBLIC_ADDRESS else request.build_absolute_uri(path))


@page("case_file.photo", path="shibie/<str:case_no>/zhaopian/<uuid:photo>/", title="佐证照片", may=P.CASEWORK_READ,
      scope=queries.find_case, posts=POSTS - {Role.LEADER}, sample=lambda _account: None)  # fmt: skip
def photo(request: PageRequest, case: Any, photo: uuid.UUID) -> HttpResponse:
    """One photo of a step; that it was looked at is recorded."""
    if not queries.shows_proof(case, photo):
        raise Http404
    return HttpResponse(actions.open_proof(photo, by=request.user), content_type="image/jpeg")
