"""替人登记申报: for who comes to the office, calls 12317, writes a petition, or is talked of on the net."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from huaiyuan.base import reference
from huaiyuan.base.access.permissions import P, Role
from huaiyuan.base.pages import scopes, typed
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import hardships
from huaiyuan.county.applications import actions, queries
from huaiyuan.county.applications.actions import Filing, filing, pictures
from huaiyuan.county.applications.types import CHANNELS, ForWhom
from huaiyuan.county.leads.types import Channel

WAYS = {
    Channel.APPLICATION: "来人、来电，替他申报", Channel.HOTLINE: "12317打进来的", Channel.PETITION: "信访转来的",
    Channel.OPINION: "网上说的",
}  # fmt: skip


@page("application.new", path="zizhushenbao/dengji/", title="替人登记申报", may=P.APPLICATION_FILE, scope=scopes.ROWS,
      methods={"GET", "POST"}, posts={Role.COUNTY_CENTER, Role.TOWNSHIP, Role.VILLAGE}, phone=True,
      nav=("监测帮扶", "替人登记申报", "pencil", 12))  # fmt: skip
def new(request: PageRequest) -> HttpResponse:
    """The same form, with the channel and for any village of the account; the receipt is shown to be handed over."""
    problem, filed = "", None
    if request.method == "POST":
        try:
            filed = _filed(request)
        except DomainError as refusal:
            problem = str(refusal)
    villages = [p for p in reference.places(level="village") if request.reach.covers(p.code)]
    context = {
        "problem": problem, "filed": filed, "status": queries.status_of(filed.receipt) if filed else None,
        "said": request.POST, "uuid": typed.client_uuid(request.POST.get("uuid")), "villages": _by_township(villages),
        "only": villages[0] if len(villages) == 1 else None, "hardships": list(hardships.load().values()),
        "ways": [(channel.value, WAYS[channel]) for channel in CHANNELS], "name_most": filing.NAME_MOST,
        "note_most": filing.NOTE_MOST, "entered": queries.entries_of(request.user),
    }  # fmt: skip
    return render(request, "web/application_new.html", context, status=422 if problem else 200)


def _filed(request: PageRequest) -> actions.Filed:
    said = request.POST
    village = said.get("village", "")[:12]
    channel = said.get("channel", Channel.APPLICATION)
    what = Filing(
        said.get("name", ""), said.get("phone", ""), village, said.get("hardship", ""), said.get("note", ""),
        ForWhom.OTHER, channel,
    )  # fmt: skip
    photos = [file.read(pictures.BYTES_MOST + 1) for file in request.FILES.getlist("photos")[: pictures.MOST + 1]]
    return actions.file_for(
        what, by=request.user, client_uuid=typed.client_uuid(request.POST.get("uuid")), photos=photos
    )


def _by_township(villages: list[reference.Place]) -> list[tuple[str, list[reference.Place]]]:
    names = {town.code: town.name for town in reference.places(level="township")}
    grouped: dict[str, list[Any]] = {}
    for village in villages:
        grouped.setdefault(names.get(village.code[:9], "县直"), []).append(village)
    return list(grouped.items())
