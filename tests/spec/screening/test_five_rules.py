"""What the five rules raise in a small county, and what they leave alone. Source: domain catalogue R01 R02 R09 R11 R12.

RQ-1 a rule names which amount it means (政策范围内个人负担).  RQ-2 missing is 不明, never 否.
RQ-3 absence is a fact only where the batch covers village and period.  RQ-4 probable rows feed rules and the evidence
says so; ambiguous ones never do.  RQ-5 a child is missing in the roll only when no loose row could be that child.
"""

import datetime as dt

import pytest

from tests.integration.screening.world import NEXT, RISK_RULES, World

pytestmark = pytest.mark.slow

FIVE = {file: RISK_RULES[file] for file in ("R01.yaml", "R02.yaml", "R09.yaml", "R11.yaml", "R12.yaml")}


@pytest.fixture
def world(tmp_path):
    return World(tmp_path, rules=FIVE)


def people(hits):
    return [hit["person_id"] for hit in hits]


class TestIllness:
    def test_a_lifted_person_whose_own_cost_of_the_year_passes_the_line_raises_one_hit(self, world):
        """RQ-1"""
        ill = world.person("王某甲", lifted=True)
        world.person("李某乙", lifted=True)
        for paid in ("3000", "1999.99", "0.01"):
            world.bill(ill, paid)
        (hit,) = world.screen().hits("R01")
        assert hit["person_id"] == ill
        assert hit["says"] == "王某甲2026年看病，政策范围内个人负担累计5,000元，达到5,000元的预警线。"
        assert (hit["risk_type"], hit["grade"], hit["department"], hit["match"]) == ("因病", "黄", "医保局", "exact")
        assert hit["facts"] == "paid_yuan=5000.00"
        batch = "medical_bills-2026-10-01"
        assert hit["rows"] == f"{batch}|Sheet1|3;{batch}|Sheet1|4;{batch}|Sheet1|5"

    def test_the_line_of_ordinary_families_is_another(self, world):
        lifted, watched, ordinary, ordinary_ill = (
            world.person("甲", lifted=True), world.person("乙", monitored=True), world.person("丙"), world.person("丁"),
        )  # fmt: skip
        for person in (lifted, watched, ordinary):
            world.bill(person, "9000")
        world.bill(ordinary_ill, "21000")
        outcome = world.screen()
        assert people(outcome.hits("R01")) == [lifted, watched]
        assert people(outcome.hits("R02")) == [ordinary_ill]

    def test_without_any_bills_of_the_year_nobody_is_known_to_be_well(self, world):
        """RQ-2 RQ-3"""
        person = world.person("甲", lifted=True)
        assert world.screen().unknown("R01") == {person: "“个人负担”：表里没有覆盖本村"}

    def test_bills_of_last_year_do_not_count(self, world):
        person = world.person("甲", lifted=True)
        world.bill(person, "9000", period="2025-12")
        outcome = world.screen()
        assert not outcome.hits("R01")
        assert person in outcome.unknown("R01")

    def test_of_a_cumulative_source_only_the_latest_file_counts(self, world):
        person = world.person("甲", lifted=True)
        world.bill(person, "3000", period="2026-09")
        world.bill(person, "4000", period="2026-10")
        outcome = world.screen()
        assert not outcome.hits("R01")
        assert not outcome.unknown("R01")

    def test_a_file_of_a_later_month_is_not_known_yet(self, world):
        person = world.person("甲", lifted=True)
        world.bill(person, "9000", period="2026-10")
        assert not world.screen(as_of=dt.date(2026, 9, 30)).hits("R01")
        assert world.screen(as_of=dt.date(2026, 10, 31)).hits("R01")

    def test_a_blank_amount_is_unknown_unless_the_rest_already_passes_the_line(self, world):
        """RQ-2"""
        over, under = world.person("甲", lifted=True), world.person("乙", lifted=True)
        world.bill(over, "6000")
        world.bill(over, None)
        world.bill(under, "100")
        world.bill(under, None)
        outcome = world.screen()
        assert people(outcome.hits("R01")) == [over]
        assert outcome.unknown("R01") == {under: "有的行“个人负担”没有填，合计不全"}

    def test_probable_rows_count_and_the_evidence_says_so(self, world):
        """RQ-4"""
        person = world.person("甲", lifted=True)
        world.bill(person, "4000")
        world.bill(person, "2000", outcome="probable")
        (hit,) = world.screen().hits("R01")
        assert hit["match"] == "probable"
        assert "请先核对是不是同一人" in hit["says"]

    def test_ambiguous_rows_never_count(self, world):
        """RQ-4"""
        person = world.person("甲", lifted=True)
        world.bill(person, "1000")
        world.bill(person, "9000", outcome="ambiguous", candidates=[person])
        assert not world.screen().hits("R01")

    def test_the_dead_and_the_moved_away_are_not_looked_at(self, world):
        world.person("甲", lifted=True)
        world.bill("P000009999", "9000")
        assert not world.screen().hits("R01")

    def test_more_rows_than_anybody_reads_are_cut_with_their_number(self, world):
        person = world.person("甲", lifted=True)
        for _ in range(23):
            world.bill(person, "1000")
        (hit,) = world.screen().hits("R01")
        assert hit["rows"].endswith(";…+3")
        assert hit["rows"].count("|Sheet1|") == 20


class TestDisability:
    def card(self, world, person, grade="二级", category="肢体", issued="2026-10-20", **more):
        issued_on = dt.date.fromisoformat(issued) if issued else None
        world.row("disability_cards", person, grade=grade, category=category, issued_on=issued_on, **more)

    def test_a_new_severe_card_raises_a_hit_an_old_or_light_one_does_not(self, world):
        new, old, light = world.person("甲"), world.person("乙"), world.person("丙")
        self.card(world, new)
        self.card(world, old, issued="2019-01-01")
        self.card(world, light, grade="四级")
        (hit,) = world.screen().hits("R09")
        assert hit["person_id"] == new
        assert hit["says"] == "甲2026-10-20新发肢体残疾二级证。"

    def test_the_latest_of_several_cards_counts(self, world):
        person = world.person("甲")
        self.card(world, person, grade="一级", issued="2026-09-10")
        self.card(world, person, grade="四级", issued="2026-10-20")
        assert not world.screen().hits("R09")

    def test_a_card_without_its_date_is_unknown(self, world):
        """RQ-2"""
        person = world.person("甲")
        self.card(world, person, issued=None)
        assert world.screen().unknown("R09") == {person: "“发证日期”没有填"}

    def test_no_card_means_none_only_in_villages_the_register_covers(self, world):
        """RQ-3"""
        holder, without, elsewhere = world.person("甲"), world.person("乙"), world.person("丙", village=NEXT)
        self.card(world, holder, issued="2019-01-01")
        unknown = world.screen().unknown("R09")
        assert without not in unknown
        assert unknown[elsewhere] == "“持证”：表里没有覆盖本村"


class TestSchool:
    """A village of six children, five of them on the roll as ordinary pupils."""

    @pytest.fixture
    def child(self, world):
        for n in range(5):
            pupil = world.person(f"张同学{'甲乙丙丁戊'[n]}", f"2015-03-0{n + 1}")
            world.row("school_roll", pupil, status="在籍在读", absent_days=0)
        return world.person("赵小六", "2016-06-06")

    @pytest.mark.parametrize(
        ("status", "days", "grade", "says"),
        [
            ("辍学", 30, "红", "赵小六（学年10周岁）学籍名册登记为辍学。"),
            ("疑似辍学", None, "橙", "赵小六（学年10周岁）学籍名册登记为疑似辍学。"),
            ("名在人不在", 0, "橙", "赵小六（学年10周岁）学籍名册登记为名在人不在。"),
            ("在籍在读", 3, "黄", "赵小六（学年10周岁）连续缺勤3天，达到3天。"),
        ],
    )
    def test_a_pupil_out_of_school_raises_a_hit_by_how_pressing_it_is(self, world, child, status, days, grade, says):
        world.row("school_roll", child, status=status, absent_days=days)
        (hit,) = world.screen().hits("R11")
        assert (hit["grade"], hit["says"]) == (grade, says)

    def test_a_child_of_school_age_without_a_row_is_missing(self, world, child):
        (hit,) = world.screen().hits("R12")
        assert hit["person_id"] == child
        assert hit["match"] == "exact"
        assert hit["rows"] == ""

    @pytest.mark.parametrize(
        ("born", "missing"), [("2020-08-31", 1), ("2020-09-01", 0), ("2010-09-01", 1), ("2010-08-31", 0)]
    )
    def test_age_counts_on_the_last_day_of_august(self, world, child, born, missing):
        world.row("school_roll", child, status="在籍在读", absent_days=0)
        world.person("周小七", born)
        assert len(world.screen().hits("R12")) == missing

    def test_a_village_the_roll_lacks_makes_its_children_unknown(self, world, child):
        """RQ-3"""
        lacking = [
            world.person("孙一一", "2015-01-01", village=NEXT),
            world.person("孙二二", "2014-01-01", village=NEXT),
        ]
        unknown = world.screen().unknown("R12")
        assert set(unknown) == set(lacking)
        assert "没有覆盖本村" in unknown[lacking[0]]

    def test_a_stray_row_under_a_villages_name_does_not_make_its_roll(self, world, child):
        """RQ-3: one row of a wrong village among many children of a village that was left out."""
        lacking = [world.person(f"孙{n}", f"2014-01-0{n}", village=NEXT) for n in range(1, 6)]
        stranger = world.person("张同学己", "2015-04-04")
        world.row("school_roll", stranger, village_code=NEXT, status="在籍在读", absent_days=0)
        outcome = world.screen()
        assert set(lacking) <= set(outcome.unknown("R12"))

    @pytest.mark.parametrize(
        ("cells", "why"),
        [
            ({"name": "赵小六", "birth_on": dt.date(2016, 6, 6)}, "same name and birth"),
            ({"name": "赵小六", "birth_on": None}, "same name, birth not given"),
            ({"name": "赵小流", "birth_on": dt.date(2016, 6, 6)}, "a character wrong"),
            ({"name": "赵小六", "birth_on": dt.date(2016, 6, 9)}, "a wrong day"),
            ({"name": "赵小流", "birth_on": dt.date(2016, 6, 6), "village_code": None}, "no village"),
            ({"name": None, "birth_on": dt.date(2016, 6, 6)}, "no name"),
        ],
    )
    def test_an_unmatched_row_that_could_be_the_child_makes_it_unknown(self, world, child, cells, why):
        """RQ-5"""
        place = {"village_code": "411330101200", "township_code": "411330101"}
        world.row("school_roll", None, "unmatched", **{**place, **cells}, status="在籍在读", absent_days=0)
        outcome = world.screen()
        assert not outcome.hits("R12"), why
        assert outcome.unknown("R12") == {child: "“在册”：表里有对不准的行可能是本人"}

    def test_an_ambiguous_row_with_the_child_among_its_candidates_makes_it_unknown(self, world, child):
        """RQ-5"""
        world.row("school_roll", None, "ambiguous", candidates=[child, "P000000001"], status="在籍在读")
        assert child in world.screen().unknown("R12")

    def test_a_row_of_somebody_else_does_not_hide_the_child(self, world, child):
        """RQ-5: a stranger's row, and one with a valid number of another who only shares the birth date."""
        world.row("school_roll", None, "unmatched", name="钱多多", birth_on=dt.date(2013, 1, 1), village_code=NEXT)
        world.row("school_roll", None, "unmatched", name="赵大大", birth_on=dt.date(2016, 6, 6), id_key="f" * 32,
                  village_code="411330101200", township_code="411330101")  # fmt: skip
        assert people(world.screen().hits("R12")) == [child]

    def test_a_roll_of_last_school_year_says_nothing_of_this_one(self, tmp_path):
        """RQ-3"""
        world = World(tmp_path)
        child = world.person("赵小六", "2016-06-06")
        world.batch("school_roll", "2026-06")
        world.row("school_roll", child, period="2026-06", status="辍学", absent_days=40)
        outcome = world.screen()
        assert not outcome.hits("R11")
        assert child in outcome.unknown("R12")
