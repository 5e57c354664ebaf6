"""手机开通和数字口令: enrolling this phone by the township's code, and opening it with number and PIN afterwards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from huaiyuan.base.access import signing
from huaiyuan.base.access.actions import enrolment
from huaiyuan.base.access.models import Account
from huaiyuan.base.pages import scopes
from huaiyuan.base.pages.forms import Form
from huaiyuan.base.pages.page import ANYBODY, page
from huaiyuan.base.pages.phones import COOKIE, KEPT_DAYS, PIN_AT, way_on
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError

BACKEND = "huaiyuan.base.access.backends.PinBackend"
WAY = "数字口令"
DAY = 24 * 3600
_DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


class Pin(Form):
    """Number and PIN, on a phone that knows the number."""

    username = forms.CharField(
        label="账号", max_length=64, error_messages={"required": "请填账号"},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )  # fmt: skip
    pin = forms.CharField(
        label="6位数字口令", max_length=6, error_messages={"required": "请填6位数字口令"},
        widget=forms.PasswordInput(attrs=_DIGITS),
    )  # fmt: skip


class Enrol(Form):
    """Account, the township's code, and the PIN that this phone will have."""

    username = forms.CharField(
        label="账号", max_length=64, error_messages={"required": "请填账号"},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )  # fmt: skip
    code = forms.CharField(
        label="乡镇给的开通码",
        max_length=12,
        error_messages={"required": "请填开通码"},
        widget=forms.TextInput(attrs=_DIGITS),
    )
    pin = forms.CharField(
        label="自己定一个6位数字口令", max_length=6, error_messages={"required": "请定一个6位数字口令"},
        widget=forms.PasswordInput(attrs=_DIGITS),
    )  # fmt: skip
    again = forms.CharField(
        label="再填一次数字口令", max_length=6, error_messages={"required": "请再填一次"},
        widget=forms.PasswordInput(attrs=_DIGITS),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Both PINs are the same."""
        said = super().clean() or {}
        if said.get("pin") and said.get("again") and said["pin"] != said["again"]:
            self.add_error("again", "两次填的数字口令不一样，请重填")
        return said


@page("sign_in.pin", path="denglu/shouji/", title="用数字口令登录", may=ANYBODY, scope=scopes.NO_ROWS, phone=True,
      methods={"GET", "POST"})  # fmt: skip
def pin(request: HttpRequest) -> HttpResponse:
    """Number and PIN; on a phone that nobody enrolled they open nothing."""
    token = request.COOKIES.get(COOKIE, "")
    known = enrolment.known_on(token)
    form = Pin(request.POST or None, initial={"username": known[0] if known else ""})
    if request.method == "POST" and form.is_valid():
        try:
            account = enrolment.open_by_pin(**form.cleaned_data, token=token, ip=request.META.get("REMOTE_ADDR", ""))
        except DomainError as refusal:
            form.add_error("pin", str(refusal))
        else:
            return _open(request, account)
    context = {"form": form, "next": _next(request), "known": known}
    return render(request, "mobile/pin.html", context, status=422 if form.errors else 200)


@page("sign_in.enrol", path="denglu/kaitong/", title="开通这部手机", may=ANYBODY, scope=scopes.NO_ROWS, phone=True,
      methods={"GET", "POST"})  # fmt: skip
def enrol(request: HttpRequest) -> HttpResponse:
    """Enrol this phone; from then on it knows the number."""
    form = Enrol(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = enrolment.enrol(
                username=said["username"], code=said["code"], pin=said["pin"], label=_label(request),
                ip=request.META.get("REMOTE_ADDR", ""), token=request.COOKIES.get(COOKIE, ""),
            )  # fmt: skip
        except DomainError as refusal:
            form.add_error("pin" if refusal.code == "ACCESS_BAD_PIN" else "code", str(refusal))
        else:
            response = _open(request, made.account)
            response.set_cookie(
                COOKIE, made.token, max_age=KEPT_DAYS * DAY, httponly=True, samesite="Lax", secure=request.is_secure()
            )
            return response
    return render(request, "mobile/enrol.html", {"form": form}, status=422 if form.errors else 200)


def _open(request: HttpRequest, account: Account) -> HttpResponse:
    login(request, account, backend=BACKEND)
    request.session[PIN_AT] = clock.now().timestamp()
    signing.record_opened(account, WAY)
    return redirect(way_on(request, _next(request)))


def _next(request: HttpRequest) -> str:
    return request.POST.get("next") or request.GET.get("next") or ""


def _label(request: HttpRequest) -> str:
    """The model as the browser tells it, enough for the township to say which phone is meant."""
    agent = request.headers.get("User-Agent", "")
    return agent.partition("(")[2].partition(")")[0] or agent
