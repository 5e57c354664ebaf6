-- The bare floor for our screening: the same exact and normalised match and the same rules, written by hand for
-- DuckDB with every number in place, from Parquet to one Parquet of hits. No declared inputs, no checks, no reasons for
-- the unknown, no rows named. `bench/run.py` sets the variables and asserts that both find the same hits.
CREATE TEMP TABLE person AS
SELECT p.person_id, p.name, p.birth_on, p.id_key, m.household_no, r.village_code, left(r.village_code, 9) AS township_code,
       a.archive_type, coalesce(w.risk_state = '未消除', FALSE) AS monitored,
       year(getvariable('base')) - year(p.birth_on)
           - (strftime(getvariable('base'), '%m%d') < strftime(p.birth_on, '%m%d'))::INTEGER AS school_age
FROM read_parquet(getvariable('persons')) p
JOIN (SELECT * FROM read_parquet(getvariable('memberships'))
      WHERE valid_from <= getvariable('day') AND valid_to > getvariable('day')) m USING (person_id)
JOIN (SELECT * FROM read_parquet(getvariable('households'))
      WHERE registered_on <= getvariable('day') AND (closed_on IS NULL OR closed_on > getvariable('day'))) h
  USING (household_no)
LEFT JOIN (SELECT * FROM read_parquet(getvariable('residences'))
      WHERE valid_from <= getvariable('day') AND valid_to > getvariable('day')) r USING (household_no)
LEFT JOIN (SELECT * FROM read_parquet(getvariable('archive_types'))
      WHERE valid_from <= getvariable('day') AND valid_to > getvariable('day')) a USING (household_no)
LEFT JOIN (SELECT household_no, risk_state FROM read_parquet(getvariable('monitoring'))
      WHERE valid_from <= getvariable('day') AND valid_to > getvariable('day')
      QUALIFY row_number() OVER (PARTITION BY household_no ORDER BY cycle DESC, valid_from DESC) = 1) w
  USING (household_no)
WHERE p.died_on IS NULL OR p.died_on > getvariable('day');

-- 1. Match: who holds the number, if the name agrees and nobody else has both.
CREATE TEMP TABLE bills AS
SELECT r.sheet, r.row, r.in_policy_paid_yuan, r.visit_kind, r.settled_on, any_value(p.person_id) AS person_id
FROM read_parquet(getvariable('medical_bills')) r
JOIN read_parquet(getvariable('persons')) p ON p.id_key = r.id_key AND p.name = r.name
GROUP BY ALL HAVING count(*) = 1;

CREATE TEMP TABLE cards AS
SELECT r.sheet, r.row, r.category, r.grade, r.issued_on, any_value(p.person_id) AS person_id
FROM read_parquet(getvariable('disability_cards')) r
JOIN read_parquet(getvariable('persons')) p ON p.id_key = r.id_key AND p.name = r.name
GROUP BY ALL HAVING count(*) = 1;

CREATE TEMP TABLE roll AS
SELECT r.sheet, r.row, r.status, r.absent_days, any_value(p.person_id) AS person_id
FROM read_parquet(getvariable('school_roll')) r
JOIN read_parquet(getvariable('persons')) p ON p.id_key = r.id_key AND p.name = r.name
GROUP BY ALL HAVING count(*) = 1;

CREATE TEMP TABLE dwellings AS
SELECT r.sheet, r.row, r.grade, r.only_dwelling, r.disposal, r.planned_on, r.appraised_on, any_value(p.person_id) AS person_id
FROM read_parquet(getvariable('housing_appraisals')) r
JOIN read_parquet(getvariable('persons')) p ON p.id_key = r.id_key AND p.name = r.name
GROUP BY ALL HAVING count(*) = 1;

CREATE TEMP TABLE benefits AS
SELECT r.sheet, r.row, r.benefit, r.benefit_status, r.began_on, r.stopped_on, r.stopped_because, r.amount_yuan,
       any_value(p.person_id) AS person_id
FROM read_parquet(getvariable('welfare_roll')) r
JOIN read_parquet(getvariable('persons')) p ON p.id_key = r.id_key AND p.name = r.name
GROUP BY ALL HAVING count(*) = 1;

-- 2. Rules.
CREATE TEMP TABLE spent AS
SELECT person_id, max(in_policy_paid_yuan) FILTER (visit_kind = '住院') AS stay,
       sum(in_policy_paid_yuan) FILTER (visit_kind IN ('门诊', '门特')
           AND settled_on BETWEEN getvariable('month') AND last_day(getvariable('month'))) AS month
FROM bills GROUP BY person_id;

CREATE TEMP TABLE dwelling AS
SELECT household_no, any_value(village_code) AS village_code,
       last(grade ORDER BY appraised_on NULLS FIRST, sheet, row) AS grade,
       last(only_dwelling ORDER BY appraised_on NULLS FIRST, sheet, row) AS only_dwelling,
       last(disposal ORDER BY appraised_on NULLS FIRST, sheet, row) AS disposal,
       last(planned_on ORDER BY appraised_on NULLS FIRST, sheet, row) AS planned_on
FROM dwellings JOIN person USING (person_id) GROUP BY household_no;

CREATE TEMP TABLE kept AS
SELECT household_no, village_code, monitored, person_id, began_on, stopped_on, amount_yuan, benefit = '临时救助' AS aid,
       benefit IN ('低保', '特困') AND benefit_status = '停发' AND stopped_because IN ('迁出', '其他') AS cut,
       benefit IN ('低保', '特困') AND benefit_status = '在保' AS still,
       benefit IN ('低保', '低保边缘', '刚性支出困难') AND benefit_status = '在保' AS poor,
       benefit IN ('特困', '孤儿', '事实无人抚养儿童') AND benefit_status = '在保' AS alone
FROM benefits JOIN person USING (person_id);

CREATE TEMP TABLE paid AS
SELECT person_id, sum(in_policy_paid_yuan) AS yuan FROM bills GROUP BY person_id;

CREATE TEMP TABLE card AS
SELECT person_id, last(category ORDER BY issued_on NULLS FIRST, sheet, row) AS category,
       last(grade ORDER BY issued_on NULLS FIRST, sheet, row) AS grade,
       last(issued_on ORDER BY issued_on NULLS FIRST, sheet, row) AS issued_on
FROM cards GROUP BY person_id;

CREATE TEMP TABLE pupil AS
SELECT person_id, last(status ORDER BY absent_days NULLS FIRST, sheet, row) AS status, max(absent_days) AS absent_days
FROM roll GROUP BY person_id;

CREATE TEMP TABLE missing AS
SELECT c.* FROM person c ANTI JOIN pupil USING (person_id)
WHERE c.school_age BETWEEN 6 AND 15 AND c.village_code IN (
    SELECT village_code FROM person LEFT JOIN pupil USING (person_id) WHERE school_age BETWEEN 6 AND 15
    GROUP BY village_code HAVING count(pupil.person_id) * 2 >= count(*));

CREATE TEMP TABLE loose AS
SELECT r.name, r.birth_on, r.village_code, r.township_code, r.id_key
FROM read_parquet(getvariable('school_roll')) r ANTI JOIN roll USING (sheet, row);

CREATE TEMP TABLE doubtful AS
SELECT m.person_id FROM missing m JOIN loose l ON l.name = m.name AND l.birth_on = m.birth_on
UNION SELECT m.person_id FROM missing m JOIN loose l ON l.name = m.name AND l.id_key IS NULL
    AND (l.birth_on IS NULL OR l.village_code = m.village_code OR l.township_code = m.township_code)
UNION SELECT m.person_id FROM missing m
JOIN loose l ON l.birth_on = m.birth_on AND l.village_code = m.village_code AND l.id_key IS NULL
UNION SELECT m.person_id FROM missing m JOIN loose l ON l.birth_on = m.birth_on AND l.id_key IS NULL
    AND left(l.name, 1) = left(m.name, 1) AND (l.township_code = m.township_code OR l.township_code IS NULL)
UNION SELECT m.person_id FROM missing m JOIN loose l ON l.birth_on = m.birth_on AND l.name IS NULL AND l.id_key IS NULL
    AND (l.township_code = m.township_code OR l.township_code IS NULL);

COPY (
    SELECT 'R01' AS rule, person_id, household_no, village_code, '因病' AS risk_type,
           CASE WHEN yuan >= 20000 THEN '橙' ELSE '黄' END AS grade,
           concat(name, year(getvariable('day')), '年看病，政策范围内个人负担累计', yuan, '元，达到5,000元的预警线。') AS says
    FROM person JOIN paid USING (person_id) WHERE (archive_type = '脱贫户' OR monitored) AND yuan >= 5000
    UNION ALL
    SELECT 'R02', person_id, household_no, village_code, '因病', CASE WHEN yuan >= 40000 THEN '橙' ELSE '黄' END,
           concat(name, year(getvariable('day')), '年看病，政策范围内个人负担累计', yuan, '元，达到20,000元的预警线。')
    FROM person JOIN paid USING (person_id) WHERE archive_type = '一般农户' AND NOT monitored AND yuan >= 20000
    UNION ALL
    SELECT 'R03', person_id, household_no, village_code, '因病', CASE WHEN stay >= 30000 THEN '橙' ELSE '黄' END,
           concat(name, '一次住院，政策范围内个人负担', stay, '元。')
    FROM person JOIN spent USING (person_id) WHERE stay >= CASE WHEN monitored THEN 6000 ELSE 10000 END
    UNION ALL
    SELECT 'R05', person_id, household_no, village_code, '因病', '黄',
           concat(name, '最近一个月门诊和慢特病看病，政策范围内个人负担', month, '元。')
    FROM person JOIN spent USING (person_id) WHERE month >= 500
    UNION ALL
    SELECT 'R15', NULL, household_no, village_code, '因安全住房', CASE WHEN grade = 'D级' THEN '红' ELSE '橙' END,
           concat('唯一住房鉴定为', grade, '，还没有处置。')
    FROM dwelling WHERE grade IN ('C级', 'D级') AND only_dwelling = '是' AND disposal = '未处置'
    UNION ALL
    SELECT 'R16', NULL, household_no, village_code, '因安全住房', '橙', concat('住房', planned_on, '列入改造计划，还没有改完。')
    FROM dwelling WHERE grade IN ('C级', 'D级') AND disposal = '改造中' AND planned_on < getvariable('day') - 180
    UNION ALL
    SELECT 'R20', person_id, any_value(household_no), any_value(village_code), '收入骤降', '橙', '低保或特困供养停发。'
    FROM kept GROUP BY person_id
    HAVING bool_and(cut IS NOT NULL) AND bool_and(still IS NOT DISTINCT FROM FALSE)
       AND max(stopped_on) FILTER (cut) BETWEEN getvariable('day') - 89 AND getvariable('day')
    UNION ALL
    SELECT 'R21', NULL, household_no, any_value(village_code), '其他', '橙', '新纳入救助，还不是监测对象。'
    FROM kept WHERE NOT monitored GROUP BY household_no
    HAVING bool_and(poor IS NOT NULL) AND max(began_on) FILTER (poor) BETWEEN getvariable('day') - 89 AND getvariable('day')
    UNION ALL
    SELECT 'R22', NULL, household_no, any_value(village_code), '其他', '黄', '得到多次或大额临时救助。'
    FROM kept GROUP BY household_no
    HAVING count(*) FILTER (aid) >= 2 OR max(amount_yuan) FILTER (aid) >= 3000
    UNION ALL
    SELECT 'R23', person_id, any_value(household_no), any_value(village_code), '其他', '橙', '新纳入兜底保障。'
    FROM kept GROUP BY person_id
    HAVING bool_and(alone IS NOT NULL)
       AND max(began_on) FILTER (alone) BETWEEN getvariable('day') - 89 AND getvariable('day')
    UNION ALL
    SELECT 'R09', person_id, household_no, village_code, '因残', CASE WHEN grade = '一级' THEN '橙' ELSE '黄' END,
           concat(name, issued_on, '新发', category, '残疾', grade, '证。')
    FROM person JOIN card USING (person_id)
    WHERE (grade IN ('一级', '二级') OR (grade = '三级' AND category IN ('智力', '精神')))
      AND issued_on > getvariable('day') - 90 AND issued_on <= getvariable('day')
    UNION ALL
    SELECT 'R11', person_id, household_no, village_code, '因义务教育',
           CASE WHEN status = '辍学' THEN '红' WHEN status IN ('疑似辍学', '名在人不在') THEN '橙' ELSE '黄' END,
           concat(name, '（学年', school_age, '周岁）', status, '，连续缺勤', absent_days, '天。')
    FROM person JOIN pupil USING (person_id)
    WHERE school_age BETWEEN 6 AND 15 AND (status IN ('疑似辍学', '辍学', '名在人不在') OR absent_days >= 3)
    UNION ALL
    SELECT 'R12', person_id, household_no, village_code, '因义务教育', '橙',
           concat(name, '学年', school_age, '周岁，属义务教育适龄，学籍名册里没有本人。')
    FROM missing ANTI JOIN doubtful USING (person_id)
    ORDER BY rule, household_no, person_id
) TO 'hits.parquet' (FORMAT parquet, COMPRESSION zstd);
