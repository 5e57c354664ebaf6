"""部门数据: drop a file, see what was understood, merge it; every batch with its faults, coverage and matches."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from huaiyuan.base import audit
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.queries import may
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.jobs import queries as jobs
from huaiyuan.base.jobs import request_cancel, tasks
from huaiyuan.base.pages import scopes, toast, typed, words
from huaiyuan.base.pages.forms import Reason
from huaiyuan.base.pages.listing import Column, Listing
from huaiyuan.base.pages.page import PageRequest, page
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.kernel.period import Period
from huaiyuan.county.intake import actions, blank, exports, queries, reach, sources, uploads, work
from huaiyuan.county.intake.columns import queries as columns
from huaiyuan.county.intake.sources import SOURCES
from huaiyuan.county.matching import background
from huaiyuan.county.matching import queries as matching
from huaiyuan.county.matching import types as matched
from huaiyuan.county.matching.types import Candidate, MatchedRow, Outcome

RECEIVE = "intake"
SAMPLE_TAKEN = "web.sample.taken"
audit.declare(SAMPLE_TAKEN, "下载演示原表")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MERGING = {work.STAGES["matching"], work.STAGES["merging"]}
MOST_BYTES = 50 * 1024 * 1024
for _code, _kind, _text, _icon in (
    ("checked", "amber", "已核对，待并入", "hourglass"), ("merged", "green", "已并入", "check"),
    ("replaced", "plain", "已被更正", "history"),
):  # fmt: skip
    words.register_state(_code, _kind, _text, _icon)

FAULTS = Listing(
    name="faults",
    columns=(
        Column("row", "原表行", lambda r: f"{r.sheet} {r.row}".strip(), row_head=True, card="o0"),
        Column("column", "列", lambda r: r.column or "—", card="start"),
        Column("shown", "填的值", lambda r: r.shown or "（空）", card="end"),
        Column("level", "处理", lambda r: "已退回，改好再报" if r.level == "reject" else "已收，请核对"),
        Column("says", "错在哪，怎么改", lambda r: r.says),
    ),
    unit="行", dense=True, empty="没有问题行",
)  # fmt: skip


def _written(row: MatchedRow) -> str:
    born = row.birth_on.isoformat() if row.birth_on else "生日不详"
    return "，".join(part for part in (row.id_shown, row.sex, born, row.village_written) if part)


def _candidate(one: Candidate) -> str:
    born = one.birth_on.isoformat() if one.birth_on else ""
    return f"{one.name}（{one.person_id}，{born}，{one.village_name}{'，已不在册' if one.gone else ''}）"


MATCHES = Listing(
    name="matches",
    columns=(
        Column("row", "原表行", lambda r: f"{r.sheet} {r.row}".strip(), row_head=True, card="o0"),
        Column("written", "文件里写的", lambda r: r.name or "（没写姓名）", under=_written),
        Column("reason", "为什么", lambda r: r.reason, under=lambda r: f"{r.score} 分" if r.score else ""),
        Column("candidates", "可能是", lambda r: "；".join(_candidate(c) for c in r.candidates) or "—"),
    ),
    unit="行", dense=True, empty="没有这样的行",
)  # fmt: skip
PLACES = Listing(
    name="places",
    columns=(
        MATCHES.columns[0],
        Column("written", "文件里写的村", lambda r: r.village_written or "（没写村）"),
        Column("reason", "为什么", lambda r: r.reason),
    ),
    unit="行", dense=True, empty="没有这样的行",
)  # fmt: skip


@page("intake", path="bumen/", title="部门数据", may=P.INTAKE_READ, scope=scopes.NO_ROWS, methods={"GET", "POST"},
      nav=("监测预警", "部门数据", "database", 10))  # fmt: skip
def intake(request: PageRequest) -> HttpResponse:
    """Batches by source, the box to drop a file into, and what is being read."""
    problem = ""
    if request.method == "POST":
        problem = _upload(request)
        if not problem:
            return redirect("intake")
    own = reach.sources(request.user)
    going = jobs.going(RECEIVE, background.MERGE)
    lines = queries.batches(sources=own)
    running, queued = [job for job in going.running if _source_of(job.key) in own], going.queued
    asking = [file for file in columns.waiting() if file.source.id in own]
    context = {
        "sources": [SOURCES[name] for name in own],
        "may_merge": may(request.user, P.INTAKE_MERGE),
        "lines": lines,
        "waiting": [line for line in lines if line.state == "checked"],
        "running": [(job, _named(job.key)) for job in running],
        "queued": queued,
        "asking": asking,
        "ended": None if running or queued or asking else _ended(own),
        "period": _last_month(),
        "samples": _samples(own),
        "problem": problem,
        "posted": request.POST,
    }
    return render(request, "web/intake.html", context, status=422 if problem else 200)


def _upload(request: PageRequest) -> str:
    """Queue an upload; the sentence that stands on the page when it cannot be taken."""
    file, source, period = request.FILES.get("file"), request.POST.get("source", ""), request.POST.get("period", "")
    if file is None:
        return "请先选文件，或把文件拖到框里。"
    if source not in reach.sources(request.user, P.INTAKE_WRITE):
        return "请选这是哪个部门的哪一种表。"
    try:
        Period.parse(period)
    except ValueError:
        return "请选这份数据是哪个月的。"
    if (file.size or 0) > MOST_BYTES:
        return "文件超过 50 兆，收不了。请按乡镇拆开再报。"
    upload = uploads.keep(cast(BinaryIO, file.file))
    tasks.enqueue(RECEIVE, upload=upload, name=file.name, source=source, period=period, by=request.user.get_username())
    toast.leave(request, "文件已收下，正在读。离开本页不影响")
    return ""


def _last_month() -> str:
    first = clock.today().replace(day=1)
    year, month = (first.year - 1, 12) if first.month == 1 else (first.year, first.month - 1)
    return f"{year:04d}-{month:02d}"


def _ended(own: tuple[str, ...]) -> dict[str, str] | None:
    """How the last file ended, in its own words: what stopped it, or what came of it."""
    found = jobs.newest(RECEIVE)
    if found is None or not (found.error or found.result) or _source_of(found.key) not in own:
        return None
    return {"named": _named(found.key), "error": found.error, "result": found.result}


def _named(key: str) -> str:
    """`school_roll/2026-10` as people say it."""
    source, _, period = key.partition("/")
    return f"{SOURCES[source].name} {period}" if source in SOURCES else period


def _source_of(key: str) -> str:
    return key.partition("/")[0]


def _samples(own: tuple[str, ...]) -> list[Path]:
    """A demo's department files, which lie beside the data directory."""
    if not settings.DEMO:
        return []
    folder = settings.DATA_DIR.parent / f"{settings.DATA_DIR.name}.files"
    return sorted(p for p in folder.glob("*.*") if p.is_file() and any(f"_{name}_" in p.name for name in own))


@page("intake.sample", path="bumen/yuanbiao/<str:name>", title="演示原表", may=P.INTAKE_READ, scope=scopes.NO_ROWS,
      sample=lambda _account: None)  # fmt: skip
def sample(request: PageRequest, name: str) -> HttpResponse | FileResponse:
    """A demo's department file as the department sent it."""
    found = next((p for p in _samples(reach.sources(request.user)) if p.name == name), None)
    if found is None:
        raise Http404
    audit.record(SAMPLE_TAKEN, by=request.user, subject=f"file:{name}")
    response = FileResponse(found.open("rb"))
    response["Content-Disposition"] = content_disposition_header(True, f"演示数据-{name}") or ""
    return response


@page("intake.blank", path="bumen/biaoyang/<str:source>/", title="空表样", may=P.INTAKE_READ, scope=scopes.NO_ROWS,
      sample=lambda _account: None)  # fmt: skip
def blank_form(request: PageRequest, source: str) -> HttpResponse:
    """The blank form of a source, for a department that has no list of its own."""
    if source not in reach.sources(request.user):
        raise Http404
    declared = SOURCES[source]
    return _workbook(blank.form(declared), f"空表样-{declared.department}-{declared.name}.xlsx")


def _workbook(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def known_batch(_reach: Scope, batch_id: str, account: Any) -> str | None:
    """A batch that stands, of a source that the account reaches: a department its own."""
    return batch_id if reach.reaches(account, batch_id) and queries.exists(batch_id) else None


def _own_batch(_reach: Scope, batch_id: str, account: Any) -> str | None:
    """The same without looking, for the page that reads it anyway."""
    return batch_id if reach.reaches(account, batch_id) else None


def _some_batch(account: Any) -> dict[str, str] | None:
    lines = [
        line for line in queries.batches(sources=reach.sources(account)) if line.state not in {"withdrawn", "cancelled"}
    ]
    return {"batch_id": lines[0].batch_id} if lines else None


@page(
    "batch",
    path="bumen/<str:batch_id>/",
    title="一批部门数据",
    may=P.INTAKE_READ,
    scope=_own_batch,
    sample=_some_batch,
)
def batch(request: PageRequest, batch_id: str) -> HttpResponse:
    """What was received: rows, columns, coverage, faults, matches; and the step that comes next."""
    going = jobs.going(RECEIVE, background.MERGE)
    try:
        detail = queries.batch(batch_id)
    except DomainError:
        # A cancelled batch has no folder any more; its line in the list is all there is.
        raise Http404 from None
    number = request.GET.get("page", "1")
    faults = queries.faults(
        batch_id, level=request.GET.get("level", ""), code=request.GET.get("code", ""),
        page=typed.whole_or(number, 1),
    )  # fmt: skip
    line = detail.line
    context = {
        "detail": detail,
        "line": line,
        "outcomes": [
            (word, line.outcomes[o], o.value) for o, word in reversed(matched.words(line.about_people).items())
        ]
        if line.outcomes
        else [],
        "beside": queries.beside(line),
        "faults": faults,
        "table": FAULTS.show(request, faults.faults, total=faults.total),
        "step": 4 if line.state == "merged" else 3,
        "merging": [job for job in going.running if job.key == f"{line.source}/{line.period}"],
        "queued": going.queued,
        "failed": _merge_failure(line),
        "may_receive": may(request.user, P.INTAKE_WRITE),
        "may_merge": may(request.user, P.INTAKE_MERGE),
        "may_match": may(request.user, P.MATCH_READ),
    }
    return render(request, "web/batch.html", context)


def _merge_failure(line: Any) -> str:
    found = jobs.latest(RECEIVE, f"{line.source}/{line.period}")
    # The same kind of job also reads files; only one that died while merging is about this batch.
    merging = found is not None and found.stage in MERGING
    return found.error if merging and found is not None and line.state == "checked" else ""


@page("batch.merge", path="bumen/<str:batch_id>/bingru/", title="并入", may=P.INTAKE_MERGE, scope=known_batch,
      methods={"POST"})  # fmt: skip
def merge(request: PageRequest, batch_id: str) -> HttpResponse:
    """Match the batch to people and let it count."""
    tasks.enqueue(background.MERGE, batch_id=batch_id, by=request.user.get_username())
    toast.leave(request, "正在比对到人并并入，离开本页不影响")
    return redirect("batch", batch_id=batch_id)


@page("batch.cancel", path="bumen/<str:batch_id>/quxiao/", title="取消这一份", may=P.INTAKE_WRITE, scope=known_batch,
      methods={"GET", "POST"}, sample=_some_batch)  # fmt: skip
def cancel(request: PageRequest, batch_id: str) -> HttpResponse:
    """Drop a checked batch before it is merged."""
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel(batch_id, by=request.user, reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            toast.leave(request, f"{batch_id} 已取消，什么都没有并入")
            return redirect("intake")
    return render(
        request, "web/batch_cancel.html", {"form": form, "batch_id": batch_id}, status=422 if form.errors else 200
    )


@page(
    "job.cancel",
    path="zuoye/<int:number>/ting/",
    title="停下作业",
    may=P.INTAKE_MERGE,
    scope=scopes.NO_ROWS,
    methods={"POST"},
)
def stop(request: PageRequest, number: int) -> HttpResponse:
    """Ask a running job to stop."""
    request_cancel(number)
    toast.leave(request, "已请它停下")
    return redirect("intake")


@page("batch.faults", path="bumen/<str:batch_id>/wenti/", title="问题行", may=P.INTAKE_READ, scope=known_batch,
      sample=lambda _account: None)  # fmt: skip
def faults_file(request: PageRequest, batch_id: str) -> HttpResponse:
    """Rejected rows and warnings as a file to send back."""
    data = exports.faults(batch_id, format="xlsx", by=request.user, level=request.GET.get("level", ""))
    return _workbook(data, f"{'演示数据-' if settings.DEMO else ''}问题行-{batch_id}.xlsx")


@page("batch.book", path="bumen/<str:batch_id>/yuanbiao/", title="带原因的原表", may=P.INTAKE_WRITE, scope=known_batch,
      sample=lambda _account: None)  # fmt: skip
def error_book(request: PageRequest, batch_id: str) -> HttpResponse:
    """The department's own file with the wrong cells marked and the reasons in a column, to be mended and sent again."""
    try:
        made = exports.error_book(batch_id, by=request.user)
    except DomainError as refusal:
        toast.leave(request, str(refusal))
        return redirect("batch", batch_id=batch_id)
    kept = "带原因的原表" if made.whole else "带原因的问题行"
    return _workbook(made.data, f"{'演示数据-' if settings.DEMO else ''}{kept}-{batch_id}.xlsx")


@page("batch.matches", path="bumen/<str:batch_id>/bidui/", title="比对结果", may=P.MATCH_READ, scope=known_batch,
      sample=_some_batch)  # fmt: skip
def matches(request: PageRequest, batch_id: str) -> HttpResponse:
    """Rows by outcome, the ambiguous ones first with their candidates; deciding them comes with the review desk."""
    asked, after = request.GET.get("outcome", ""), request.GET.get("from", "")
    source = sources.find(actions.find(batch_id).source)
    words_of = matched.words(source.about_people)
    outcome = Outcome(asked) if asked in words_of else next(iter(words_of))
    counts = matching.outcomes(batch_id)
    found = matching.rows(batch_id, request.user, outcome, after=typed.whole_or(after, -1))
    context = {
        "batch_id": batch_id,
        "outcome": outcome,
        "about_people": source.about_people,
        "outcomes": [(o.value, word, counts[o]) for o, word in words_of.items()],
        "table": (MATCHES if source.about_people else PLACES).show(request, found.rows, total=found.total),
        "next": found.next_after,
        "reasons": [r for r in matching.reasons(batch_id, request.user) if r.outcome == outcome],
    }
    return render(request, "web/matches.html", context)
