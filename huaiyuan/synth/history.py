"""What the county did with its November: took in the files, screened, sent out the leads, verified a part of them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np

from huaiyuan.core.kernel import clock

if TYPE_CHECKING:
    from huaiyuan.base.access.models import Account
    from huaiyuan.county.leads.queries import Listed

# Friday: the leads go out; the villages have the week-end and Monday morning behind them when the demo opens.
DISPATCHED_ON = dt.date(2026, 11, 20)
VERIFIED_SHARE = 0.25
PHONE_SHARE = 0.1
NOT_SO = {
    "因病": ("票据已由商业保险赔付，自己没花这么多", "在外地参加了职工医保，有参保证明", "家里有稳定收入，能承受"),
    "因残": ("是补办的旧证，不是新残", "家里有稳定收入，能承受"),
    "因义务教育": ("孩子在县外就读，有学籍证明", "是请了病假，已经返校"),
    "因安全住房": ("已搬到镇上新房，旧房不住人", "已经加固完，等着验收"),
}
FINE = ("家里有稳定收入，能承受", "子女都在身边，生活没有困难")
SEEN = ("核过票据，户主认可", "看了家里情况，属实", "和户主当面核过")


@contextmanager
def on_day(day: dt.date) -> Iterator[None]:
    """Let it be another day for a while, from ten in the morning on."""
    today = clock.today()
    clock.configure(today=day, hour=10)
    try:
        yield
    finally:
        clock.configure(today=today)


def count_report_day(day: dt.date) -> None:
    """Count every figure as of the report date, which takes the first snapshot."""
    from huaiyuan.base.figures import compute

    compute.compute(day)


def find_duplicates() -> None:
    """List entries that may be one person, over the snapshot that screening took: the registry is as it was then."""
    from huaiyuan.base.access import queries as access
    from huaiyuan.base.figures import snapshots
    from huaiyuan.county.upkeep import actions

    actions.find_duplicates(by=access.acting(), snapshot=snapshots.newest())


def file_changes() -> None:
    """Three villages file what their townships have not decided yet: splits, and a whole family that left."""
    from huaiyuan.county.registry import queries
    from huaiyuan.county.upkeep import actions
    from huaiyuan.county.upkeep.actions import Filing, Who
    from huaiyuan.county.upkeep.types import Kind, Part, Whole

    signing = signers()
    shown = next((code for code, people in sorted(signing.items()) if any(p.demo_login for p in people)), "")
    for n, village in enumerate([code for code in sorted(signing) if code[:9] == shown[:9]][:3]):
        by = signing[village][0]
        lines = [line for line in queries.village_page(village, by).rows if line.members >= 4 and not line.category]
        page = queries.household_page(lines[n].household_no, by) if len(lines) > n else None
        if page is None:
            continue
        grown = [m for m in page.members if not m.is_head and m.age >= 18]
        split = Filing(Kind.SPLIT, clock.today(), (Who(Part.HEAD, grown[0].person_id),)) if grown else None
        gone = Filing(Kind.MOVE_OUT, clock.today(), whole=Whole.AWAY, note="全家户口已迁到县外")
        number = uuid.UUID(int=n + 1)
        actions.file_change(page.household_no, gone if n == 1 or not split else split, by=by, client_uuid=number)


def take_in(sent: list[Path], received_on: dt.date) -> None:
    """Take in the department files, those of a source in the order they came; a file sent again changes nothing."""
    from huaiyuan.base.access import queries as access
    from huaiyuan.county.matching import actions

    named = [(path, path.stem.split("_", 1)[1].replace("（重发）", "").rsplit("_", 1)) for path in sent]
    with on_day(received_on):
        actions.take_in_all([actions.Sent(path, *names) for path, names in named], by=access.acting())


def crosscheck(files: Path, received_on: dt.date) -> None:
    """Compare the national system's roster of the report day."""
    from huaiyuan.base.access import queries as access
    from huaiyuan.county.crosscheck import actions
    from huaiyuan.synth.files import national

    with on_day(received_on):
        for path in sorted((files / national.FOLDER).glob("*.xlsx")):
            actions.take_in_and_compare(path, period=path.stem.rpartition("_")[2], by=access.acting())


def screen() -> None:
    """The first run."""
    from huaiyuan.base.access import queries as access
    from huaiyuan.county.screening import actions

    with on_day(DISPATCHED_ON):
        actions.screen(as_of=DISPATCHED_ON, by=access.acting())


def check_registry() -> None:
    """The month's check of the registry itself; every village gets its one task."""
    from huaiyuan.base.access import queries as access
    from huaiyuan.county.screening import checking

    with on_day(DISPATCHED_ON):
        checking.check_registry(by=access.acting(), hand_out=True)


def dispatch_and_verify(truth: Path, seed: int) -> None:
    """Send everything out on Friday; by Monday the villages have verified a part, each signed by one of its own."""
    from huaiyuan.base.access import queries as access
    from huaiyuan.county.leads import actions

    with on_day(DISPATCHED_ON):
        actions.dispatch(by=access.acting())
    struck = {
        (h, r)
        for h, r in duckdb.execute(
            "SELECT household_no, risk_type FROM read_parquet($file)", {"file": str(truth / "shocks.parquet")}
        ).fetchall()
    }
    _verify(struck, np.random.default_rng([seed, 99]))


def _verify(struck: set[tuple[str, str]], rng: np.random.Generator) -> None:
    from huaiyuan.county.leads import queries

    for people in signers().values():
        for group in queries.village_todo(people[0]):
            for todo in group.todos:
                if rng.random() < VERIFIED_SHARE:
                    by = people[int(rng.integers(len(people)))]
                    with on_day(DISPATCHED_ON + dt.timedelta(days=int(rng.integers(1, 4)))):
                        _verify_one(todo.line, struck, by, rng)


def _verify_one(line: Listed, struck: set[tuple[str, str]], by: Account, rng: np.random.Generator) -> None:
    from huaiyuan.county.leads import actions
    from huaiyuan.county.leads.actions import Judgement, VisitReport
    from huaiyuan.county.leads.types import Verdict, Way

    def verdict(risk_type: str) -> Any:
        if (line.household_no, risk_type) in struck:
            kind = (
                Verdict.MONITORED
                if "未消除" in line.household_kind
                else rng.choice([Verdict.IDENTIFY, Verdict.DEPARTMENT], p=[0.3, 0.7])
            )
            return Judgement(risk_type, Verdict(kind), found=str(rng.choice(SEEN)))
        if rng.random() < 0.55:
            return Judgement(risk_type, Verdict.COVERED, found=str(rng.choice(SEEN)))
        return Judgement(risk_type, Verdict.UNFOUNDED, reason=str(rng.choice(NOT_SO.get(risk_type, FINE))))

    lead = actions.start_visit(line.lead_no, by=by)
    phone = rng.random() < PHONE_SHARE
    report = VisitReport(clock.today(), Way.PHONE if phone else Way.ON_SITE, signed=not phone)
    actions.record_verdicts(
        line.lead_no,
        visit=report,
        verdicts=[verdict(r) for r in line.risk_types],
        by=by,
        client_uuid=uuid.UUID(bytes=rng.bytes(16)),
        base_version=lead.version,
    )


def signers() -> dict[str, list[Account]]:
    """Who may sign for each village."""
    from huaiyuan.base import reference
    from huaiyuan.base.access import queries as access
    from huaiyuan.base.access.permissions import Role

    villages = [village.code for village in reference.places(level="village")]
    held = access.people_by_area(villages, Role.VILLAGE)
    return {village: held[village] for village in villages if village in held}
