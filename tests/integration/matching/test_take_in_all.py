"""A month's files two at a time: each ends as it would alone, those of one source follow each other, a bad one harms none."""

from __future__ import annotations

import pytest
from django.db import connections

from huaiyuan.base.audit.models import Event
from huaiyuan.base.audit.recording import seen_from
from huaiyuan.base.figures import snapshots
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake.models import Batch, BatchState
from huaiyuan.county.matching import actions, people
from huaiyuan.county.matching.actions import Sent
from tests.integration.matching.conftest import TOWNSHIPS, VILLAGES


@pytest.fixture
def sent(roll, in_process):
    """Two months of a school roll and one of cards."""
    for person in roll.people[:6]:
        roll.add(person)
    september = roll.write("九月.csv")
    roll.add(roll.people[6], number="")
    october = roll.write("十月.csv")
    other = roll.folder / "别的.csv"
    other.write_text("这不是名册\n", encoding="utf-8")
    return roll, Sent(september, "school_roll", "2026-09"), Sent(october, "school_roll", "2026-10"), other


def test_files_of_one_source_follow_each_other_and_answers_come_in_the_order_asked(sent):
    roll, september, october, _ = sent
    seen = []
    taken = actions.take_in_all(
        [september, october], by=roll.by, on_progress=lambda one, stage, *_: seen.append((one.period, stage))
    )
    assert [one.rows for one in taken] == [6, 7]
    assert [one.batch for one in taken] == list(Batch.objects.order_by("id").values_list("batch_id", flat=True))
    assert (seen[0], seen[-1]) == (("2026-09", "starting"), ("2026-10", "taken"))


def test_two_sources_go_beside_each_other_and_end_as_alone(sent):
    roll, september, *_ = sent
    water = Sent(roll.folder / "停水.csv", "water_outages", "2026-10")
    alone = actions.take_in(september.path, source="school_roll", period="2026-08", by=roll.by)
    code, name = next(iter(VILLAGES.items()))
    line = f"{TOWNSHIPS[code[:9]]},{name},2026-10-20,4,未恢复"
    water.path.write_text(f"乡镇,村,停水日期,停水天数,恢复情况\n{line}\n", encoding="utf-8")
    with seen_from("10.1.2.3", "办公室"):
        taken = actions.take_in_all([september, water], by=roll.by, at_once=2)
    assert [one.accepted for one in taken] == [6, 1]
    assert taken[0].outcomes == alone.outcomes
    for one in taken:
        assert set(Event.objects.filter(subject=f"batch:{one.batch}").values_list("ip", flat=True)) == {"10.1.2.3"}


def test_a_file_that_cannot_be_taken_leaves_the_others_whole(sent):
    roll, september, _, other = sent
    with pytest.raises(DomainError) as refusal:
        actions.take_in_all([september, Sent(other, "welfare_roll", "2026-10")], by=roll.by)
    assert refusal.value.code == "INTAKE_NO_HEADER"
    assert set(Batch.objects.values_list("source", "state")) <= {("school_roll", BatchState.MERGED)}
    connections.close_all()


def test_whom_a_row_could_mean_is_worked_out_once_for_a_snapshot_and_a_day(sent):
    roll, september, *_ = sent
    actions.take_in_all([september], by=roll.by)
    snapshot = snapshots.newest()
    [kept] = snapshot.folder.glob("people-*.arrow")
    written = kept.stat().st_mtime_ns
    columns = ["person_id", "name", "id_key", "household_no", "village_code", "gone"]
    known, _ = people.registered(snapshot.folder, clock.today(), snapshot.folder.parent)
    with snapshots.connect(snapshot, clock.today()) as connection:
        assert known.select(columns).equals(people.people(connection, clock.today()).select(columns))
    assert kept.stat().st_mtime_ns == written
