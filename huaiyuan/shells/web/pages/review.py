"""比对复核: the queue, one row beside whom it may mean, and the decision by one key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base import reference
from huaiyuan.base.access.permissions import P
from huaiyuan.base.pages import scopes, toast
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import queries as intake
from huaiyuan.county.matching import actions, desk, errors, records, waiting
from huaiyuan.county.matching.desk import Meant, Pair
from huaiyuan.county.matching.types import Answer
from huaiyuan.county.matching.waiting import Filters, Queue, RowKey
from huaiyuan.shells.web.pages import beside

DID = {Answer.PERSON: "定为同一人", Answer.NOBODY: "定为不是底册里的人", Answer.VILLAGE: "已请村里认"}


@dataclass(frozen=True)
class Asked:
    """What the address or the form says: filters, the row, who was ruled out, which candidate is looked at."""

    filters: Filters
    at: RowKey | None
    ruled_out: tuple[str, ...]
    looking_at: str

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        """Read it; anything that does not parse is as if absent."""
        filters = Filters(query.get("pi", ""), query.get("zhen", ""), query.get("yuan", ""))
        ruled_out = tuple(p for p in query.get("fei", "").split(",") if p)
        return cls(filters, RowKey.parse(query.get("hang", "")), ruled_out, query.get("ren", ""))

    def url(self, at: RowKey | None = None, **more: str) -> str:
        """The address of another row, or of this one seen otherwise, under the same filters."""
        parts = {"pi": self.filters.batch, "zhen": self.filters.township, "yuan": self.filters.why}
        parts |= {"hang": str(at) if at else "", **more}
        kept = {name: value for name, value in parts.items() if value}
        return f"{reverse('review')}?{urlencode(kept)}" if kept else reverse("review")


@page("review", path="fuhe/", title="比对复核", may=P.MATCH_REVIEW, scope=scopes.NO_ROWS,
      nav=("监测预警", "比对复核", "git-compare", 15))  # fmt: skip
def review(request: PageRequest) -> HttpResponse:
    """The desk: what waits, and one row of it."""
    return _desk(request, Asked.of(request.GET))


@page("review.decide", path="fuhe/ding/", title="复核一行", may=P.MATCH_REVIEW, scope=scopes.NO_ROWS, methods={"POST"})
def decide(request: PageRequest) -> HttpResponse:
    """Decide the row and go on to the next; a decision that covers more rows asks back in words."""
    asked, answer = Asked.of(request.POST), request.POST.get("jielun", "")
    if asked.at is None or answer not in Answer.values:
        return redirect("review")
    try:
        made = actions.decide(
            asked.at, answer=Answer(answer), person_id=asked.looking_at, alike=bool(request.POST.get("alike")),
            sure=bool(request.POST.get("sure")), by=request.user,
        )  # fmt: skip
    except DomainError as refusal:
        covers = refusal.code == errors.COVERS_MORE.code
        return _desk(request, asked, refusal=str(refusal), asking=answer if covers else "", status=409)
    said = f"{DID[made.answer]}" + (f"，管 {made.covers} 行" if made.covers > 1 else "")
    return _go_on(request, Asked(asked.filters, RowKey.parse(request.POST.get("hou", "")), (), ""), said)


@page("review.undo", path="fuhe/chexiao/", title="撤销上一次复核", may=P.MATCH_REVIEW, scope=scopes.NO_ROWS,
      methods={"POST"})  # fmt: skip
def undo(request: PageRequest) -> HttpResponse:
    """Take back one's own last decision of today and show that row again."""
    asked = Asked.of(request.POST)
    try:
        last = actions.undo_last(by=request.user)
    except DomainError as refusal:
        return _desk(request, asked, refusal=str(refusal), status=409)
    at = RowKey(last.batch_id, last.sheet, last.row)
    return _go_on(request, Asked(asked.filters, at, (), ""), f"已撤销第 {last.row} 行的复核")


def _go_on(request: PageRequest, asked: Asked, said: str) -> HttpResponse:
    """The next row at once where the page only swaps its middle, by redirect where it does not."""
    if getattr(request, "htmx", False):
        return _desk(request, asked, said=said)
    toast.leave(request, said)
    return redirect(asked.url(asked.at))


def _desk(
    request: PageRequest, asked: Asked, *, said: str = "", refusal: str = "", asking: str = "", status: int = 200
) -> HttpResponse:  # fmt: skip
    folders = waiting.in_force()
    found = waiting.queue(request.user, asked.filters, asked.at, folders)
    pair = desk.pair(request.user, found.at, folders) if found.at else None
    context: dict[str, Any] = {
        "queue": found,
        "rows": [(row, asked.url(row.key), row.key == found.at) for row in found.rows],
        "filters": asked.filters,
        "choices": _choices(found),
        "decided_today": records.decided_today(request.user),
        "bulk": records.waiting_proposals(),
        "said": said,
        "refusal": refusal,
        "asking": asking,
        "beyond": asked.url(found.rows[-1].key) if found.after else "",
    }
    if pair is not None:
        context |= _shown(asked, found, pair)
    return render(request, "web/review.html", context, status=status)


def _shown(asked: Asked, found: Queue, pair: Pair) -> dict[str, Any]:
    """The pair that is looked at: the candidate chosen, the fields side by side, and where each key leads."""
    ruled_out = set(asked.ruled_out) if asked.at == found.at else set()
    left = [m for m in pair.meant if m.person.person_id not in ruled_out] or list(pair.meant)
    chosen = next((m for m in left if m.person.person_id == asked.looking_at), left[0] if left else None)
    others = [m for m in left if chosen is not None and m is not chosen]
    said_no = ",".join([*sorted(ruled_out), chosen.person.person_id]) if chosen else ""
    return {
        "pair": pair,
        "chosen": chosen,
        "fields": beside.lay(pair, chosen) if chosen else [],
        "waterfall": _waterfall(chosen),
        "candidates": [
            (m, asked.url(pair.key, ren=m.person.person_id, fei=",".join(sorted(ruled_out))), m is chosen,
             m.person.person_id in ruled_out)
            for m in pair.meant
        ],
        "next_candidate": asked.url(pair.key, fei=said_no) if others else "",
        "ruled_out": ",".join(sorted(ruled_out)),
        "village": f"{chosen.person.township_name}{chosen.person.village_name}" if chosen else "",
        "proposes": bool(chosen and not others and chosen.score >= records.PROPOSED_FROM),
    }  # fmt: skip


def _waterfall(chosen: Meant | None) -> list[dict[str, Any]]:
    """What each comparison is worth: words, signed weight, and the length of its bar."""
    reasons = chosen.reasons if chosen else ()
    return [
        {
            "says": reason.says, "weight": f"{reason.weight:+d}".replace("-", "−") if reason.weight else "0", "length": abs(reason.weight),
            "against": reason.weight < 0,
        }
        for reason in reasons
        if reason.weight or reason.comparison != "sex"
    ]  # fmt: skip


def _choices(found: Queue) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer, each with the rows it leads to."""
    names = reference.places_by_code([code for code, _ in found.facets.get("township", ())])
    return {
        "batch": [(batch, f"{intake.brief(batch)}（{rows:,}）") for batch, rows in found.facets.get("batch", ())],
        "township": [
            (code, f"{names[code].short_name if code in names else code}（{rows:,}）")
            for code, rows in found.facets.get("township", ())
        ],
        "why": [(why, f"{why}（{rows:,}）") for why, rows in found.facets.get("why", ())],
    }
