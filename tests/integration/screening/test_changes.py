"""A threshold is tried, published by a second person, in force on its day, rolled back; nothing is ever lost."""

from __future__ import annotations

import datetime as dt
import threading
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction

from huaiyuan.base import reference
from huaiyuan.base.access.scope import Scope
from huaiyuan.base.audit.models import Event
from huaiyuan.base.reference.models import ParameterValue
from huaiyuan.core.engine import child
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.leads.models import Lead
from huaiyuan.county.screening import actions, catalogue, change_reading, changes, content, inputs, queries, trials
from huaiyuan.county.screening.models import RuleChange, RuleVersion, Trial
from huaiyuan.county.screening.types import ChangeState
from tests.integration.registry import loaded
from tests.integration.screening import proposing
from tests.integration.screening.conftest import plant_few
from tests.integration.screening.proposing import LINE, PAPER, folder_of, tried
from tests.integration.screening.world import TODAY

pytestmark = pytest.mark.slow

SOON = dt.date(2026, 12, 1)
DAYS = "education.absence_days"


@pytest.fixture
def office(county, monkeypatch):
    """The tiny county with bills, and two people of its centre: `by` and `second`."""
    homes = {}
    for person in county.world.people:
        homes.setdefault(person["household_no"], person)
    lifted = [p for p in homes.values() if p["archive_type"] == "脱贫户"]
    for person, paid in zip(lifted, ("4500", "5500", "7000", "23000"), strict=False):
        county.world.bill(person["person_id"], paid)
    monkeypatch.setattr(trials.intake, "batches", proposing.sent_files(county))
    proposing.in_this_process(monkeypatch)
    yield SimpleNamespace(**vars(county), second=loaded.account("county2"), ill=lifted[:4], homes=homes)
    proposing.leave_nothing()


def refused(code, act):
    with pytest.raises(DomainError) as refusal:
        act()
    assert refusal.value.code == code
    assert any("\u4e00" <= char <= "\u9fff" for char in str(refusal.value))
    return refusal.value


def in_force(name=LINE, on=TODAY):
    found = reference.parameter(name, on)
    return None if found is None else found.value


def test_a_threshold_is_tried_published_by_another_and_rolled_back(office):
    change = tried(office)
    assert change.state == ChangeState.TRIED
    assert (change.trial.before_hits, change.trial.after_hits) == (3, 2)
    assert in_force() == 5000, "nothing holds before it is published"
    changes.publish(change.change_no, by=office.second)
    assert in_force() == 6000
    assert reference.parameter(LINE, TODAY).doc_no == PAPER.doc_no
    back = changes.ask_roll_back(change.change_no, reason="核下来不对", by=office.second)
    changes.try_change(back.change_no, by=office.second)
    refused("SCREENING_SAME_PERSON", lambda: changes.publish(back.change_no, by=office.second))
    changes.publish(back.change_no, by=office.by)
    change.refresh_from_db()
    assert (in_force(), change.state) == (5000, ChangeState.ROLLED_BACK)
    told = Event.objects.get(action="screening.change.published", subject=f"rule_change:{change.change_no}")
    assert "从5,000元改为6,000元" in told.facts
    assert told.by_username == "county2"
    assert Event.objects.filter(action="screening.change.rolled_back").count() == 1


def test_a_trial_opens_no_lead_and_writes_no_run(office):
    runs = sorted(office.runs.iterdir())
    change = tried(office, "4000")
    assert change.trial.after_leads > change.trial.before_leads
    assert Lead.objects.count() == 0
    assert sorted(office.runs.iterdir()) == runs


@pytest.mark.one_database
def test_the_same_trial_gives_the_same_bytes_in_a_child_too(office, monkeypatch):
    proposing.forget_trials()
    change = tried(office, "4000")
    first = {file.name: file.read_bytes() for file in folder_of(change).iterdir()}
    proposing.leave_nothing()
    proposing.forget_trials()
    reference_again(office)
    monkeypatch.setattr(trials, "child", child)
    again = tried(office, "4000")
    assert again.trial.trial_id == change.trial.trial_id
    assert {file.name: file.read_bytes() for file in folder_of(again).iterdir()} == first
    assert set(first) == {"villages.parquet", "people.parquet", "caught.parquet", "manifest.json"}


def reference_again(office):
    from huaiyuan.base.reference import actions as writing

    writing.seed()
    plant_few()
    assert office.by.pk


def test_what_was_tried_is_what_may_be_published_and_nothing_else(office):
    change = changes.propose("R01", {"line": "6000"}, PAPER, by=office.by)
    refused("SCREENING_CHANGE_STAGE", lambda: changes.publish(change.change_no, by=office.second))
    changes.try_change(change.change_no, by=office.by)
    reworded = changes.Paper(TODAY, "想了想，线定高一点", "第二次会议")
    edited = changes.edit(change.change_no, {LINE: "6500"}, reworded, by=office.by)
    assert (edited.reason, edited.source, edited.doc_no) == ("想了想，线定高一点", "第二次会议", "")
    refused("SCREENING_CHANGE_STAGE", lambda: changes.publish(change.change_no, by=office.second))
    changes.try_change(change.change_no, by=office.by)
    RuleChange.objects.get(change_no=change.change_no).values.update(number=Decimal(9000))
    refused("SCREENING_TRY_AGAIN", lambda: changes.publish(change.change_no, by=office.second))
    assert in_force() == 5000


def test_a_change_that_another_one_overtook_must_be_tried_again(office):
    first, second = tried(office, "6000"), tried(office, "7000")
    changes.publish(first.change_no, by=office.second)
    refused("SCREENING_TRY_AGAIN", lambda: changes.publish(second.change_no, by=office.second))
    changes.try_change(second.change_no, by=office.by)
    changes.publish(second.change_no, by=office.second)
    assert in_force() == 7000
    refused("SCREENING_LATER_CHANGE", lambda: changes.ask_roll_back(first.change_no, reason="回退", by=office.by))


def test_the_proposer_cannot_publish_even_past_the_action(office):
    change = tried(office)
    refused("SCREENING_SAME_PERSON", lambda: changes.publish(change.change_no, by=office.by))
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleChange.objects.filter(pk=change.pk).update(state="published", published_by=office.by)


def test_only_those_whose_post_says_so_take_part(office):
    change = tried(office)
    for username in ("leader1", "yuehe", "xuzhai"):
        other = loaded.account(username)
        refused("SCREENING_NOT_PERMITTED", lambda by=other: changes.publish(change.change_no, by=by))
        refused("SCREENING_NOT_PERMITTED", lambda by=other: changes.propose("R01", {"line": "1"}, PAPER, by=by))
    refused("SCREENING_NOT_YOURS", lambda: changes.drop(change.change_no, reason="不要了", by=office.second))
    assert Trial.objects.count() == 1


def test_two_at_the_same_instant_and_the_proposer_between_them_publish_once(office):
    change = tried(office)
    gate, won, lost = threading.Barrier(6), [], []

    def press(account) -> None:
        try:
            gate.wait()
            changes.publish(change.change_no, by=account)
            won.append(account.username)
        except DomainError as refusal:
            lost.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(by,)) for by in (office.second, office.by) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won == ["county2"]
    assert lost.count("SCREENING_SAME_PERSON") == 3
    assert set(lost) <= {"SCREENING_SAME_PERSON", "SCREENING_CHANGE_MOVED", "SCREENING_CHANGE_STAGE"}
    assert in_force() == 6000


def test_two_changes_of_one_number_published_at_once_leave_one_value(office, monkeypatch):
    both = [tried(office, value) for value in ("6000", "7000")]
    compared, other_done, ends = threading.Event(), threading.Event(), []
    base_print = content.base_print

    def slowly(draft):
        """The first compares what it was tried against, and then is overtaken by the second if nothing stops it."""
        found = base_print(draft)
        if threading.current_thread() is first:
            compared.set()
            other_done.wait(0.5)
        return found

    def press(change_no) -> None:
        try:
            changes.publish(change_no, by=office.second)
            ends.append("published")
        except DomainError as refusal:
            ends.append(refusal.code)
        finally:
            connection.close()

    monkeypatch.setattr(content, "base_print", slowly)
    first, second = (threading.Thread(target=press, args=(change.change_no,)) for change in both)
    first.start()
    compared.wait(5)
    second.start()
    second.join(0.4)
    if not second.is_alive():
        other_done.set()
    for thread in (first, second):
        thread.join()
    assert sorted(ends) == ["SCREENING_TRY_AGAIN", "published"]
    assert in_force() == 6000


def test_a_change_for_a_later_day_holds_from_that_day_and_can_be_taken_back_before_it(office):
    change = tried(office, paper=changes.Paper(SOON, "下月起", "会议"))
    changes.publish(change.change_no, by=office.second)
    assert (in_force(), in_force(on=SOON)) == (5000, 6000)
    assert not change_reading.one(change.change_no, office.by).is_in_force
    back = changes.ask_roll_back(change.change_no, reason="先不改", by=office.by)
    refused("SCREENING_RESTORING", lambda: changes.ask_roll_back(change.change_no, reason="再来", by=office.second))
    changes.try_change(back.change_no, by=office.by)
    changes.publish(back.change_no, by=office.second)
    assert (in_force(), in_force(on=SOON)) == (5000, 5000)


@pytest.mark.one_database
def test_a_value_for_what_was_missing_switches_the_rule_on(office):
    ParameterValue.objects.filter(name=DAYS).update(number=None)
    assert listed("R11")["state"] == "off"
    change = tried(office, "3", rule="R11", name=DAYS)
    assert lake_manifest(change)["off"]["after"] == {"R11": ""}
    assert "2026" in lake_manifest(change)["off"]["before"]["R11"]
    changes.publish(change.change_no, by=office.second)
    r11 = listed("R11")
    assert (r11["state"], r11["off_because"]) == ("on", None)
    assert {"name": "days", "value": "3", "doc_no": PAPER.doc_no}.items() <= next(
        p for p in r11["parameters"] if p["name"] == "days"
    ).items()
    ran = {line["id"]: line for line in actions.screen(as_of=TODAY, by=office.by)["rules"]}
    assert ran["R11"]["off_because"] is None


@pytest.mark.one_database
def test_a_line_that_is_settled_year_by_year_ends_with_its_year(office):
    change = tried(office, "8,600", rule="R31", name="income.reference_line")
    assert lake_manifest(change)["off"]["before"] == {"R31": "缺 2026 年参考线"}
    changes.publish(change.change_no, by=office.second)
    assert "参考线" not in (listed("R31")["off_because"] or "")
    assert in_force("income.reference_line") == 8600
    assert in_force("income.reference_line", dt.date(2027, 1, 1)) is None


def listed(rule):
    return next(line for line in catalogue.as_json(TODAY) if line["id"] == rule)


def lake_manifest(change):
    from huaiyuan.core.engine import lake

    return lake.read_manifest(folder_of(change))


def line_of(text, begins):
    return next((n for n, line in enumerate(text.split("\n"), 1) if begins and line.startswith(begins)), 0)


@pytest.mark.one_database
def test_a_text_is_checked_with_file_and_line_and_counts_its_own_version(office):
    text = content.current_text("R01", TODAY)
    for broken, code, line in (
        (text.replace('paid_yuan >= :line"', 'paid_yuan >= :lime"'), "POLICY_FILE_FAULT", "when: "),
        (text.replace('paid_yuan >= :line"', 'coalesce(paid_yuan, 0) >= :line"'), "POLICY_FILE_FAULT", "when: "),
        (
            text.replace('paid_yuan >= :line"', 'paid_yuan > :line"'),
            "SCREENING_TABLE_FAILS",
            "  脱贫户   | 否       | 5000 ",
        ),
        (text.replace("id: R01", "id: R02"), "SCREENING_RULE_NUMBER", ""),
        (text.replace("from: 2021-01-01", "from: 2027-01-01", 1), "POLICY_FILE_FAULT", "from: "),
    ):
        found = refused(code, lambda given=broken: changes.propose("R01", {}, PAPER, by=office.by, text=given))
        assert found.facts.get("line", 0) == line_of(text, line), line
    refused("SCREENING_NOTHING_CHANGED", lambda: changes.propose("R01", {}, PAPER, by=office.by, text=text))
    better = text.replace("达到{line}元的预警线", "已经到了{line}元的预警线").replace("\n", "\r\n")
    change = changes.propose("R01", {}, PAPER, by=office.by, text=better)
    changes.try_change(change.change_no, by=office.by)
    changes.publish(change.change_no, by=office.second)
    rule = next(rule for rule in queries.rules(TODAY) if rule.id == "R01")
    assert (rule.version, rule.state) == (2, "县里已定")
    assert "已经到了" in inputs.rule_texts(TODAY)["R01.yaml"]
    back = changes.ask_roll_back(change.change_no, reason="改回来", by=office.by)
    changes.try_change(back.change_no, by=office.by)
    changes.publish(back.change_no, by=office.second)
    assert "已经到了" not in inputs.rule_texts(TODAY)["R01.yaml"]
    assert [v.version for v in RuleVersion.objects.filter(rule="R01").order_by("version")] == [1, 2, 3]
    assert RuleVersion.objects.filter(rule="R01", superseded_at=None, valid_to=dt.date(9999, 12, 31)).count() == 1


@pytest.mark.one_database
def test_families_identified_later_are_laid_beside_what_the_changed_rule_would_have_shown(office):
    later = next(p for p in office.homes.values() if p["household_no"].endswith("-0040"))
    office.world.bill(later["person_id"], "15000", period="2026-01")
    change = tried(office, "10000", rule="R02", name="line")
    caught = lake_manifest(change)["totals"]["caught"]
    assert caught["before"]["caught"] == 0
    assert (caught["after"]["caught"], caught["after"]["days_earlier"]) == (1, 67)
    assert caught["identified"] >= caught["after"]["caught"] + caught["no_history"]
    assert lake_manifest(change)["months"] == ["2026-01-31", "2026-10-31"]


@pytest.mark.one_database
def test_with_no_months_past_it_says_unknown_and_not_none(office, monkeypatch):
    monkeypatch.setattr(trials.intake, "batches", lambda **_: [])
    caught = lake_manifest(tried(office, "10000", rule="R02", name="line"))["totals"]["caught"]
    assert caught["identified"] == caught["no_history"] > 0


def test_a_trial_is_read_within_an_accounts_rows(office):
    from huaiyuan.county.screening import trial_reading

    change = tried(office, "4000")
    whole = trial_reading.as_json(change.trial.trial_id, office.by)
    assert [t["name"] for t in whole["townships"]] == ["月河镇", "回龙乡"]
    assert sum(t["after"] for t in whole["townships"]) == whole["after"]["true"] == 4
    assert sum(t["extra_visits"] for t in whole["townships"]) == whole["visits"]["new"] == 1
    part = trial_reading.read(change.trial.trial_id, loaded.account("yuehe"), sample=100)
    mine = Scope(("411330101",))
    shown = [*part.villages, *part.gained, *part.lost, *part.regraded]
    assert all(mine.covers(getattr(line, "village_code", None) or line.code) for line in shown)
    assert all(line.says == "" for line in trial_reading.read(change.trial.trial_id, loaded.account("leader1")).gained)


@pytest.mark.one_database
def test_a_day_of_the_school_year_must_be_a_day(office):
    name = "education.school_year_base"
    refused("SCREENING_NOT_A_TEXT", lambda: changes.propose("R12", {name: "13-45"}, PAPER, by=office.by))
    change = tried(office, "09-01", rule="R12", name=name)
    assert {"R11", "R12"} <= set(change.trial.rules.split(";")), "every rule that uses it is tried"
