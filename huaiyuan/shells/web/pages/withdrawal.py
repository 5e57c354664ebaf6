"""撤回一批: what it would do in words and numbers, then the deed with a reason; and the same for taking that back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.pages import scopes, toast, typed, words
from huaiyuan.base.pages.forms import Reason
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import queries as intake
from huaiyuan.county.intake.types import WITHDRAWABLE, WITHDRAWN
from huaiyuan.county.screening import withdrawing
from huaiyuan.county.worklist import actions as worklist

words.register_state("cancelled", "plain", "已取消", "ban")


def _withdrawable(_reach: Scope, batch_id: str) -> str | None:
    return batch_id if intake.state_of(batch_id) in WITHDRAWABLE else None


def _withdrawn(_reach: Scope, batch_id: str) -> intake.Standing | None:
    return intake.standing(batch_id) if intake.state_of(batch_id) == WITHDRAWN else None


def _merged(_account: Any) -> dict[str, str] | None:
    found = next((line for line in intake.batches() if line.state == "merged"), None)
    return {"batch_id": found.batch_id} if found else None


@page("batch.withdraw", path="bumen/<str:batch_id>/chehui/", title="撤回这一批", may=P.INTAKE_MERGE, scope=_withdrawable,
      methods={"GET", "POST"}, sample=_merged)  # fmt: skip
def withdraw(request: PageRequest, batch_id: str) -> HttpResponse:
    """What would follow, then the withdrawal with its reason."""
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdrawing.withdraw(batch_id, reason=form.cleaned_data["reason"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            toast.leave(request, f"{batch_id} 已撤回", undo_url=reverse("batch.restore", args=[batch_id]))
            return redirect("batch", batch_id=batch_id)
    preview = withdrawing.preview(batch_id)
    context = {"form": form, "batch": preview.batch, "preview": preview}
    return render(request, "web/batch_withdraw.html", context, status=422 if form.errors else 200)


@page("batch.restore", path="bumen/<str:batch_id>/huifu/", title="撤销撤回", may=P.INTAKE_MERGE, scope=_withdrawn,
      methods={"GET", "POST"}, sample=lambda _account: None)  # fmt: skip
def restore(request: PageRequest, batch: intake.Standing) -> HttpResponse:
    """What would come back, or what stands in the way; then the undo."""
    said, refused = [], ""
    try:
        if request.method == "POST":
            withdrawing.undo(batch.batch_id, by=request.user)
            toast.leave(request, f"{batch.batch_id} 的撤回已撤销")
            return redirect("batch", batch_id=batch.batch_id)
        said = withdrawing.preview_undo(batch.batch_id).says()
    except DomainError as refusal:
        refused = str(refusal)
    context = {"batch": batch, "says": said, "refused": refused}
    return render(
        request, "web/batch_restore.html", context, status=422 if refused and request.method == "POST" else 200
    )


@page("notices.read", path="tongzhi/kanguo/", title="知道了", may=P.TASK_READ, scope=scopes.ROWS, methods={"POST"})
def notices_read(request: PageRequest) -> HttpResponse:
    """The post has read these notices."""
    worklist.notices_read(typed.wholes(request.POST.getlist("notice")), by=request.user)
    return redirect("workbench")
