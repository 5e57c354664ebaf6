"""Cases and cycles as plain data for scripts: the same rows, masked the same, as the pages show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from huaiyuan.base import reference
from huaiyuan.base.access.models import Account
from huaiyuan.base.access.permissions import P
from huaiyuan.base.access.queries import scope_of
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.casework import actions, errors, queries
from huaiyuan.county.intake import uploads

MOST = 10_000


def cases(tab: str, *, by: Account) -> dict[str, Any]:
    """The cases of a tab within the account's rows, soonest due first. Raises: CASEWORK_NO_TAB."""
    if tab not in queries.TABS:
        raise DomainError(errors.NO_TAB, tab=tab, tabs="、".join(queries.TABS))
    rows = queries.within(by)
    counts = queries.tab_counts(rows)
    found = list(rows.filter(state__in=queries.TABS[tab][1]).order_by("due_on", "case_no")[:MOST])
    return {"tab": tab, "counts": counts, "cases": [_case(line) for line in queries.lines(found, by)]}


def _case(line: queries.Line) -> dict[str, Any]:
    return {
        "case_no": line.case_no, "procedure": line.procedure, "household_no": line.household_no, "village_code": line.village_code,
        "village": line.village_name, "state": line.state, "state_label": line.state_label,
        "clock": line.clock.words if line.clock else "", "colour": line.clock.colour if line.clock else "",
        "day": line.clock.day if line.clock else None, "due_on": line.due_on, "found_on": line.found_on,
        "risks": line.risks, "category": line.category, "urgent": line.urgent,
    }  # fmt: skip


def one_case(case_no: str, *, by: Account) -> dict[str, Any]:
    """One case with its steps, newest first. Raises: CASEWORK_NOT_FOUND."""
    case = queries.find_case(scope_of(by, P.CASEWORK_READ), case_no)
    if case is None:
        raise DomainError(errors.NOT_FOUND)
    shown = queries.case_page(case, by)
    steps = [{"at": one.at, "on": one.on, "did": one.did, "by": one.by, "reason": one.reason} for one in shown.made]
    return {**_case(shown.line), "may": sorted(shown.moves), "steps": steps}


def exits(*, by: Account, township: str = "") -> dict[str, Any]:
    """The monitored families of an area with their six conditions: who can be nominated, who lacks what, who stays."""
    found = queries.exit_lines(by, {p.code: p for p in reference.places()}, township=township)
    counts = {tab: sum(line.place == tab for line in found) for tab in queries.EXIT_TABS}
    return {"counts": counts, "households": [_exit(line) for line in found]}


def _exit(line: queries.ExitLine) -> dict[str, Any]:
    conditions = [
        {"name": one.name, "known": one.known, "word": one.word, "because": one.because, "lacks": list(one.lacks)}
        for one in line.conditions
    ]
    return {
        "household_no": line.household_no, "village": line.village_name, "category": line.category,
        "identified_on": line.identified_on, "place": line.place, "says": line.says, "case_no": line.case_no,
        "conditions": conditions,
    }  # fmt: skip


def cycles(household_no: str, *, by: Account) -> dict[str, Any]:
    """A household's cycles with their events. Raises: CASEWORK_NOT_FOUND."""
    if queries.find_monitored(scope_of(by, P.CASEWORK_READ), household_no) is None:
        raise DomainError(errors.NOT_FOUND)
    found = [
        {
            "number": one.cycle.number, "scheme": one.cycle.scheme, "category": one.cycle.category,
            "state": one.cycle.state, "again": one.cycle.again, "identified_on": one.cycle.identified_on,
            "cleared_on": one.cycle.cleared_on, "risks": one.cycle.risks.split(";"),
            "events": [
                {"on": e.happened_on, "event": e.get_kind_display(), "state": e.state, "category": e.category,
                 "doc_no": e.doc_no, "reason": e.reason}
                for e in one.events
            ],
        }
        for one in queries.history(household_no, by)
    ]  # fmt: skip
    return {"household_no": household_no, "cycles": found}


def take_answers(file: Path, list_no: str, *, by: Account) -> dict[str, Any]:
    """Take in a department's answer to a list from a file on disk. Raises as `actions.take_answers`, INTAKE_NO_FILE."""
    original = uploads.plain(file)
    taken = actions.take_answers(list_no, data=original.path.read_bytes(), name=original.name, by=by)
    wrong = [{"row": row, "says": says} for row, says in taken.faults.order_by("row").values_list("row", "says")]
    return {
        "list": list_no, "rows": taken.rows, "recorded": taken.recorded, "suspicions": taken.suspicions, "same": taken.same,
        "waiting": taken.waiting, "wrong": wrong,
    }  # fmt: skip


def care(*, by: Account) -> dict[str, Any]:
    """Families whose risk was cleared and that are still looked after, soonest first, within the account's rows."""
    rows = list(queries.care(by).order_by("due_on", "pk")[:MOST])
    return {
        "care": [
            {"household_no": line.household_no, "village": line.village, "cleared_on": line.cleared_on, "number": line.number,
             "due_on": line.due_on, "due": line.due.words if line.due else "", "contact": line.contact}
            for line in queries.care_lines(rows, by)
        ]
    }  # fmt: skip
