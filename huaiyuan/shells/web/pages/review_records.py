"""复核记录: what was decided, by whom; taking it back; accepting many rows at once; showing a whole number with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.pages import scopes, toast, words
from huaiyuan.base.pages.forms import Reason
from huaiyuan.base.pages.listing import Choice, Column, Listing, Sort, View
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.base.pages.templatetags import huaiyuan as parts
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import queries as intake
from huaiyuan.county.matching import actions, desk, records, waiting
from huaiyuan.county.matching.types import Answer, Holds, ProposalState
from huaiyuan.county.matching.waiting import RowKey

for _code, _kind, _text, _icon in (
    ("proposed", "amber", "等另一人同意", "hourglass"), ("agreed", "green", "已成批认定", "check"),
    ("declined", "plain", "没有同意", "ban"), ("undone", "plain", "已撤销", "undo-2"),
):  # fmt: skip
    words.register_state(_code, _kind, _text, _icon)


def _how(row: Any) -> str:
    if row.revoked_at:
        return f"{row.revoked_by.display_name}撤销：{row.revoked_because}"
    return f"成批认定，{row.proposal.proposal_no}" if row.proposal else row.note


def _named(row: Any) -> str:
    return getattr(row, "named", "")


def _revoke(row: Any) -> str:
    return "" if row.revoked_at else reverse("review.revoke", args=[row.decision_no])


RECORDS = Listing(
    name="decisions",
    columns=(
        Column("who", "谁，何时", lambda r: r.decided_by.display_name, under=lambda r: parts.moment(r.decided_at),
               row_head=True, card="o0"),
        Column("where", "哪一行", lambda r: f"{r.sheet}第 {r.row} 行".strip(), under=lambda r: r.batch_id),
        Column("answer", "结论", lambda r: Answer(r.answer).label, under=_named, card="o1"),
        Column("holds", "管哪些行", lambda r: Holds(r.holds).label, under=lambda r: f"定时管 {r.covers} 行"),
        Column("state", "现在", lambda r: "已撤销" if r.revoked_at else "有效", under=_how),
        Column("act", "撤销", lambda r: "" if r.revoked_at else "撤销", link=_revoke, card="end"),
    ),
    filters=(
        Choice("answer", "结论", lambda _: Answer.choices, field="answer"),
        Choice("holds", "管哪些行", lambda _: Holds.choices, field="holds"),
    ),
    sorts=(Sort("-at", "按时间从新到旧", ("-decided_at", "-id")), Sort("at", "按时间从旧到新", ("decided_at", "id"))),
    views=(
        View("all", "全部"),
        View("mine", "我定的", narrow=lambda rows, request: rows.filter(decided_by=request.user)),
        View("asked", "等村里认", narrow=lambda rows, _: rows.filter(answer=Answer.VILLAGE, revoked_at__isnull=True)),
        View("revoked", "已撤销", narrow=lambda rows, _: rows.filter(revoked_at__isnull=False)),
    ),
    unit="次",
    empty="还没有复核过",
)  # fmt: skip


@page("review.records", path="fuhe/jilu/", title="复核记录", may=P.MATCH_REVIEW, scope=scopes.NO_ROWS)
def listed(request: PageRequest) -> HttpResponse:
    """Every decision, newest first, with who took it back and why."""
    table = RECORDS.read(request, records.all_decisions())
    people = records.names_of(table.rows, request.user)
    for row in table.rows:
        person = people.get(row.person_id)
        row.named = f"{person.name}，{person.township_name}{person.village_name}" if person else ""
    table = RECORDS.show(
        request,
        table.rows,
        total=table.total,
        after=_cursor(table.next, "after"),
        before=_cursor(table.previous, "before"),
    )
    context = {"table": table, "proposals": records.proposals(), "batches": _strong_batches()}
    return render(request, "web/review_records.html", context)


def _cursor(url: str, name: str) -> str:
    """The cursor in a paging address."""
    from django.http import QueryDict  # noqa: PLC0415

    return QueryDict(url.partition("?")[2]).get(name, "") if url else ""


def _strong_batches() -> list[tuple[str, str, int]]:
    """Batches that have rows of which every reason is strong."""
    counts = {batch: len(actions.bulk.strong_of(folder)) for batch, folder in waiting.in_force().items()}
    return [(batch, str(intake.brief(batch)), rows) for batch, rows in counts.items() if rows]


def _decision(_reach: Scope, decision_no: str) -> records.Made | None:
    return records.standing(decision_no)


def _some_decision(_account: Any) -> dict[str, str] | None:
    number = records.newest()
    return {"decision_no": number} if number else None


@page("review.revoke", path="fuhe/<str:decision_no>/chexiao/", title="撤销这次复核", may=P.MATCH_REVIEW, scope=_decision,
      methods={"GET", "POST"}, sample=_some_decision)  # fmt: skip
def revoke(request: PageRequest, found: records.Made) -> HttpResponse:
    """Take a decision back, with a reason; its rows come back to the desk."""
    said = f"第 {found.row} 行定的是“{found.answer_label}”，管 {found.covers} 行。撤销后这些行回到待复核。"
    return _with_reason(
        request, "撤销这次复核", said, "撤销",
        lambda reason: actions.revoke(found.decision_no, reason=reason, by=request.user),
        "已撤销，这些行马上回到待复核", "review.records",
    )  # fmt: skip


@page("review.propose", path="fuhe/chengpi/", title="提请成批认定", may=P.MATCH_REVIEW, scope=scopes.NO_ROWS,
      methods={"POST"})  # fmt: skip
def propose(request: PageRequest) -> HttpResponse:
    """Propose the strong rows of a batch to a second person."""
    try:
        made = actions.propose(request.POST.get("pi", ""), by=request.user)
    except DomainError as refusal:
        toast.leave(request, str(refusal), icon="info")
        return redirect("review.records")
    toast.leave(request, f"已提请成批认定 {made.rows} 行，等另一人同意")
    return redirect("review.bulk", proposal_no=made.proposal_no)


def _proposal(_reach: Scope, proposal_no: str) -> records.Proposed | None:
    return records.proposal(proposal_no)


def _some_proposal(_account: Any) -> dict[str, str] | None:
    found = records.proposals()
    return {"proposal_no": found[0].proposal.proposal_no} if found else None


BULK = Listing(
    name="bulk",
    columns=(
        Column("row", "原表行", lambda r: f"{r.key.sheet}第 {r.key.row} 行".strip(), row_head=True, card="o0"),
        Column("written", "部门写的", lambda r: r.name, under=lambda r: "，".join(
            p for p in (r.id_shown, r.birth_on.isoformat() if r.birth_on else "", r.line.village_raw) if p)),
        Column("meant", "认定为", lambda r: r.meant[0].person.name if r.meant else "—", under=lambda r: "，".join(
            p for p in (r.meant[0].person.id_shown, str(r.meant[0].person.birth_on or ""),
                        r.meant[0].person.village_name) if p) if r.meant else ""),
        Column("why", "凭什么", lambda r: "；".join(x.says for x in r.meant[0].reasons if x.weight) if r.meant else "",
               under=lambda r: f"{r.meant[0].score} 分" if r.meant else ""),
    ),
    unit="行", dense=True, empty="这些行已不在生效的批次里",
)  # fmt: skip


@page("review.bulk", path="fuhe/chengpi/<str:proposal_no>/", title="成批认定", may=P.MATCH_REVIEW, scope=_proposal,
      methods={"GET", "POST"}, sample=_some_proposal)  # fmt: skip
def bulk(request: PageRequest, found: records.Proposed) -> HttpResponse:
    """What one person proposed, row by row, for another to agree or not; taking it back afterwards."""
    number, act = found.proposal.proposal_no, request.POST.get("ban", "")
    form = Reason(request.POST or None) if act in {"decline", "undo"} else Reason()
    if request.method == "POST":
        try:
            if act == "agree":
                done = actions.agree(number, by=request.user)
                toast.leave(request, f"已成批认定 {done.rows} 行")
                return redirect("review.bulk", proposal_no=number)
            if act in {"decline", "undo"} and form.is_valid():
                work = actions.decline if act == "decline" else actions.undo_bulk
                done = work(number, reason=form.cleaned_data["reason"], by=request.user)
                toast.leave(
                    request, f"已办：{done.rows} 行回到待复核" if act == "undo" else "已写明不同意，各行仍待复核"
                )
                return redirect("review.bulk", proposal_no=number)
        except DomainError as refusal:
            form.add_error(None, str(refusal)) if form.is_bound else toast.leave(request, str(refusal), icon="info")
    pairs = records.proposed_pairs(found.proposal, request.user)
    context = {
        "found": found,
        "form": form,
        "table": BULK.show(request, pairs, total=len(pairs)),
        "waits": found.proposal.state == ProposalState.PROPOSED,
        "agreed": found.proposal.state == ProposalState.AGREED,
        "own": found.proposal.proposed_by_id == request.user.pk,
    }
    return render(request, "web/review_bulk.html", context, status=422 if form.errors else 200)


@page("review.reveal", path="fuhe/haoma/", title="看完整证件号", may=P.MATCH_REVIEW, scope=scopes.NO_ROWS,
      methods={"GET", "POST"})  # fmt: skip
def reveal(request: PageRequest) -> HttpResponse:
    """The whole number as the department wrote it, once, with a reason that is logged."""
    key = RowKey.parse(request.GET.get("hang", "") or request.POST.get("hang", ""))
    if key is None:
        return redirect("review")
    form, value = Reason(request.POST or None), ""
    try:
        pair = desk.pair(request.user, key)
        if request.method == "POST" and form.is_valid():
            value = actions.reveal_cell(key, reason=form.cleaned_data["reason"], by=request.user)
    except DomainError as refusal:
        toast.leave(request, str(refusal), icon="info")
        return redirect("review")
    return render(request, "web/review_reveal.html", {"form": form, "pair": pair, "value": value},
                  status=422 if form.errors else 200)  # fmt: skip


def _with_reason(
    request: PageRequest, heading: str, says: str, button: str, act: Callable[[str], object], done: str, after: str
) -> HttpResponse:
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data["reason"])
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            toast.leave(request, done)
            return redirect(after)
    context = {"form": form, "heading": heading, "says": says, "button": button, "back": reverse(after)}
    return render(request, "web/review_reason.html", context, status=422 if form.errors else 200)
