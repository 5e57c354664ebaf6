"""A department's file from receipt to people: one line per row, outcomes that add up, the same again changes nothing."""

from __future__ import annotations

import csv

import pyarrow.parquet as pq
import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.core.engine import lake
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import actions as intake
from huaiyuan.county.intake.models import Batch
from huaiyuan.county.matching import actions, exports, queries, trail
from huaiyuan.county.matching.types import Outcome
from huaiyuan.county.registry.actions.persons import correct_person_name
from tests.integration.registry import loaded, tiny

SOURCE = {"source": "school_roll", "period": "2026-10"}


@pytest.fixture
def taken(roll):
    """A roll with one row of every kind, taken in; rows by kind."""
    one, two, three, four, five, *rest = roll.people
    rows = {
        "exact": roll.add(one),
        "normalised": roll.add(two, number=f"{two['id_number'][:6]} {two['id_number'][6:]}"),
        "probable": roll.add(three, number=""),
        "ambiguous": roll.add(four, name="欧阳无名"),
        "unmatched": roll.add(five, name="欧阳无名", number="", birth="1901-01-01"),
        "rejected": roll.add(rest[0], birth="去年"),
    }
    return roll, rows, actions.take_in(roll.write(), **SOURCE, by=roll.by)


def test_every_row_has_one_outcome_the_counts_add_up_and_the_same_file_again_changes_nothing(taken):
    roll, rows, answer = taken
    found = {line["row"]: line for line in pq.read_table(queries.folder_of(answer.batch) / lake.MATCHES).to_pylist()}
    assert {kind: found[row]["outcome"] for kind, row in rows.items()} == {kind: kind for kind in rows}
    assert found[rows["exact"]]["person_id"] == roll.people[0]["person_id"]
    assert found[rows["probable"]]["person_id"] == roll.people[2]["person_id"]
    assert found[rows["ambiguous"]]["candidates"] == [roll.people[3]["person_id"]]
    assert sum(answer.outcomes.values()) == answer.accepted == 5
    assert answer.rejected == 1
    assert queries.outcomes(answer.batch) == {Outcome(kind): 1 for kind in rows}
    again = actions.take_in(roll.write("又一份.csv"), **SOURCE, by=roll.by)
    assert (again.batch, again.duplicate_of) == (answer.batch, answer.batch)
    assert again.outcomes == answer.outcomes
    assert Batch.objects.count() == 1


@pytest.mark.slow
def test_matching_anew_writes_the_same_bytes_until_the_registry_is_corrected(taken):
    roll, _, answer = taken
    file = queries.folder_of(answer.batch) / lake.MATCHES
    before = file.read_bytes()
    assert actions.match(answer.batch, by=roll.by) == answer.outcomes
    assert file.read_bytes() == before
    correct_person_name(roll.people[3]["person_id"], name="欧阳无名", by=roll.by, reason="户口簿如此")
    outcomes = actions.match(answer.batch, by=roll.by)
    assert outcomes["ambiguous"] == 0
    assert outcomes["exact"] == 2
    assert Batch.objects.get().ambiguous == 0


@pytest.mark.slow
def test_an_ambiguous_row_is_shown_with_whom_it_may_mean(taken):
    roll, rows, answer = taken
    page = queries.rows(answer.batch, roll.by, Outcome.AMBIGUOUS)
    [row] = page.rows
    assert (page.total, page.next_after) == (1, None)
    assert (row.row, row.name) == (rows["ambiguous"], "欧阳无名")
    assert row.id_shown == roll.people[3]["id_number"][:6] + "********" + roll.people[3]["id_number"][-4:]
    assert "姓名不同" in row.reason
    [candidate] = row.candidates
    assert candidate.name == roll.people[3]["name"]
    assert candidate.household_no == roll.people[3]["household_no"]
    assert candidate.village_name


@pytest.mark.slow
def test_rows_come_in_pages_in_the_order_of_the_original(roll):
    for person in roll.people[:7]:
        roll.add(person, name="欧阳无名")
    batch = actions.take_in(roll.write(), **SOURCE, by=roll.by).batch
    first = queries.rows(batch, roll.by, Outcome.AMBIGUOUS, limit=4)
    second = queries.rows(batch, roll.by, Outcome.AMBIGUOUS, limit=4, after=first.next_after)
    assert [r.row for r in (*first.rows, *second.rows)] == list(range(2, 9))
    assert (first.total, second.next_after) == (7, None)
    [because] = queries.reasons(batch, roll.by)
    assert (because.outcome, because.reason, because.rows) == (Outcome.AMBIGUOUS, "证件号对得上，姓名不同", 7)
    assert queries.rows(batch, roll.by, Outcome.AMBIGUOUS, because=because.reason).total == 7
    assert queries.rows(batch, roll.by, Outcome.AMBIGUOUS, because="不止一人").total == 0


@pytest.mark.slow
def test_posts_that_may_not_read_matches_are_refused(taken, tmp_path):
    _, _, answer = taken
    for username in ("leader1", "yuehe", "xuzhai"):
        with pytest.raises(DomainError) as refused:
            queries.rows(answer.batch, loaded.account(username), Outcome.AMBIGUOUS)
        assert refused.value.code == "MATCHING_NOT_YOURS"
        with pytest.raises(DomainError) as refused:
            exports.write_matches(answer.batch, tmp_path / "m.csv", by=loaded.account(username))
        assert refused.value.code == "MATCHING_NOT_YOURS"


@pytest.mark.slow
def test_the_export_has_a_line_per_row_with_whole_numbers_and_is_audited(taken, tmp_path, settings):
    roll, rows, answer = taken
    out = tmp_path / "matches.csv"
    assert exports.write_matches(answer.batch, out, by=roll.by) == 6
    with out.open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert list(lines[0]) == ["sheet", "row", "outcome", "person_id", "score", "reason"]
    assert {int(line["row"]): line["outcome"] for line in lines} == {row: kind for kind, row in rows.items()}
    text = out.read_text(encoding="utf-8")
    assert not [p for p in roll.people if p["id_number"] in text or p["name"] in text]
    assert Event.objects.filter(action=trail.EXPORTED, subject=f"batch:{answer.batch}").exists()
    with pytest.raises(DomainError) as refused:
        exports.write_matches(answer.batch, settings.DATA_DIR / "tmp" / "m.csv", by=roll.by)
    assert refused.value.code == "MATCHING_EXPORT_INSIDE"


@pytest.mark.slow
def test_a_checked_batch_has_no_matches_until_it_is_merged(roll):
    roll.add(roll.people[0])
    received = intake.receive(roll.write(), **SOURCE, by=roll.by)
    with pytest.raises(DomainError) as refused:
        queries.outcomes(received.batch)
    assert refused.value.code == "MATCHING_NOT_MATCHED"
    merged = actions.merge(received.batch, by=roll.by)
    assert merged.outcomes["exact"] == 1
    assert queries.outcomes(received.batch)[Outcome.EXACT] == 1


@pytest.mark.slow
def test_somebody_who_left_the_county_is_still_known_and_said_to_be_gone(roll):
    everyone = [p for p in tiny.build(households=40)["persons"].to_pylist() if p["id_number"]]
    gone = next(p for p in everyone if p["person_id"] not in {q["person_id"] for q in roll.people})
    roll.add(roll.people[0] | {name: gone[name] for name in ("name", "id_number", "birth_on", "sex")})
    answer = actions.take_in(roll.write(), **SOURCE, by=roll.by)
    [line] = pq.read_table(queries.folder_of(answer.batch) / lake.MATCHES).to_pylist()
    assert line["person_id"] == gone["person_id"]
    assert "已减少" in line["reason"]
