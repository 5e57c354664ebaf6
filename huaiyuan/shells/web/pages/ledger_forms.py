"""Forms of ledgers (台账), made of the columns that a ledger declares."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from huaiyuan.base import reference
from huaiyuan.base.pages.forms import Form
from huaiyuan.base.pages.page import PageRequest
from huaiyuan.county.ledger import queries
from huaiyuan.county.ledger.columns import Amount, Count, Day, Link, Measure, Note
from huaiyuan.county.ledger.declaration import Ledger, linked_by
from huaiyuan.county.ledger.types import About

MOST_CHOICES = 600


def form_of(
    request: PageRequest, columns: Iterable[Any], *, row: Any = None, needs: Iterable[str] = (), prefix: str = ""
) -> Form:
    """A form of some columns, with what the row says now or what was typed. Reading stays with the columns."""
    kept = list(columns)
    fields = {c.name: _field(request, c, required=c.required or c.name in set(needs)) for c in kept}
    now = {c.name: c.plain(getattr(row, c.name)) for c in kept if not isinstance(c, Link)} if row is not None else None
    if row is not None:
        now = {
            **(now or {}),
            **{c.name: getattr(getattr(row, c.name), "number", "") for c in kept if isinstance(c, Link)},
        }
    made = type("ColumnsForm", (Form,), fields)
    return made(request.POST if request.method == "POST" else None, initial=now, prefix=prefix or None)


def _field(request: PageRequest, column: Any, *, required: bool) -> forms.Field:
    said = {"label": column.title, "required": required, "help_text": _hint(column, required=required)}
    if isinstance(column, Link):
        linked = _linked(request, column)
        only = linked if len(linked) == 1 and required else [("", "请选"), *linked]
        return forms.CharField(**said, widget=forms.Select(choices=only))
    if column.choices_shown:
        return forms.CharField(**said, widget=forms.Select(choices=[("", "请选"), *column.choices_shown]))
    if isinstance(column, Day):
        return forms.CharField(**said, widget=forms.DateInput(attrs={"type": "date"}))
    if isinstance(column, Note):
        return forms.CharField(**said, max_length=column.most, widget=forms.Textarea())
    if isinstance(column, Count):
        return forms.CharField(**said, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
    if isinstance(column, (Amount, Measure)):
        return forms.CharField(**said, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
    return forms.CharField(**said, max_length=column.most, widget=forms.TextInput(attrs={"autocomplete": "off"}))


def _hint(column: Any, *, required: bool) -> str:
    parts = [column.unit, column.note, "" if required else "选填"]
    return "，".join(part for part in parts if part)


def villages(request: PageRequest) -> list[tuple[str, str]]:
    """The villages that the account reaches, with their township."""
    places = reference.places()
    towns = {place.code: place.short_name for place in places if len(place.code) == 9}
    return [
        (place.code, f"{towns.get(place.code[:9], '')}{place.short_name}")
        for place in places
        if place.level == "village" and request.reach.covers(place.code)
    ]


def _linked(request: PageRequest, column: Link) -> list[tuple[str, str]]:
    other = linked_by(column)
    mine = queries.rows(other, request.user)
    # Where the address names one, as from that one's own page, only that one is offered.
    named = mine.filter(number=request.GET.get(column.name) or request.POST.get(column.name, ""))
    rows = list(named) or list(mine.order_by("number")[:MOST_CHOICES])
    queries.named_rows(other, rows, request.user)
    return [(row.number, f"{row.who}（{row.number}）") for row in rows]


def asks_village(ledger: Ledger) -> bool:
    """Whether the form that opens a row asks for its village itself."""
    return ledger.about in (About.VILLAGE, About.COUNTY) and not ledger.opening.home
