"""四查三比对 (比对): the comparison of registry, roll and cards becomes rows of the ledgers; running it again changes nothing."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction

from huaiyuan.base import audit, reference
from huaiyuan.base.access import queries as access
from huaiyuan.base.access.models import Account
from huaiyuan.base.figures import snapshots
from huaiyuan.base.figures.snapshots import Snapshot
from huaiyuan.base.vault.running import next_numbers
from huaiyuan.core.engine import child
from huaiyuan.core.engine.scratch import scratch
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy.compile import school_base
from huaiyuan.county.guarantees.education import errors, trail
from huaiyuan.county.guarantees.education.pupils import PUPILS
from huaiyuan.county.guarantees.education.returns import RETURNS
from huaiyuan.county.guarantees.education.schools import SCHOOLS
from huaiyuan.county.guarantees.education.teaching import TEACHING
from huaiyuan.county.intake import queries as intake
from huaiyuan.county.ledger import bulk
from huaiyuan.county.ledger.declaration import Ledger
from huaiyuan.county.ledger.rewriting import rewrite, standing
from huaiyuan.county.ledger.types import DIGITS, Did

Progress = Callable[[str, int, int], None]
BASE = "education.school_year_base"
NUMBERS = {
    "youngest": "education.compulsory_age.youngest", "compulsory": "education.compulsory_age.oldest",
    "oldest": "education.ledger_age.oldest", "days": "education.absence_days", "share": "education.roll_share",
}  # fmt: skip
HELD = ("number", "state", "person_no", "unit_no", "school_no_id", "stage", "grade", "mode", "age", "disabled", "disability",
        "roll_says", "absent_days", "ground")  # fmt: skip
# What the lists say of a child that has a row; where the roll is silent, what stands there stays.
AFTER = """
SELECT h.number, CASE WHEN h.ground = 'person' OR s.wanted IS NULL THEN h.state ELSE s.wanted END AS state,
       coalesce(c.number, h.unit_no) AS unit_no, coalesce(c.id, h.school_no_id) AS school_no_id,
       coalesce(nullif(s.stage, ''), h.stage) AS stage, coalesce(s.grade, h.grade) AS grade,
       coalesce(nullif(s.mode, ''), h.mode) AS mode, CAST(s.age AS BIGINT) AS age,
       CASE WHEN s.disabled = '' AND h.disabled = 'assessed' THEN h.disabled ELSE s.disabled END AS disabled, s.disability,
       s.roll_says, CAST(s.absent_days AS BIGINT) AS absent_days
FROM held h JOIN said s ON s.person_id = h.person_no LEFT JOIN schools c ON c.name = s.school
WHERE h.state <> 'gone'"""
FRESH = """
SELECT coalesce(s.wanted, 'unknown') AS state, s.person_id AS person_no, s.household_no, s.village_code,
       c.number AS school_no, coalesce(c.number, '') AS unit_no, s.stage, coalesce(s.grade, '') AS grade, s.mode, s.age,
       s.disabled, s.disability, s.roll_says, s.absent_days, 'roll' AS ground
FROM said s ANTI JOIN held h ON h.person_no = s.person_id LEFT JOIN schools c ON c.name = s.school
ORDER BY s.village_code, s.household_no, s.person_id"""
# Who is too old by now, has died, or has left the county; who came back is looked at again.
GONE = """SELECT number, 'gone' AS state, 'roll' AS ground FROM held h ANTI JOIN said s ON s.person_id = h.person_no WHERE h.state NOT IN ('gone', 'graduated')"""
AGAIN = """SELECT h.number, coalesce(s.wanted, 'unknown') AS state, 'roll' AS ground FROM held h
    JOIN said s ON s.person_id = h.person_no WHERE h.state = 'gone' AND h.ground = 'roll'"""
OUT = ("suspected", "dropout")


@dataclass(frozen=True)
class Compared:
    """What a comparison did: the roll's month, and rows by what became of them."""

    period: str
    children: int
    opened: int
    changed: int
    gone: int
    suspected: int
    returned: int
    unknown: int

    def as_json(self) -> dict[str, Any]:
        """For those who script it."""
        return asdict(self)


def compare(
    as_of: dt.date | None = None,
    *,
    by: Account | None,
    snapshot: Snapshot | None = None,
    on_progress: Progress | None = None,
) -> Compared:
    """Compare the lists of a day and bring the ledgers up to them. A state that somebody looked at stays.

    The registry is that of the snapshot given, or of one that knows all that is written.

    Raises: EDUCATION_NO_ROLL, EDUCATION_NO_AGE.
    """
    day = as_of or clock.today()
    with tempfile.TemporaryDirectory(dir=Path(settings.DATA_DIR) / "tmp") as folder:
        file = Path(folder) / "said.parquet"
        order = _order(day, file, snapshot or snapshots.current())
        child.call("huaiyuan.county.guarantees.education.comparing:run", order, on_progress)
        return _take_up(pq.read_table(file), order["roll"]["period"], by)


def compare_in_background(as_of: str, by: str) -> str:
    """Compare for the account named `by`; returns the sentence that stands on the job."""
    done = compare(dt.date.fromisoformat(as_of), by=access.acting(by))
    return f"比了{done.children}人：新建账{done.opened}人，改{done.changed}人，新疑似辍学{done.suspected}人，不明{done.unknown}人"


def _order(day: dt.date, into: Path, snapshot: Snapshot) -> dict[str, Any]:
    """All that the comparison follows from."""
    values = reference.parameters([BASE, *NUMBERS.values()], day)
    if missing := [name for name in (BASE, *NUMBERS.values()) if name not in values]:
        raise DomainError(errors.NO_AGE, missing="、".join(missing), on=day.isoformat())
    batches = {one.source: one for one in intake.effective_batches(day)}
    if "school_roll" not in batches:
        raise DomainError(errors.NO_ROLL)
    named = {"roll": batches["school_roll"], "cards": batches.get("disability_cards")}
    told = {
        name: {"batch": one.batch_id, "source": one.source, "period": one.period, "folder": str(one.folder)}
        for name, one in named.items() if one is not None
    }  # fmt: skip
    numbers = {name: int(Decimal(values[parameter].value)) for name, parameter in NUMBERS.items()}
    base = school_base(day, str(values[BASE].value))
    return {
        "as_of": day.isoformat(),
        "base": base.isoformat(),
        "numbers": numbers,
        "snapshot": str(snapshot.folder),
        "into": str(into),
        **told,
    }


@transaction.atomic
def _take_up(said: pa.Table, period: str, by: Account | None) -> Compared:
    moment, reason = clock.business_now(), f"{period}学籍名册、残联名册比对"
    held = standing(PUPILS, *HELD)
    with scratch() as engine:
        engine.register("said", said)
        engine.register("held", held)
        engine.register("schools", standing(SCHOOLS, "number", "name", "id"))
        after, fresh, gone, again = (engine.sql(sql).to_arrow_table() for sql in (AFTER, FRESH, GONE, AGAIN))
    changed = rewrite(PUPILS, after, did=Did.REWRITTEN, by=by, reason=reason, at=moment)
    rewrite(PUPILS, again, did=Did.REWRITTEN, by=by, reason=reason, at=moment)
    left = rewrite(PUPILS, gone, did=Did.REWRITTEN, by=by, reason="超龄、去世或迁出", at=moment)
    opened = _open(PUPILS, fresh, moment, by)
    suspected, returned = _follow(moment, reason, by)
    rows = PUPILS.model._default_manager
    done = Compared(
        period,
        said.num_rows,
        opened,
        len(changed),
        len(left),
        suspected,
        returned,
        rows.filter(state="unknown").count(),
    )
    told = {name: value for name, value in done.as_json().items() if name not in ("children", "returned")}
    audit.record(trail.COMPARED, by=by, subject=f"education:{period}", writes=True, **told)
    return done


def _open(ledger: Ledger, rows: pa.Table, at: dt.datetime, by: Account | None) -> int:
    if not rows.num_rows:
        return 0
    day = at.astimezone(clock.SHANGHAI).date()
    numbers = next_numbers(ledger.model, ledger.prefix, day, rows.num_rows, places=DIGITS)
    days = pa.array([day] * rows.num_rows, pa.date32())
    for name, column in {"number": pa.array(numbers), "state_since": days, "opened_on": days}.items():
        rows = rows.append_column(name, column)
    return bulk.load(ledger, rows, by=by)


def _follow(at: dt.datetime, reason: str, by: Account | None) -> tuple[int, int]:
    """Cases of children that may have dropped out begin, those of children at school again go on to their placing.

    Files of children that a roll says are taught at home begin too.
    """
    today = at.astimezone(clock.SHANGHAI).date()
    cases = RETURNS.model._default_manager.exclude(state__in=RETURNS.over)
    files = TEACHING.model._default_manager.exclude(state__in=TEACHING.over)
    pupils = PUPILS.model._default_manager
    began = _open(
        RETURNS, _cases(pupils.filter(state__in=OUT).exclude(pk__in=cases.values("pupil")), RETURNS, today), at, by
    )
    _open(
        TEACHING, _cases(pupils.filter(state="at_home").exclude(pk__in=files.values("pupil")), TEACHING, today), at, by
    )
    tell = partial(rewrite, RETURNS, by=by, reason=reason, at=at)
    # The roll itself says that a child has dropped out; or that it is at school again; or the child is no more here.
    dropped = cases.filter(pupil__state="dropout", confirmed_on=None)
    tell(_marked(dropped, confirmed_on=today), did=Did.REWRITTEN)
    back = cases.filter(state__in=["found", "working"]).exclude(pupil__state__in=[*OUT, "gone"])
    returned = tell(_marked(back, state="back", back_on=today), did="on_roll")
    for ledger, over, rows in ((RETURNS, "unfounded", cases), (TEACHING, "ended", files)):
        table = _marked(rows.filter(pupil__state="gone"), state=over, ended_on=today)
        rewrite(ledger, table, did=Did.REWRITTEN, by=by, reason="移出台账", at=at)
    return began, len(returned)


def _marked(rows: Any, **said: str | dt.date) -> pa.Table:
    """Rows with what is to be said of all of them."""
    numbers = list(rows.order_by("number").values_list("number", flat=True))
    columns = {"number": pa.array(numbers, pa.string())}
    for name, value in said.items():
        columns[name] = pa.array([value] * len(numbers), pa.string() if isinstance(value, str) else pa.date32())
    return pa.table(columns)


def _cases(pupils: Any, ledger: Ledger, day: dt.date) -> pa.Table:
    """Rows of another ledger for pupils: whom they are about, and where they belong."""
    names = ("number", "person_no", "household_no", "village_code", "unit_no")
    found = list(pupils.order_by("number").values_list(*names))
    columns = dict(zip(names, zip(*found, strict=True), strict=True)) if found else {name: () for name in names}
    table = {name: pa.array(values, pa.string()) for name, values in columns.items()}
    table["pupil"] = table.pop("number")
    table["state"] = pa.array([str(ledger.opening.state)] * len(found), pa.string())
    if ledger is RETURNS:
        table |= {
            "found_by": pa.array(["roll"] * len(found), pa.string()),
            "found_on": pa.array([day] * len(found), pa.date32()),
        }
    return pa.table(table)
