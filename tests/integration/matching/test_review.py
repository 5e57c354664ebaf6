"""比对复核: what goes to the desk, what a decision does, and that it is remembered, revocable and never silent."""

from __future__ import annotations

import datetime as dt

import pyarrow.parquet as pq
import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.core.engine import lake
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake.models import Batch
from huaiyuan.county.matching import actions, background, decisions, desk, exports, queries, trail, waiting
from huaiyuan.county.matching.models import BulkProposal, ReviewDecision
from huaiyuan.county.matching.types import Answer
from huaiyuan.county.matching.waiting import Filters, RowKey
from huaiyuan.county.registry.actions.persons import correct_person_name
from huaiyuan.county.registry.models import Person
from huaiyuan.county.worklist.models import Task
from tests.integration.registry import loaded

pytestmark = [pytest.mark.usefixtures("in_process"), pytest.mark.slow]
OCTOBER, NOVEMBER = ({"source": "school_roll", "period": f"2026-{month}"} for month in (10, 11))
VILLAGE, CADRE = "411330101200", "xuzhai"
CARDS = {"source": "disability_cards", "period": "2026-11"}


@pytest.fixture
def nicknamed(roll):
    """A child whom the school writes by another name: the number is his, the name is not."""
    at = next(i for i, p in enumerate(roll.people) if i > 2 and p["village_code"] == VILLAGE)
    roll.people[3], roll.people[at] = roll.people[at], roll.people[3]
    row = roll.add(roll.people[3], name="欧阳无名")
    roll.add(roll.people[0])
    batch = actions.take_in(roll.write(), **OCTOBER, by=roll.by).batch
    return roll, RowKey(batch, "", row), roll.people[3]["person_id"]


def _line(key):
    lines = pq.read_table(queries.folder_of(key.batch_id) / lake.MATCHES).to_pylist()
    return next(one for one in lines if one["row"] == key.row)


def _next_month(roll, **changed):
    """The next file of the same school: the same child with another number of days absent."""
    roll.lines = roll.lines[:0]
    row = roll.add(roll.people[3], name="欧阳无名", days="7", **changed)
    roll.add(roll.people[1])
    return RowKey(actions.take_in(roll.write("下月.csv"), **NOVEMBER, by=roll.by).batch, "", row)


def test_a_decided_pair_takes_effect_at_once_and_next_month_needs_no_decision(nicknamed):
    roll, key, person = nicknamed
    assert [w.key for w in waiting.queue(roll.by, Filters()).rows] == [key]
    made = actions.decide(key, answer=Answer.PERSON, person_id=person, alike=True, by=roll.by)
    line = _line(key)
    assert (line["outcome"], line["person_id"]) == ("probable", person)
    assert line["reason"].startswith(f"按{roll.by.display_name}20")
    batch = Batch.objects.get()
    assert (batch.ambiguous, batch.probable) == (0, 1)
    assert waiting.queue(roll.by, Filters()).total == 0
    later = _next_month(roll)
    assert (_line(later)["outcome"], _line(later)["person_id"]) == ("probable", person)
    assert "的复核：是同一人" in _line(later)["reason"]
    assert waiting.queue(roll.by, Filters()).total == 0
    assert Event.objects.filter(action=trail.DECIDED, subject=f"batch:{key.batch_id}").count() == 1
    assert made.covers == 1


def test_a_decision_holds_for_a_file_of_another_department_too(nicknamed, tmp_path):
    roll, key, person = nicknamed
    actions.decide(key, answer=Answer.PERSON, person_id=person, alike=True, by=roll.by)
    child = roll.people[3]
    about = next(line for line in roll.lines if "欧阳无名" in line)
    card = tmp_path / "残联.csv"
    head = "姓名,残疾人证号,性别,出生日期,乡镇,行政村,残疾类别,残疾等级,发证日期,证件状态"
    row = ",".join((*about[:1], f"{child['id_number']}41", *about[2:6], "肢体", "一级", "2026-11-10", "正常"))
    card.write_text(f"{head}\n{row}\n", encoding="gb18030")
    taken = actions.take_in(card, **CARDS, by=roll.by)
    assert _line(RowKey(taken.batch, "", 2))["person_id"] == person


def test_an_undone_or_revoked_decision_opens_the_pair_again(nicknamed):
    roll, key, person = nicknamed
    before = (queries.folder_of(key.batch_id) / lake.MATCHES).read_bytes()
    actions.decide(key, answer=Answer.NOBODY, by=roll.by)
    assert _line(key)["outcome"] == "unmatched"
    actions.undo_last(by=roll.by)
    assert (queries.folder_of(key.batch_id) / lake.MATCHES).read_bytes() == before
    made = actions.decide(key, answer=Answer.PERSON, person_id=person, alike=True, by=roll.by)
    with pytest.raises(DomainError) as refused:
        actions.revoke(made.decision_no, reason=" ", by=roll.by)
    assert refused.value.code == "MATCHING_NO_REASON"
    actions.revoke(made.decision_no, reason="户口簿上不是", by=roll.by)
    background.settle_in_background([ReviewDecision.objects.latest("id").key], by=roll.by.username)
    assert (queries.folder_of(key.batch_id) / lake.MATCHES).read_bytes() == before
    assert Batch.objects.get().ambiguous == 1
    taken_back = ReviewDecision.objects.latest("id")
    assert (taken_back.revoked_by, taken_back.revoked_because) == (roll.by, "户口簿上不是")
    assert [d.decision_no for d in desk.pair(roll.by, key).earlier][:1] == [made.decision_no]


def test_what_could_mean_two_people_is_remembered_for_this_very_row_only(roll):
    """两个人写出来一样：定了一行，不等于定了另一行；同样的一行再来，不再问。"""
    one, other = roll.people[2], roll.people[5]
    twin = {"name": one["name"], "birth": one["birth_on"].isoformat(), "number": ""}
    Person.objects.filter(person_id=other["person_id"]).update(birth_on=one["birth_on"], sex=one["sex"])
    correct_person_name(other["person_id"], name=one["name"], by=roll.by, reason="户口簿如此")
    first, second = roll.add(one, **twin, school="月河镇小学"), roll.add(one, **twin, school="城郊小学")
    batch = actions.take_in(roll.write(), **OCTOBER, by=roll.by).batch
    key = RowKey(batch, "", first)
    assert not desk.line(key).tells_apart
    actions.decide(key, answer=Answer.PERSON, person_id=one["person_id"], alike=True, by=roll.by)
    assert _line(key)["person_id"] == one["person_id"]
    assert _line(RowKey(batch, "", second))["outcome"] == "ambiguous"
    roll.lines.reverse()
    later = actions.take_in(roll.write("下月.csv"), **NOVEMBER, by=roll.by).batch
    assert _line(RowKey(later, "", 3))["person_id"] == one["person_id"]
    assert _line(RowKey(later, "", 2))["outcome"] == "ambiguous"


def test_a_decision_for_more_than_one_row_asks_back_in_words(nicknamed):
    roll, key, person = nicknamed
    _next_month(roll)
    newest = waiting.queue(roll.by, Filters()).rows[0].key
    roll.lines += roll.lines[:1]
    batch = actions.take_in(roll.write("又一版.csv"), **NOVEMBER, by=roll.by).batch
    assert newest.batch_id != batch
    key = waiting.queue(roll.by, Filters()).rows[0].key
    with pytest.raises(DomainError) as asked:
        actions.decide(key, answer=Answer.PERSON, person_id=person, alike=True, by=roll.by)
    assert asked.value.code == "MATCHING_COVERS_MORE"
    assert "2行" in str(asked.value)
    assert ReviewDecision.objects.count() == 0
    actions.decide(key, answer=Answer.PERSON, person_id=person, alike=True, sure=True, by=roll.by)
    assert waiting.queue(roll.by, Filters()).total == 0


def test_an_exact_match_that_contradicts_a_decision_stands_and_says_so(nicknamed):
    roll, key, person = nicknamed
    actions.decide(key, answer=Answer.NOBODY, alike=True, by=roll.by)
    correct_person_name(person, name="欧阳无名甲", by=roll.by, reason="户口簿如此")
    actions.match(key.batch_id, by=roll.by)
    line = _line(key)
    assert (line["outcome"], line["person_id"]) == ("exact", person)
    assert "按证件号认，请核对" in line["reason"]


def test_nobody_holds_for_the_candidates_looked_at_and_for_no_later_one(nicknamed):
    roll, key, _ = nicknamed
    actions.decide(key, answer=Answer.NOBODY, alike=True, by=roll.by)
    assert waiting.queue(roll.by, Filters()).total == 0
    ReviewDecision.objects.get().seen.all().delete()
    actions.match(key.batch_id, by=roll.by)
    assert "又有了别的候选人" in _line(key)["reason"]
    assert waiting.queue(roll.by, Filters()).total == 1


def test_the_village_is_asked_and_answers(nicknamed):
    roll, key, person = nicknamed
    made = actions.decide(key, answer=Answer.VILLAGE, person_id=person, by=roll.by)
    task = Task.objects.get(kind="recognise_person")
    assert (task.owner_area, task.subject_no, task.state) == (VILLAGE, made.decision_no, "open")
    assert _line(key)["outcome"] == "ambiguous"
    assert waiting.queue(roll.by, Filters()).total == 0
    answered = actions.recognise(made.decision_no, person_id=person, by=loaded.account(CADRE))
    assert answered.answer == Answer.PERSON
    assert _line(key)["person_id"] == person
    task.refresh_from_db()
    assert task.state == "done"


def test_only_the_county_reviews_and_only_the_asked_village_answers(nicknamed):
    roll, key, person = nicknamed
    for username in ("leader1", "yuehe", "xuzhai"):
        with pytest.raises(DomainError) as refused:
            actions.decide(key, answer=Answer.PERSON, person_id=person, by=loaded.account(username))
        assert refused.value.code == "MATCHING_NOT_YOURS"
        with pytest.raises(DomainError):
            exports.pending(key.batch_id, by=loaded.account(username))
    with pytest.raises(DomainError) as refused:
        actions.recognise("FH2026-000001", person_id="", by=loaded.account("xuzhai"))
    assert refused.value.code == "MATCHING_NOT_ASKED"
    with pytest.raises(DomainError) as refused:
        actions.decide(key, answer=Answer.PERSON, person_id=roll.people[0]["person_id"], by=roll.by)
    assert refused.value.code == "MATCHING_NOT_A_CANDIDATE"


def test_the_listing_for_scripts_is_masked_and_audited(nicknamed):
    roll, key, person = nicknamed
    [one] = exports.pending(key.batch_id, by=roll.by)["pending"]
    assert (one["row"], one["outcome"]) == (key.row, "ambiguous")
    assert one["id_shown"] == roll.people[3]["id_number"][:6] + "********" + roll.people[3]["id_number"][-4:]
    [candidate] = one["candidates"]
    assert candidate["person_id"] == person
    assert [r["comparison"] for r in candidate["reasons"]] == ["证件号", "姓名", "出生日期", "村", "性别"]
    assert roll.people[3]["id_number"] not in str(one)
    assert Event.objects.filter(action=trail.LISTED).exists()


def test_the_whole_number_is_shown_only_after_it_is_logged(nicknamed):
    roll, key, _ = nicknamed
    with pytest.raises(DomainError):
        actions.reveal_cell(key, reason="", by=roll.by)
    assert actions.reveal_cell(key, reason="和户口簿核对", by=roll.by) == roll.people[3]["id_number"]
    assert Event.objects.filter(action=trail.REVEALED, reason="和户口簿核对").count() == 1


def test_many_rows_at_once_need_strong_reasons_and_a_second_person(roll, monkeypatch):
    monkeypatch.setattr(decisions, "below", lambda: 90)
    births = {}
    for person in roll.people[:4]:
        births[person["person_id"]] = person["birth_on"] + dt.timedelta(days=1)
        roll.add(person, number="", birth=births[person["person_id"]].isoformat())
    weak = roll.add(roll.people[5], name="欧阳无名")
    batch = actions.take_in(roll.write(), **OCTOBER, by=roll.by).batch
    assert waiting.queue(roll.by, Filters()).total == 5
    first, second = roll.by, loaded.account("county2")
    bulk = actions.propose(batch, by=first)
    assert bulk.rows == 4
    assert ReviewDecision.objects.count() == 0
    with pytest.raises(DomainError) as refused:
        actions.propose(batch, by=second)
    assert refused.value.code == "MATCHING_ONE_WAITS"
    with pytest.raises(DomainError) as refused:
        actions.agree(bulk.proposal_no, by=first)
    assert refused.value.code == "MATCHING_SAME_PERSON"
    assert actions.agree(bulk.proposal_no, by=second).rows == 4
    assert [w.key.row for w in waiting.queue(roll.by, Filters()).rows] == [weak]
    made = BulkProposal.objects.get()
    assert (made.proposed_by, made.settled_by) == (first, second)
    actions.undo_bulk(bulk.proposal_no, reason="看错了", by=first)
    assert waiting.queue(roll.by, Filters()).total == 5
    assert {e.action for e in Event.objects.filter(action__startswith="matching.bulk.")} == {
        trail.PROPOSED, trail.AGREED, trail.UNDONE,
    }  # fmt: skip
    with pytest.raises(DomainError) as refused:
        actions.undo_bulk(bulk.proposal_no, reason="再来", by=first)
    assert refused.value.code == "MATCHING_NO_PROPOSAL"


def test_a_batch_without_strong_rows_cannot_be_accepted_at_once(nicknamed):
    roll, key, _ = nicknamed
    with pytest.raises(DomainError) as refused:
        actions.propose(key.batch_id, by=roll.by)
    assert refused.value.code == "MATCHING_NOTHING_STRONG"
