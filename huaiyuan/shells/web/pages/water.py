"""饮水: water at a glance with the repair fund, the code for a pump house, and the phone of who reported."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import reference
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.queries import may
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.pages import scopes, toast
from huaiyuan.base.pages.forms import Reason
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import yuan
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.guarantees.water import actions, queries
from huaiyuan.shells.web.pages.posters import drawn

DEAREST = 20


def _within(_reach: Scope, number: str, account: Any) -> Any:
    return queries.works_within(number, account)


def _water(_reach: Scope, account: Any) -> bool | None:
    """Whether the account reads the ledgers of water at all: another department's desk does not."""
    return queries.reads(account) is not None or None


@page("water", path="yinshui/", title="饮水", may=P.LEDGER_READ, scope=_water, sample=queries.reads)
def water(request: PageRequest, _reads: bool) -> HttpResponse:
    """Works, orders in hand and overdue, samples with what was not tested, and where the money went."""
    desk = queries.desk(request.user)
    spent = queries.accounts(request.user, limit=DEAREST)
    places = reference.places_by_code({one.village_code for one in spent})
    lines = [
        (one, places[one.village_code].short_name if one.village_code in places else "", _yuan(one.spent))
        for one in spent
    ]
    money = {
        name: _yuan(value)
        for name, value in (("income", desk.income), ("spent", desk.spent), ("balance", desk.balance))
    }
    return render(request, "web/water.html", {"desk": desk, "lines": lines, "money": money})


def _yuan(fen: int) -> str:
    return yuan.shown(yuan.to_yuan(fen))


@page("water.poster", path="yinshui/ma/<str:number>/", title="井房上的码", may=P.LEDGER_READ, scope=_within,
      sample=queries.some_works)  # fmt: skip
def poster(request: PageRequest, works: Any) -> HttpResponse:
    """One A4 sheet for the pump house, to be printed."""
    code = actions.codes_of([works.pk], by=request.user)[works.pk]
    path = reverse("water.report", args=[code])
    address = f"{settings.PUBLIC_ADDRESS}{path}" if settings.PUBLIC_ADDRESS else request.build_absolute_uri(path)
    place = reference.places_by_code([works.village_code]).get(works.village_code)
    context = {
        "works": works, "place": place, "address": address, "picture": drawn(address), "form": Reason(),
        "may_change": may(request.user, P.LEDGER_WRITE),
    }  # fmt: skip
    return render(request, "web/water_poster.html", context)


@page("water.poster.change", path="yinshui/ma/<str:number>/huan/", title="换一个码", may=P.LEDGER_WRITE, scope=_within,
      methods={"POST"})  # fmt: skip
def change(request: PageRequest, works: Any) -> HttpResponse:
    """A works whose code is abused gets another; the old sheet then asks for the village."""
    form = Reason(request.POST)
    if form.is_valid():
        actions.change_code(works, reason=form.cleaned_data["reason"], by=request.user)
        toast.leave(request, "换了新码，请重新打印张贴；旧码扫开后要自己选村")
    else:
        toast.leave(request, "请写明为什么换码", icon="info")
    return redirect("water.poster", number=works.number)


@page("water.caller", path="yinshui/dianhua/<int:key>/", title="报修人的电话", may=P.LEDGER_WRITE, scope=scopes.ROWS,
      phone=True, sample=lambda _account: None)  # fmt: skip
def caller(request: PageRequest, key: int) -> HttpResponse:
    """The phone of who reported, to call back; that it was looked at is recorded."""
    try:
        phone, repair = actions.show_phone(key, by=request.user)
    except DomainError:
        raise Http404 from None
    return render(request, "web/water_caller.html", {"phone": phone, "repair": repair})
