"""表单模版: a county's own docx for a form, with the list of what it may say and every version kept."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.pages import toast, typed
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.reports import actions, catalogue, queries
from huaiyuan.county.reports.catalogue import Form
from huaiyuan.county.reports.docx import LARGEST
from huaiyuan.county.reports.types import Make
from huaiyuan.shells.web.pages.forms import download


def _form(_reach: Scope, code: str) -> Form | None:
    found = catalogue.FORMS.get(code)
    return found if found and found.make == Make.FORM else None


def _some(_account: Any) -> dict[str, str]:
    return {"code": "screening"}


@page("forms.template", path="biaodan/moban/<str:code>/", title="表单模版", may=P.FORM_TEMPLATE, scope=_form,
      methods={"GET", "POST"}, sample=_some)  # fmt: skip
def template(request: PageRequest, form: Form) -> HttpResponse:
    """The template in force, its placeholders, uploading another and taking an old one up again."""
    problem = ""
    if request.method == "POST":
        try:
            says = _changed(request, form)
        except DomainError as refusal:
            problem = str(refusal)
        else:
            toast.leave(request, says)
            return redirect("forms.template", code=form.code)
    context = {
        "form": form, "version": actions.in_force(form.code), "versions": queries.versions(form.code), "problem": problem,
        "said": request.POST, "limit": LARGEST // 1024 // 1024,
    }  # fmt: skip
    return render(request, "web/forms_template.html", context, status=422 if problem else 200)


def _changed(request: PageRequest, form: Form) -> str:
    back = typed.whole(request.POST.get("back"))
    if back is not None:
        row = actions.take_back(form.code, back, by=request.user)
        return f"已换回，现在是第 {row.version} 版"
    given = request.FILES.get("file")
    data = given.read(LARGEST + 1) if given else b""
    row = actions.change(form.code, data, note=request.POST.get("note", ""), by=request.user)
    return f"占位符都认得，第 {row.version} 版从现在起用"


@page("forms.template.file", path="biaodan/moban/<str:code>/<int:version>/", title="下载模版", may=P.FORM_TEMPLATE, scope=_form,
      sample=lambda _account: None)  # fmt: skip
def template_file(request: PageRequest, form: Form, version: int) -> HttpResponse:
    """The docx of a version, to be edited in Word or WPS."""
    try:
        data = actions.take_file(form.code, version, by=request.user)
    except DomainError as refusal:
        raise Http404 from refusal
    return download(data, f"模版-{form.title}-第{version}版.docx")
