"""Opens every page of `make screens`' plan with Django's own client and prints what came as JSON.

Runs in a process of its own over a finished county; `django.setup()` has been called before this is imported.
"""

from __future__ import annotations

import json

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import huaiyuan.config.urls  # noqa: F401 - declares the pages
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.queries import demo_accounts, scope_of
from huaiyuan.base.pages.page import PAGES
from huaiyuan.county.leads.models import Lead, Risk
from tests.pages import CHATTER
from tests.screens.plan import plan


def client_of(username: str) -> Client:
    client = Client()
    if username:
        client.force_login(Account.objects.get(username=username))
    return client


def ask(client: Client, url: str) -> dict[str, int]:
    with CaptureQueriesContext(connection) as captured:
        status = client.get(url).status_code
    return {"status": status, "queries": sum(not q["sql"].startswith(CHATTER) for q in captured.captured_queries)}


def visits() -> list[dict[str, object]]:
    clients: dict[str, Client] = {}
    found = []
    for visit in plan():
        if visit.name.startswith("absent"):
            continue
        client = clients.setdefault(visit.username, client_of(visit.username))
        about = {"page": visit.page, "post": visit.post, "budget": PAGES[visit.page].queries}
        found.append(about | ask(client, visit.url))
    return found


def decided() -> dict[str, int]:
    """The widest lead page: decided, with findings, for the account that judged it and could correct it."""
    lead = Lead.objects.filter(state__in=("confirmed", "cleared")).latest("decided_at")
    author = Risk.objects.filter(lead=lead).exclude(judged_by=None).first().judged_by
    client = client_of(author.username)
    pages = [ask(client, reverse(name, args=[lead.lead_no])) for name in ("lead", "verify.done", "lead.correct")]
    return {"status": max(p["status"] for p in pages), "queries": max(p["queries"] for p in pages)}


def foreign() -> dict[str, dict[str, object]]:
    """A village account before another township's rows, and before rows that do not exist."""
    accounts = [account for account, held in demo_accounts() if held.main.role == "village"]
    own = scope_of(accounts[0]).prefixes[0][:9]
    lead = Lead.objects.exclude(village_code__startswith=own).latest("id")
    client = client_of(accounts[0].username)
    asked = {
        "household": (lead.household_no, f"{lead.village_code}-99999"), "lead": (lead.lead_no, "XS2026-999999"),
        "village": (lead.village_code, "411330999999"), "verify": (lead.lead_no, "XS2026-999999"),
    }  # fmt: skip
    found = {}
    for page, numbers in asked.items():
        answers = [client.get(reverse(page, args=[number])) for number in numbers]
        same = answers[0].content == answers[1].content
        found[page] = {"status": [a.status_code for a in answers], "same": same}
    return found


def main() -> None:
    """Everything at once, as one line of JSON."""
    settings.ALLOWED_HOSTS = ["*"]
    print(json.dumps({"visits": visits(), "decided": decided(), "foreign": foreign()}))
