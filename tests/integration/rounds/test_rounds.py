"""A round (集中排查) from its one typed name to 本轮完成, with what it refuses on the way."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection

from huaiyuan.base.access.scope import Scope
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import draw as lots
from huaiyuan.county.leads.models import Hit, Lead
from huaiyuan.county.leads.precision import By, ledger
from huaiyuan.county.registry import actions as registry
from huaiyuan.county.registry import timeline
from huaiyuan.county.registry.types import CloseReason
from huaiyuan.county.rounds import actions, extract, queries, tasks
from huaiyuan.county.rounds.actions import Report, following
from huaiyuan.county.rounds.models import Closing, KeyReason, Line, Recheck, Round, RoundProblem, Tick
from huaiyuan.county.rounds.types import Change, Look, Result, State, Verdict, Way
from huaiyuan.county.worklist.models import Task
from tests.integration.rounds.conftest import (
    FOREIGN,
    NAME,
    NOW,
    OTHER,
    SIBLING,
    TODAY,
    TOWNSHIP,
    VILLAGE,
    account,
    finish,
    lines,
    opened,
    photo,
    see,
)

pytestmark = pytest.mark.django_db
ALL_GOOD = dict.fromkeys(Look, True)


def refused(code: str):
    return pytest.raises(DomainError, check=lambda refusal: refusal.code == code)


class TestOpening:
    def test_every_open_household_has_one_line_in_walking_order_and_every_village_its_task(self, autumn, tiny):
        numbers = {no for no, closed in zip(tiny["households"]["household_no"].to_pylist(),
                                            tiny["households"]["closed_on"].to_pylist(), strict=True) if not closed}  # fmt: skip
        rows = Line.objects.filter(round=autumn)
        assert set(rows.values_list("household_no", flat=True)) == numbers
        assert rows.count() == len(numbers) == autumn.households
        walk = list(rows.filter(village_code=VILLAGE).order_by("walk_order").values_list("walk_order", flat=True))
        assert walk == sorted(walk)
        assert Task.objects.filter(kind=tasks.SCREEN, state="open").count() == 6
        assert Task.objects.filter(kind=tasks.CLOSE, state="open").count() == 2

    def test_it_is_laid_out_once_and_only_one_runs_at_a_time(self, autumn):
        before = Line.objects.filter(round=autumn).count()
        assert actions.prepare(autumn.number, by=account("county1")).households == before
        assert Line.objects.filter(round=autumn).count() == before
        with refused("ROUND_STILL_RUNS"):
            actions.announce(name="又一轮", starts_on=TODAY, ends_on=TODAY, by=account("county1"))

    def test_a_group_without_data_is_not_a_no(self, autumn):
        groups = {group.code: group for group in autumn.groups.all()}
        assert groups["K04"].off_because == "缺“农户收入测算”数据源"
        # No department has sent anything: of 低保 nothing is known of anybody.
        assert groups["K01"].households == 0
        assert groups["K01"].unknown > 100
        alone = KeyReason.objects.filter(round=autumn, code="K07")
        assert groups["K07"].households == alone.count() > 0
        assert all("一人独居" in row.says for row in alone)

    def test_yearly_income_is_marked_for_lifted_and_monitored_households_alone(self, autumn, tiny):
        lifted = {row["household_no"] for row in tiny["archive_types"].to_pylist() if row["archive_type"] == "脱贫户"}
        today = [row for row in tiny["monitoring"].to_pylist() if row["valid_from"] <= TODAY < row["valid_to"]]
        wanted = lifted | {row["household_no"] for row in today if row["risk_state"] == "未消除"}
        rows = Line.objects.filter(round=autumn)
        due = set(rows.filter(income_due=True).values_list("household_no", flat=True))
        assert due == wanted & set(rows.values_list("household_no", flat=True))
        assert (
            0 < queries.households(autumn, account("county1"), which="income", limit=1).total == len(due) < rows.count()
        )

    def test_only_the_county_opens_one_and_it_needs_a_name_and_a_span(self, tiny):
        with refused("ROUND_NOT_FOUND"):
            actions.announce(name=NAME, starts_on=TODAY, ends_on=TODAY, by=account("yuehe"))
        with refused("ROUND_NO_NAME"):
            actions.announce(name=" ", starts_on=TODAY, ends_on=TODAY, by=account("county1"))
        with refused("ROUND_BAD_SPAN"):
            actions.announce(
                name=NAME, starts_on=TODAY, ends_on=TODAY - dt.timedelta(days=1), by=account("county1")
            )  # fmt: skip


class TestLooking:
    def test_one_tap_for_no_change_and_sent_twice_it_is_one(self, autumn):
        line, client = lines(autumn)[0], uuid.uuid4()
        first, second = (
            actions.look(autumn.number, line.household_no, Report(Result.SAME), by=account("xuzhai"),
                         client_uuid=client, base_version=line.version)
            for _ in range(2)
        )  # fmt: skip
        assert (first.again, second.again) == (False, True)
        assert Tick.objects.filter(line=line).count() == 1
        line.refresh_from_db()
        assert (line.state, line.result, line.way, line.first_on) == (State.DONE, Result.SAME, Way.HOME, TODAY)

    def test_a_key_household_has_five_points_looked_at_first(self, autumn):
        line = lines(autumn, key=True)[0]
        with refused("ROUND_KEY_LOOKS"):
            see(line)
        with refused("ROUND_KEY_LOOKS"):
            see(line, looks={Look.INCOME: True, Look.SCHOOL: True, Look.HEALTH: True, Look.HOUSE: True})
        with refused("ROUND_NO_RISK"):
            see(line, looks={**ALL_GOOD, Look.WATER: False})
        see(line, looks=ALL_GOOD)
        assert Tick.objects.get(line=line).looks_good == "income;school;health;house;water"

    def test_whoever_was_there_first_is_not_overwritten(self, autumn):
        line = lines(autumn)[0]
        see(line)
        with refused("ROUND_LINE_CHANGED"):
            see(line, Result.CHANGED, changes=(Change.WORK,), version=1)
        line.refresh_from_db()
        assert line.result == Result.SAME

    def test_an_empty_house_needs_a_reason_and_a_photo(self, autumn):
        line = lines(autumn)[0]
        with refused("ROUND_NO_EMPTY_REASON"):
            see(line, Result.EMPTY)
        with refused("ROUND_NO_PHOTO"):
            see(line, Result.EMPTY, empty_reason="lost")
        done = see(line, Result.EMPTY, empty_reason="lost", photo=photo())
        assert actions.open_photo(done.client_uuid, by=account("yuehe"))[:2] == b"\xff\xd8"
        with refused("ROUND_NOT_FOUND"):
            actions.open_photo(done.client_uuid, by=account("huilong"))

    def test_a_problem_lands_in_the_households_one_lead_and_departments_rates_stay(self, autumn):
        line = lines(autumn)[0]
        before = ledger(account("county1"), By.DEPARTMENT)
        done = see(line, Result.PROBLEM, risks=("因病", "因安全住房"), note="住院")
        lead = Lead.objects.get(household_no=line.household_no)
        assert done.leads == (lead.lead_no,)
        assert set(Hit.objects.filter(lead=lead).values_list("channel", "risk__risk_type")) == {
            ("round", "因病"), ("round", "因安全住房"),
        }  # fmt: skip
        assert lead.state == "sent"
        assert ledger(account("county1"), By.DEPARTMENT) == before
        line.refresh_from_db()
        see(line, Result.PROBLEM, risks=("因残",))
        assert Lead.objects.filter(household_no=line.household_no).count() == 1

    def test_the_last_record_is_taken_back_with_its_lead(self, autumn):
        line = lines(autumn)[0]
        see(line)
        line.refresh_from_db()
        done = see(line, Result.PROBLEM, risks=("因病",))
        actions.undo(done.client_uuid, by=account("xuzhai"))
        line.refresh_from_db()
        assert (line.state, line.result) == (State.DONE, Result.SAME)
        assert Lead.objects.get(household_no=line.household_no).state == "withdrawn"
        assert RoundProblem.objects.get(line=line).withdrawn_at
        with refused("ROUND_NOTHING_TO_UNDO"):
            actions.undo(done.client_uuid, by=account("xuzhai"))
        actions.undo(Tick.objects.filter(line=line, undone_at=None).get().client_uuid, by=account("xuzhai"))
        line.refresh_from_db()
        assert (line.state, line.result, line.first_on) == (State.WAITING, "", None)

    def test_nobody_looks_in_another_village(self, autumn):
        with refused("ROUND_NOT_FOUND"):
            see(lines(autumn, SIBLING)[0])
        with refused("ROUND_NOT_FOUND"):
            see(lines(autumn)[0], by="yuehe")

    def test_a_tick_sheet_is_entered_in_a_batch_and_one_wrong_line_stops_no_other(self, autumn):
        plain, key, sheet = lines(autumn)[:5], lines(autumn, key=True)[0], uuid.uuid4()
        reports = [(line.household_no, Report(Result.SAME), line.version) for line in [*plain, key]]
        done, why = actions.look_many(autumn.number, reports, by=account("xuzhai"), sheet=sheet)
        assert len(done) == 5
        assert list(why) == [key.household_no]
        again, _ = actions.look_many(autumn.number, reports, by=account("xuzhai"), sheet=sheet)
        assert all(one.again for one in again)
        assert Tick.objects.filter(line__round=autumn, by_sheet=True).count() == 5


class TestFollowing:
    def test_who_is_closed_need_not_be_looked_at_and_who_is_back_must(self, autumn):
        line = lines(autumn)[0]
        registry.close_household(line.household_no, on=TODAY, reason=CloseReason.MOVED_AWAY, by=account("county1"))
        following.keep_up()
        line.refresh_from_db()
        assert line.state == State.GONE
        with refused("ROUND_LINE_GONE"):
            see(line)
        page = queries.village_page(autumn, VILLAGE, account("xuzhai"))
        assert line.household_no not in {todo.line.household_no for todo in page.todos}

    def test_who_moves_is_looked_at_where_it_lives_now(self, autumn):
        line = lines(autumn)[0]
        registry.move_household(
            line.household_no, village_code=SIBLING, on=TODAY, by=account("county1"), group_name="新组"
        )
        following.keep_up()
        line.refresh_from_db()
        assert (line.village_code, line.group_name, line.state) == (SIBLING, "新组", State.WAITING)

    def test_who_is_new_gets_a_line_and_is_of_no_group_for_certain(self, autumn):
        line = lines(autumn)[0]
        Line.objects.filter(pk=line.pk).delete()
        registry.move_household(line.household_no, village_code=SIBLING, on=TODAY, by=account("county1"))
        following.keep_up()
        made = Line.objects.get(round=autumn, household_no=line.household_no)
        assert made.state == State.WAITING
        assert "K01" in made.unknown_groups
        assert not made.is_key


class TestClosing:
    def test_a_village_closes_when_everybody_is_looked_at_or_has_a_reason(self, autumn):
        with refused("ROUND_WAITING"):
            actions.close(autumn.number, VILLAGE, by=account("xuzhai"))
        plain = lines(autumn) + lines(autumn, key=True)
        see(plain[0])
        rest = [line.household_no for line in plain[1:]]
        assert actions.excuse(autumn.number, VILLAGE, rest, reason="nobody", by=account("xuzhai")) == len(rest)
        actions.close(autumn.number, VILLAGE, by=account("xuzhai"), at=NOW)
        with refused("ROUND_CLOSED"):
            see(lines(autumn)[1], version=2)
        with refused("ROUND_ALREADY"):
            actions.close(autumn.number, VILLAGE, by=account("xuzhai"))
        assert Task.objects.get(kind=tasks.SCREEN, owner_area=VILLAGE).state == "done"

    def test_levels_close_in_turn_and_the_next_one_opens_with_a_reason(self, autumn):
        villages = sorted(set(Line.objects.filter(round=autumn).values_list("village_code", flat=True)))
        finish(autumn, tuple(villages))
        actions.close(autumn.number, VILLAGE, by=account("xuzhai"))
        with refused("ROUND_BELOW"):
            actions.close(autumn.number, TOWNSHIP, by=account("yuehe"))
        with refused("ROUND_NOT_FOUND"):
            actions.close(autumn.number, OTHER, by=account("yuehe"))
        shut(autumn, [code for code in villages if code != VILLAGE])
        actions.close(autumn.number, TOWNSHIP, by=account("yuehe"))
        with refused("ROUND_BELOW"):
            actions.close(autumn.number, "411330", by=account("county1"))
        actions.close(autumn.number, OTHER, by=account("huilong"))
        actions.close(autumn.number, "411330", by=account("county1"))
        with refused("ROUND_NO_REASON"):
            actions.reopen(autumn.number, VILLAGE, reason=" ", by=account("yuehe"))
        with refused("ROUND_NOT_FOUND"):
            actions.reopen(autumn.number, VILLAGE, reason="补查两户", by=account("xuzhai"))
        actions.reopen(autumn.number, VILLAGE, reason="补查两户", by=account("yuehe"))
        see(lines(autumn)[0], version=1)
        actions.close(autumn.number, VILLAGE, by=account("xuzhai"))
        with refused("ROUND_OTHER_PERSON"):
            actions.reopen(autumn.number, "411330", reason="漏报", by=account("county1"))
        actions.reopen(autumn.number, "411330", reason="漏报", by=account("county2"))


def shut(found, areas):
    """Villages that have nobody of their own in the tiny county."""
    for code in areas:
        Closing.objects.create(round=found, level="village", area_code=code, closed_on=TODAY, closed_at=NOW)


class TestRechecks:
    def test_the_lot_can_be_drawn_again_by_anybody_and_a_difference_goes_back(self, autumn):
        with refused("ROUND_NOTHING_TO_DRAW"):
            actions.draw(autumn.number, TOWNSHIP, by=account("yuehe"))
        finish(autumn, (VILLAGE, SIBLING))
        actions.close(autumn.number, VILLAGE, by=account("xuzhai"))
        made = actions.draw(autumn.number, TOWNSHIP, by=account("yuehe"))
        numbers = Line.objects.filter(round=autumn, village_code=VILLAGE, state=State.DONE)
        drawn = list(
            Recheck.objects.filter(draw__round=autumn).order_by("place").values_list("line__household_no", flat=True)
        )
        assert drawn == lots.take(autumn.seed, numbers.values_list("household_no", flat=True), autumn.recheck_percent)
        assert made.households == len(drawn) == -(-numbers.count() * 5 // 100)
        with refused("ROUND_NO_FOUND"):
            actions.record_recheck(autumn.number, drawn[0], verdict=Verdict.DIFFERENT, by=account("yuehe"))
        actions.record_recheck(
            autumn.number, drawn[0], verdict=Verdict.DIFFERENT, found="有人住院没记", by=account("yuehe")
        )
        with refused("ROUND_CHECKED"):
            actions.record_recheck(autumn.number, drawn[0], verdict=Verdict.SAME, by=account("yuehe"))
        line = Line.objects.get(round=autumn, household_no=drawn[0])
        assert line.state == State.AGAIN
        assert Task.objects.get(kind=tasks.AGAIN).state == "open"
        # The village looks again, though it has closed, and its task is done with the last such household.
        looks = {"looks": ALL_GOOD} if line.is_key else {}
        done = see(line, Result.CHANGED, changes=(Change.HEALTH,), **looks)
        assert Task.objects.get(kind=tasks.AGAIN).state == "done"
        line.refresh_from_db()
        with refused("ROUND_CLOSED"):
            actions.undo(done.client_uuid, by=account("xuzhai"))
        for rest in drawn[1:]:
            actions.record_recheck(autumn.number, rest, verdict=Verdict.SAME, by=account("yuehe"))
        assert Task.objects.get(kind=tasks.RECHECK).state == "done"


class TestReading:
    def test_the_group_says_how_many_are_left_and_the_next_round_brings_the_last_one_along(self, autumn):
        line = lines(autumn)[0]
        see(line)
        page = queries.village_page(autumn, VILLAGE, account("xuzhai"))
        counted = Line.objects.filter(round=autumn, village_code=VILLAGE)
        assert sum(group.total for group in page.groups) == counted.count()
        assert page.left == counted.count() - 1
        assert page.now.line.household_no == page.todos[0].line.household_no
        Closing.objects.create(round=autumn, level="county", area_code="411330", closed_on=TODAY, closed_at=NOW)
        spring = opened("2027年春季集中排查", dt.date(2026, 11, 22), key=0)
        again = Line.objects.get(round=spring, household_no=line.household_no)
        assert (again.same_before, again.last_result, again.last_on) == (1, Result.SAME, TODAY)

    def test_every_number_of_the_table_opens_to_just_as_many_households(self, autumn):
        see(lines(autumn)[0])
        see(lines(autumn)[1], Result.CHANGED, changes=(Change.WORK,), way=Way.PHONE)
        see(lines(autumn, key=True)[0], looks=ALL_GOOD)
        page = queries.area_page(autumn, TOWNSHIP, account("yuehe"))
        for row in page.rows:
            counts = row.tally.as_json()
            for name in ("total", "looked", "home", "phone", "same", "changed", "problem", "empty", "key",
                         "key_looked", "waiting", "again", "excused", "gone"):  # fmt: skip
                found = queries.households(autumn, account("yuehe"), area=row.code, which=name, limit=500)
                assert found.total == len(found.rows) == counts[name], (row.code, name)
        assert page.tally.looked == 3
        assert page.tally.key_looked == 1

    def test_a_group_nobody_has_begun_is_named_and_three_rounds_of_no_change_are_shown(self, autumn):
        line = lines(autumn)[0]
        Line.objects.filter(pk=line.pk).update(same_before=2)
        see(line)
        page = queries.area_page(autumn, TOWNSHIP, account("yuehe"))
        row = next(row for row in page.rows if row.code == VILLAGE)
        assert row.same_long == 1
        assert line.group_name not in row.still
        assert len(row.still) >= 1
        found = queries.households(autumn, account("yuehe"), which="same_long")
        assert [one.line.household_no for one in found.rows] == [line.household_no]

    def test_scripts_get_the_same_numbers_without_names(self, autumn):
        told = queries.as_json(account("county1"), autumn.number)["rounds"][0]
        assert told["total"] == autumn.households == sum(one["total"] for one in told["townships"])
        assert told["seed"] is None
        assert FOREIGN[:9] in {one["code"] for one in told["townships"]}

    def test_it_stands_on_the_households_timeline(self, autumn):
        line = lines(autumn)[0]
        see(line, Result.PROBLEM, risks=("因病", "因残"))
        shown, masked = (
            [entry for entry in timeline.told(line.household_no, account(who)) if entry.title == "集中排查"]
            for who in ("xuzhai", "leader1")
        )
        assert [(entry.says, entry.key) for entry in shown] == [
            ("入户：有问题（因残、因病）", f"{autumn.number}-{line.household_no}")
        ]
        assert [entry.says for entry in masked] == ["不予显示"]


class TestOneTownshipAlone:
    def test_it_runs_beside_the_countys_and_touches_nobody_else(self, autumn):
        day = TODAY - dt.timedelta(days=1)
        made = actions.announce(
            name="雨雪后专项排查", starts_on=day, ends_on=TODAY, by=account("county1"), area_code=TOWNSHIP
        )
        with refused("ROUND_STILL_RUNS"):
            actions.announce(name="再查", starts_on=day, ends_on=TODAY, by=account("county1"), area_code=TOWNSHIP)
        for nowhere in (TOWNSHIP[:6], "411330999", VILLAGE, "x"):
            with refused("ROUND_NOT_FOUND"):
                actions.announce(name="别处", starts_on=day, ends_on=TODAY, by=account("county1"), area_code=nowhere)
        told = actions.prepare(made.number, by=account("county1"))
        whole = Line.objects.filter(round=autumn)
        mine = Line.objects.filter(round=made)
        inside = whole.filter(village_code__startswith=TOWNSHIP)
        assert set(mine.values_list("household_no", flat=True)) == set(inside.values_list("household_no", flat=True))
        assert 0 < told.households == mine.count() < whole.count()
        reasons = KeyReason.objects.filter(round=made).values_list("household_no", flat=True)
        assert set(reasons) <= set(mine.values_list("household_no", flat=True))
        areas = Task.objects.filter(state="open", subject_no__startswith=made.number).values_list(
            "owner_area", flat=True
        )
        assert {area[:9] for area in areas} == {TOWNSHIP}
        assert queries.newest(Scope((OTHER,))).pk == autumn.pk
        assert queries.newest(Scope((TOWNSHIP,))).pk == made.pk
        assert made.number not in {one.round.number for one in queries.rounds(account("huilong"))}
        assert queries.rounds(account("yuehe"))[0].area_name

    def test_it_counts_for_nothing_that_the_report_says_of_the_years_rounds(self, autumn):
        Round.objects.filter(pk=autumn.pk).update(area_code=TOWNSHIP)
        with connection.cursor() as cursor:
            for name in ("screening_rounds", "screening_lines"):
                cursor.execute(extract.TABLES[name])
                assert cursor.fetchall() == []

    def test_whoever_lives_outside_the_township_now_is_not_to_be_looked_at(self, autumn, monkeypatch):
        Round.objects.filter(pk=autumn.pk).update(area_code=OTHER)
        autumn.refresh_from_db()
        line = lines(autumn)[0]
        monkeypatch.setattr(following.registry, "moved_since", lambda since: [line.household_no])
        assert following.follow(autumn) == 1
        line.refresh_from_db()
        assert line.state == State.GONE
