"""Figures of leads, counted on snapshots as of a day: found, handed out, verified, true, waiting, overdue."""

# ruff: noqa: S608 - every piece of SQL is declared in this module; the day is bound, never pasted in

from __future__ import annotations

from huaiyuan.base.figures import catalogue
from huaiyuan.base.figures.catalogue import Figure, Kind, Record
from huaiyuan.county.leads.types import State, Verdict

GROUP = "线索"
COLUMNS = "lead_no, village_code, household_no, grade, state, opened_on, due_at"
STANDS = f"state <> '{State.WITHDRAWN}'"
SENT = f"{STANDS} AND dispatched_at::DATE <= $as_of"
DECIDED = f"{SENT} AND decided_at::DATE <= $as_of"
UNDECIDED = f"{SENT} AND (decided_at IS NULL OR decided_at::DATE > $as_of)"
MONTH = "date_trunc('month', $as_of::DATE)"
SENT_THIS_MONTH = f"{SENT} AND dispatched_at::DATE >= {MONTH}"
DECIDED_THIS_MONTH = f"{DECIDED} AND decided_at::DATE >= {MONTH}"
HAS_IDENTIFY = f"EXISTS (SELECT 1 FROM risks r WHERE r.lead_no = leads.lead_no AND r.verdict = '{Verdict.IDENTIFY}')"
TO_IDENTIFY = f"""
    {DECIDED} AND {HAS_IDENTIFY}
    AND NOT EXISTS (SELECT 1 FROM monitoring m WHERE m.household_no = leads.household_no
                    AND m.approved_on BETWEEN leads.opened_on AND $as_of)"""
UNSIGNED = f"""
    {DECIDED} AND EXISTS (SELECT 1 FROM risks r WHERE r.lead_no = leads.lead_no AND r.by_phone AND NOT r.signed)"""


def _figure(id_: str, title: str, condition: str, definition: str) -> Figure:
    sql = f"SELECT {COLUMNS} FROM leads WHERE {condition}"
    return Figure(id_, title, Kind.COUNT, "条", definition, Record.LEAD, sql, group=GROUP)


FIGURES = [
    _figure(
        "L01", "发现线索", f"{STANDS} AND opened_on <= $as_of", "截至日已发现的线索，一户在办只有一条；依据撤回的不计"
    ),
    _figure("L02", "已交办线索", SENT, "截至日已交办到村的线索"),
    _figure("L03", "已核实线索", DECIDED, "截至日每类风险都有结论的线索，含电话已核待补签的"),
    _figure("L04", "属实线索", f"{DECIDED} AND state = '{State.CONFIRMED}'", "已核实线索中至少一类风险属实的"),
    _figure("L05", "待识别", TO_IDENTIFY, "结论为“属实，转识别认定”、截至日还没有县级审定的线索"),
    _figure("L06", "超期未核实线索", f"{UNDECIDED} AND due_at::DATE < $as_of", "已交办、过了期限日还没有结论的线索"),
    _figure("L07", "电话已核待补签", UNSIGNED, "已核实线索中有电话核实、户主还没签字的；签字与否按现在"),
    _figure("L11", "本月交办线索", SENT_THIS_MONTH, "截至日所在月份里交办到村的线索"),
    _figure(
        "L12",
        "本月交办、已核实",
        f"{SENT_THIS_MONTH} AND decided_at::DATE <= $as_of",
        "本月交办的线索中截至日每类风险都有结论的",
    ),
    _figure(
        "L13",
        "本月交办、属实",
        f"{SENT_THIS_MONTH} AND decided_at::DATE <= $as_of AND state = '{State.CONFIRMED}'",
        "本月交办、已核实的线索中至少一类风险属实的",
    ),
    _figure(
        "L14",
        "本月交办、还没核实",
        f"{SENT_THIS_MONTH} AND (decided_at IS NULL OR decided_at::DATE > $as_of)",
        "本月交办的线索中截至日还没有结论的",
    ),
    _figure("L15", "本月核实线索", DECIDED_THIS_MONTH, "截至日所在月份里有了结论的线索，不论哪个月交办"),
    _figure(
        "L16", "本月转识别认定", f"{DECIDED_THIS_MONTH} AND {HAS_IDENTIFY}", "本月核实的线索中有“属实，转识别认定”的"
    ),
]


def register() -> None:
    """Add them to the catalogue; called once when the app is ready."""
    catalogue.register(FIGURES)
