"""Signing in and out, and the page that says who I am and what I may do."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from huaiyuan.base.access import queries, signing
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import SAYS, Role
from huaiyuan.base.pages import phones, proving, scopes
from huaiyuan.base.pages.forms import Form
from huaiyuan.base.pages.page import ANYBODY, SIGNED_IN, PageRequest, page
from huaiyuan.core.kernel.errors import DomainError

BACKEND = "django.contrib.auth.backends.ModelBackend"
ICONS = {
    Role.COUNTY_CENTER: "radar",
    Role.LEADER: "chart-column",
    Role.TOWNSHIP: "landmark",
    Role.VILLAGE: "house",
    Role.HELPER: "hand-heart",
    Role.DEPARTMENT: "building-2",
    Role.UNIT: "graduation-cap",
    Role.KEEPER: "footprints",
}


class SignIn(Form):
    """Account and password."""

    username = forms.CharField(
        label="账号",
        max_length=64,
        error_messages={"required": "请填账号"},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="口令",
        max_length=200,
        strip=False,
        error_messages={"required": "请填口令"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class Prove(Form):
    """The password, once more."""

    password = forms.CharField(
        label="口令",
        max_length=200,
        strip=False,
        error_messages={"required": "请填口令"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@page("sign_in", path="denglu/", title="登录", may=ANYBODY, scope=scopes.NO_ROWS, methods={"GET", "POST"})
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in by password; in a demo also by one click."""
    if request.user.is_authenticated and request.method == "GET":
        return redirect(_after(request))
    if request.method == "GET" and phones.is_known(request) and "kouling" not in request.GET:
        return redirect(f"{reverse('sign_in.pin')}?{urlencode({'next': _next(request)})}")
    form = SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = signing.check(**form.cleaned_data, ip=request.META.get("REMOTE_ADDR", ""))
        except DomainError as refusal:
            form.add_error("password", str(refusal))
        else:
            return _open(request, account, "口令")
    context = {"form": form, "next": _next(request), "demo_accounts": _cards()}
    return render(request, "web/sign_in.html", context, status=422 if form.errors else 200)


@page("sign_in.demo", path="denglu/yanshi/", title="演示登录", may=ANYBODY, scope=scopes.NO_ROWS, methods={"POST"})
def sign_in_demo(request: HttpRequest) -> HttpResponse:
    """One click into a demo account."""
    try:
        account = signing.demo_account(request.POST.get("username", ""))
    except DomainError:
        return redirect("sign_in")
    return _open(request, account, "演示")


@page("sign_out", path="tuichu/", title="退出", may=SIGNED_IN, scope=scopes.NO_ROWS, methods={"POST"})
def sign_out(request: PageRequest) -> HttpResponse:
    """End the session."""
    signing.record_closed(request.user)
    logout(request)
    return redirect("sign_in")


@page(
    "me",
    path="wode/",
    title="我的",
    may=SIGNED_IN,
    scope=scopes.NO_ROWS,
    phone=True,
    dock=("我的", "circle-user", 90),
)
def me(request: HttpRequest) -> HttpResponse:
    """Who I am, what my posts are and what they let me do; on the phone also the whole menu."""
    stands = queries.standing(request.user)
    context = {"held": stands.held, "permissions": [SAYS[p] for p in SAYS if p in stands.permissions]}
    return render(request, "web/me.html", context)


@page("prove", path="denglu/queren/", title="再确认一次是您本人", may=SIGNED_IN, scope=scopes.NO_ROWS,
      methods={"GET", "POST"})  # fmt: skip
def prove(request: PageRequest) -> HttpResponse:
    """Before something grave: say once more who one is; a demo account by a click, every other by password."""
    one_click = settings.DEMO and request.user.demo_login
    form = Prove(request.POST or None)
    if request.method == "POST" and (one_click or form.is_valid()):
        try:
            if not one_click:
                signing.check(
                    username=request.user.username, password=form.cleaned_data["password"],
                    ip=request.META.get("REMOTE_ADDR", ""),
                )  # fmt: skip
        except DomainError as refusal:
            form.add_error("password", str(refusal))
        else:
            proving.proved(request)
            return redirect(_after(request))
    context = {"form": form, "next": _next(request), "one_click": one_click, "minutes": proving.MINUTES}
    failed = request.method == "POST" and not one_click
    return render(request, "web/prove.html", context, status=422 if failed else 200)


def _open(request: HttpRequest, account: Account, way: str) -> HttpResponse:
    login(request, account, backend=BACKEND)
    proving.proved(request)
    signing.record_opened(account, way)
    return redirect(_after(request))


def _next(request: HttpRequest) -> str:
    return request.POST.get("next") or request.GET.get("next") or ""


def _after(request: HttpRequest) -> str:
    # Not everybody has a workbench; whoever asked for none in particular is led to where their day begins.
    return phones.way_on(request, _next(request))


def _cards() -> list[dict[str, object]]:
    if not settings.DEMO:
        return []
    found = []
    for account, stands in queries.demo_accounts():
        held = stands.main
        if held is None:
            continue
        says = held.definition.says
        found.append({"account": account, "held": held, "says": says, "icon": ICONS[held.role]})
    return found
