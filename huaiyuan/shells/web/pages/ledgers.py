"""台账: every declared ledger as a list, and what may be done with the list: export, saved views, acts on many rows."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from huaiyuan.base import audit
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.queries import may
from huaiyuan.base.pages import areas, export, scopes, toast
from huaiyuan.base.pages.listing import Choice, Column, Listing, Sort, View
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.ledger import actions, queries, trail
from huaiyuan.county.ledger.columns import Amount, Coded, Count, Day, Link, Measure, linked
from huaiyuan.county.ledger.declaration import LEDGERS, Ledger, linked_by
from huaiyuan.county.ledger.types import About, Badge

NUMERIC = (Count, Amount, Measure)
WHO = {About.PERSON: "谁", About.HOUSEHOLD: "户主", About.VILLAGE: "名称", About.COUNTY: "名称"}
CARDS = ("start", "end", "start", "end")


def state_badge(ledger: Ledger, row: Any) -> Any:
    """Where a row stands, in words and colour."""
    kind, glyph = next((b for state, b in ledger.pages.badges.items() if str(state) == row.state), Badge.PLAIN).value
    return parts.badge(kind, row.get_state_display(), glyph)


@cache
def listing_of(code: str) -> Listing:
    """The list of a ledger, made of its declaration once."""
    ledger = LEDGERS[code]
    shown = [c for c in ledger.columns if c.listed]
    own = [_column(c, CARDS[place] if place < len(CARDS) else "hide") for place, c in enumerate(shown)]
    own += [_column(c, "hide", chosen=False) for c in ledger.columns if not c.listed]
    return Listing(
        name=f"ledger_{code}",
        columns=(
            Column("who", WHO[ledger.about], lambda r: r.who, under=lambda r: f"{r.number} {r.where}".strip(), row_head=True,
                   card="o0", link=lambda r: reverse("ledger_entry", args=[code, r.number]), export=lambda r: r.who),
            Column("state", "状态", lambda r: state_badge(ledger, r), card="o1", export=lambda r: r.get_state_display()),
            *own,
            Column("since", "到这一状态", lambda r: parts.day(r.state_since), card="hide", sort="since", export=lambda r: r.state_since),
            Column("number", "编号", lambda r: r.number, card="hide", chosen=False, sort="number"),
            Column("where", "村", lambda r: r.where, card="hide", chosen=False),
        ),
        filters=(
            Choice("zhen", "乡镇", areas.townships, apply=areas.within),
            Choice("state", "状态", lambda _: ledger.model.States.choices, field="state"),
            *(Choice(c.name, c.title, partial(_words, c), field=c.name) for c in ledger.columns if isinstance(c, Coded)),
        ),
        sorts=(Sort("-number", "新建账的在前", ("-number",)), Sort("number", "按编号", ("number",)),
               Sort("since", "到这一状态最久的在前", ("state_since", "number")), Sort("-since", "刚到这一状态的在前", ("-state_since", "-number")),
               *(sort for c in ledger.columns if isinstance(c, (Day, Count, Amount)) for sort in _sorts(c))),
        views=_views(ledger),
        unit=ledger.unit, pick=lambda r: r.number, empty=f"这里一{ledger.unit}也没有",
    )  # fmt: skip


def _column(column: Any, card: str, *, chosen: bool = True) -> Column:
    numeric = isinstance(column, NUMERIC)
    sort = column.name if isinstance(column, (Day, Count, Amount)) else ""
    return Column(
        column.name, column.title, lambda r: _says(column, r) or "—", unit=column.unit, numeric=numeric, card=card,
        card_label=True, chosen=chosen, sort=sort, export=lambda r: _plain(column, r),
    )  # fmt: skip


def _says(column: Any, row: Any) -> Any:
    value = getattr(row, column.name)
    if isinstance(column, Link):
        return linked_by(column).named(value) if value else ""
    if isinstance(column, Day):
        return parts.day(value) if value else ""
    return "＊" if column.personal and row.veiled and value not in (None, "") else column.shown(value)


def _plain(column: Any, row: Any) -> Any:
    if isinstance(column, Link):
        return _says(column, row)
    return "＊" if column.personal and row.veiled else column.shown(getattr(row, column.name))


def _sorts(column: Any) -> tuple[Sort, Sort]:
    words = ("从早到晚", "从晚到早") if isinstance(column, Day) else ("从少到多", "从多到少")
    return (
        Sort(column.name, f"{column.title}{words[0]}", (f"by_{column.name}", "number")),
        Sort(f"-{column.name}", f"{column.title}{words[1]}", (f"-by_{column.name}", "-number")),
    )


def _words(column: Any, _request: Any) -> list[tuple[str, str]]:
    words: list[tuple[str, str]] = column.choices_shown
    return words


def _within(where: Any, rows: Any, _request: Any) -> Any:
    return rows.filter(where() if callable(where) else where)


def _views(ledger: Ledger) -> tuple[View, ...]:
    declared = tuple(View(v.name, v.title, narrow=partial(_within, v.where)) for v in ledger.pages.views)
    over = [str(state) for state in ledger.over]
    live = (View("live", "在办", narrow=lambda rows, _: rows.exclude(state__in=over)),) if over else ()
    every = View("all", "全部")
    # The first is what a list opens with: what is in hand, or all where nothing ever is over.
    return (*live, *declared, every) if live else (every, *declared)


@page("ledgers", path="taizhang/", title="台账", may=P.LEDGER_READ, scope=scopes.ROWS,
      nav=("五条底线", "台账", "file-spreadsheet", 10), dock=("台账", "file-spreadsheet", 30))  # fmt: skip
def ledgers(request: PageRequest) -> HttpResponse:
    """The ledgers that the account may open, by department, with what each is for."""
    by_department: dict[str, list[Ledger]] = {}
    for one in queries.ledgers(request.user):
        by_department.setdefault(one.department, []).append(one)
    return render(request, "web/ledgers.html", {"departments": by_department.items()})


def _ledger_or_404(request: PageRequest, code: str) -> Ledger:
    ledger = queries.find_ledger(code, request.user)
    if ledger is None:
        raise Http404
    return ledger


@page("ledger", path="taizhang/<str:code>/", title="台账", may=P.LEDGER_READ, scope=scopes.ROWS,
      sample=queries.some_ledger)  # fmt: skip
def ledger_list(request: PageRequest, code: str) -> HttpResponse:
    """One ledger: its rows within reach, narrowed, sorted and paged by the address."""
    ledger, listing = _ledger_or_404(request, code), listing_of(code)
    within = _narrowed(request, ledger)
    found = listing.part(request, queries.ordered(ledger, within))
    queries.named_rows(ledger, found.rows, request.user)
    together = [
        (m, [(c, "date" if isinstance(c, Day) else "text") for c in ledger.asked(m)])
        for m in ledger.moves if m.together and queries.does(ledger, m.by, request.user)
    ]  # fmt: skip
    context = {
        "ledger": ledger, "table": listing.show(request, found.rows, total=within.count(), after=found.after, before=found.before),
        "asked": request.GET.get("q", ""), "together": together, "bulk": "web/ledger_bulk.html" if together else "",
        "may_open": queries.does(ledger, ledger.opening.by, request.user), "may_export": may(request.user, P.EXPORT),
        "may_fill": queries.does(ledger, ledger.fills, request.user),
        "views": queries.saved_views(ledger, request.user), "here": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "web/ledger.html", context)


def _narrowed(request: PageRequest, ledger: Ledger) -> Any:
    rows = queries.rows(ledger, request.user).select_related(*linked(ledger.model))
    return narrowed(request, ledger, rows)


def narrowed(request: PageRequest, ledger: Ledger, rows: Any) -> Any:
    """Rows of a ledger as the address bar narrows them."""
    return queries.found(ledger, listing_of(ledger.code).narrow(request, rows), request.GET.get("q", ""))


@page("ledger.export", path="taizhang/<str:code>/daochu/", title="导出台账", may=P.EXPORT, scope=scopes.ROWS,
      sample=lambda _account: None)  # fmt: skip
def ledger_export(request: PageRequest, code: str) -> HttpResponse:
    """The rows of the address bar as a file with its row count; logged."""
    ledger = _ledger_or_404(request, code)
    rows = list(queries.ordered(ledger, _narrowed(request, ledger)).order_by(*listing_of(code).order(request)))
    queries.named_rows(ledger, rows, request.user)
    audit.record(trail.EXPORTED, by=request.user, subject=f"ledger:{code}", ledger=ledger.title, rows=len(rows), reason="清单导出")  # fmt: skip
    return export.response(
        "csv" if request.GET.get("as") == "csv" else "xlsx", ledger.title, listing_of(code).columns, rows
    )


@page("ledger.together", path="taizhang/<str:code>/yiqi/", title="成批办理台账", may=P.LEDGER_WRITE, scope=scopes.ROWS,
      methods={"POST"})  # fmt: skip
def ledger_together(request: PageRequest, code: str) -> HttpResponse:
    """One step for every row that was ticked; those that cannot take it say why."""
    ledger, name = _ledger_or_404(request, code), request.POST.get("act", "")
    try:
        many = actions.move_many(
            ledger, request.POST.getlist("pick"), name, request.POST.dict(), by=request.user, reason=request.POST.get("reason", "")
        )  # fmt: skip
    except DomainError as refusal:
        toast.leave(request, str(refusal), icon="info")
    else:
        step = ledger.move(name)
        says = f"{step.title if step else ''}：{len(many.done)} {ledger.unit}"
        why = "；".join(dict.fromkeys(many.refused.values()))
        toast.leave(request, f"{says}，{len(many.refused)} {ledger.unit}没动：{why}" if why else says, icon="info" if why else "check")  # fmt: skip
    return redirect(f"{reverse('ledger', args=[code])}?{request.POST.get('back', '')}")


@page("ledger.view", path="taizhang/<str:code>/shitu/", title="常用视图", may=P.LEDGER_READ, scope=scopes.ROWS,
      methods={"POST"})  # fmt: skip
def ledger_view(request: PageRequest, code: str) -> HttpResponse:
    """Keep the list as it is now under a name, or forget one."""
    ledger, name = _ledger_or_404(request, code), request.POST.get("name", "")
    query = request.POST.get("query", "")
    if request.POST.get("act") == "drop":
        actions.drop_view(ledger, name, by=request.user)
        toast.leave(request, f"不再留着“{name}”")
        return redirect("ledger", code=code)
    view = actions.save_view(ledger, name, query, by=request.user)
    toast.leave(request, f"已留下“{view.name}”，在“常用视图”里打开")
    return redirect(f"{reverse('ledger', args=[code])}?{view.query or urlencode({})}")
