"""公示网页: one notice, read by whoever scans the code on the village board. No list, no account, no cookie, no script."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from huaiyuan.base.pages import scopes
from huaiyuan.base.pages.page import ANYBODY, page
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.applications.actions.floods import WAIT_MINUTES
from huaiyuan.county.casework import actions
from huaiyuan.county.casework.queries import web

# No engine keeps it, no other site learns the address from which somebody left.
HEADERS = {"X-Robots-Tag": "noindex, nofollow, noarchive, nosnippet", "Referrer-Policy": "no-referrer"}


def _some_notice(_account: Any) -> dict[str, str] | None:
    token = web.some_token()
    return {"token": token} if token else None


@page("public_notice", path="gs/<str:token>/", title="公示", may=ANYBODY, scope=scopes.NO_ROWS, phone=True,
      sample=_some_notice)  # fmt: skip
def public_notice(request: HttpRequest, token: str) -> HttpResponse:
    """The words of the sheet while it hangs. One answer for what has run, what never was and what is switched off."""
    text, problem, status = None, "", 200
    try:
        text = actions.look(token, address=str(request.META.get("REMOTE_ADDR", "")))
    except DomainError as refusal:
        problem, status = str(refusal), 429
    else:
        status = 200 if text else 404
    title, *lines = [line for line in (text or "").split("\n") if line.strip()] or [""]
    made = render(
        request, "mobile/public_notice.html", {"heading": title, "lines": lines, "problem": problem}, status=status
    )
    for name, value in HEADERS.items():
        made[name] = value
    if status == 429:
        made["Retry-After"] = str(WAIT_MINUTES * 60)
    return made
