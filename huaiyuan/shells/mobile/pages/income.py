"""收入测算 at the door: last time's items carried along, only what changed is typed, the sum told while typing."""

from __future__ import annotations

import contextlib
import uuid
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base.access.permissions import P
from huaiyuan.base.pages import toast, typed
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.period import Period
from huaiyuan.core.policy import income as policy
from huaiyuan.county.guiding import queries as guiding
from huaiyuan.county.income import actions, draft, queries, reading, sums
from huaiyuan.county.income.actions import Measured
from huaiyuan.county.income.types import PhotoKind
from huaiyuan.county.registry import queries as registry

MOST_PHOTOS = 6


def _some_family(account: Any) -> dict[str, str] | None:
    number = queries.some_household(account, P.INCOME_MEASURE)
    return {"household_no": number} if number else None


@page(
    "income.measure",
    path="hu/<str:household_no>/shouru/suan/",
    title="收入测算",
    may=P.INCOME_MEASURE,
    scope=registry.find_household,
    methods={"GET", "POST"},
    phone=True,
    sample=_some_family,
)
def measure(request: PageRequest, household_no: str) -> HttpResponse:
    """The form, and what it says. The same form sent twice is one statement."""
    period, problem = _period(request, household_no), ""
    begun = draft.begin(household_no, period, request.user)
    if request.method == "POST":
        try:
            made = _take(request, household_no, begun)
        except DomainError as refusal:
            problem = str(refusal)
        else:
            toast.leave(request, f"已提交收入测算{made.number}" + ("" if made.signed_on else "，记得补签字"))
            return redirect(reverse("income.statement", args=[made.number]) + "?hao=1")
    home = registry.listed([household_no], request.user).get(household_no)
    context = {
        "guidance": guiding.at_step(
            "income",
            "measure",
            request.user,
            about=household_no,
            about_page="household.income",
            household_no=household_no,
        ),
        "home": home,
        "draft": begun,
        "sections": _shown(begun, request.POST if request.method == "POST" else None),
        "had": ",".join(box.item.code for one in begun.sections for box in one.boxes),
        "size": request.POST.get("size", begun.size),
        "said": request.POST,
        "companion": request.POST.get("companion", begun.companion),
        "measured_on": request.POST.get("measured_on", clock.today().isoformat()),
        "purposes_open": begun.period == policy.of(begun.period.purpose, clock.today()),
        "purposes": [(p.value, p.label) for p in policy.Purpose],
        "sum": _counted(request.POST, begun) if request.method == "POST" else _counted(_as_said(begun), begun),
        "today": clock.today(),
        "uuid": request.POST.get("uuid") or uuid.uuid4(),
        "problem": problem,
    }
    return render(request, "mobile/income.html", context, status=422 if problem else 200)


@page(
    "income.recount",
    path="hu/<str:household_no>/shouru/jisuan/",
    title="重算",
    may=P.INCOME_MEASURE,
    scope=registry.find_household,
    methods={"POST"},
    phone=True,
)
def recount(request: PageRequest, household_no: str) -> HttpResponse:
    """What the form comes to as it stands; nothing is kept."""
    begun = draft.begin(household_no, _period(request, household_no), request.user, asks=False)
    return render(request, "mobile/income_sum.html", {"sum": _counted(request.POST, begun)})


def _shown(begun: draft.Draft, said: QueryDict | None) -> list[dict[str, Any]]:
    """The kinds with their items and what stands in each; what was typed stays when something is wrong."""

    def rows(boxes: list[draft.Box]) -> list[tuple[draft.Box, str]]:
        return [(box, box.text if said is None else said.get(box.item.code, "")) for box in boxes]

    none_of = None if said is None else _none_of(said)
    return [
        {
            "section": one, "rows": rows(one.boxes), "more": rows(one.more),
            "none": one.none if none_of is None else one.kind in none_of,
            "open": any(value for _, value in rows(one.more)),
        }
        for one in begun.sections
    ]  # fmt: skip


def _period(request: PageRequest, household_no: str) -> policy.Accounting:
    """What is measured now for a purpose, or the earlier period of a statement that is put right (`qi`)."""
    said = request.POST.get("lei") or request.GET.get("lei", "")
    purpose = policy.Purpose(said) if said in set(policy.Purpose) else policy.Purpose.YEARLY
    asked = request.POST.get("qi") or request.GET.get("qi", "")
    with contextlib.suppress(ValueError):
        earlier = policy.Accounting(Period.parse(asked), purpose)
        if queries.current(household_no, earlier) is not None:
            return earlier
    return policy.of(purpose, clock.today())


def _as_said(begun: draft.Draft) -> QueryDict:
    """The form as it begins, as if it were sent."""
    said = QueryDict(mutable=True)
    said["size"] = str(begun.size)
    for section in begun.sections:
        for box in section.boxes:
            said[box.item.code] = box.text
    said.setlist("none", [str(s.kind) for s in begun.sections if s.none])
    return said


def _none_of(said: QueryDict) -> set[policy.Kind]:
    return {policy.Kind(one) for one in said.getlist("none") if one in set(policy.ASKED)}


def _counted(said: QueryDict, begun: draft.Draft) -> dict[str, Any]:
    """The sum of a form as it stands, or what cannot be read in it."""
    none_of = _none_of(said)
    try:
        found = _amounts(said, none_of, begun)
        entries = [policy.Entry(one.code, one.yuan) for one in found]
        total = policy.statement(entries, begun.period, reading.size(said.get("size", "")), none_of)
    except DomainError as refusal:
        return {"problem": str(refusal)}
    line = sums.line_on(sums.line_day(begun.period.purpose, begun.period.last_day, clock.today()))
    return {
        "total": total,
        "per_head": policy.shown(total.per_head),
        "reference": policy.shown(total.reference_per_head),
        "standing": total.reference_against(line),
        "net_standing": total.net_against(line),
        "line": line,
    }


def _amounts(said: QueryDict, none_of: set[policy.Kind], begun: draft.Draft) -> list[actions.Amount]:
    """The amounts, where items that the form expected are 不明 when left empty, whatever is known of them by now."""
    found = reading.amounts({name: str(said.get(name, "")) for name in said}, none_of, begun)
    codes = {one.code for one in found}
    for code in said.get("had", "").split(","):
        box = begun.box(code)
        if box and code not in codes and box.item.kind not in none_of and not said.get(code, "").strip():
            found.append(actions.Amount(code, None))
    return found


def _take(request: PageRequest, household_no: str, begun: draft.Draft) -> Any:
    said, none_of = request.POST, _none_of(request.POST)
    version = said.get("version", "0")
    measured = Measured(
        period=begun.period, size=reading.size(said.get("size", "")), amounts=_amounts(said, none_of, begun),
        none_of=none_of, measured_on=typed.day(said.get("measured_on", ""), "哪天测算的"), companion=said.get("companion", "")[:60],
        note=said.get("note", "")[:200], signed=said.get("signed") == "1",
    )  # fmt: skip
    client = typed.client_uuid(said.get("uuid", ""))
    made = actions.measure(
        household_no, measured, by=request.user, client_uuid=client,
        base_version=typed.whole_or(version, 0),
    )  # fmt: skip
    for kind in PhotoKind:
        for number, photo in enumerate(request.FILES.getlist(kind.value)[:MOST_PHOTOS]):
            # A photo that cannot be read must not undo the statement that is already received.
            with contextlib.suppress(DomainError):
                key = uuid.uuid5(client, f"{kind.value}{number}")
                actions.add_photo(made.number, photo.read(), kind, client_uuid=key, by=request.user)
    return made
