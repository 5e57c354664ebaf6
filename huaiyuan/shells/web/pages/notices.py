"""核对提示: what a screening found about villages and for review; looked at, answered, exported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import audit, reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import scope_of
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.pages import export, scopes, toast
from huaiyuan.base.pages.forms import Reason
from huaiyuan.base.pages.listing import Choice, Column, Listing, Sort, Table, View
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.notices import actions, queries
from huaiyuan.county.notices.types import NoticeKind, NoticeState
from huaiyuan.county.registry import queries as registry

EXPORTED = "web.notices.exported"
audit.declare(EXPORTED, "导出核对提示{rows}条")
EXPORT_MOST = 100_000
READERS = {Role.COUNTY_CENTER, Role.LEADER, Role.TOWNSHIP, Role.VILLAGE}


@dataclass(frozen=True)
class NoticeLine:
    """A notice with the names that its codes stand for, as the account may see them."""

    notice: queries.Shown
    who: str
    village: str
    township: str

    @property
    def url(self) -> str:
        """The household it is about; a village's notice has none."""
        return reverse("household", args=[self.notice.household_no]) if self.notice.household_no else ""


def _townships(request: HttpRequest) -> list[tuple[str, str]]:
    reach = scope_of(request.user, P.LEAD_READ)
    found = [p for p in reference.places(level="township") if reach.overlaps(p.code)]
    return [(p.code, p.name) for p in found] if len(found) > 1 else []


def _in_townships(rows: Any, codes: list[str]) -> Any:
    known = [code for code in codes if code.isdigit()]
    return Scope(tuple(known)).filter(rows) if known else rows.none()


def _open(kind: NoticeKind) -> View:
    def narrow(rows: Any, _request: HttpRequest) -> Any:
        return rows.filter(kind=kind, state=NoticeState.OPEN)

    def count(request: HttpRequest) -> int:
        return narrow(queries.notices(scope_of(request.user, P.LEAD_READ)), request).count()

    return View(str(kind), str(kind.label), narrow, count)


COLUMNS = (
    Column("grade", "级别", lambda r: parts.level(r.notice.grade), card="o1", export=lambda r: r.notice.grade),
    Column("who", "对象", lambda r: r.who, under=lambda r: r.notice.household_no, link=lambda r: r.url, row_head=True,
           card="o0"),
    Column("village", "村", lambda r: r.village, under=lambda r: r.township),
    Column("says", "要核对什么", lambda r: r.notice.says, under=lambda r: f"{r.notice.rule} {r.notice.title}"),
    Column("state", "状态", lambda r: r.notice.state_label, under=lambda r: r.notice.answer, card="start"),
    Column("opened", "提示日期", lambda r: r.notice.opened_on, card="end"),
    Column("bundle", "核对", lambda r: "去核对" if r.notice.is_open else "看结果",
           link=lambda r: reverse("notice", args=[r.notice.bundle]), export=lambda r: r.notice.bundle),
)  # fmt: skip
NOTICES = Listing(
    name="notices",
    columns=COLUMNS,
    filters=(Choice("zhen", "乡镇", _townships, apply=_in_townships),),
    sorts=(Sort("village", "按村", ("village_code", "id")), Sort("newest", "最新的在前", ("-id",))),
    views=(
        *(_open(kind) for kind in NoticeKind),
        View("done", "已核对和已消除", lambda rows, _: rows.exclude(state=NoticeState.OPEN)),
    ),
    unit="条",
    dense=True,
    empty="没有要核对的",
)
BUNDLED = Listing(
    name="notice", columns=COLUMNS[:6], sorts=(Sort("order", "按户", ("state", "household_no", "id")),), unit="条",
    dense=True, empty="这一件里已经没有要核对的",
)  # fmt: skip


@page(
    "notices",
    path="tishi/",
    title="核对提示",
    may=P.LEAD_READ,
    scope=scopes.ROWS,
    nav=("监测预警", "核对提示", "clipboard-check", 35),
    posts=READERS,
)
def notices(request: PageRequest) -> HttpResponse:
    """Notices within the account's rows, by what they ask for."""
    return render(request, "web/notices.html", {"table": _table(NOTICES, request, queries.notices(request.reach))})


def _table(listing: Listing, request: PageRequest, rows: Any) -> Table:
    """One page of notices with the names of their households and villages."""
    narrowed = listing.narrow(request, rows)
    found = listing.part(request, narrowed)
    lines = _named(found.rows, request)
    return listing.show(request, lines, total=narrowed.count(), after=found.after, before=found.before)


@page("notices.export", path="tishi/daochu/", title="导出核对提示", may=P.EXPORT, scope=scopes.ROWS, methods={"GET"})
def notices_export(request: PageRequest) -> HttpResponse:
    """The notices of the address bar as a file; logged, with the number of rows."""
    rows = NOTICES.narrow(request, queries.notices(request.reach)).order_by(*NOTICES.order(request))[:EXPORT_MOST]
    lines = _named(rows, request)
    audit.record(EXPORTED, by=request.user, subject="notices", rows=len(lines), reason="清单导出")
    kind = "csv" if request.GET.get("as") == "csv" else "xlsx"
    return export.response(kind, "核对提示", COLUMNS, lines)


def _some_bundle(account: Any) -> dict[str, str] | None:
    rows = queries.notices(scope_of(account, P.LEAD_READ))
    number = rows.order_by("id").values_list("bundle", flat=True).first()
    return {"bundle": number} if number else None


def _bundle(reach: Scope, bundle: str) -> queries.Bundle | None:
    return queries.bundle(reach, bundle)


@page("notice", path="tishi/<str:bundle>/", title="核对提示", may=P.LEAD_READ, scope=_bundle,
      methods={"GET", "POST"}, posts=READERS, sample=_some_bundle)  # fmt: skip
def notice(request: PageRequest, bundle: queries.Bundle) -> HttpResponse:
    """What is looked at together, and its result written once."""
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ended = actions.answer(bundle.number, result=form.cleaned_data["reason"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            toast.leave(request, "核对结果已记下" if ended else "您的一件已办结，还等另一方的结果")
            return redirect("notices")
    form.fields["reason"].label = "核对结果"
    places = reference.places_by_code({bundle.village_code, bundle.village_code[:9]})
    village = places.get(bundle.village_code)
    context = {
        "bundle": bundle,
        "kind": NoticeKind(bundle.kind).label,
        "place": village.short_name if village else "",
        "table": _table(BUNDLED, request, queries.notices(request.reach).filter(bundle=bundle.number)),
        "form": form,
        "asked": queries.is_asked(request.user, bundle.number),
    }  # fmt: skip
    return render(request, "web/notice.html", context, status=422 if form.errors else 200)


def _named(rows: Iterable[Any], request: PageRequest) -> list[NoticeLine]:
    found = queries.shown(rows, request.user)
    people = registry.named([row.person_id for row in found if row.person_id], request.user)
    homes = registry.listed({row.household_no for row in found if row.household_no}, request.user)
    codes = {row.village_code for row in found}
    names = {c: p.short_name for c, p in reference.places_by_code(codes | {c[:9] for c in codes}).items()}
    lines = []
    for row in found:
        person, home, village = people.get(row.person_id), homes.get(row.household_no), names.get(row.village_code, "—")
        who = person.name if person else f"{home.head_name} 户" if home and home.head_name else village
        lines.append(NoticeLine(row, who, village, names.get(row.village_code[:9], "")))
    return lines
