"""Photos that prove a step: made small and bare, sealed; whoever looks at one is recorded."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from huaiyuan.base import reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.vault import media, pictures
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import errors, sheets, trail
from huaiyuan.county.casework.models import CaseFile, PublicSheet, StepProof
from huaiyuan.county.casework.transitions import case_for, record
from huaiyuan.county.casework.types import ProofKind, SheetKind

NOTICE_DAYS = "casework.notice_days"


def keep(case: CaseFile, kind: ProofKind, given: Iterable[bytes], *, by: Account, at: dt.datetime) -> int:
    """Keep photos of a case, within the caller's transaction. Raises: VAULT_NOT_A_PICTURE, VAULT_PICTURE_TOO_LARGE."""
    kept = 0
    for data in given:
        if not data:
            continue
        picture = pictures.tidy(data)
        StepProof.objects.create(
            proof_no=uuid.uuid4(), case=case, kind=kind, file_name=media.keep(picture.data), size=len(picture.data),
            added_by=by, added_at=at,
        )  # fmt: skip
        kept += 1
    if kept:
        record(trail.PROOF_ADDED, case, by, kind=kind.label)
    return kept


@transaction.atomic
def open_proof(proof_no: uuid.UUID, *, by: Account) -> bytes:
    """The JPEG of a proof, for those who may read its case; that it was looked at is recorded. Raises: CASEWORK_NOT_FOUND."""
    proof = StepProof.objects.filter(proof_no=proof_no).select_related("case").first()
    if proof is None:
        raise DomainError(errors.NOT_FOUND)
    case = case_for(by, proof.case.case_no, P.CASEWORK_READ)
    record(trail.PROOF_SHOWN, case, by, writes=False, kind=ProofKind(proof.kind).label)
    return media.opened(proof.file_name)


@dataclass(frozen=True)
class Shown:
    """A sheet to be printed: its kind and its words."""

    kind: SheetKind
    text: str


@transaction.atomic
def show_sheet(case_no: str, *, by: Account) -> Shown:
    """公示 before the county has decided, 公告 afterwards, as it is to be printed; that it was opened is recorded.

    A sheet that hangs already is shown as it was printed. Raises: CASEWORK_NOT_FOUND, CASEWORK_NO_SHEET,
    CASEWORK_PERSONAL_TEXT.
    """
    case = case_for(by, case_no, P.CASEWORK_READ)
    kind = SheetKind.ANNOUNCEMENT if case.decided_on else SheetKind.NOTICE
    hung = PublicSheet.objects.filter(case=case, kind=kind).first()
    if hung is None and not case.may_hang:
        raise DomainError(errors.NO_SHEET)
    text = hung.text if hung else sheets.text_of(case, kind, _ends_on() if kind is SheetKind.NOTICE else None)
    record(trail.SHEET_SHOWN, case, by, writes=False, kind=kind.label)
    return Shown(kind, text)


def _ends_on() -> dt.date:
    """When a notice that is put up today has run."""
    return reference.deadline(NOTICE_DAYS, clock.business_now()).date()
