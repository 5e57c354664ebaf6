"""The synthetic county: adds up, looks like a county, names nobody real, and comes out the same every time.

RQ-SYN-1 the same seed gives the same bytes. RQ-SYN-2 the report's totals come out of the records. RQ-SYN-3 shapes lie in
the declared ranges. RQ-SYN-4 kinship, ages and relations agree. RQ-SYN-5 no number can be a real person's.
RQ-SYN-6 what department systems stumble over exists at any scale. RQ-SYN-7 November differs, the roster does not.
"""

from __future__ import annotations

import datetime as dt
import hashlib

import duckdb
import pyarrow as pa
import pytest

from huaiyuan.core.kernel import identity
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.synth import county, names, places, targets

SEED, SCALE = 7, 0.05
REPORT, TODAY = targets.REPORT_DAY, county.TODAY


def _fingerprint(made: county.County) -> str:
    seen = hashlib.sha256()
    for name, table in [*sorted(made.tables.items()), ("twins", made.twins), ("accounts", made.accounts)]:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        seen.update(name.encode() + sink.getvalue())
    return seen.hexdigest()


class Readings:
    """The county as DuckDB reads it."""

    def __init__(self, made: county.County) -> None:
        self.made = made
        self.connection = duckdb.connect()
        for name, table in {**made.tables, "twins": made.twins, "accounts": made.accounts}.items():
            self.connection.register(name, table)

    def rows(self, sql: str, on: dt.date = REPORT) -> list[tuple]:
        return self.connection.execute(self._dated(sql, on)).fetchall()

    def one(self, sql: str, on: dt.date = REPORT):
        return self.rows(sql, on)[0][0]

    def _dated(self, sql: str, on: dt.date) -> str:
        day = f"DATE '{on}'"
        return f"""
            WITH standing AS (SELECT * FROM households
                              WHERE registered_on <= {day} AND (closed_on IS NULL OR closed_on > {day})),
            member AS (
                SELECT m.*, p.name, p.sex, p.birth_on, s.rural, date_diff('day', p.birth_on, {day}) / 365.2425 AS age
                FROM memberships m JOIN standing s USING (household_no) JOIN persons p USING (person_id)
                WHERE m.valid_from <= {day} AND m.valid_to > {day} AND (p.died_on IS NULL OR p.died_on > {day})),
            watched AS (SELECT w.* FROM monitoring w JOIN standing USING (household_no)
                        WHERE w.valid_from <= {day} AND w.valid_to > {day} AND w.risk_state <> '已清退'),
            home AS (SELECT r.* FROM residences r JOIN standing USING (household_no)
                     WHERE r.valid_from <= {day} AND r.valid_to > {day})
            {sql}"""


@pytest.fixture(scope="module")
def small() -> Readings:
    return Readings(county.build(SEED, SCALE))


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_county(small):
    assert _fingerprint(county.build(SEED, SCALE)) == _fingerprint(small.made)
    assert _fingerprint(county.build(SEED + 1, SCALE)) != _fingerprint(small.made)


# --- places


def test_thirteen_towns_three_townships_and_their_villages_stand_under_their_own_names(small):
    kinds = dict(small.rows("SELECT kind, count(*)::INT FROM areas GROUP BY 1"))
    assert kinds == {"县": 1, "镇": 13, "乡": 3, "开发区": 1, "行政村": 207, "社区": 8}
    assert small.one("SELECT count(*) FROM areas WHERE lifted_village AND kind = '行政村'") == 87
    assert small.one("SELECT name FROM areas WHERE short_name = '榨楼村'") == "榨楼村委会"
    communities = small.rows("SELECT parent_code, count(*) FROM areas WHERE kind = '社区' GROUP BY 1 ORDER BY 1")
    assert communities == [("411330100", 4), ("411330103", 1), ("411330106", 2), ("411330107", 1)]
    assert small.one("SELECT count(*) FROM areas WHERE name LIKE '%风景名胜%' OR name LIKE '%委员会会'") == 0
    assert "集聚区" in small.one("SELECT aliases FROM areas WHERE level = 'zone'").split(";")


def test_no_way_of_writing_a_village_means_two_villages_of_one_township():
    written: dict[tuple[str, str], str] = {}
    for place in places.villages():
        for way in (place.name, place.short, *places.aliases(place)):
            assert written.setdefault((place.code[:9], way), place.code) == place.code, way


def test_every_village_has_people_and_every_township_has_poor_families(small):
    assert small.one("SELECT count(DISTINCT village_code) FROM home JOIN member USING (household_no)") == 215
    assert (
        small.one("""SELECT count(DISTINCT village_code[:9]) FROM home JOIN archive_types USING (household_no)
                        WHERE archive_type = '脱贫户'""")
        == 16
    )


# --- shapes

SHAPES = {
    "persons a household": "SELECT count(*) / count(DISTINCT household_no) FROM member WHERE rural",
    "share of one-person households": "SELECT avg((n = 1)::INT) FROM (SELECT count(*) n FROM member GROUP BY household_no)",
    "share of households of six and more":
        "SELECT avg((n >= 6)::INT) FROM (SELECT count(*) n FROM member GROUP BY household_no)",
    "share aged 0-5": "SELECT avg((age < 6)::INT) FROM member",
    "share aged 6-16": "SELECT avg((age >= 6 AND age < 17)::INT) FROM member",
    "share aged 60 and over": "SELECT avg((age >= 60)::INT) FROM member",
    "share aged 90 and over": "SELECT avg((age >= 90)::INT) FROM member",
    "men to 100 women": "SELECT 100 * count(*) FILTER (sex = '男') / count(*) FILTER (sex = '女') FROM member",
    "share of the ten commonest surnames":
        "SELECT sum(n) / (SELECT count(*) FROM member) FROM"
        " (SELECT count(*) n FROM member GROUP BY name[1] ORDER BY n DESC LIMIT 10)",
    "share of women heads": "SELECT avg((sex = '女')::INT) FROM member WHERE is_head",
    "share of ungrouped households": "SELECT avg((group_name IS NULL)::INT) FROM home",
    "share without an identity number": "SELECT avg((id_number IS NULL)::INT) FROM member JOIN persons USING (person_id)",
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_the_county_has_the_shape_of_one(small, shape):
    value = float(small.one(SHAPES[shape]))
    assert value in targets.RANGES[shape], value


def test_no_age_is_a_gap_or_a_crowd(small):
    by_age = dict(small.rows("SELECT floor(age / 5)::INT AS band, count(*) FROM member WHERE age < 70 GROUP BY 1"))
    assert max(by_age.values()) < 5 * min(by_age.values())


def test_villages_are_ordered_for_walking_group_by_group(small):
    mixed = small.one("""
        SELECT count(*) FROM (SELECT village_code, group_name, min(walk_order) AS first, max(walk_order) AS last
                              FROM home GROUP BY ALL) a
        JOIN home b ON b.village_code = a.village_code AND b.group_name <> a.group_name
                   AND b.walk_order BETWEEN a.first AND a.last""", TODAY.replace(year=2020))  # fmt: skip
    assert mixed == 0
    assert small.one("SELECT min(n) FROM (SELECT count(DISTINCT group_name) n FROM home GROUP BY village_code)") >= 2


# --- families


def test_every_household_has_one_head_on_every_day_asked(small):
    for on in (targets.HISTORY_FROM, dt.date(2023, 6, 30), REPORT, TODAY):
        heads = small.rows(
            "SELECT count(*) FROM (SELECT household_no FROM member GROUP BY 1 HAVING sum(is_head::INT) <> 1)", on
        )
        assert heads == [(0,)], on
        empty = small.one("SELECT count(*) FROM standing ANTI JOIN member USING (household_no)", on)
        assert empty == 0, on


@pytest.mark.parametrize("table", ["memberships", "residences", "archive_types", "monitoring", "health", "labour"])
def test_dated_facts_neither_overlap_nor_end_before_they_begin(small, table):
    key = "person_id" if table in {"memberships", "health", "labour"} else "household_no"
    assert small.one(f"SELECT count(*) FROM {table} WHERE valid_from >= valid_to OR valid_from > DATE '{TODAY}'") == 0
    overlaps = f"""SELECT count(*) FROM (SELECT valid_from, lag(valid_to) OVER (PARTITION BY {key} ORDER BY valid_from) AS before
                   FROM {table}) WHERE before > valid_from"""
    assert small.one(overlaps) == 0


def test_relation_and_sex_agree(small):
    men = "('之子', '之女婿', '之孙子', '之外孙子', '之父', '之兄弟姐妹')"
    women = "('之女', '之儿媳', '之孙女', '之外孙女', '之母')"
    wrong = f"""SELECT count(*) FROM memberships JOIN persons USING (person_id)
                WHERE (relation IN {men} AND sex = '女') OR (relation IN {women} AND sex = '男')
                OR is_head <> (relation = '户主')"""
    assert small.one(wrong) == 0
    couples = """SELECT count(*) FROM member a JOIN member b USING (household_no)
                 WHERE a.relation = '户主' AND b.relation = '配偶' AND a.sex = b.sex"""
    assert small.one(couples) == 0


_BIRTHS = """
    SELECT date_diff('day', elder.birth_on, child.birth_on) / 365.2425 AS age FROM member elder JOIN member child
    USING (household_no) WHERE elder.sex = '{sex}' AND (
        (elder.relation IN ('户主', '配偶') AND child.relation IN ('之子', '之女'))
        OR (elder.relation IN ('之父', '之母') AND child.relation = '户主')
        OR (elder.relation = '{stem}' AND child.relation IN ('之孙子', '之孙女')))"""


@pytest.mark.parametrize("on", [targets.HISTORY_FROM, dt.date(2024, 3, 1), REPORT, TODAY])
def test_nobody_is_too_young_or_too_old_for_their_children(small, on):
    for parent, sex, stem in (("mother", "女", "之儿媳"), ("father", "男", "之子")):
        low, high = small.rows(f"SELECT min(age), max(age) FROM ({_BIRTHS.format(sex=sex, stem=stem)})", on)[0]
        allowed = targets.RANGES[f"{parent}'s age at birth"]
        assert low in allowed
        assert high in allowed


def test_brothers_and_sisters_are_twins_or_months_apart(small):
    apart = small.rows("""
        SELECT abs(date_diff('day', a.birth_on, b.birth_on)) AS days, count(*) FROM member a
        JOIN member b ON a.household_no = b.household_no AND a.person_id < b.person_id
        WHERE a.relation IN ('之子', '之女') AND b.relation IN ('之子', '之女') AND a.age < 30 AND b.age < 30
        GROUP BY 1 HAVING days < 250""")
    assert {days for days, _ in apart} == {0}


def test_children_bear_their_fathers_name_and_nobody_shares_a_full_name_at_home(small):
    same = """SELECT avg((father.name[1] = child.name[1])::INT) FROM member father JOIN member child USING (household_no)
              WHERE father.sex = '男' AND father.relation IN ('户主', '配偶') AND child.relation IN ('之子', '之女')"""
    assert small.one(same) > 0.995
    assert (
        small.one(
            "SELECT count(*) FROM (SELECT household_no FROM member GROUP BY household_no, name HAVING count(*) > 1)"
        )
        == 0
    )


def test_nobody_belongs_to_a_household_after_death_or_closing(small):
    assert small.one("SELECT count(*) FROM memberships JOIN persons USING (person_id) WHERE valid_to > died_on") == 0
    assert (
        small.one("SELECT count(*) FROM memberships JOIN households USING (household_no) WHERE valid_to > closed_on")
        == 0
    )
    dead = "SELECT count(*) FROM persons WHERE (died_on IS NOT NULL) AND person_id NOT IN (SELECT person_id FROM memberships WHERE leave_reason = '死亡')"
    assert small.one(dead) == 0


# --- identity


def test_every_number_is_well_formed_agrees_with_the_person_and_belongs_to_no_province(small):
    people = small.rows("SELECT id_number, birth_on, sex FROM persons WHERE id_number IS NOT NULL")
    for number, birth, sex in people:
        assert number.startswith("990330")
        assert identity.check_digit(number[:17]) == number[17]
        assert (identity.birth_of(number), identity.sex_of(number)) == (birth, sex)
    assert len({number for number, *_ in people}) == len(people)
    assert small.one("SELECT count(*) FROM persons WHERE (id_number IS NULL) <> (id_kind = '无')") == 0


def test_phones_and_cards_pass_the_pattern_and_reach_nobody(small):
    assert small.one("SELECT count(*) FROM persons WHERE NOT regexp_matches(phone, '^19900\\d{6}$')") == 0
    assert small.one("SELECT count(phone) = count(DISTINCT phone) FROM persons")
    cards = [card for (card,) in small.rows("SELECT bank_card FROM persons WHERE bank_card IS NOT NULL")]
    assert len(set(cards)) == len(cards)
    for card in cards:
        digits = [int(d) for d in card[::-1]]
        doubled = sum(d if i % 2 == 0 else (2 * d - 9 if d > 4 else 2 * d) for i, d in enumerate(digits))
        assert (card[:6], len(card), doubled % 10) == ("990330", 19, 0)


# --- what department systems stumble over


def test_twins_namesakes_rare_characters_and_long_names_exist(small):
    assert small.one("""SELECT count(*) FROM member a JOIN member b USING (household_no, birth_on)
                        WHERE a.person_id < b.person_id AND a.age < 18""") > 0  # fmt: skip
    for letter in names.RARE:
        assert small.one(f"SELECT count(*) FROM member WHERE contains(name, '{letter}')") > 0
    assert small.one("SELECT count(*) FROM member WHERE len(name) = 18 AND contains(name, '·')") >= 2
    assert (
        small.one("SELECT count(*) FROM persons WHERE len(name) NOT BETWEEN 2 AND 4 AND NOT contains(name, '·')") == 0
    )


def test_lookalikes_are_different_people_of_the_same_or_the_neighbouring_village(small):
    pairs = small.rows("""
        SELECT a.name = b.name AND a.birth_on = b.birth_on, a.id_number IS DISTINCT FROM b.id_number,
               a.household_no <> b.household_no, x.village_code, y.village_code
        FROM twins JOIN (SELECT * FROM member JOIN persons USING (person_id, name, birth_on)) a ON a.person_id = person_a
        JOIN (SELECT * FROM member JOIN persons USING (person_id, name, birth_on)) b ON b.person_id = person_b
        JOIN home x ON x.household_no = a.household_no JOIN home y ON y.household_no = b.household_no""")
    assert len(pairs) == small.made.twins.num_rows >= 0.8 * targets.LOOKALIKES * SCALE
    assert all(alike and unlike and apart for alike, unlike, apart, *_ in pairs)
    codes = sorted(place.code for place in places.villages())
    position = {code: i for i, code in enumerate(codes)}
    assert {a == b for *_, a, b in pairs} == {True, False}
    assert all(a[:9] == b[:9] and abs(position[a] - position[b]) <= 1 for *_, a, b in pairs)
    people = [p for column in ("person_a", "person_b") for p in small.made.twins[column].to_pylist()]
    assert len(set(people)) == len(people)


# --- monitoring and rosters


def test_category_fits_the_archive_type_and_no_cycle_is_cleared_within_half_a_year(small):
    misfits = """SELECT count(*) FROM monitoring JOIN archive_types USING (household_no)
                 WHERE (category = '脱贫不稳定户' AND archive_type <> '脱贫户')
                    OR (category = '边缘易致贫户' AND archive_type <> '一般农户')"""
    assert small.one(misfits) == 0
    hardship = "SELECT count(DISTINCT archive_type) FROM watched JOIN archive_types USING (household_no) WHERE category = '突发严重困难户'"
    assert small.one(hardship) == 2
    assert small.one("SELECT min(cleared_on - approved_on) FROM monitoring WHERE risk_state = '已消除'") >= 183
    assert small.one("SELECT count(*) FROM monitoring WHERE isodow(approved_on) > 5 OR isodow(cleared_on) > 5") == 0
    assert (
        small.one(
            "SELECT count(*) FROM monitoring JOIN households USING (household_no) WHERE approved_on <= registered_on"
        )
        == 0
    )


def test_cycles_again_mistakes_and_closed_families_stand_beside_the_totals(small):
    assert small.one("SELECT count(*) FROM monitoring WHERE risk_state = '已清退'") > 0
    assert small.one("SELECT count(*) FROM watched WHERE entry_kind = '再识别' AND cycle = 2") > 0
    assert small.one("""SELECT count(*) FROM monitoring JOIN households USING (household_no)
                        WHERE closed_on IS NOT NULL AND risk_state <> '已清退'""") > 0  # fmt: skip
    assert {r for (r,) in small.rows("SELECT DISTINCT close_reason FROM households")} == {
        None, "整户死亡", "整户迁出", "分户合户", "重复",
    }  # fmt: skip


def test_risks_suit_the_family(small):
    lacking = """SELECT count(*) FROM monitoring w WHERE contains(w.risks, '{}') AND NOT EXISTS (
                     SELECT 1 FROM memberships m JOIN persons p USING (person_id) WHERE m.household_no = w.household_no
                     AND date_diff('day', p.birth_on, DATE '2026-10-31') / 365.2425 BETWEEN {} AND {})"""
    for risk, low, high in (("因学", 6, 27), ("因务工就业不稳", 18, 62), ("因产业项目失败", 18, 62)):
        assert small.one(f"SELECT count(*) FROM monitoring WHERE contains(risks, '{risk}')") > 0
        assert small.one(lacking.format(risk, low, high)) == 0
    ill = """SELECT count(DISTINCT w.household_no) FROM watched w WHERE contains(w.risks, '因病') AND risk_state = '未消除'
             AND NOT EXISTS (SELECT 1 FROM memberships m JOIN health h USING (person_id)
                             WHERE m.household_no = w.household_no AND h.health <> '健康')"""
    assert small.one(ill) == 0


def test_families_that_stay_monitored_are_older_and_smaller(small):
    by_state = small.rows("""SELECT risk_state, count(*) / count(DISTINCT household_no), avg(age)
                             FROM watched JOIN member USING (household_no) GROUP BY 1 ORDER BY 1""")
    (_, cleared_size, cleared_age), (_, open_size, open_age) = by_state
    assert open_size < cleared_size
    assert open_age > cleared_age


def test_health_and_labour_are_known_of_poor_and_monitored_families_only(small):
    for table in ("health", "labour"):
        strangers = f"""SELECT count(*) FROM {table} f JOIN memberships m USING (person_id)
                        ANTI JOIN (SELECT household_no FROM archive_types WHERE archive_type = '脱贫户'
                                   UNION SELECT household_no FROM monitoring) k USING (household_no)
                        WHERE f.person_id NOT IN (SELECT person_id FROM memberships JOIN archive_types USING (household_no)
                                                  WHERE archive_type = '脱贫户')
                          AND f.person_id NOT IN (SELECT person_id FROM memberships JOIN monitoring USING (household_no))"""
        assert small.one(strangers) == 0
    assert small.one("""SELECT count(*) FROM labour JOIN member m USING (person_id)
                        WHERE labour.valid_from <= DATE '2026-10-31' AND labour.valid_to > DATE '2026-10-31'
                          AND ((age < 15.99 AND labour <> '无劳动力')
                               OR (age > 60.01 AND labour IN ('普通劳动力', '技能劳动力')))""") == 0  # fmt: skip


def test_november_happens_and_the_roster_stays(small):
    for sql in (
        "SELECT count(*) FROM watched",
        "SELECT bit_xor(hash(person_id)) FROM member",
        "SELECT count(*) FROM watched WHERE risk_state = '未消除'",
    ):
        assert small.one(sql) != small.one(sql, TODAY), sql
    for event in ("birth_on", "died_on"):
        assert small.one(f"SELECT count(*) FROM persons WHERE {event} > DATE '{REPORT}'") > 0
    assert small.one(f"SELECT count(*) FROM residences WHERE valid_from > DATE '{REPORT}'") > 0
    assert small.rows("SELECT year, max(closed_on) FROM roster_households GROUP BY 1 ORDER BY 1") == list(
        targets.ROSTERS
    )


def test_readings_of_every_year_differ(small):
    counts = [small.one("SELECT count(*) FROM member", dt.date(year, 1, 1)) for year in range(2021, 2027)]
    assert len(set(counts)) == len(counts)
    assert max(counts) < 1.03 * min(counts)


# --- the edges


def test_a_day_before_the_report_and_a_county_too_small_are_refused():
    with pytest.raises(DomainError, match="截至日"):
        county.build(SEED, SCALE, REPORT - dt.timedelta(days=1))
    with pytest.raises(DomainError, match="太小"):
        county.build(SEED, 0.001)


def test_on_the_report_day_itself_nothing_of_november_is_known():
    made = Readings(county.build(SEED, 0.01, REPORT))
    assert made.one(f"SELECT count(*) FROM memberships WHERE valid_from > DATE '{REPORT}'") == 0
    assert made.one("SELECT count(*) FROM watched") == made.one("SELECT count(*) FROM watched", TODAY)


def test_posts_are_held_by_named_people_and_a_few_may_log_in(small):
    by_post = dict(small.rows("SELECT post_code, count(*)::INT FROM accounts GROUP BY 1"))
    assert (by_post["county_center"], by_post["leader"], by_post["township"]) == (6, 3, 48)
    assert 2 * 215 < by_post["village"] <= 3 * 215
    units = "('water_station', 'water_keeper', 'school')"
    assert small.one(f"SELECT count(DISTINCT post_code) FROM accounts WHERE demo_login AND post_code IN {units}") >= 2
    demo = small.rows(
        f"SELECT post_code, area_code FROM accounts WHERE demo_login AND post_code NOT IN {units} ORDER BY username"
    )
    assert demo == [
        ("county_center", "411330"), ("county_center", "411330"), *[("department", "411330")] * 6, ("leader", "411330"), ("township", "411330101"),
        ("township", "411330105"), ("village", "411330101200"), ("village", "411330101200"), ("village", "411330105200"),
    ]  # fmt: skip
    assert small.one("SELECT count(*) = count(DISTINCT username) FROM accounts")
    assert small.one("SELECT count(*) FROM accounts ANTI JOIN areas ON code = area_code") == 0


# --- the whole county


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 20261124])
def test_the_reports_totals_come_out_of_the_records_of_the_whole_county(seed):
    made = Readings(county.build(seed))
    people = "count(*) FROM watched JOIN member USING (household_no)"
    assert made.one("SELECT count(*) FROM watched") == 2295
    assert made.one(f"SELECT {people}") == 6667
    for column, totals in (
        ("category", {"边缘易致贫户": (177, 462), "突发严重困难户": (2054, 6012), "脱贫不稳定户": (64, 193)}),
        ("risk_state", {"已消除": (1885, 5771), "未消除": (410, 896)}),
    ):
        for value, (households, persons) in totals.items():
            assert made.one(f"SELECT count(*) FROM watched WHERE {column} = '{value}'") == households
            assert made.one(f"SELECT {people} WHERE {column} = '{value}'") == persons
    assert round(made.one("SELECT count(*) FROM member WHERE rural") / 10_000, 1) == 39.5
    assert round(made.one("SELECT count(*) FROM roster_households WHERE year = 2026") / 10_000, 1) == 1.9
    assert round(made.one("SELECT count(*) FROM roster_persons WHERE year = 2026") / 10_000, 2) == 6.06
    flow = "SELECT count(DISTINCT household_no) FROM monitoring WHERE {} AND risk_state {}"
    assert made.one(flow.format(f"approved_on BETWEEN '2026-01-01' AND '{REPORT}'", "<> '已清退'")) == 3
    assert made.one(flow.format("year(cleared_on) = 2025", "= '已消除'")) == 3
    assert made.made.twins.num_rows > 0.98 * targets.LOOKALIKES
