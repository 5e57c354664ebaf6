"""What forms tell on a household's timeline: signed sheets that came back, each under its code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from huaiyuan.base import access
from huaiyuan.base.access.permissions import P
from huaiyuan.core.kernel import receipt
from huaiyuan.county.registry.timeline import Entry, Rows, Texts, as_texts
from huaiyuan.county.reports import catalogue
from huaiyuan.county.reports.models import SignedSheet

KIND, SOURCE, PAGE = "form", "签字件", "forms.sheet"
COLUMNS = ("printed__code", "printed__form", "added_on")


def rows(household_no: str, account: object) -> Rows | None:
    """The signed sheets of a household; several photos of one form on a day are one entry."""
    if not access.may(account, P.FORM_PRINT):
        return None
    return Rows(as_texts(SignedSheet.objects.filter(printed__household_no=household_no), *COLUMNS), _entries)


def _entries(found: Sequence[Texts]) -> Iterator[Entry]:
    counts: dict[tuple[str, str, str], int] = {}
    for code, form, on, *_ in found:
        key = (str(on)[:10], str(code), str(form))
        counts[key] = counts.get(key, 0) + 1
    for (on, code, form), photos in counts.items():
        title = catalogue.FORMS[form].title if form in catalogue.FORMS else form
        says = f"{photos} 张，表号 {receipt.shown(code)}"
        yield Entry(dt.date.fromisoformat(on), f"《{title}》签字件归档", says, SOURCE, KIND, PAGE, code)
