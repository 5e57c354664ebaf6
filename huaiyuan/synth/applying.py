"""自主申报 and 明白纸 of the demo: leaflets handed out in spring with some villages short, and a November of applications.

Everything goes by the app's own doors and follows from the seed; receipts too, so that one can be looked up in a demo.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pyarrow as pa

from huaiyuan.core.kernel import clock, receipt
from huaiyuan.synth import history
from huaiyuan.synth.history import on_day

if TYPE_CHECKING:
    from huaiyuan.base.access.models import Account
    from huaiyuan.synth.county import County

# The villages whose people a demo offers at its login page come first; the rest is spread over the county.
SHOWN = ("411330101200", "411330105200")
SPRING, AUTUMN = dt.date(2026, 3, 16), dt.date(2026, 9, 7)
NOTHING_AT_ALL, A_GROUP_SHORT, NOT_HELPED = 0.02, 0.15, 0.06
HOUSEHOLDS = """
SELECT r.household_no, r.village_code, coalesce(r.group_name, '') AS group_name, p.name, p.phone,
       coalesce(m.risk_state = '未消除', false) AS monitored
FROM residences r JOIN households h USING (household_no)
LEFT JOIN memberships b ON b.household_no = r.household_no AND b.is_head AND b.valid_to = DATE '9999-12-31'
LEFT JOIN persons p USING (person_id)
LEFT JOIN (SELECT household_no, risk_state FROM monitoring WHERE valid_to = DATE '9999-12-31') m USING (household_no)
WHERE r.valid_to = DATE '9999-12-31' AND h.closed_on IS NULL AND h.rural
-- The registry has slips: a household with two heads or with none is one household all the same.
QUALIFY row_number() OVER (PARTITION BY r.household_no ORDER BY p.person_id) = 1 ORDER BY r.household_no"""


@dataclass(frozen=True)
class Case:
    """One application of the demo: when, by which way, which hardship, what became of it."""

    on: dt.date
    hardship: str
    becomes: str
    channel: str = "application"
    note: str = ""


NOVEMBER = (
    Case(dt.date(2026, 11, 2), "ill", "true", note="住院花了三万多，报销还没下来"),
    Case(dt.date(2026, 11, 3), "house", "true"),
    Case(dt.date(2026, 11, 3), "work", "untrue"),
    Case(dt.date(2026, 11, 4), "school", "true"),
    Case(dt.date(2026, 11, 5), "water", "true", channel="hotline"),
    Case(dt.date(2026, 11, 6), "disabled", "covered"),
    Case(dt.date(2026, 11, 9), "accident", "true", note="骑三轮车翻了，腿断了"),
    Case(dt.date(2026, 11, 9), "ill", "unfounded"),
    Case(dt.date(2026, 11, 10), "farm", "untrue"),
    Case(dt.date(2026, 11, 11), "ill", "covered", channel="petition"),
    Case(dt.date(2026, 11, 12), "labour", "true"),
    Case(dt.date(2026, 11, 13), "other", "unfounded", note="邻居占了宅基地"),
    Case(dt.date(2026, 11, 13), "house", "waiting"),
    Case(dt.date(2026, 11, 15), "work", "absent"),
    Case(dt.date(2026, 11, 16), "ill", "waiting"),
    Case(dt.date(2026, 11, 17), "disaster", "visiting"),
    Case(dt.date(2026, 11, 17), "school", "absent"),
    Case(dt.date(2026, 11, 18), "ill", "late"),
    Case(dt.date(2026, 11, 18), "water", "waiting", channel="hotline"),
    Case(dt.date(2026, 11, 19), "work", "late"),
    Case(dt.date(2026, 11, 19), "ill", "merged"),
    Case(dt.date(2026, 11, 20), "disabled", "merged"),
    Case(dt.date(2026, 11, 20), "farm", "sent_on"),
    Case(dt.date(2026, 11, 20), "house", "late", channel="petition"),
    Case(dt.date(2026, 11, 21), "ill", "merged"),
    Case(dt.date(2026, 11, 21), "ill", "pending", channel="opinion", note="网上说老人没人管"),
    Case(dt.date(2026, 11, 22), "school", "pending"),
    Case(dt.date(2026, 11, 22), "ill", "pending", note="透析，一个月四千多"),
    Case(dt.date(2026, 11, 22), "house", "pending"),
    Case(dt.date(2026, 11, 22), "work", "stranger"),
    Case(dt.date(2026, 11, 23), "labour", "pending"),
    Case(dt.date(2026, 11, 23), "accident", "pending", channel="hotline"),
)
VERDICTS = {"true": "identify", "covered": "covered", "untrue": "unfounded"}
WHY = {"unfounded": "到户看过，没有这回事", "absent": "电话打不通，村里没有这个人"}
DAYS = {"unfounded": 1, "absent": 2, "sent_on": 1}
MOMENT = dt.time(9, 30)


def families(county: County) -> pa.Table:
    """Rural households of today with group, head, the head's phone, and whether they are monitored."""
    with duckdb.connect() as engine:
        for name in ("residences", "households", "memberships", "persons", "monitoring"):
            engine.register(name, county.tables[name])
        return engine.sql(HOUSEHOLDS).to_arrow_table()


def hand_out(households: pa.Table, seed: int) -> int:
    """The leaflets of the year: one round a group in spring, one a village for the monitored in autumn."""
    from huaiyuan.base.access import queries as access
    from huaiyuan.county.applications import bulk

    rng = np.random.default_rng([seed, 61])
    who = {village: people[0] for village, people in history.signers().items()}
    with duckdb.connect() as engine:
        engine.register("households", households)
        groups = engine.sql("SELECT DISTINCT village_code, group_name FROM households ORDER BY ALL").fetchall()
    kept = list(_rounds(groups, who, rng))
    rounds = pa.Table.from_pylist(kept)
    with duckdb.connect() as engine:
        engine.register("households", households)
        engine.register("rounds", rounds)
        given = engine.sql("""
            SELECT r.n, h.household_no FROM rounds r JOIN households h ON h.village_code = r.village_code
            AND (r.reach = 'monitored' AND h.monitored OR r.reach = 'group' AND h.group_name = r.key)
            ORDER BY r.n, h.household_no""").to_arrow_table()
    return bulk.load_leaflets(rounds, given, by=access.acting())


def _rounds(
    groups: list[tuple[str, str]], who: dict[str, Account], rng: np.random.Generator
) -> Iterator[dict[str, object]]:
    villages = sorted({village for village, _ in groups if village in who})
    silent = {v for v in villages if v not in SHOWN and rng.random() < NOTHING_AT_ALL}
    short = {v for v in villages if rng.random() < A_GROUP_SHORT} | {SHOWN[1]}
    n = 0
    for village in villages:
        mine = [group for at, group in groups if at == village]
        if village in silent:
            continue
        for at, group in enumerate(mine):
            if village in short and at == len(mine) - 1:
                continue
            n += 1
            yield _round(n, "applying", village, "group", group, SPRING + dt.timedelta(days=at % 12), who[village])
        if rng.random() >= NOT_HELPED:
            n += 1
            yield _round(n, "helping", village, "monitored", "", AUTUMN, who[village])


def _round(
    n: int, leaflet: str, village: str, reach: str, group: str, on: dt.date, by: Account
) -> dict[str, object]:  # fmt: skip
    named = (group or "未分组") if reach == "group" else ""
    return {
        "n": n, "leaflet": leaflet, "village_code": village, "reach": reach, "group_name": named, "key": group,
        "given_on": on, "given_by": by.display_name, "recorded_by": by.pk,
        "recorded_at": dt.datetime.combine(on, dt.time(17), clock.SHANGHAI),
    }  # fmt: skip


def apply(households: pa.Table, seed: int) -> None:
    """Some thirty applications through November, each as far as its case says."""
    from huaiyuan.base.access import queries as access
    from huaiyuan.county.applications import actions

    rng = np.random.default_rng([seed, 62])
    villages = sorted(set(households["village_code"].to_pylist()))
    actions.codes_of(villages, by=access.acting(), draw=lambda n: int(rng.integers(n)))
    picks = _Picks(households, rng)
    for at, case in enumerate(NOVEMBER):
        family = picks.next(case, at)
        if family is not None:
            _one(case, family, uuid.UUID(int=seed * 1000 + at), rng)


class _Picks:
    """Families by turns from the demo's villages and from anywhere; for a merge, one whose lead is with its village."""

    def __init__(self, households: pa.Table, rng: np.random.Generator) -> None:
        from huaiyuan.county.leads import queries as leads
        from huaiyuan.county.leads.types import State

        rows = households.to_pylist()
        order = [int(i) for i in rng.permutation(len(rows))]
        every, sent = leads.households(), leads.households([State.SENT])
        free = [rows[i] for i in order if rows[i]["phone"] and rows[i]["household_no"] not in every]
        live = [rows[i] for i in order if rows[i]["phone"] and rows[i]["household_no"] in sent]
        self.near = iter([row for row in free if row["village_code"][:9] in {v[:9] for v in SHOWN}])
        self.far, self.live = iter(free), iter(sorted(live, key=lambda r: r["village_code"][:9] not in {SHOWN[0][:9]}))
        self.used: set[str] = set()

    def next(self, case: Case, at: int) -> dict[str, str] | None:
        """The family of a case; nobody applies twice. None where the county is too small to have one."""
        if case.becomes == "merged":
            source = self.live
        else:
            source = self.near if at % 2 or case.becomes in {"pending", "late", "stranger"} else self.far
        row = next((row for row in source if row["household_no"] not in self.used), None)
        self.used |= {row["household_no"]} if row else set()
        return row


def _one(case: Case, family: dict[str, str], key: uuid.UUID, rng: np.random.Generator) -> None:
    from huaiyuan.base.access import queries as access
    from huaiyuan.county.applications import bulk
    from huaiyuan.county.applications.actions import Filing

    number = receipt.make(lambda n: int(rng.integers(n)))
    known = case.becomes not in {"stranger", "absent"}
    name = family["name"] if known else f"{family['name'][0]}翠花"
    phone = (
        family["phone"] if known and case.channel != "opinion" else "" if case.channel == "opinion" else "19900099999"
    )
    with on_day(case.on):
        at = dt.datetime.combine(case.on, MOMENT, clock.SHANGHAI) + dt.timedelta(
            minutes=int(rng.integers(480)) * (case.on < clock.today())
        )
        row = bulk.file_once(
            Filing(name, phone, family["village_code"], case.hardship, case.note, channel=case.channel),
            client_uuid=key, receipt_no=number, at=at, by=access.acting() if case.channel != "application" else None,
        )  # fmt: skip
    if case.becomes not in {"pending", "late", "stranger"}:
        _decide(case, row.number, family, rng)


def _decide(case: Case, number: str, family: dict[str, str], rng: np.random.Generator) -> None:
    from huaiyuan.base.access import queries as access
    from huaiyuan.base.access.permissions import Role
    from huaiyuan.county.applications import actions
    from huaiyuan.county.applications.types import State

    township = family["village_code"][:9]
    people = access.people_of(township, Role.TOWNSHIP)
    # What is merged was taken up after the leads had gone out.
    on = case.on + dt.timedelta(days=DAYS.get(case.becomes, 1))
    on = max(on, history.DISPATCHED_ON + dt.timedelta(days=1)) if case.becomes == "merged" else on
    with on_day(min(on, clock.today())):
        if case.becomes in WHY:
            actions.end(number, state=State(case.becomes), reason=WHY[case.becomes], by=people[0])
            return
        if case.becomes == "sent_on":
            to = next(v for v in sorted(history.signers()) if v[:9] != township)
            actions.reroute(number, to_village=to, reason="户口和人都在那边，填错了村", by=people[0])
            return
        accepted = actions.accept(number, household_no=family["household_no"], by=people[0])
    _visit(case, accepted.lead_no, family["village_code"], on, rng)


def _visit(case: Case, lead_no: str, village: str, on: dt.date, rng: np.random.Generator) -> None:
    from huaiyuan.core.policy import hardships
    from huaiyuan.county.leads import actions
    from huaiyuan.county.leads.actions import Judgement, VisitReport
    from huaiyuan.county.leads.types import Verdict, Way

    if case.becomes not in {*VERDICTS, "visiting"}:
        return
    by = history.signers()[village][0]
    with on_day(on + dt.timedelta(days=2)):
        lead = actions.start_visit(lead_no, by=by)
        if case.becomes == "visiting":
            return
        verdict = Verdict(VERDICTS[case.becomes])
        risk = hardships.load()[case.hardship].risk
        judged = Judgement(
            risk, verdict, found=str(rng.choice(history.SEEN)),
            reason=str(rng.choice(history.FINE)) if verdict == Verdict.UNFOUNDED else "",
        )  # fmt: skip
        actions.record_verdicts(
            lead_no, visit=VisitReport(clock.today(), Way.ON_SITE), verdicts=[judged], by=by,
            client_uuid=uuid.UUID(bytes=rng.bytes(16)), base_version=lead.version,
        )  # fmt: skip
