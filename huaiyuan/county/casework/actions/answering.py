"""信息比对, what comes back by file: read in a child process, matched to the list, recorded; wrong lines are told."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from huaiyuan.base import access, audit
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import media
from huaiyuan.core.engine import child
from huaiyuan.core.engine.child import Limits
from huaiyuan.core.kernel import clock, installation
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import answer_matching, errors, trail
from huaiyuan.county.casework.actions.comparing import record_answers
from huaiyuan.county.casework.answer_matching import Line, Listed, Outcome
from huaiyuan.county.casework.models import AnswerFault, AnswerFile, ComparisonList
from huaiyuan.county.casework.types import Answer
from huaiyuan.county.intake import answers as intake_words
from huaiyuan.county.intake import uploads
from huaiyuan.county.registry import queries as households

READ = "huaiyuan.county.casework.answer_reading:read"
LIMITS = Limits(memory_mb=4000, cpu_s=60, wall_s=120)
MOST_WRONG = 500


def take_answers(
    list_no: str, *, data: bytes, name: str, by: Account, at: dt.datetime | None = None
) -> AnswerFile:  # fmt: skip
    """Take in the file that a department answered a list with; the original stays sealed.

    Every line is matched to the person of its number on this list: a suspicion or none is recorded, who has an empty
    cell stays without an answer, wrong and unknown lines are kept by their row with what to do. The same file again
    records nothing anew. Raises: CASEWORK_NOT_FOUND, CASEWORK_NO_LIST, CASEWORK_ANSWER_COLUMN, CASEWORK_ANSWER_LONG,
    CASEWORK_NO_FILE and the INTAKE_* errors of a file that cannot be opened.
    """
    _list(list_no, by)
    if not data:
        raise DomainError(errors.NO_FILE)
    return record_lines(list_no, _read(data, name), data=data, name=name, by=by, at=at)


def _list(list_no: str, by: Account) -> ComparisonList:
    if not access.scope_of(by, P.CASEWORK_COMPARE).is_county:
        raise DomainError(errors.NOT_FOUND)
    made = ComparisonList.objects.filter(list_no=list_no).first()
    if made is None:
        raise DomainError(errors.NO_LIST, list_no=list_no)
    return made


def _read(data: bytes, name: str) -> list[Line]:
    """The lines of a file; between here and the child it lies sealed."""
    installed = installation.current()
    upload = uploads.keep(io.BytesIO(data))
    try:
        original = uploads.at(upload, name)
        order = {
            "file": str(original.path), "upload": original.sealed_under, "data_dir": str(installed.folder),
            "demo": installed.is_demo,
        }  # fmt: skip
        found: list[dict[str, Any]] = child.call(READ, order, limits=LIMITS)["lines"]
    finally:
        uploads.forget(upload)
    return [Line(one["row"], one["name"], one["number"], one["said"]) for one in found]


@transaction.atomic
def record_lines(
    list_no: str, lines: Sequence[Line], *, data: bytes, name: str, by: Account, at: dt.datetime | None = None
) -> AnswerFile:  # fmt: skip
    """Record the lines that were read of a file; `data` is the file itself. Raises: CASEWORK_NOT_FOUND, CASEWORK_NO_LIST."""
    made, moment = _list(list_no, by), at or clock.business_now()
    outcome = answer_matching.match(lines, _listed(made))
    suspicions = {person: said for person, said in outcome.answers.items() if said}
    if outcome.answers:
        record_answers(made.list_no, suspicions=suspicions, only=list(outcome.answers), by=by, at=moment)
    file = AnswerFile.objects.create(
        listed=made, shown_name=intake_words.shown_name(name), file_name=media.keep(data), rows=len(lines),
        recorded=len(outcome.answers), suspicions=len(suspicions), same=outcome.same, waiting=outcome.waiting,
        taken_by=by, taken_at=moment,
    )  # fmt: skip
    _keep_wrong(file, outcome)
    audit.record(
        trail.ANSWER_FILE, by=by, subject=f"list:{made.list_no}", writes=True, department=made.department,
        list=made.list_no, rows=len(lines), recorded=len(outcome.answers), wrong=len(outcome.wrong),
    )  # fmt: skip
    return file


def _listed(made: ComparisonList) -> dict[str, Listed]:
    """The persons of a list by their identity numbers, opened in memory, with what was recorded of each."""
    rows = list(made.lines.order_by("pk").values_list("person_id", "answer", "says"))
    people = households.identified([person for person, _, _ in rows])
    found = {}
    for person, answer, says in rows:
        known = people.get(person)
        if known is not None and known.id_number:
            answered = None if answer == Answer.WAITING else says
            found[known.id_number] = Listed(person, known.name, answered)
    return found


def _keep_wrong(file: AnswerFile, outcome: Outcome) -> None:
    AnswerFault.objects.bulk_create(
        AnswerFault(file=file, row=row, says=answer_matching.SAYS[wrong]) for row, wrong in outcome.wrong[:MOST_WRONG]
    )


@transaction.atomic
def open_answer_file(list_no: str, number: int, *, by: Account) -> tuple[str, bytes]:
    """The name and bytes of a file that was taken in; that it was taken out is recorded. Raises: CASEWORK_NOT_FOUND."""
    file = AnswerFile.objects.filter(pk=number, listed__list_no=list_no).select_related("listed").first()
    if file is None or not access.scope_of(by, P.CASEWORK_COMPARE).is_county:
        raise DomainError(errors.NOT_FOUND)
    audit.record(
        trail.ANSWER_FILE_SHOWN, by=by, subject=f"list:{list_no}", department=file.listed.department, list=list_no
    )
    return file.shown_name, media.opened(file.file_name)
