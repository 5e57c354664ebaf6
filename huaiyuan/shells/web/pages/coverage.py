"""报送和覆盖: who has sent what for a month, where the files are silent, and 零报告."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.queries import may
from huaiyuan.base.pages import scopes, toast, words
from huaiyuan.base.pages.forms import Reason
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.period import Period
from huaiyuan.county.intake import coverage, reach, reporting, zero
from huaiyuan.county.intake.reporting import Reported, SourceMonth

for _state, _kind, _icon in (
    (Reported.IN_TIME, "green", "check"), (Reported.LATE, "amber", "clock"), (Reported.ZERO, "plain", "circle-check"),
    (Reported.MISSING, "red", "circle-alert"), (Reported.AWAITED, "plain", "hourglass"),
):  # fmt: skip
    words.register_state(str(_state), _kind, str(_state), _icon)
MONTHS_BACK = 6


def _sample(account: Any) -> dict[str, str] | None:
    month = reporting.past_month()
    found = next((m for m in reporting.month(month, reach.sources(account)) if m.batch), None)
    return {"source": found.source, "period": month} if found else None


@page("coverage", path="bumen/fugai/", title="报送和覆盖", may=P.INTAKE_READ, scope=scopes.NO_ROWS,
      nav=("监测预警", "报送和覆盖", "layers", 12))  # fmt: skip
def cover(request: PageRequest) -> HttpResponse:
    """A month by source and township: villages with rows of all villages, or 零报告, or 未报."""
    month = request.GET.get("yue", "") or reporting.past_month()
    try:
        found = coverage.of_month(month, reach.sources(request.user))
    except DomainError as refusal:
        return render(
            request, "web/coverage.html", {"problem": str(refusal), "months": _months(), "month": ""}, status=422
        )
    spoken = [one for one in found if one.cells]
    townships = [(cell.township, cell.name) for cell in spoken[0].cells] if spoken else []
    context = {
        "month": month, "months": _months(), "found": found, "spoken": spoken,
        "rows": [(code, name, [(one, one.cells[n]) for one in spoken]) for n, (code, name) in enumerate(townships)],
        "silence": coverage.SILENCE,
    }  # fmt: skip
    return render(request, "web/coverage.html", context)


def _months() -> list[str]:
    """The months one may look at: this one and some back."""
    day, found = clock.today().replace(day=1), []
    for _ in range(MONTHS_BACK):
        found.append(str(Period(day.year, day.month)))
        day = (day - dt.timedelta(days=1)).replace(day=1)
    return found


@page("coverage.villages", path="bumen/fugai/<str:source>/<str:period>/", title="各村有没有数据", may=P.INTAKE_READ,
      scope=scopes.NO_ROWS, sample=_sample)  # fmt: skip
def villages(request: PageRequest, source: str, period: str) -> HttpResponse:
    """The villages of a source's month, those without rows first; one township where the address names it."""
    if source not in reach.sources(request.user):
        raise Http404
    try:
        [found] = coverage.of_month(period, [source])
    except DomainError:
        raise Http404 from None
    town = request.GET.get("zhen", "")
    cells = [cell for cell in found.cells if not town or cell.township == town]
    if not cells:
        raise Http404
    return render(request, "web/coverage_villages.html", {"found": found, "cells": cells, "town": town})


def _own_month(request: PageRequest, source: str, period: str) -> SourceMonth:
    """A source's month that the account may report for; anything else is not there."""
    if source not in reach.sources(request.user, P.INTAKE_WRITE):
        raise Http404
    try:
        Period.parse(period)
    except ValueError:
        raise Http404 from None
    return reporting.month(period, [source])[0]


@page("zero.report", path="bumen/lingbaogao/<str:source>/<str:period>/", title="零报告", may=P.INTAKE_WRITE,
      scope=scopes.NO_ROWS, methods={"POST"})  # fmt: skip
def report(request: PageRequest, source: str, period: str) -> HttpResponse:
    """This month there is nothing: one press."""
    month = _own_month(request, source, period)
    try:
        zero.report(source, period, by=request.user)
    except DomainError as refusal:
        toast.leave(request, str(refusal), icon="info")
    else:
        toast.leave(request, f"{month.source_name} {period} 已零报告，收回请到“报送和覆盖”")
    return redirect(_back(request))


@page("zero.revoke", path="bumen/lingbaogao/<str:source>/<str:period>/shouhui/", title="收回零报告", may=P.INTAKE_WRITE,
      scope=scopes.NO_ROWS, methods={"GET", "POST"}, sample=lambda _account: None)  # fmt: skip
def revoke(request: PageRequest, source: str, period: str) -> HttpResponse:
    """Take a 零报告 back, with a reason."""
    month = _own_month(request, source, period)
    if month.state is not Reported.ZERO:
        raise Http404
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            zero.revoke(source, period, by=request.user, reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            toast.leave(request, f"{month.source_name} {period} 的零报告已收回")
            return redirect(_back(request))
    return render(request, "web/zero_revoke.html", {"form": form, "month": month}, status=422 if form.errors else 200)


def _back(request: PageRequest) -> str:
    """A department goes back to its own page."""
    return "department" if may(request.user, P.DEPARTMENT_DESK) else "coverage"
