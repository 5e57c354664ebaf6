"""表单: the catalogue, what may be printed of a household, a meeting or a round, and many at once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header

from huaiyuan.base import reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import may, scope_of, standing
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.pages import export, scopes, toast
from huaiyuan.base.pages.listing import Column, Listing
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import receipt
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import queries as casework
from huaiyuan.county.registry import queries as registry
from huaiyuan.county.reports import actions, catalogue, queries, subjects
from huaiyuan.county.reports.types import Kind

POSTS = {Role.COUNTY_CENTER, Role.TOWNSHIP, Role.VILLAGE}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {"docx": DOCX, "pdf": "application/pdf", "zip": "application/zip"}
# Forms of a subject that has a page of its own, by the word in the address.
SINGLE = {"huiyi": Kind.MEETING, "paicha": Kind.ROUND}


def download(data: bytes, name: str) -> HttpResponse:
    """A file to be kept, under its name."""
    made = HttpResponse(data, content_type=TYPES[name.rpartition(".")[2]])
    made["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return made


def address(request: PageRequest) -> str:
    """Where the small code of a form leads: where whoever prints reaches this installation. The public address lets
    only self-applications through."""
    return request.build_absolute_uri("/").rstrip("/")


@page("forms", path="biaodan/", title="表单", may=P.FORM_PRINT, scope=scopes.ROWS, posts=POSTS, methods={"GET", "POST"},
      nav=("监测帮扶", "表单", "printer", 55))  # fmt: skip
def forms(request: PageRequest) -> HttpResponse:
    """The catalogue with how many cells the system fills, and printing many at once."""
    problem, said = "", request.POST
    if request.method == "POST":
        try:
            batch = actions.ask(
                said.get("form", ""), said.get("area", ""), said.get("which", ""), purpose=said.get("purpose", ""),
                by=request.user, address=address(request),
            )  # fmt: skip
        except DomainError as refusal:
            problem = str(refusal)
        else:
            toast.leave(request, f"{batch.number} 在做了，做好在这一页取")
            return redirect("forms")
    lines, made = queries.catalogue_lines(request.user), queries.batches(request.user)
    context = {
        "lines": lines, "problem": problem, "said": said, "areas": _areas(request.reach), "which": subjects.WHICH.items(),
        "batchable": [line.form for line in lines if line.form.batched and line.may_print], "batches": made,
        "waiting": any(one.progress is None or one.progress.is_running for one in made if one.batch.done_at is None),
        "may_change": may(request.user, P.FORM_TEMPLATE), "may_batch": not standing(request.user).by_pin,
    }  # fmt: skip
    return render(request, "web/forms.html", context, status=422 if problem else 200)


def _areas(reach: Scope) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where the account may print many at once: a township whole, or one of its villages."""
    villages: dict[str, list[tuple[str, str]]] = {}
    for place in reference.places(level="village"):
        if reach.covers(place.code):
            villages.setdefault(place.code[:9], []).append((place.code, place.short_name))
    found = []
    for town in reference.places(level="township"):
        if town.code in villages:
            whole = [(town.code, f"{town.short_name}全部")] if reach.covers(town.code) else []
            found.append((town.short_name, [*whole, *villages[town.code]]))
    return found


def _find_around(reach: Scope, household_no: str, account: Any) -> subjects.Around | None:
    found = subjects.around(household_no, account)
    return found if found is not None and reach.covers(found.family.area_code) else None


def _some_household(account: Any) -> dict[str, str] | None:
    """A household with a case where there is one, else any that is followed: what the page is shown with."""
    case = casework.some_case(account) if may(account, P.CASEWORK_READ) else None
    if case is not None:
        return {"household_no": case.household_no}
    rows = registry.followed(scope_of(account, P.FORM_PRINT)).order_by("household__household_no")
    number = rows.values_list("household__household_no", flat=True).first()
    return {"household_no": number} if number else None


@page("forms.household", path="biaodan/hu/<str:household_no>/", title="这一户的表单", may=P.FORM_PRINT, scope=_find_around,
      posts=POSTS, methods={"GET", "POST"}, phone=True, sample=_some_household)  # fmt: skip
def household(request: PageRequest, around: subjects.Around) -> HttpResponse:
    """Everything that may be printed of one household now; a press prints it."""
    problem, code = "", request.POST.get("form", "")
    if request.method == "POST":
        form = catalogue.FORMS.get(code)
        subject = around.of(form) if form else None
        if form is None or subject is None:
            raise Http404
        try:
            return _printed(request, code, subject.key)
        except DomainError as refusal:
            problem = str(refusal)
    home = registry.listed([around.family.key], request.user).get(around.family.key)
    shown = queries.printed(request.user).filter(household_no=around.family.key).order_by("-id")[:10]
    context = {
        "around": around, "home": home, "offered": queries.offered(around, request.user), "problem": problem, "code": code,
        "titles": {one.code: one.title for one in catalogue.FORMS.values()}, "posted": request.POST,
        "printed": [(row, receipt.shown(row.code), catalogue.FORMS[row.form].title) for row in shown if row.form in catalogue.FORMS],
        "may_reveal": may(request.user, P.PERSONAL_REVEAL),
    }  # fmt: skip
    return render(request, "web/forms_household.html", context, status=422 if problem else 200)


def _printed(request: PageRequest, code: str, key: str) -> HttpResponse:
    reason = request.POST.get("reason", "")[:200] if request.POST.get("numbers") == "1" else None
    made = actions.print_one(code, key, by=request.user, address=address(request), reason=reason)
    return download(made.data, made.file_name)


def _find_single(_reach: Scope, what: str, key: str, account: Any) -> subjects.Subject | None:
    if what not in SINGLE:
        return None
    try:
        return subjects.find(SINGLE[what], key, account)
    except DomainError:
        return None


@page("forms.single", path="biaodan/<str:what>/<str:key>/", title="打印一张", may=P.FORM_PRINT, scope=_find_single, posts=POSTS,
      methods={"POST"})  # fmt: skip
def single(request: PageRequest, subject: subjects.Subject) -> HttpResponse:
    """The form of a meeting or of a round's unit."""
    form = next(one for one in catalogue.of(subject.kind))
    try:
        return _printed(request, form.code, subject.key)
    except DomainError as refusal:
        toast.leave(request, str(refusal), icon="info")
        back = {Kind.MEETING: "meeting", Kind.ROUND: "round.table"}[subject.kind]
        return redirect(reverse(back, args=[subject.key]))


def _own_batch(_reach: Scope, number: str) -> str:
    return number


@page("forms.batch", path="biaodan/chengpi/<str:number>/", title="取成批打印的", may=P.FORM_PRINT, scope=_own_batch, posts=POSTS,
      sample=lambda _account: None)  # fmt: skip
def batch(request: PageRequest, number: str) -> HttpResponse:
    """The zip of a batch, for whoever asked for it."""
    try:
        return download(actions.take(number, by=request.user), f"{'演示数据-' if settings.DEMO else ''}{number}.zip")
    except DomainError as refusal:
        if refusal.code == "FORMS_GONE":
            toast.leave(request, str(refusal), icon="info")
            return redirect("forms")
        raise Http404 from refusal


LEFT = Listing(
    name="forms.left",
    columns=(
        Column("head", "户主", lambda r: r.head_name or r.household_no or r.subject_key, under=lambda r: r.household_no, row_head=True,
               card="o0", link=lambda r: reverse("forms.household", args=[r.household_no]) if r.household_no else ""),
        Column("village", "村", lambda r: r.village_name, under=lambda r: r.township_name, card="start"),
        Column("why", "为什么没打印", lambda r: r.why),
    ),
    unit="户",
    empty="这一批都打印了",
)  # fmt: skip


def _find_batch(_reach: Scope, number: str, account: Any) -> Any:
    return queries.find_batch(number, account)


def _some_batch(account: Any) -> dict[str, str] | None:
    found = next((one.batch.number for one in queries.batches(account) if one.batch.left_out), None)
    return {"number": found} if found else None


@page("forms.left", path="biaodan/chengpi/<str:number>/meidayin/", title="没打印的户", may=P.FORM_PRINT, scope=_find_batch,
      posts=POSTS, sample=_some_batch)  # fmt: skip
def left(request: PageRequest, batch: Any) -> HttpResponse:
    """Whom a batch left out, with the reason for each; each leads to what may be printed of that family now."""
    rows = queries.left_out(batch, request.user)
    kind = request.GET.get("as", "")
    if kind in {"xlsx", "csv"} and may(request.user, P.EXPORT):
        actions.left_taken(batch, len(rows), by=request.user)
        return export.response(kind, f"没打印的户-{batch.number}", LEFT.columns, rows)
    context = {
        "batch": batch, "form": catalogue.FORMS[batch.form], "table": LEFT.show(request, rows, total=len(rows)),
        "may_export": may(request.user, P.EXPORT) and bool(rows),
    }  # fmt: skip
    return render(request, "web/forms_left.html", context)
