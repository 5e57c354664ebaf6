"""村里的手机: the township gives one-time codes to its villages' people, and stops a phone that is lost."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from huaiyuan.base import reference
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.actions import enrolment
from huaiyuan.base.access.actions.enrolment import Issued
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.pages import scopes, toast
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel.errors import DomainError


@page("phones", path="shouji/", title="村里的手机", may=P.PHONE_ENROL, scope=scopes.ROWS, methods={"GET", "POST"},
      posts={Role.TOWNSHIP, Role.COUNTY_CENTER}, nav=("系统", "村里的手机", "phone", 30))  # fmt: skip
def phones(request: PageRequest) -> HttpResponse:
    """Everybody who holds a village post here, with how many phones; one click for a code, one to stop."""
    code, whose, refused = None, "", ""
    if request.method == "POST":
        try:
            code, whose, says = _act(request)
        except DomainError as refusal:
            refused = str(refusal)
        else:
            if code is None:
                toast.leave(request, says)
                return redirect("phones")
    wanted = request.GET.get("q", "").strip()
    people = access.holders(request.reach, Role.VILLAGE, name=wanted)
    places = reference.places_by_code({one.area_code for one in people})
    rows = [(one, places[one.area_code].short_name if one.area_code in places else one.area_code) for one in people]
    context = {"rows": rows, "code": code, "whose": whose, "refused": refused, "q": wanted}
    return render(request, "web/phones.html", context, status=422 if refused else 200)


def _act(request: PageRequest) -> tuple[Issued | None, str, str]:
    account = access.account_of(request.POST.get("username", ""))
    if request.POST.get("act") == "stop":
        stopped = enrolment.stop_in_village(account=account, by=request.user)
        return None, "", f"已停用{account.display_name}的手机 {stopped} 部，所有登录已退出"
    return (
        enrolment.issue_in_village(account=account, by=request.user),
        f"{account.display_name}（{account.username}）",
        "",
    )
