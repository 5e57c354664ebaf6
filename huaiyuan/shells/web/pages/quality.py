"""质量疑点: what is wrong in the registry itself; looked at, put right or found right, and what each rule is worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import audit, reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may, scope_of
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.jobs import queries as jobs
from huaiyuan.base.jobs import tasks as background
from huaiyuan.base.pages import export, scopes, toast, words
from huaiyuan.base.pages.forms import Reason
from huaiyuan.base.pages.listing import Choice, Column, Listing, Sort, Table, View
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.quality import actions, queries, tasks
from huaiyuan.county.quality.types import LIVE, How, PointRow, PointState, Subject
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.registry.types import CORRECT_TO, Correctable
from huaiyuan.county.worklist import queries as worklist

EXPORTED = "web.quality.exported"
audit.declare(EXPORTED, "导出质量疑点{rows}条")
EXPORT_MOST = 100_000
HANDS = {Role.COUNTY_CENTER, Role.TOWNSHIP, Role.VILLAGE}
OFFICES = {Role.COUNTY_CENTER, Role.TOWNSHIP}
JOB = "quality"
TOWNSHIP = 9
LAST = {"label": "为什么没有错", "placeholder": "例如：户口本上就是这样"}

for _state, _kind, _icon in (
    (PointState.OPEN, "amber", "hourglass"), (PointState.CHANGED, "blue", "pencil"),
    (PointState.MENDED, "green", "check"), (PointState.JUDGED, "plain", "user-check"),
    (PointState.DROPPED, "unknown", "ban"),
):  # fmt: skip
    words.register_state(f"point.{_state}", _kind, str(_state.label), _icon)


@dataclass(frozen=True)
class PointLine:
    """A point with the names that its codes stand for, as the account may see them, and what its rule says."""

    point: PointRow
    who: str
    village: str
    township: str
    rule: queries.RuleStanding

    @property
    def url(self) -> str:
        """Its own page."""
        return reverse("quality.point", args=[self.point.number])

    @property
    def by_whom(self) -> str:
        """Who puts it right: 村里, 县里 or a department."""
        return {How.COUNTY: "县里", How.DEPARTMENT: "部门"}.get(How(self.point.how), "村里")


def _townships(request: HttpRequest) -> list[tuple[str, str]]:
    reach = scope_of(request.user, P.HOUSEHOLD_CHANGE)
    found = [p for p in reference.places(level="township") if reach.overlaps(p.code)]
    return [(p.code, p.name) for p in found] if len(found) > 1 else []


def _villages(request: HttpRequest) -> list[tuple[str, str]]:
    """The villages to choose from, once it is clear of which township."""
    reach = scope_of(request.user, P.HOUSEHOLD_CHANGE)
    chosen = [code for code in request.GET.getlist("zhen") if code.isdigit()]
    if not chosen and len(reach.prefixes) == 1 and len(reach.prefixes[0]) >= TOWNSHIP:
        chosen = [reach.prefixes[0][:TOWNSHIP]]
    if len(chosen) != 1:
        return []
    found = [p for p in reference.places(level="village", within=chosen[0]) if reach.overlaps(p.code)]
    return [(p.code, p.short_name) for p in found] if len(found) > 1 else []


def _within(rows: Any, codes: list[str]) -> Any:
    known = [code for code in codes if code.isdigit()]
    return Scope(tuple(known)).filter(rows) if known else rows.none()


def _rules(_request: HttpRequest) -> list[tuple[str, str]]:
    return [(rule, f"{rule} {title}") for rule, title in queries.rule_titles()]


WHO_MENDS = (("cun", "村里能改的"), ("xian", "县里改的"), ("bumen", "部门改的"))
HOWS = {"cun": (How.CHANGE, How.CORRECT), "xian": (How.COUNTY,), "bumen": (How.DEPARTMENT,)}


def _mended_by(rows: Any, values: list[str]) -> Any:
    return rows.filter(how__in=[how for value in values for how in HOWS.get(value, ())])


def _live_count(request: HttpRequest) -> int:
    return queries.points(scope_of(request.user, P.HOUSEHOLD_CHANGE)).filter(state__in=LIVE).count()


COLUMNS = (
    Column("who", "对象", lambda r: r.who, under=lambda r: r.point.household_no, link=lambda r: r.url, row_head=True,
           card="o0"),
    Column("state", "状态", lambda r: parts.state(f"point.{r.point.state}"), under=lambda r: r.point.reason, card="o1",
           export=lambda r: r.point.get_state_display()),
    Column("village", "村", lambda r: r.village, under=lambda r: r.township),
    Column("says", "哪里不对", lambda r: r.point.says, under=lambda r: f"{r.point.rule} {r.rule.title}"),
    Column("expects", "应当是", lambda r: r.rule.expects, card="hide"),
    Column("how", "谁来改", lambda r: r.by_whom, card="start"),
    Column("found", "发现日期", lambda r: parts.full_day(r.point.found_on), card="end"),
)  # fmt: skip
FOR_FILE = (*COLUMNS, Column("mend", "怎么改", lambda r: r.rule.mend_says))
POINTS = Listing(
    name="points",
    columns=COLUMNS,
    filters=(
        Choice("guize", "规则", _rules, field="rule"),
        Choice("zhen", "乡镇", _townships, apply=_within),
        Choice("cun", "村", _villages, apply=_within),
        Choice("shui", "谁来改", lambda _: WHO_MENDS, apply=_mended_by),
    ),
    sorts=(
        Sort("village", "按村", ("village_code", "rule", "id")), Sort("rule", "按规则", ("rule", "village_code", "id")),
        Sort("newest", "最新的在前", ("-id",)),
    ),
    views=(
        View("live", "待核", lambda rows, _: rows.filter(state__in=LIVE), _live_count),
        View("mended", "已改", lambda rows, _: rows.filter(state=PointState.MENDED)),
        View("judged", "核过无误", lambda rows, _: rows.filter(state=PointState.JUDGED)),
        View("all", "全部"),
    ),
    pick=lambda r: r.point.number,
    unit="条",
    dense=True,
    empty="没有质量疑点",
)  # fmt: skip
IN_TASK = Listing(
    name="quality_task", columns=COLUMNS[:2] + COLUMNS[3:4],
    sorts=(Sort("order", "按户", ("-state", "household_no", "rule", "id")),), pick=lambda r: r.point.number, unit="条",
    dense=True, empty="这一件里已经没有疑点",
)  # fmt: skip


@page("quality", path="zhiliang/", title="质量疑点", may=P.HOUSEHOLD_CHANGE, scope=scopes.ROWS, posts=HANDS,
      nav=("监测预警", "质量疑点", "copy-check", 40))  # fmt: skip
def points(request: PageRequest) -> HttpResponse:
    """Points within the account's rows, by state, rule, place and who can mend them."""
    context = {
        "table": _table(POINTS, request, queries.points(request.reach)), "check": queries.latest_check(),
        "may_rules": may(request.user, P.RULE_READ), "may_export": may(request.user, P.EXPORT),
        "bulk": "web/quality_bulk.html",
    }  # fmt: skip
    return render(request, "web/quality.html", context)


def _table(listing: Listing, request: PageRequest, rows: Any) -> Table:
    narrowed = listing.narrow(request, rows)
    found = listing.part(request, narrowed)
    lines = _named(found.rows, request)
    return listing.show(request, lines, total=narrowed.count(), after=found.after, before=found.before)


@page("quality.export", path="zhiliang/daochu/", title="导出质量疑点", may=P.EXPORT, scope=scopes.ROWS, posts=HANDS,
      methods={"GET"})  # fmt: skip
def points_export(request: PageRequest) -> HttpResponse:
    """The points of the address bar as a file; logged, with the number of rows."""
    rows = POINTS.narrow(request, queries.points(request.reach)).order_by(*POINTS.order(request))[:EXPORT_MOST]
    lines = _named(rows, request)
    audit.record(EXPORTED, by=request.user, subject="quality", rows=len(lines), reason="清单导出")
    kind = "csv" if request.GET.get("as") == "csv" else "xlsx"
    return export.response(kind, "质量疑点", FOR_FILE, lines)


@page(
    "quality.rules", path="zhiliang/guize/", title="各条规则的效果", may=P.RULE_READ, scope=scopes.ROWS, posts=OFFICES
)
def rules(request: PageRequest) -> HttpResponse:
    """What each rule found, what was mended and what was right as it stood; the county checks and hands out here."""
    going = jobs.going(JOB)
    standing = queries.standing(request.reach)
    villages, waiting = queries.to_hand_out()
    context = {
        # What found most stands first: there the work is, or the waste.
        "on": sorted((rule for rule in standing if not rule.off_because), key=lambda rule: (-rule.found, rule.rule)),
        "off": [rule for rule in standing if rule.off_because],
        "check": queries.latest_check(),
        "may_run": may(request.user, P.SCREEN_RUN),
        "may_write": may(request.user, P.RULE_WRITE),
        "waiting": waiting,
        "villages": villages,
        "running": going.running,
        "queued": going.queued,
        "newest": jobs.latest(JOB, "county"),
    }
    return render(request, "web/quality_rules.html", context)


@page("quality.run", path="zhiliang/hecha/", title="核查底册", may=P.SCREEN_RUN, scope=scopes.NO_ROWS, methods={"POST"})
def run(request: PageRequest) -> HttpResponse:
    """Start a check in the background."""
    background.enqueue(JOB, as_of=clock.today().isoformat(), by=request.user.get_username())
    toast.leave(request, "核查已排上，离开本页不影响")
    return redirect("quality.rules")


@page("quality.hand_out", path="zhiliang/jiaoban/", title="交办质量疑点", may=P.SCREEN_RUN, scope=scopes.NO_ROWS,
      methods={"POST"})  # fmt: skip
def hand_out(request: PageRequest) -> HttpResponse:
    """Give every village its task of the month."""
    villages, count = actions.hand_out(by=request.user)
    said = f"已交办 {villages} 个村，{count} 条疑点" if villages else "本月各村的任务都已交办，新发现的下月再交办"
    toast.leave(request, said)
    return redirect("quality.rules")


def _some_point(account: Any) -> dict[str, str] | None:
    rows = queries.points(scope_of(account, P.HOUSEHOLD_CHANGE)).filter(state=PointState.OPEN)
    number = rows.order_by("-how", "id").values_list("number", flat=True).first()
    return {"number": number} if number else None


@page("quality.point", path="zhiliang/<str:number>/", title="质量疑点", may=P.HOUSEHOLD_CHANGE, scope=queries.find_point,
      methods={"GET", "POST"}, posts=HANDS, phone=True, sample=_some_point)  # fmt: skip
def point(request: PageRequest, point: PointRow) -> HttpResponse:
    """One point: what is wrong, what should be, and both ways out: put it right here, or say why it is right."""
    form, problem = Reason(request.POST or None), ""
    if request.method == "POST":
        problem = _done(request, point, form)
        if not problem and not form.errors:
            return redirect(_back(point))
    form.fields["reason"].label = LAST["label"]
    form.fields["reason"].widget.attrs["placeholder"] = LAST["placeholder"]
    line = _named([point], request)[0]
    home = registry.housemates(point.household_no, request.user) if point.household_no else []
    members = _members(point, line.rule, home)
    context = {
        "point": point, "line": line, "form": form, "problem": problem, "home": home, "members": members,
        "is_live": point.state in LIVE, "is_judged": point.state == PointState.JUDGED,
        "may_change": point.how == How.CHANGE and bool(home),
        "field": Correctable(line.rule.field).label if members else "",
        "values": [(value, value.replace(";", "、")) for value in CORRECT_TO[Correctable(line.rule.field)]]
        if members else [],
        "posted": request.POST,
    }  # fmt: skip
    return render(request, "web/quality_point.html", context, status=422 if problem or form.errors else 200)


def _done(request: PageRequest, point: PointRow, form: Reason) -> str:
    """Do what was asked; returns why it could not be, empty when it was."""
    try:
        if request.POST.get("act") == "correct":
            form.errors.clear()
            actions.correct(
                point.number, person_id=request.POST.get("person", ""), value=request.POST.get("value", ""),
                by=request.user,
            )  # fmt: skip
            toast.leave(request, "登记已改，下次核查再对一遍")
        elif form.is_valid():
            actions.judge(point.number, reason=form.cleaned_data["reason"], by=request.user)
            toast.leave(request, "已记为核过无误，情况不变不再问")
    except DomainError as refusal:
        return str(refusal)
    return ""


def _back(point: PointRow) -> str:
    """The task that the point stands in, else its own page."""
    still = worklist.of_subject(tasks.SUBJECT, point.bundle) if point.bundle else []
    return reverse("quality.task", args=[point.bundle]) if still else reverse("quality.point", args=[point.number])


def _members(
    point: PointRow, rule: queries.RuleStanding, home: list[registry.Housemate]
) -> list[tuple[registry.Housemate, str]]:  # fmt: skip
    """Whose registered fact may be put right here, with what stands there now."""
    if not rule.field or point.how != How.CORRECT or point.state not in LIVE:
        return []
    people = [m for m in home if point.subject_type != Subject.PERSON or m.person_id == point.person_id]
    if rule.field == Correctable.RELATION:
        people = [m for m in people if not m.is_head]
    return [(m, (getattr(m, rule.field) or "没有登记").replace(";", "、")) for m in people]


@page("quality.again", path="zhiliang/<str:number>/shouhui/", title="收回结论", may=P.HOUSEHOLD_CHANGE,
      scope=queries.find_point, methods={"POST"}, posts=HANDS)  # fmt: skip
def again(request: PageRequest, point: PointRow) -> HttpResponse:
    """Take back that it was right."""
    try:
        actions.look_again(point.number, by=request.user)
    except DomainError as refusal:
        toast.leave(request, str(refusal), icon="info")
    else:
        toast.leave(request, "已收回，回到待核")
    return redirect("quality.point", number=point.number)


@page("quality.together", path="zhiliang/chengpi/", title="成批核过无误", may=P.HOUSEHOLD_CHANGE, scope=scopes.ROWS,
      methods={"POST"}, posts=HANDS)  # fmt: skip
def together(request: PageRequest) -> HttpResponse:
    """Say of several points, for one reason, that they are right."""
    numbers = request.POST.getlist("pick")[: POINTS.page_size]
    rows = queries.points(request.reach).filter(number__in=numbers, state__in=LIVE)
    live = list(rows.order_by("id").values_list("number", flat=True))
    try:
        for number in live:
            actions.judge(number, reason=request.POST.get("reason", ""), by=request.user)
    except DomainError as refusal:
        toast.leave(request, str(refusal), icon="info")
    else:
        toast.leave(request, f"{len(live)} 条已记为核过无误")
    bundle = request.POST.get("bundle", "")
    return redirect("quality.task", bundle=bundle) if bundle else redirect("quality")


def _some_task(account: Any) -> dict[str, str] | None:
    rows = queries.points(scope_of(account, P.HOUSEHOLD_CHANGE)).exclude(bundle="")
    number = rows.order_by("bundle").values_list("bundle", flat=True).first()
    return {"bundle": number} if number else None


@page("quality.task", path="zhiliang/renwu/<str:bundle>/", title="核改底册疑点", may=P.HOUSEHOLD_CHANGE,
      scope=queries.find_bundle, posts=HANDS, phone=True, sample=_some_task)  # fmt: skip
def task(request: PageRequest, bundle: queries.Bundle) -> HttpResponse:
    """A village's points of a month, what waits first."""
    village = reference.places_by_code([bundle.village_code]).get(bundle.village_code)
    open_ = worklist.of_subject(tasks.SUBJECT, bundle.number)
    due = open_[0] if open_ else None
    context = {
        "bundle": bundle, "place": village.short_name if village else "",
        "table": _table(IN_TASK, request, queries.points(request.reach).filter(bundle=bundle.number)),
        "due": words.counted(due.due_words, str(due.colour)) if due else None, "bulk": "web/quality_bulk.html",
    }  # fmt: skip
    return render(request, "web/quality_task.html", context)


def _named(rows: Iterable[PointRow], request: PageRequest) -> list[PointLine]:
    found = list(rows)
    people = registry.named([row.person_id for row in found if row.person_id], request.user)
    homes = registry.listed({row.household_no for row in found if row.household_no and not row.person_id}, request.user)
    codes = {row.village_code for row in found}
    names = {c: p.short_name for c, p in reference.places_by_code(codes | {c[:9] for c in codes}).items()}
    told = queries.rules_told(row.rule for row in found)
    return [
        PointLine(
            row, _who(row, people, homes, names), names.get(row.village_code, "—"),
            names.get(row.village_code[:TOWNSHIP], ""), told[row.rule],
        )
        for row in found
    ]  # fmt: skip


def _who(row: PointRow, people: Mapping[str, Any], homes: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The person, the household by its head, or the village."""
    if row.person_id:
        return people[row.person_id].name if row.person_id in people else "已不在册"
    head = homes[row.household_no].head_name if row.household_no in homes else ""
    return f"{head} 户" if head else row.household_no or names.get(row.village_code, "—")
