"""40,000 leads with their tasks and audit events, written at 5,000 a second or more."""

from __future__ import annotations

import time

import pyarrow as pa
import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.county.leads import actions
from huaiyuan.county.leads.models import Hit, Lead
from huaiyuan.county.worklist.models import Task
from tests.cast import TOWN
from tests.integration.leads import runs
from tests.integration.leads.conftest import MONDAY

LEADS, HITS_EACH, VILLAGES, LEAST_A_SECOND = 40_000, 1.5, 200, 5_000


def _hits() -> pa.Table:
    count = int(LEADS * HITS_EACH)
    households = [n % LEADS for n in range(count)]
    villages = [f"{TOWN}{201 + n % VILLAGES}" for n in households]
    columns = {
        "rule": ["R01" if n < LEADS else "R09" for n in range(count)],
        "rule_version": ["1"] * count,
        "person_id": [f"P{n:09d}" for n in range(count)],
        "household_no": [f"{village}-{n:05d}" for village, n in zip(villages, households, strict=True)],
        "village_code": villages,
        "risk_type": ["因病" if n < LEADS else "因残" for n in range(count)],
        "grade": [("黄", "橙", "红")[n % 3] for n in range(count)],
        "department": ["医保局" if n < LEADS else "残联" for n in range(count)],
        "says": ["今年住院和门诊个人自付6,000元，达到5,000元。"] * count,
        "facts": ["paid_yuan=6000"] * count,
        "fingerprint": [f"{n:016x}" for n in range(count)],
        "match": ["exact"] * count,
        "rows": ["medical_bills-2026-10-01|Sheet1|7"] * count,
    }
    return pa.table({name: columns[name] for name in runs.COLUMNS})


@pytest.mark.slow
def test_leads_tasks_and_audit_are_written_at_five_thousand_a_second(people, tmp_path, capsys):
    folder = runs.write_table(tmp_path / "large", _hits())
    begun = time.perf_counter()
    actions.open_from_run(folder, people.center, at=MONDAY)
    opened = time.perf_counter()
    sent = actions.dispatch(by=people.center, at=MONDAY)
    seconds = time.perf_counter() - begun
    with capsys.disabled():
        print(
            f"\n{LEADS:,} leads: opened in {opened - begun:.2f} s, all in {seconds:.2f} s, {LEADS / seconds:,.0f} a second"
        )

    assert (sent.leads, Lead.objects.count(), Hit.objects.count()) == (LEADS, LEADS, LEADS * HITS_EACH)
    assert Task.objects.count() == LEADS
    assert Event.objects.filter(action="leads.lead.sent").count() == LEADS
    assert LEADS / seconds >= LEAST_A_SECOND
