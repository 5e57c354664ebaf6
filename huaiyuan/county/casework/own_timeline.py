"""What casework tells on a household's timeline: the events of its cycles, and cases under way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Case, DateField, F, Value, When

from huaiyuan.base import access
from huaiyuan.base.access.permissions import Field, P
from huaiyuan.county.casework.models import CaseFile, CycleEvent
from huaiyuan.county.casework.types import IDENTIFYING, CycleEventKind, Procedure, label_of
from huaiyuan.county.registry.timeline import Entry

KIND, SOURCE, PAGE = "casework", "识别认定", "case_file"
NOT_SHOWN = "不予显示"


def entries(household_no: str, account: object) -> Iterable[Entry]:
    """A household's cycles and cases; categories, risks and reasons only for those who may see states of health.

    One query for both: a household page has fifteen of them for everything.
    """
    if not access.may(account, P.CASEWORK_READ):
        return []
    clear = access.sees_clear(account, Field.HEALTH)
    return [_entry(row, clear=clear) for row in _rows(household_no)]


def _rows(household_no: str) -> Iterable[dict[str, object]]:
    events = CycleEvent.objects.filter(cycle__household_no=household_no, cycle__void=False).values(
        on_day=F("happened_on"), what=F("kind"), number=F("cycle__number"), said=F("category"), why=F("reason"),
        doc=F("doc_no"), key=F("cycle__risks"), by=Value(""),
    )  # fmt: skip
    cases = CaseFile.objects.filter(household_no=household_no).values(
        on_day=Case(When(closed_at=None, then=F("found_on")), default=F("earliest_on"), output_field=DateField()),
        what=F("state"), number=Value(0), said=F("category"), why=F("ended_why"), doc=F("doc_no"), key=F("case_no"), by=F("procedure"),
    )  # fmt: skip
    names = ("on_day", "what", "number", "said", "why", "doc", "key", "by")
    rows = events.values_list(*names).union(cases.values_list(*names), all=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def _entry(row: dict[str, object], *, clear: bool) -> Entry:
    on = row["on_day"]
    day = on if isinstance(on, dt.date) else dt.date.fromisoformat(str(on))
    if not row["number"]:
        case_no, procedure = str(row["key"]), Procedure(str(row["by"]))
        says = f"{case_no}：{label_of(procedure, str(row['what']))}" + (
            f"，{row['why']}" if row["why"] and clear else ""
        )
        return Entry(day, procedure.label, says, SOURCE, KIND, PAGE, case_no)
    kind = CycleEventKind(str(row["what"]))
    parts = [f"第{row['number']}周期", str(row["said"]) if clear else NOT_SHOWN]
    if kind in IDENTIFYING and row["key"] and clear:
        parts.append(str(row["key"]).replace(";", "、"))
    parts += [f"文号{row['doc']}"] if row["doc"] else []
    parts += [str(row["why"])] if row["why"] and clear else []
    return Entry(day, kind.label, "，".join(parts), SOURCE, KIND)
