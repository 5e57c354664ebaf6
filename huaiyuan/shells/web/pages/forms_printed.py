"""打印登记: what was printed under which code; a signed sheet comes back under its code and files itself."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from huaiyuan.base import reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.pages import scopes, toast
from huaiyuan.base.pages.listing import Choice, Column, Listing, Sort, View
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel import receipt
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.reports import actions, catalogue, queries
from huaiyuan.county.reports.types import Make

POSTS = {Role.COUNTY_CENTER, Role.TOWNSHIP, Role.VILLAGE}


def _title(row: Any) -> str:
    return catalogue.FORMS[row.form].title if row.form in catalogue.FORMS else row.form


def _signed(row: Any) -> Any:
    if row.signed_n:
        return parts.badge("green", f"{row.signed_n} 张", "check")
    return "—" if catalogue.FORMS[row.form].make == Make.BOOK else parts.badge("plain", "还没传回")


PRINTED = Listing(
    name="printed_forms",
    columns=(
        Column("form", "表", _title, under=lambda r: format_html("<span data-verbatim>{}</span>", receipt.shown(r.code)), row_head=True, card="o0",
               link=lambda r: reverse("forms.sheet", args=[r.code])),
        Column("signed", "签字件", _signed, card="o1", export=lambda r: r.signed_n),
        Column("household", "户主", lambda r: r.head_name or "—", under=lambda r: r.household_no or r.subject_key),
        Column("step", "哪一步", lambda r: r.step, under=lambda r: r.place_name, card="start"),
        Column("at", "打印", lambda r: parts.moment(r.printed_at), under=lambda r: r.printed_by.display_name, card="end"),
        Column("cells", "系统填好 / 要手填", lambda r: f"{r.filled} / {r.typed}", unit="格", numeric=True, card="hide"),
        Column("version", "模版", lambda r: f"第 {r.template_version} 版" if r.template_version else "系统带的", card="hide"),
    ),
    filters=(Choice("biao", "哪张表", lambda _: [(one.code, one.title) for one in catalogue.FORMS.values()], field="form"),),
    sorts=(Sort("-id", "新打印的在前", ("-id",)),),
    views=(
        View("all", "全部"),
        View("mine", "我打印的", narrow=lambda rows, request: rows.filter(printed_by=request.user)),
        View("back", "传回签字件的", narrow=lambda rows, _: rows.filter(signed_n__gt=0)),
    ),
    unit="张",
    empty="还没有打印过",
)  # fmt: skip


@page("forms.printed", path="biaodan/dengji/", title="打印登记", may=P.FORM_PRINT, scope=scopes.ROWS, posts=POSTS)
def printed(request: PageRequest) -> HttpResponse:
    """The register; a whole code typed or scanned leads straight to its sheet."""
    text = request.GET.get("q", "")[:60]
    if (code := receipt.read(text)) and queries.find_printed(request.reach, code):
        return redirect("forms.sheet", code=code)
    rows = PRINTED.narrow(request, queries.searched(queries.printed(request.user), text, request.user))
    found = PRINTED.part(request, rows)
    _name(found.rows, request)
    context = {
        "table": PRINTED.show(request, found.rows, total=None, after=found.after, before=found.before),
        "q": text,
    }
    return render(request, "web/forms_printed.html", context)


def _name(rows: Any, request: PageRequest) -> None:
    heads = registry.heads_seen({row.household_no for row in rows if row.household_no}, request.user)
    places = reference.places_by_code({row.area_code for row in rows})
    for row in rows:
        row.head_name = heads.get(row.household_no, "")
        row.place_name = places[row.area_code].short_name if row.area_code in places else ""


def _some_sheet(account: Any) -> dict[str, str] | None:
    code = queries.printed(account).order_by("-signed_n", "-id").values_list("code", flat=True).first()
    return {"code": code} if code else None


@page("forms.sheet", path="b/<str:code>/", title="这张表", may=P.FORM_PRINT, scope=queries.find_printed, posts=POSTS,
      methods={"GET", "POST"}, phone=True, sample=_some_sheet)  # fmt: skip
def sheet(request: PageRequest, row: Any) -> HttpResponse:
    """What the small code opens: which form of which family, and taking the photo of the signed one."""
    problem = ""
    if request.method == "POST":
        try:
            count = actions.file_signed(
                row.code, [one.read() for one in request.FILES.getlist("photos")], by=request.user
            )
        except DomainError as refusal:
            problem = str(refusal)
        else:
            toast.leave(request, f"已归档 {count} 张，在这一户的时间线上")
            return redirect("forms.sheet", code=row.code)
    _name([row], request)
    context = {
        "row": row, "shown_code": receipt.shown(row.code), "form": catalogue.FORMS.get(row.form), "title": _title(row),
        "signed": queries.signed_of(row), "problem": problem,
        "says_household": row.household_no and f"{row.head_name or row.household_no} 户",
    }  # fmt: skip
    return render(request, "web/forms_sheet.html", context, status=422 if problem else 200)


@page("forms.photo", path="b/<str:code>/<uuid:photo>/", title="签字件", may=P.FORM_PRINT, scope=queries.find_printed, posts=POSTS,
      sample=lambda _account: None)  # fmt: skip
def photo(request: PageRequest, row: Any, photo: uuid.UUID) -> HttpResponse:
    """One photo of a signed sheet; that it was looked at is recorded."""
    if not queries.has_signed(row, photo):
        raise Http404
    return HttpResponse(actions.open_signed(photo, by=request.user), content_type="image/jpeg")
