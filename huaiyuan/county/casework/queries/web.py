"""What of a notice can be read on the web, and how the case's page tells of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from huaiyuan.base import reference
from huaiyuan.core.kernel import clock
from huaiyuan.core.policy import public_text
from huaiyuan.county.casework.models import CaseFile, PublicSheet, WebNotice
from huaiyuan.county.casework.types import SheetKind, State

SWITCH, ON = "casework.notice_web", "是"
TOKEN_MOST = 40


@dataclass(frozen=True)
class WebShown:
    """A notice's web page on the page of its case: open until a day, or taken down before."""

    is_open: bool
    ends_on: dt.date | None
    closed_why: str


def is_on() -> bool:
    """Whether the county lets notices be read on the web today. Unsettled is no."""
    found = reference.parameter(SWITCH, clock.today())
    return found is not None and found.value == ON


def text_behind(token: str) -> str | None:
    """The words of the notice that hangs now under an address. At most three queries.

    It is looked through once more before it leaves: what was kept may have been kept under older lists of words.
    """
    if not token or len(token) > TOKEN_MOST:
        return None
    today = clock.today()
    hangs = PublicSheet.objects.filter(
        kind=SheetKind.NOTICE, case__state=State.NOTICED, case__web_notice__token=token,
        case__web_notice__closed_at=None, posted_on__lte=today, ends_on__gte=today,
    )  # fmt: skip
    text = hangs.values_list("text", flat=True).first()
    if text is None or not is_on() or public_text.findings(text):
        return None
    return text


def of_case(case: CaseFile, ends_on: dt.date | None) -> WebShown | None:
    """Whether a case's notice can be read on the web; None where it never could, or the county has switched it off."""
    held = WebNotice.objects.filter(case=case).first()
    if held is None or (held.closed_at is None and not is_on()):
        return None
    return WebShown(
        held.closed_at is None and ends_on is not None and clock.today() <= ends_on, ends_on, held.closed_why
    )


def some_token() -> str | None:
    """An address that opens now, for the pictures of the pages."""
    if not is_on():
        return None
    today = clock.today()
    open_ = WebNotice.objects.filter(
        closed_at=None, case__state=State.NOTICED, case__sheets__kind=SheetKind.NOTICE, case__sheets__ends_on__gte=today
    )
    return open_.values_list("token", flat=True).first()
