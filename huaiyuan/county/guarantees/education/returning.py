"""What follows when a child may have dropped out (劝返的后续): its case begins, and its end says where the child is.

Ledgers are named by their codes here: the ledgers of this slice lead to one another.
"""

from __future__ import annotations

from typing import Any

from huaiyuan.base import access
from huaiyuan.base.access.permissions import Role
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.guarantees.education import errors
from huaiyuan.county.guarantees.education.types import FoundBy, Standing
from huaiyuan.county.ledger import actions
from huaiyuan.county.ledger.actions import Place
from huaiyuan.county.ledger.declaration import LEDGERS, Act

PUPILS, RETURNS, TEACHING = "pupils", "returns", "home-teaching"
FINDERS = {Role.UNIT: FoundBy.SCHOOL, Role.VILLAGE: FoundBy.VILLAGE, Role.TOWNSHIP: FoundBy.TOWN,
           Role.DEPARTMENT: FoundBy.DEPARTMENT}  # fmt: skip
OUT = (Standing.SUSPECTED, Standing.DROPOUT)
LEARNING = (Standing.AT_SCHOOL, Standing.INCLUSIVE, Standing.SPECIAL, Standing.AT_HOME)


def begin(pupil: Any, act: Act) -> None:
    """Begin to bring a child back; one that is being brought back already goes on."""
    ledger = LEDGERS[RETURNS]
    if ledger.model._default_manager.filter(pupil=pupil).exclude(state__in=ledger.over).exists():
        return
    held = access.standing(act.by).held if act.by else ()
    finder = next((FINDERS[one.role] for one in held if one.role in FINDERS), FoundBy.ROLL)
    since = act.values.get("absent_from") or act.on
    said = {"found_by": finder.value, "found_on": since.isoformat()}
    actions.open_entry(ledger, Place(), said, by=act.by, links={"pupil": pupil}, at=act.at, trusted=True)


def drop_out(row: Any, act: Act) -> None:
    """The department has confirmed that a child has dropped out."""
    if row.pupil.state == Standing.SUSPECTED:
        actions.move(LEDGERS[PUPILS], row.pupil.number, "drop_out", by=act.by, at=act.at, trusted=True)


def settle(row: Any, act: Act) -> None:
    """The child has its place: its own row says so."""
    target = row.placement or (Standing.AWAY if row.away_school else Standing.AT_SCHOOL)
    if row.pupil.state not in (*OUT, *LEARNING) or row.pupil.state == target:
        return
    said = {"away_school": row.away_school} if row.away_school else {}
    pupil = actions.move(
        LEDGERS[PUPILS], row.pupil.number, f"back_{target}", said, by=act.by, at=act.at, trusted=True
    )  # fmt: skip
    if target == Standing.AT_HOME:
        teach_at_home(pupil, act)


def again(row: Any, act: Act) -> None:
    """A child that a roll had brought back has stayed away again."""
    if row.pupil.state in LEARNING:
        said = {"absent_from": act.on.isoformat()}
        actions.move(
            LEDGERS[PUPILS], row.pupil.number, "suspect", said, by=act.by, reason=act.reason, at=act.at, trusted=True
        )  # fmt: skip


def teach_at_home(pupil: Any, act: Act) -> None:
    """A child that is taught at home has its own file (一人一案)."""
    ledger = LEDGERS[TEACHING]
    if not ledger.model._default_manager.filter(pupil=pupil).exclude(state__in=ledger.over).exists():
        actions.open_entry(ledger, Place(), {}, by=act.by, links={"pupil": pupil}, at=act.at, trusted=True)


def require_after(row: Any, act: Act) -> None:
    """Refuse days that lie before the child was found. Raises EDUCATION_EARLY."""
    for name, day in act.values.items():
        if name in ("last_on", "confirmed_on", "back_on") and day and row.found_on and day < row.found_on:
            what, since = LEDGERS[RETURNS].column(name).title, f"没来的那天（{row.found_on.isoformat()}）"
            raise DomainError(errors.EARLY, what=what, on=day.isoformat(), since=since)
