"""The words of 公示 and 公告: built from a fixed list of fields and nothing else, and looked through before they are kept.

Name, village, category and difficulty; 因病 and 因残 are shown as 突发困难, so that no wall tells of an illness.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from huaiyuan.base import reference
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import public_text
from huaiyuan.county.casework import errors, reading
from huaiyuan.county.casework.models import CaseFile
from huaiyuan.county.casework.types import SheetKind
from huaiyuan.county.registry import queries as households

# Source: domain §1.4, what a public sheet may hold; 健康状况 is none of it.
HEALTH_RISKS = ("因病", "因残")
SUDDEN = "突发困难"


@dataclass(frozen=True)
class Titles:
    """What the two sheets of a procedure are called and say."""

    notice: str
    proposes: str
    announcement: str
    decides: str


ENTERING = Titles(
    "拟纳入防止返贫监测对象公示", "经入户核实、信息比对和村民评议，拟将下列农户纳入监测。", "纳入防止返贫监测对象公告",
    "下列农户纳入监测。",
)  # fmt: skip
LEAVING = Titles(
    "拟标注风险消除公示", "经村里提名、入户核实和村民评议，拟将下列监测对象标注为风险消除。", "风险消除公告",
    "下列监测对象风险消除。消除后继续跟踪，政策不断。",
)  # fmt: skip


@dataclass(frozen=True)
class Fields:
    """All that a sheet may hold. There is no field for a number, a phone, a card or a state of health."""

    head: str
    township: str
    village: str
    category: str
    risks: str
    body: str = ""
    doc_no: str = ""
    decided_on: dt.date | None = None
    ends_on: dt.date | None = None
    leaving: bool = False


def text_of(case: CaseFile, kind: SheetKind, ends_on: dt.date | None = None) -> str:
    """The whole sheet. Raises CASEWORK_PERSONAL_TEXT when a field holds what may not hang on a wall."""
    places = reference.places_by_code([case.village_code, case.village_code[:9]])
    names = {code: found.short_name for code, found in places.items()}
    fields = Fields(
        households.heads([case.household_no]).get(case.household_no, ""), names.get(case.village_code[:9], ""),
        names.get(case.village_code, ""), case.category, case.risks, reading.procedure_of(case).deciding_body,
        case.doc_no, case.decided_on, ends_on, case.is_exit,
    )  # fmt: skip
    return build(kind, fields)


def build(kind: SheetKind, fields: Fields) -> str:
    """The words of a sheet from its fields. Raises CASEWORK_PERSONAL_TEXT."""
    line = (
        f"户主：{fields.head}\n所在村：{fields.township}{fields.village}\n类别：{fields.category}\n"
        f"困难情形：{shown_risks(fields.risks)}"
    )
    titles = LEAVING if fields.leaving else ENTERING
    if kind is SheetKind.NOTICE:
        ends = f"{fields.ends_on.month}月{fields.ends_on.day}日" if fields.ends_on else "期满之日"
        text = (
            f"{titles.notice}\n\n{titles.proposes}\n\n{line}\n\n"
            f"公示到{ends}。有不同意见的，请向村委会或乡镇反映。\n\n{fields.village}村民委员会"
        )
    else:
        on = f"{fields.decided_on:%Y年%m月%d日}" if fields.decided_on else ""
        text = (
            f"{titles.announcement}\n\n经公示和乡镇审核，{fields.body}审定，{titles.decides}\n\n{line}\n\n"
            f"审定日期：{on}\n文号：{fields.doc_no}\n\n{fields.township}人民政府"
        )
    refuse(text)
    return text


def shown_risks(risks: str) -> str:
    """Risks as a wall may tell them."""
    return "、".join(dict.fromkeys(SUDDEN if risk in HEALTH_RISKS else risk for risk in risks.split(";")))


def refuse(text: str) -> None:
    """Raises CASEWORK_PERSONAL_TEXT for a text that holds a number or tells of an illness."""
    found = public_text.findings(text)
    if found:
        raise DomainError(errors.PERSONAL_TEXT, says=found[0].says)
