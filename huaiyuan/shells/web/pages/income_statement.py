"""One statement of income: what it adds up to, what is missing, its proofs, and what may be done with it."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import audit, reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.access.queries import scope_of
from huaiyuan.base.pages import toast, typed
from huaiyuan.base.pages.forms import Reason
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy.category import suggest
from huaiyuan.county.guiding import queries as guiding
from huaiyuan.county.income import actions, queries, trail
from huaiyuan.county.income.types import PhotoKind, Purpose
from huaiyuan.county.registry import queries as registry

READERS = {Role.COUNTY_CENTER, Role.LEADER, Role.TOWNSHIP, Role.VILLAGE}
DROP = "income.sharp_drop"
MOST_PHOTOS = 6


def _some_statement(account: Any) -> dict[str, str] | None:
    rows = queries.statements(scope_of(account, P.INCOME_READ)).order_by("village_code", "-last_on", "household_no")
    number = rows.values_list("number", flat=True).first()
    return {"number": number} if number else None


@page(
    "income.statement",
    path="shouru/<str:number>/",
    title="收入测算",
    may=P.INCOME_READ,
    scope=queries.find_statement,
    posts=READERS,
    phone=True,
    sample=_some_statement,
)
def statement(request: PageRequest, number: str) -> HttpResponse:
    """A statement with its sums, where the family stands, and the category that this suggests."""
    shown = queries.statement_page(number, request.user)
    _seen(trail.SHOWN, shown, request)
    home = registry.listed([shown.row.household_no], request.user).get(shown.row.household_no)
    context = {
        "guidance": guiding.at_step(
            "income", shown.row.state, request.user, about=number, about_page="income.statement",
            household_no=shown.row.household_no,
        ),
        "page_of": shown, "row": shown.row, "home": home, "today": clock.today(),
        "suggestion": _suggestion(shown, home) if shown.sees and shown.row.purpose != Purpose.EXIT else None,
        "done": request.GET.get("hao") == "1", "typed_day": request.GET.get("qian", "")[:20],
    }  # fmt: skip
    return render(request, "web/income_statement.html", context)


def _seen(action: str, shown: queries.StatementPage, request: PageRequest) -> None:
    row = shown.row
    with transaction.atomic():
        audit.record(
            action, by=request.user, subject=f"income:{row.number}", household_no=row.household_no,
            village_code=row.village_code, statement=row.number,
        )  # fmt: skip


def _suggestion(shown: queries.StatementPage, home: registry.Listed | None) -> Any:
    """The category that the income suggests, with the year before it where that was measured."""
    before = queries.per_head_before(shown.row.household_no, shown.period)
    drop = reference.parameter(DROP, shown.row.measured_on) if before is not None else None
    percent = drop.value if drop is not None and not isinstance(drop.value, str) else None
    archive = home.archive_type if home else None
    return suggest(archive, shown.total, shown.standing.line, before_per_head=before, drop_percent=percent)


@page(
    "income.print",
    path="shouru/<str:number>/biao/",
    title="收入测算表",
    may=P.INCOME_READ,
    scope=queries.find_statement,
    posts=READERS - {Role.LEADER},
    sample=_some_statement,
)
def sheet(request: PageRequest, number: str) -> HttpResponse:
    """The sheet that is printed on one A4 page and signed."""
    shown = queries.statement_page(number, request.user)
    _seen(trail.PRINTED, shown, request)
    home = registry.listed([shown.row.household_no], request.user).get(shown.row.household_no)
    places = reference.places_by_code([shown.row.village_code, shown.row.village_code[:9]])
    context = {
        "page_of": shown, "row": shown.row, "home": home, "village": places.get(shown.row.village_code),
        "township": places.get(shown.row.village_code[:9]),
        "lines": [(part, line) for part in shown.parts for line in part.lines],
    }  # fmt: skip
    return render(request, "web/income_print.html", context)


@page(
    "income.confirm",
    path="shouru/<str:number>/fuhe/",
    title="复核收入测算",
    may=P.INCOME_CONFIRM,
    scope=queries.find_statement,
    methods={"POST"},
)
def confirm(request: PageRequest, number: str) -> HttpResponse:
    """Agree with what another person measured."""
    try:
        actions.confirm(number, by=request.user)
        toast.leave(request, "已复核")
    except DomainError as refusal:
        toast.leave(request, str(refusal), icon="info")
    return redirect("income.statement", number=number)


def _some_waiting(account: Any) -> dict[str, str] | None:
    rows = queries.statements(scope_of(account, P.INCOME_CONFIRM)).filter(state="measured").exclude(measured_by=account)
    number = rows.order_by("number").values_list("number", flat=True).first()
    return {"number": number} if number else None


@page(
    "income.return",
    path="shouru/<str:number>/tuihui/",
    title="退回收入测算",
    may=P.INCOME_CONFIRM,
    scope=queries.find_statement,
    methods={"GET", "POST"},
    sample=_some_waiting,
)
def give_back(request: PageRequest, number: str) -> HttpResponse:
    """Send it back to be measured again, with the reason."""
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_back(number, reason=form.cleaned_data["reason"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            toast.leave(request, "已退回，村里收到重新测算的待办")
            return redirect("income.statement", number=number)
    shown = queries.statement_page(number, request.user)
    home = registry.listed([shown.row.household_no], request.user).get(shown.row.household_no)
    context = {"form": form, "row": shown.row, "home": home, "period": shown.period}
    return render(request, "web/income_return.html", context, status=422 if form.errors else 200)


@page(
    "income.prove",
    path="shouru/<str:number>/qianzi/",
    title="补签字、补凭证",
    may=P.INCOME_MEASURE,
    scope=queries.find_statement,
    methods={"POST"},
)
def prove(request: PageRequest, number: str) -> HttpResponse:
    """The family has signed since, or a photo was still to come."""
    said, problem = request.POST, ""
    try:
        for kind in PhotoKind:
            for photo in request.FILES.getlist(kind.value)[:MOST_PHOTOS]:
                actions.add_photo(number, photo.read(), kind, client_uuid=uuid.uuid4(), by=request.user)
        if said.get("signed_on"):
            actions.sign_later(number, signed_on=typed.day_or_today(said["signed_on"], "户主哪天签的"), by=request.user)
    except DomainError as refusal:
        problem = str(refusal)
    toast.leave(request, problem or "已收到", icon="info" if problem else "check")
    kept = f"?{urlencode({'qian': said.get('signed_on', '')[:20]})}" if problem else ""
    return redirect(f"{reverse('income.statement', args=[number])}{kept}")


@page(
    "income.photo",
    path="shouru/<str:number>/zhaopian/<uuid:photo>/",
    title="测算照片",
    may=P.INCOME_READ,
    scope=queries.find_statement,
    sample=lambda _account: None,
)
def photo(request: PageRequest, number: str, photo: uuid.UUID) -> HttpResponse:
    """One photo of a statement; that it was looked at is recorded."""
    if not queries.has_photo(number, photo):
        raise Http404
    try:
        data = actions.open_photo(photo, by=request.user)
    except DomainError:
        raise Http404 from None
    return HttpResponse(data, content_type="image/jpeg")
