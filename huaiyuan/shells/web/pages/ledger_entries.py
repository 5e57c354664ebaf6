"""One row of a ledger (台账): what it says, its way, and what may be done now; opening and amending one."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.queries import may
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.pages import scopes, toast, typed, words
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.ledger import actions, errors, queries
from huaiyuan.county.ledger.actions import Place
from huaiyuan.county.ledger.columns import Link
from huaiyuan.county.ledger.declaration import Beside, Ledger, Move, linked_by
from huaiyuan.county.ledger.types import About
from huaiyuan.county.registry import queries as registry
from huaiyuan.shells.web.pages.ledger_forms import asks_village, form_of, villages
from huaiyuan.shells.web.pages.ledgers import state_badge


def find_entry(reach: Scope, code: str, number: str, account: Any) -> Any:
    """A row with its ledger, where the account reads both."""
    del reach
    return queries.find_entry(code, number, account)


def find_opening(reach: Scope, code: str, account: Any) -> Ledger | None:
    """A ledger in which the account may open rows."""
    del reach
    ledger = queries.find_ledger(code, account)
    return ledger if ledger and queries.does(ledger, ledger.opening.by, account) else None


def some_opening(account: Any) -> dict[str, str] | None:
    """A ledger in which whoever looks at all pages may open rows."""
    found = next((one for one in queries.ledgers(account) if queries.does(one, one.opening.by, account)), None)
    return {"code": found.code} if found else None


@page("ledger_entry", path="taizhang/<str:code>/<str:number>/", title="台账", may=P.LEDGER_READ, scope=find_entry,
      methods={"GET", "POST"}, phone=True, sample=queries.some_entry)  # fmt: skip
def ledger_entry(request: PageRequest, found: tuple[Ledger, Any]) -> HttpResponse:
    """The row with its way; whoever's turn it is acts here."""
    ledger, row = found
    refused, did = "", request.POST.get("act", "")
    if request.method == "POST":
        try:
            moved = _act(request, ledger, row, did)
        except DomainError as refusal:
            refused = str(refusal)
        else:
            step = ledger.move(did)
            says = step.says if step and step.says else f"{step.title if step else '改'}好了"
            toast.leave(request, f"{says}（{moved.number}）")
            return _to(ledger, moved.number, did)
        row.refresh_from_db()
    shown = queries.entry_page(ledger, row, request.user)
    context = {
        "ledger": ledger, "row": row, "shown": shown, "badge": state_badge(ledger, row), "refused": refused, "did": did,
        "due": words.counted(shown.urgency.words, str(shown.urgency.colour)) if shown.urgency else None,
        # What is done as a rule stands first, what goes the other way below it.
        "steps": [_form(request, ledger, row, move, did) for move in sorted(shown.moves, key=lambda one: not one.primary)],
        "amending": form_of(request, [c for c in ledger.columns if c.filled], row=row) if shown.may_amend else None,
        "may_household": bool(row.household_no) and may(request.user, P.HOUSEHOLD_READ), "posted": request.POST,
        "follow": _follow(request, ledger, row), "beside": [_linked(one) for one in shown.beside],
        "done": request.GET.get("hao", ""),
    }  # fmt: skip
    return render(request, "web/ledger_entry.html", context, status=422 if refused else 200)


def _linked(part: Beside) -> tuple[str, list[tuple[str, str, str]]]:
    lines = [(says, under, reverse(page[0], args=page[1:]) if page else "") for says, under, page in part.lines]
    return part.title, lines


def _to(ledger: Ledger, number: str, did: str) -> HttpResponse:
    """The row's page, which forgets what the phone kept of the form that was just sent."""
    return redirect(f"{reverse('ledger_entry', args=[ledger.code, number])}?hao={did}")


def _form(request: PageRequest, ledger: Ledger, row: Any, move: Move, did: str) -> dict[str, Any]:
    asked, slot = ledger.asked(move), ledger.slot(*move.asks)
    form = form_of(request, asked, row=None if move.again else row, needs=move.needs) if asked else None
    plain = not (form or slot or move.reason)
    return {"move": move, "form": form, "photos": slot, "plain": plain, "open": move.primary or did == move.name}


def _follow(request: PageRequest, ledger: Ledger, row: Any) -> list[tuple[Ledger, str]]:
    """Ledgers in which a row may be opened that belongs to this one, with the address part that names it."""
    found = []
    for other in queries.ledgers(request.user):
        column = next(
            (c for c in other.columns if isinstance(c, Link) and c.related_model is ledger.model and c.asked), None
        )
        if column is not None and queries.does(other, other.opening.by, request.user):
            found.append((other, f"{column.name}={row.number}"))
    return found


def _act(request: PageRequest, ledger: Ledger, row: Any, did: str) -> Any:
    said, by = request.POST, request.user
    version = typed.whole(said.get("version"))
    if did == "amend":
        return actions.amend(
            ledger, row.number, said.dict(), version=version or 0, by=by, reason=said.get("reason", "")
        )
    if ledger.move(did) is None:
        raise Http404
    pictures = [one.read() for one in request.FILES.getlist("photos")]
    return actions.move(
        ledger, row.number, did, said.dict(), by=by, version=version, pictures=pictures, reason=said.get("reason", "")
    )


@page("ledger_entry.new", path="taizhang/<str:code>/xin/", title="建账", may=P.LEDGER_WRITE, scope=find_opening,
      methods={"GET", "POST"}, sample=some_opening)  # fmt: skip
def ledger_new(request: PageRequest, ledger: Ledger) -> HttpResponse:
    """Open a row: whose it is, and the columns that a new one has."""
    refused = ""
    asked = [c for c in ledger.columns if c.asked]
    if request.method == "POST":
        try:
            row = actions.open_entry(
                ledger, _place(request, ledger), request.POST.dict(), by=request.user, links=_links(request, ledger),
                client_uuid=typed.client_uuid(request.POST.get("uuid")),
                pictures=[one.read() for one in request.FILES.getlist("photos")],
            )  # fmt: skip
        except DomainError as refusal:
            refused = str(refusal)
        else:
            toast.leave(request, f"{ledger.opening.title}好了（{row.number}）")
            return _to(ledger, row.number, "new")
    form = form_of(request, asked)
    led = ledger.follows and (ledger.column(ledger.opening.home).required or bool(request.GET.get(ledger.opening.home)))
    for name in form.fields.keys() & request.GET.keys():
        form.initial[name] = request.GET[name]
    context = {
        "ledger": ledger, "form": form, "refused": refused, "uuid": request.POST.get("uuid") or uuid.uuid4(),
        "villages": villages(request) if asks_village(ledger) else [], "posted": request.POST, "asked": request.GET,
        "by_person": ledger.about is About.PERSON and not led, "by_household": ledger.about is About.HOUSEHOLD and not led,
        "household_no": request.POST.get("household_no", "") or request.GET.get("hu", ""),
        "photos": ledger.slot(ledger.opening.photos),
    }  # fmt: skip
    return render(request, "web/ledger_new.html", context, status=422 if refused else 200)


def _place(request: PageRequest, ledger: Ledger) -> Place:
    said = request.POST
    unit = next((h.unit_no for h in queries.held(request.user) if h.unit_no), "")
    if ledger.follows and said.get(ledger.opening.home):
        return Place(unit_no=unit)
    if ledger.about is About.PERSON:
        holder = registry.holder_of(said.get("id_number", "")) if said.get("id_number") else None
        return Place(person_no=said.get("person_no", "") or (holder.person_id if holder else ""), unit_no=unit)
    if ledger.about is About.HOUSEHOLD:
        return Place(household_no=said.get("household_no", "").strip().upper(), unit_no=unit)
    if ledger.opening.home:
        return Place(unit_no=unit)
    only = [code for code, _ in villages(request)][:2]
    return Place(village_code=said.get("village_code") or (only[0] if len(only) == 1 else ""), unit_no=unit)


def _links(request: PageRequest, ledger: Ledger) -> dict[str, Any]:
    """Rows of other ledgers that were chosen. Raises LEDGER_NO_LINK."""
    found = {}
    for column in [c for c in ledger.columns if isinstance(c, Link) and c.asked]:
        given = request.POST.get(column.name, "").strip()
        row = queries.rows(linked_by(column), request.user).filter(number=given).first() if given else None
        if given and row is None:
            raise DomainError(errors.NO_LINK, column=column.title, given=given[:24])
        if row is not None:
            found[column.name] = row
    return found


@page("ledger.photo", path="taizhang/zhaopian/<uuid:number>/", title="台账照片", may=P.LEDGER_READ, scope=scopes.ROWS,
      sample=lambda _account: None)  # fmt: skip
def ledger_photo(request: PageRequest, number: uuid.UUID) -> HttpResponse:
    """A photo; that it was opened is recorded."""
    try:
        return HttpResponse(actions.open_photo(number, by=request.user), content_type="image/jpeg")
    except DomainError:
        raise Http404 from None
