"""要我确认的数: what a department's batches gave and what was made of them; confirmed by a person, seen by the county."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from huaiyuan.base import access
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.pages import scopes, toast, words
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import reach, reporting
from huaiyuan.county.intake.confirming import actions, queries
from huaiyuan.county.intake.confirming.actions import Difference
from huaiyuan.county.intake.confirming.queries import PLACE, Month
from huaiyuan.county.screening import resting

POSTS = {Role.COUNTY_CENTER, Role.DEPARTMENT}
for _code, _kind, _text, _icon in (
    ("to_confirm", "amber", "待确认", "hourglass"), ("agreed", "green", "属实", "check"),
    ("differs", "red", "有出入", "triangle-alert"),
):  # fmt: skip
    words.register_state(f"numbers.{_code}", _kind, _text, _icon)


@page("numbers", path="queren/", title="部门确认的数", may=P.INTAKE_READ, scope=scopes.NO_ROWS, posts=POSTS,
      nav=("监测预警", "部门确认的数", "signature", 13))  # fmt: skip
def numbers(request: PageRequest) -> HttpResponse:
    """Who has confirmed the past month's numbers, and where they are said to be otherwise."""
    period = reporting.past_month()
    found = queries.months(period, reach.sources(request.user))
    differing = [month.confirmation for month in found if month.confirmation and month.confirmation.differs]
    context = {
        "months": found, "period": period, "confirmed": sum(month.confirmation is not None for month in found),
        "differences": queries.differences(differing), "may_confirm": access.may(request.user, P.DEPARTMENT_DESK),
    }  # fmt: skip
    return render(request, "web/numbers.html", context)


def _some(account: Any) -> dict[str, str] | None:
    found = queries.months(reporting.past_month(), reach.sources(account))
    return {"batch_id": found[0].batch} if found else None


def _own(_reach: Any, batch_id: str, account: Any) -> Month | None:
    """A merged batch of a source that the account reaches."""
    return queries.of_batch(batch_id) if reach.reaches(account, batch_id) else None


@page("numbers.batch", path="queren/<str:batch_id>/", title="确认的数", may=P.INTAKE_READ, scope=_own,
      methods={"GET", "POST"}, posts=POSTS, sample=_some)  # fmt: skip
def batch(request: PageRequest, month: Month) -> HttpResponse:
    """The numbers of one batch; the department says 属实, or which is otherwise, what it should be and why."""
    may_confirm, problem = access.may(request.user, P.DEPARTMENT_DESK), ""
    if request.method == "POST" and may_confirm:
        try:
            made = resting.confirm(month.batch, _differences(request), by=request.user)
        except DomainError as refusal:
            problem = str(refusal)
        else:
            said = f"已确认，{made.differs} 个数有出入，县里看得到" if made.differs else "已确认属实，县里看得到"
            toast.leave(request, said)
            return redirect("department")
    standing = month.confirmation
    shown = list(standing.numbers.order_by("pk")) if standing else resting.numbers(month.batch)
    lines = [
        {
            "number": one, "under": one.name.startswith(PLACE),
            "should_be": request.POST.get(f"should-{one.name}", "") or getattr(one, "should_be", None),
            "basis": request.POST.get(f"basis-{one.name}", "") or getattr(one, "basis", ""),
        }
        for one in shown
    ]  # fmt: skip
    context = {
        "month": month, "lines": lines, "problem": problem, "may_confirm": may_confirm and standing is None,
        "may_take_back": may_confirm and standing is not None,
    }  # fmt: skip
    return render(request, "web/numbers_batch.html", context, status=422 if problem else 200)


def _differences(request: PageRequest) -> dict[str, Difference]:
    """What was typed beside numbers; a number with nothing beside it is true."""
    found = {}
    for key in request.POST:
        mark, _, name = key.partition("-")
        if mark == "should":
            given = Difference(request.POST[key], request.POST.get(f"basis-{name}", ""))
            if given.should_be.strip() or given.basis.strip():
                found[name] = given
    return found


@page("numbers.take_back", path="queren/<str:batch_id>/shouhui/", title="收回确认", may=P.DEPARTMENT_DESK, scope=_own,
      methods={"POST"}, posts={Role.DEPARTMENT})  # fmt: skip
def take_back(request: PageRequest, month: Month) -> HttpResponse:
    """The department wants to look again."""
    try:
        actions.take_back(month.batch, by=request.user)
    except DomainError as refusal:
        toast.leave(request, str(refusal), icon="info")
    else:
        toast.leave(request, "已收回，请重新确认")
    return redirect("numbers.batch", batch_id=month.batch)
