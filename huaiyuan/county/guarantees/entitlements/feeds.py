"""Where facts and payments come from today: the registry, the rolls of 民政, 残联, 教体 and 医保, the ledgers of education.

A ledger of another slice adds its own with `core.engine.entitlements.feeds.register` when the app is ready.
"""

# Words in the SQL are those of this file; engines fill in relations and days.
# ruff: noqa: S608
from __future__ import annotations

from huaiyuan.core.engine.entitlements.feeds import Feed, register

# Of the registry: spans of a household cut down to the time a person was of it.
OVERLAP = "greatest(m.valid_from, f.valid_from) AS valid_from, least(m.valid_to, f.valid_to) AS valid_to"
REGISTRY = Feed(
    name="registry",
    kind="facts",
    gives=("lifted", "monitored", "household_head"),
    needs=("memberships", "archive_types", "monitoring"),
    sql=f"""
        SELECT m.person_id, 'lifted' AS fact, 'true' AS value, {OVERLAP}
        FROM memberships m JOIN archive_types f USING (household_no) WHERE f.archive_type = '脱贫户'
        UNION ALL SELECT m.person_id, 'monitored', 'true', {OVERLAP}
        FROM memberships m JOIN monitoring f USING (household_no) WHERE f.risk_state = '未消除'
        UNION ALL SELECT person_id, 'household_head', 'true', valid_from, valid_to FROM memberships WHERE is_head""",
)
# A benefit stopped within a month is not paid for that month. Without a first day it is not known since when.
STANDING = "benefit_status = '在保' OR (benefit_status = '停发' AND stopped_on > began_on)"
ENDS = "CASE WHEN benefit_status = '在保' THEN {after} ELSE CAST(date_trunc('month', stopped_on) AS DATE) END"
ROLL_FACTS = {
    "低保": "minimum_living", "特困": "destitute", "孤儿": "orphan", "事实无人抚养儿童": "unattended",
}  # fmt: skip
CODED = " ".join(f"WHEN '{word}' THEN '{fact}'" for word, fact in ROLL_FACTS.items())
WORDS = "', '".join(ROLL_FACTS)
FIRST = "coalesce(began_on, {first})"
# Whoever stands on the roll has nothing of it but what it says, also before the roll's own year.
NONE = ", ".join(f"('{fact}')" for fact in ROLL_FACTS.values())
WELFARE = Feed(
    name="welfare_roll",
    kind="facts",
    gives=("listed", *ROLL_FACTS.values(), "minimum_living_yuan", "minimum_living_home"),
    source="welfare_roll",
    needs=("memberships",),
    speaks="calendar_year",
    doubt=True,
    sql=f"""
        WITH standing AS (SELECT *, {FIRST} AS since, {ENDS} AS until FROM {{rows}}
                          WHERE benefit IN ('{WORDS}') AND ({STANDING})),
        homes AS (SELECT m.person_id, CASE WHEN s.match <> 'probable' THEN 'true' END AS value,
                         greatest(m.valid_from, s.since) AS valid_from, least(m.valid_to, s.until) AS valid_to
                  FROM standing s JOIN memberships o ON o.person_id = s.person_id
                    AND o.valid_from <= s.until AND o.valid_to > s.since
                  JOIN memberships m ON m.household_no = o.household_no WHERE s.benefit = '低保')
        SELECT person_id, 'listed' AS fact, 'true' AS value, DATE '1900-01-01' AS valid_from, {{after}} AS valid_to
        FROM {{rows}} WHERE benefit IN ('{WORDS}')
        UNION ALL SELECT person_id, fact, 'false', DATE '1900-01-01', {{after}}
        FROM (SELECT DISTINCT person_id FROM {{rows}} WHERE benefit IN ('{WORDS}')) CROSS JOIN (VALUES {NONE}) AS t(fact)
        UNION ALL SELECT person_id, CASE benefit {CODED} END, CAST(NULL AS VARCHAR), DATE '1900-01-02', {{first}}
        FROM standing WHERE began_on IS NULL
        UNION ALL SELECT person_id, CASE benefit {CODED} END, 'true', since, until FROM standing
        UNION ALL SELECT person_id, 'minimum_living_yuan', CAST(amount_yuan AS VARCHAR), since, until
        FROM standing WHERE benefit = '低保'
        UNION ALL SELECT person_id, 'minimum_living_home', value, valid_from, valid_to FROM homes""",
)
# Paid from the month after it was granted; a second row of one kind leaves the sum unknown.
PAID = Feed(
    name="welfare_payments",
    kind="receipts",
    gives=("minimum_living", "destitute_support", "orphan_support", "unattended_support"),
    source="welfare_roll",
    speaks="calendar_year",
    doubt=True,
    sql=f"""
        WITH standing AS (
            SELECT person_id, CASE benefit WHEN '低保' THEN 'minimum_living' WHEN '特困' THEN 'destitute_support'
                   WHEN '孤儿' THEN 'orphan_support' ELSE 'unattended_support' END AS benefit,
                   {FIRST} AS since, {ENDS} AS until, amount_yuan
            FROM {{rows}} WHERE benefit IN ('{WORDS}') AND ({STANDING})),
        months AS (SELECT CAST(unnest(generate_series({{year}} - INTERVAL 2 YEAR, {{last}}, INTERVAL 1 MONTH)) AS DATE) AS month)
        SELECT person_id, benefit, month, CASE WHEN count(*) = 1 THEN max(amount_yuan) END AS yuan, CAST(NULL AS DATE) AS paid_on
        FROM standing JOIN months ON month > since AND month < until GROUP BY person_id, benefit, month""",
)
CARDS = Feed(
    name="disability_cards",
    kind="facts",
    gives=("disability_grade", "disability_kind"),
    source="disability_cards",
    speaks="month",
    doubt=True,
    sql="""
        WITH held AS (SELECT person_id, grade, category, coalesce(issued_on, {first}) AS since FROM {rows} WHERE status = '正常')
        SELECT person_id, 'disability_grade' AS fact, grade AS value, since AS valid_from, {after} AS valid_to FROM held
        UNION ALL SELECT person_id, 'disability_kind', category, since, {after} FROM held""",
)
STAGE = """CASE WHEN stage LIKE '小学%' THEN '小学' WHEN stage LIKE '初%' OR stage LIKE '%七年级' OR stage LIKE '%八年级'
        OR stage LIKE '%九年级' THEN '初中' WHEN stage LIKE '高%' THEN '普高' END"""
PUPILS = Feed(
    name="school_roll",
    kind="facts",
    gives=("in_school", "school_stage", "school_mode"),
    source="school_roll",
    speaks="month",
    share="education.roll_share",
    among="birth_on BETWEEN {first} - INTERVAL 15 YEAR AND {first} - INTERVAL 7 YEAR",
    doubt=True,
    sql=f"""
        SELECT person_id, 'in_school' AS fact, CASE WHEN status IS NOT NULL THEN CAST(status = '在籍在读' AS VARCHAR) END AS value,
               {{first}} AS valid_from, {{after}} AS valid_to FROM {{rows}}
        UNION ALL SELECT person_id, 'school_stage', {STAGE}, {{first}}, {{after}} FROM {{rows}}
        UNION ALL SELECT person_id, 'school_mode', mode, {{first}}, {{after}} FROM {{rows}}""",
)
# Who is insured is so for the whole year of the roll; of the dead it only says that they are no longer.
INSURED = Feed(
    name="medical_enrolment",
    kind="facts",
    gives=("resident_insured",),
    source="medical_enrolment",
    speaks="calendar_year",
    share="medical.roll_share",
    doubt=True,
    sql="""
        SELECT person_id, 'resident_insured' AS fact,
               CASE WHEN stopped_because = '死亡' THEN NULL ELSE CAST(enrol_status = '参保' AND insured_kind = '城乡居民' AS VARCHAR) END AS value,
               {year} AS valid_from, CAST({year} + INTERVAL 1 YEAR AS DATE) AS valid_to FROM {rows}""",
)
SUBSIDISED = Feed(
    name="enrolment_subsidies",
    kind="receipts",
    gives=("medical_subsidy",),
    source="medical_enrolment",
    speaks="calendar_year",
    share="medical.roll_share",
    doubt=True,
    sql="""
        SELECT person_id, 'medical_subsidy' AS benefit, {year} AS month,
               CASE WHEN count(*) = 1 THEN max(CASE WHEN subsidy_kind = '无' THEN 0 ELSE subsidy_yuan END) END AS yuan,
               CAST(NULL AS DATE) AS paid_on
        FROM {rows} GROUP BY person_id""",
)
# What stands in the ledger of pupils holds since the state began; of the time before, and of others, it says nothing.
# Who is only suspected to have dropped out may be at school: nobody is asked to give money back on a suspicion.
LEARNING = "('at_school', 'inclusive', 'special')"
FOREVER = "DATE '9999-12-31'"
IN_LEDGER = Feed(
    name="pupils",
    kind="facts",
    gives=("in_school", "school_stage", "school_mode"),
    needs=("ledger_pupils",),
    speaks="told",
    sql=f"""
        WITH known AS (SELECT person_no AS person_id, state, stage, mode, state_since FROM ledger_pupils
                       WHERE state NOT IN ('unknown', 'suspected', 'away', 'gone'))
        SELECT person_id, 'in_school' AS fact, CAST(state IN {LEARNING} AS VARCHAR) AS value, state_since AS valid_from,
               {FOREVER} AS valid_to FROM known
        UNION ALL SELECT person_id, 'school_stage', stage, state_since, {FOREVER} FROM known
        UNION ALL SELECT person_id, 'school_mode', mode, state_since, {FOREVER} FROM known""",
)
# A term's aid falls due in May or November; what was applied for or approved is not paid yet.
TERM = """CASE WHEN term LIKE '%秋季学期' THEN make_date(CAST(left(term, 4) AS BIGINT), 11, 1)
        ELSE make_date(CAST(left(term, 4) AS BIGINT), 5, 1) END"""
AID = Feed(
    name="aid",
    kind="receipts",
    gives=(
        "boarding_primary", "boarding_junior", "day_primary", "day_junior", "preschool_living", "preschool_fee",
        "senior_grant", "vocational_grant", "rain_dew", "college_grant",
    ),
    needs=("ledger_aid",),
    speaks="told",
    sql=f"""SELECT person_no AS person_id, benefit, {TERM} AS month, yuan, paid_on FROM ledger_aid WHERE state = 'paid'""",
)  # fmt: skip
ALL = (REGISTRY, WELFARE, PAID, CARDS, PUPILS, INSURED, SUBSIDISED, IN_LEDGER, AID)


def declare() -> None:
    """Let the benefits ask these; called once when the app is ready."""
    register(*ALL)
