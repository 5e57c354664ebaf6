-- The same gaps as the product finds on the county of the demo, written by hand in plain SQL for these very policies,
-- files and twelve months: lines, sentences a person, households, written to Parquet. `bench.gaps` runs both.
-- {welfare} {enrolment} {cards} are folders of batches, {into} where it writes; the views are those of a snapshot.
CREATE TEMP TABLE people AS
SELECT p.person_id, p.name, p.birth_on, p.died_on, m.household_no, r.village_code, left(r.village_code, 9) AS township_code
FROM persons p
JOIN (SELECT person_id, household_no FROM memberships WHERE valid_from <= DATE '2026-10-31' AND valid_to > DATE '2025-11-01'
      QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY valid_from DESC, household_no) = 1) m USING (person_id)
LEFT JOIN (SELECT household_no, village_code FROM residences WHERE valid_from <= DATE '2026-10-31'
      QUALIFY row_number() OVER (PARTITION BY household_no ORDER BY valid_from DESC) = 1) r USING (household_no);

CREATE MACRO matched(folder) AS TABLE
SELECT coalesce(sheet, '') AS sheet, row, outcome, person_id FROM read_parquet(folder || '/matches.parquet')
WHERE outcome IN ('exact', 'normalised', 'probable');
CREATE TEMP TABLE w AS
SELECT m.person_id, m.outcome = 'probable' AS unsure, r.benefit, r.began_on, r.amount_yuan,
       coalesce(r.began_on, DATE '2026-10-01') AS since,
       CASE WHEN benefit_status = '在保' THEN DATE '2026-11-01' ELSE CAST(date_trunc('month', stopped_on) AS DATE) END AS until,
       benefit_status = '在保' OR (benefit_status = '停发' AND stopped_on > r.began_on) AS stands
FROM read_parquet('{welfare}/rows.parquet') r JOIN matched('{welfare}') m ON m.row = r.row AND m.sheet = coalesce(r.sheet, '');
CREATE TEMP TABLE e AS
SELECT m.person_id, bool_or(m.outcome = 'probable') AS unsure, count(*) AS n,
       bool_and(CASE WHEN stopped_because = '死亡' THEN NULL ELSE enrol_status = '参保' AND insured_kind = '城乡居民' END) AS insured,
       count(CASE WHEN stopped_because = '死亡' THEN NULL ELSE enrol_status = '参保' AND insured_kind = '城乡居民' END) AS told,
       count(DISTINCT enrol_status = '参保' AND insured_kind = '城乡居民') AS ways,
       max(CASE WHEN subsidy_kind = '无' THEN 0 ELSE subsidy_yuan END) AS yuan
FROM read_parquet('{enrolment}/rows.parquet') r JOIN matched('{enrolment}') m ON m.row = r.row AND m.sheet = coalesce(r.sheet, '')
GROUP BY m.person_id;
CREATE TEMP TABLE c AS
SELECT m.person_id, m.outcome = 'probable' AS unsure, r.grade, coalesce(r.issued_on, DATE '2026-10-01') AS since, r.status
FROM read_parquet('{cards}/rows.parquet') r JOIN matched('{cards}') m ON m.row = r.row AND m.sheet = coalesce(r.sheet, '');

-- Which villages a file speaks of, and whom a row that nobody was found for could be.
CREATE TEMP TABLE wv AS SELECT DISTINCT village_code FROM people SEMI JOIN w USING (person_id) WHERE died_on IS NULL AND village_code IS NOT NULL;
CREATE TEMP TABLE cv AS SELECT DISTINCT village_code FROM people SEMI JOIN c USING (person_id) WHERE died_on IS NULL AND village_code IS NOT NULL;
CREATE TEMP TABLE ev AS
SELECT village_code FROM people LEFT JOIN e USING (person_id) WHERE died_on IS NULL AND village_code IS NOT NULL
GROUP BY village_code HAVING count(e.person_id) * 100 >= count(*) * 50;
CREATE MACRO loose_rows(folder) AS TABLE
SELECT r.name, r.birth_on, r.village_code, r.township_code, r.id_key, m.outcome, m.candidates
FROM read_parquet(folder || '/rows.parquet') r JOIN read_parquet(folder || '/matches.parquet') m
  ON m.row = r.row AND coalesce(m.sheet, '') = coalesce(r.sheet, '') WHERE m.outcome IN ('ambiguous', 'unmatched');
CREATE TEMP TABLE lw AS FROM loose_rows('{welfare}');
CREATE TEMP TABLE le AS FROM loose_rows('{enrolment}');
CREATE TEMP TABLE lc AS FROM loose_rows('{cards}');
CREATE MACRO could_be(loose, absent) AS TABLE
SELECT person_id FROM query_table(absent) a SEMI JOIN (SELECT unnest(candidates) AS person_id FROM query_table(loose) WHERE outcome = 'ambiguous') USING (person_id)
UNION SELECT a.person_id FROM query_table(absent) a JOIN query_table(loose) l ON l.name = a.name AND l.birth_on = a.birth_on
UNION SELECT a.person_id FROM query_table(absent) a JOIN query_table(loose) l ON l.name = a.name AND l.id_key IS NULL
    AND (l.birth_on IS NULL OR l.village_code = a.village_code OR l.township_code = a.township_code)
UNION SELECT a.person_id FROM query_table(absent) a JOIN query_table(loose) l ON l.birth_on = a.birth_on AND l.village_code = a.village_code AND l.id_key IS NULL
UNION SELECT a.person_id FROM query_table(absent) a JOIN query_table(loose) l ON l.birth_on = a.birth_on AND l.id_key IS NULL AND left(l.name, 1) = left(a.name, 1)
    AND (l.township_code = a.township_code OR l.township_code IS NULL)
UNION SELECT a.person_id FROM query_table(absent) a JOIN query_table(loose) l ON l.birth_on = a.birth_on AND l.name IS NULL AND l.id_key IS NULL
    AND (l.township_code = a.township_code OR l.township_code IS NULL);

-- Families in need on a day, as the registry has them.
CREATE MACRO alive_day(died, day) AS CASE WHEN died <= day THEN died - 1 ELSE day END;
CREATE TEMP TABLE poor AS
SELECT DISTINCT m.person_id, greatest(m.valid_from, a.valid_from) AS since, least(m.valid_to, a.valid_to) AS until, 'lifted' AS what
FROM memberships m JOIN archive_types a USING (household_no) WHERE archive_type = '脱贫户'
UNION SELECT m.person_id, greatest(m.valid_from, a.valid_from), least(m.valid_to, a.valid_to), 'monitored'
FROM memberships m JOIN monitoring a USING (household_no) WHERE a.risk_state = '未消除';
CREATE TEMP TABLE listed AS
SELECT person_id, bool_or(unsure) AS unsure,
       max(since) FILTER (stands AND benefit = '低保') AS d1, max(until) FILTER (stands AND benefit = '低保') AS d2,
       count(*) FILTER (stands AND benefit = '低保') AS dn, arg_max(amount_yuan, since) FILTER (stands AND benefit = '低保') AS dy,
       max(since) FILTER (stands AND benefit = '特困') AS t1, max(until) FILTER (stands AND benefit = '特困') AS t2,
       count(*) FILTER (stands AND benefit = '特困') AS tn, max(amount_yuan) FILTER (stands AND benefit = '特困') AS ty,
       coalesce(bool_or(began_on IS NULL) FILTER (stands AND benefit = '特困'), FALSE) AS tb,
       max(since) FILTER (stands AND benefit = '孤儿') AS g1, max(until) FILTER (stands AND benefit = '孤儿') AS g2,
       count(*) FILTER (stands AND benefit = '孤儿') AS gn, max(amount_yuan) FILTER (stands AND benefit = '孤儿') AS gy,
       max(since) FILTER (stands AND benefit = '事实无人抚养儿童') AS s1, max(until) FILTER (stands AND benefit = '事实无人抚养儿童') AS s2,
       count(*) FILTER (stands AND benefit = '事实无人抚养儿童') AS sn, max(amount_yuan) FILTER (stands AND benefit = '事实无人抚养儿童') AS sy
FROM w WHERE benefit IN ('低保', '特困', '孤儿', '事实无人抚养儿童') GROUP BY person_id;
CREATE TEMP TABLE homes AS
SELECT DISTINCT m.person_id, greatest(m.valid_from, w.since) AS since, least(m.valid_to, w.until) AS until, w.unsure OR coalesce(x.unsure, FALSE) AS unsure
FROM w JOIN memberships o ON o.person_id = w.person_id AND o.valid_from <= w.until AND o.valid_to > w.since
JOIN memberships m ON m.household_no = o.household_no
LEFT JOIN (SELECT DISTINCT person_id, TRUE AS unsure FROM w WHERE unsure) x ON x.person_id = m.person_id WHERE w.stands AND w.benefit = '低保';
CREATE TEMP TABLE card AS
SELECT person_id, bool_or(unsure) AS unsure, arg_max(grade, since) AS grade, max(since) AS since
FROM c WHERE status = '正常' GROUP BY person_id;

CREATE TEMP TABLE asked AS
SELECT DISTINCT person_id FROM listed UNION SELECT person_id FROM card UNION SELECT person_id FROM homes
UNION SELECT person_id FROM poor UNION SELECT person_id FROM e WHERE yuan > 0;
CREATE TEMP TABLE no_w AS SELECT * FROM people SEMI JOIN asked USING (person_id) ANTI JOIN w USING (person_id);
CREATE TEMP TABLE no_e AS SELECT * FROM people SEMI JOIN asked USING (person_id) ANTI JOIN e USING (person_id);
CREATE TEMP TABLE no_c AS SELECT * FROM people SEMI JOIN asked USING (person_id) ANTI JOIN c USING (person_id);
CREATE TEMP TABLE dw AS FROM could_be('lw', 'no_w');
CREATE TEMP TABLE de AS FROM could_be('le', 'no_e');
CREATE TEMP TABLE dc AS FROM could_be('lc', 'no_c');

-- What is paid month by month: the welfare roll and the two disability subsidies.
CREATE TEMP TABLE months AS SELECT CAST(unnest(generate_series(DATE '2025-11-01', DATE '2026-10-01', INTERVAL 1 MONTH)) AS DATE) AS m;
CREATE TEMP TABLE monthly AS
WITH grid AS (
    SELECT p.*, m, l.* EXCLUDE (person_id, unsure), l.person_id IS NOT NULL AS on_roll, coalesce(l.unsure, FALSE) AS unsure,
           m >= DATE '2026-01-01' AND wv.village_code IS NOT NULL AND dw.person_id IS NULL AS silent,
           died_on IS NULL OR died_on >= m AS alive,
           year(m) - year(birth_on) - CAST(month(m) * 100 + 1 < month(birth_on) * 100 + day(birth_on) AS INTEGER) AS age
    FROM people p JOIN (SELECT person_id FROM listed UNION SELECT person_id FROM card) USING (person_id) CROSS JOIN months
    LEFT JOIN listed l USING (person_id) LEFT JOIN wv USING (village_code) LEFT JOIN dw USING (person_id)),
told AS (
    SELECT *, CASE WHEN on_roll AND NOT unsure THEN TRUE WHEN NOT on_roll AND silent THEN FALSE END AS listed,
           CASE WHEN on_roll THEN CASE WHEN NOT unsure THEN coalesce(d1 < m AND d2 > m, FALSE) END WHEN silent THEN FALSE END AS d,
           CASE WHEN on_roll THEN CASE WHEN NOT unsure AND NOT (coalesce(tb, FALSE) AND m <= DATE '2026-09-30') THEN coalesce(t1 < m AND t2 > m, FALSE) END WHEN silent THEN FALSE END AS t,
           CASE WHEN on_roll THEN CASE WHEN NOT unsure THEN coalesce(g1 < m AND g2 > m, FALSE) END WHEN silent THEN FALSE END AS g,
           CASE WHEN on_roll THEN CASE WHEN NOT unsure THEN coalesce(s1 < m AND s2 > m, FALSE) END WHEN silent THEN FALSE END AS s
    FROM grid),
due AS (SELECT *, alive AND listed AND g AND age < 18 AS orphan FROM told),
due2 AS (SELECT *, alive AND listed AND s AND age < 18 AND NOT orphan AS unattended FROM due),
due3 AS (SELECT *, alive AND listed AND t AND NOT orphan AND NOT unattended AS destitute FROM due2)
SELECT *, alive AND listed AND d AND NOT destitute AS minimum FROM due3;
CREATE TEMP TABLE answer AS
WITH paid AS (
    SELECT person_id, m, died_on, tb, unsure, orphan, destitute, 'minimum_living' AS benefit, listed, minimum AS due, CASE WHEN minimum AND NOT unsure THEN dy END AS due_yuan, FALSE AS least,
           CASE WHEN d1 < m AND d2 > m THEN CASE WHEN dn = 1 AND NOT unsure THEN dy END WHEN silent OR (on_roll AND m >= DATE '2026-01-01') THEN 0 END AS got FROM monthly
    UNION ALL SELECT person_id, m, died_on, tb, unsure, orphan, destitute, 'destitute_support', listed, destitute, 700, TRUE,
           CASE WHEN t1 < m AND t2 > m THEN CASE WHEN tn = 1 AND NOT unsure THEN ty END WHEN silent OR (on_roll AND m >= DATE '2026-01-01') THEN 0 END FROM monthly
    UNION ALL SELECT person_id, m, died_on, tb, unsure, orphan, destitute, 'orphan_support', listed, orphan, 1000, TRUE,
           CASE WHEN g1 < m AND g2 > m THEN CASE WHEN gn = 1 AND NOT unsure THEN gy END WHEN silent OR (on_roll AND m >= DATE '2026-01-01') THEN 0 END FROM monthly
    UNION ALL SELECT person_id, m, died_on, tb, unsure, orphan, destitute, 'unattended_support', listed, unattended, 1000, TRUE,
           CASE WHEN s1 < m AND s2 > m THEN CASE WHEN sn = 1 AND NOT unsure THEN sy END WHEN silent OR (on_roll AND m >= DATE '2026-01-01') THEN 0 END FROM monthly),
carded AS (
    SELECT g.*, CASE WHEN k.person_id IS NULL OR k.since >= m THEN CASE WHEN m = DATE '2026-10-01' AND cv.village_code IS NOT NULL AND dc.person_id IS NULL THEN '无' END
                     WHEN NOT k.unsure THEN k.grade END AS grade,
           CASE WHEN h.person_id IS NOT NULL THEN CASE WHEN NOT h.unsure THEN TRUE END WHEN silent OR (on_roll AND m >= DATE '2026-01-01') THEN FALSE END AS home
    FROM monthly g JOIN card k USING (person_id) LEFT JOIN cv USING (village_code) LEFT JOIN dc USING (person_id)
    LEFT JOIN (SELECT person_id, m, arg_max(unsure, {'s': since, 'u': unsure}) AS unsure FROM homes JOIN months ON since < m AND until > m GROUP BY ALL) h USING (person_id, m)),
subsidies AS (
    SELECT person_id, m, 'disability_living' AS benefit, grade <> '无' AS belongs,
           alive AND grade <> '无' AND home AND NOT destitute AND NOT orphan AND NOT unattended AS due, home, destitute, orphan, unattended FROM carded
    UNION ALL SELECT person_id, m, 'disability_nursing', grade IN ('一级', '二级'), alive AND grade IN ('一级', '二级') AND NOT destitute, home, destitute, orphan, unattended FROM carded),
roll AS (
    SELECT benefit, person_id, m AS month, CASE WHEN due THEN due_yuan END AS due_yuan, got, due, died_on,
           CASE WHEN due IS NULL THEN concat_ws('；', CASE WHEN tb AND benefit = 'destitute_support' THEN '“特困供养”没有填' END,
                     CASE WHEN unsure THEN '民政局“救助对象名册”里的那一行证件号没对上，要先复核' END)
                WHEN due AND got IS NULL THEN '民政局“救助对象名册”里的金额没有填，或者认人还要复核'
                WHEN NOT due THEN CASE WHEN died_on < m THEN '已经去世' WHEN benefit = 'minimum_living' AND destitute THEN '应享“特困供养金”，两项不能同时享受'
                     WHEN benefit = 'unattended_support' AND orphan THEN '应享“孤儿生活费”，两项不能同时享受' ELSE '当月不是在册的对象' END END AS reason,
           CASE WHEN NOT due THEN CASE WHEN got > 0 THEN '不应享而享' END WHEN listed IS NOT TRUE AND coalesce(got, 0) = 0 THEN NULL
                WHEN due IS NULL OR due_yuan IS NULL OR got IS NULL THEN '不明' WHEN got < due_yuan THEN '应享未享'
                WHEN got > due_yuan AND NOT least THEN '不应享而享' END AS verdict FROM paid)
SELECT benefit, person_id, month, due_yuan, got, due, reason, verdict FROM roll WHERE verdict IS NOT NULL
UNION ALL SELECT benefit, person_id, m, CASE WHEN due THEN 75 END, NULL, due,
    CASE WHEN due THEN '缺民政局“残疾人两项补贴发放名册”' ELSE concat_ws('；', CASE WHEN home IS NULL AND benefit = 'disability_living' THEN '缺民政局“救助对象名册”' END,
         CASE WHEN destitute IS NULL THEN '“特困供养金”应不应享还不明' END, CASE WHEN orphan IS NULL AND benefit = 'disability_living' THEN '“孤儿生活费”应不应享还不明' END,
         CASE WHEN unattended IS NULL AND benefit = 'disability_living' THEN '“事实无人抚养补贴”应不应享还不明' END) END, '不明'
FROM subsidies WHERE belongs AND due IS NOT FALSE;

-- What is paid once a year with the insurance fee.
INSERT INTO answer
WITH state AS (
    SELECT p.person_id, p.village_code,
           EXISTS (FROM poor x WHERE x.person_id = p.person_id AND what = 'lifted' AND since <= alive_day(died_on, DATE '2026-10-31') AND until > alive_day(died_on, DATE '2026-10-31')) AS lifted,
           EXISTS (FROM poor x WHERE x.person_id = p.person_id AND what = 'monitored' AND since <= alive_day(died_on, DATE '2026-10-31') AND until > alive_day(died_on, DATE '2026-10-31')) AS monitored,
           CASE WHEN l.person_id IS NOT NULL THEN CASE WHEN NOT l.unsure THEN coalesce(d1 <= alive_day(died_on, DATE '2026-10-31') AND d2 > alive_day(died_on, DATE '2026-10-31'), FALSE) END
                WHEN wv.village_code IS NOT NULL AND dw.person_id IS NULL THEN FALSE END AS d,
           CASE WHEN l.person_id IS NOT NULL THEN CASE WHEN NOT l.unsure THEN coalesce(t1 <= alive_day(died_on, DATE '2026-10-31') AND t2 > alive_day(died_on, DATE '2026-10-31'), FALSE) END
                WHEN wv.village_code IS NOT NULL AND dw.person_id IS NULL THEN FALSE END AS t,
           died_on IS NULL OR died_on >= DATE '2026-01-01' AS alive, died_on
    FROM people p LEFT JOIN listed l USING (person_id) LEFT JOIN wv USING (village_code) LEFT JOIN dw USING (person_id)),
judged AS (
    SELECT s.*, t OR d OR monitored OR lifted AS belongs,
           CASE WHEN s.died_on <= DATE '2026-01-01' THEN FALSE -- the roll of the year begins after that death
                WHEN e.person_id IS NOT NULL THEN CASE WHEN NOT e.unsure AND e.told = e.n AND e.ways = 1 THEN insured END
                WHEN ev.village_code IS NOT NULL AND de.person_id IS NULL THEN FALSE END AS insured,
           CASE WHEN e.person_id IS NOT NULL THEN CASE WHEN e.n = 1 AND NOT e.unsure THEN e.yuan END
                WHEN ev.village_code IS NOT NULL AND de.person_id IS NULL THEN 0 END AS got
    FROM state s LEFT JOIN e USING (person_id) LEFT JOIN ev USING (village_code) LEFT JOIN de USING (person_id)),
valued AS (
    SELECT *, alive AND belongs AND insured AS due,
           CASE WHEN t IS NULL THEN NULL WHEN t THEN 400 WHEN d IS NULL THEN NULL WHEN d THEN 240 WHEN monitored THEN 200 ELSE 100 END AS due_yuan FROM judged)
SELECT 'medical_subsidy', person_id, DATE '2026-01-01', CASE WHEN due THEN due_yuan END, got, due,
       CASE WHEN NOT due THEN CASE WHEN NOT alive THEN '已经去世' ELSE '不是参加居民医保的特困、低保、监测对象或脱贫人口' END
            WHEN due IS NULL OR due_yuan IS NULL THEN concat_ws('；', CASE WHEN t IS NULL THEN '“特困供养”：民政局“救助对象名册”' END,
                 CASE WHEN d IS NULL THEN '“享受低保”：民政局“救助对象名册”' END, CASE WHEN insured IS NULL THEN '“参加居民医保”：医保局“城乡居民医保参保登记”' END)
            WHEN got IS NULL THEN '医保局“城乡居民医保参保登记”里的金额没有填，或者认人还要复核'
            ELSE CASE WHEN t THEN '特困供养人员' WHEN d THEN '低保对象' WHEN monitored THEN '监测对象' ELSE '脱贫人口' END END,
       CASE WHEN NOT due THEN '不应享而享' WHEN due IS NULL OR due_yuan IS NULL OR got IS NULL THEN '不明' WHEN got < due_yuan THEN '应享未享' ELSE '不应享而享' END
FROM valued
WHERE CASE WHEN NOT due THEN got > 0 WHEN belongs IS NOT TRUE AND coalesce(got, 0) = 0 THEN FALSE
           ELSE due IS NULL OR due_yuan IS NULL OR got IS NULL OR got <> due_yuan END;

-- What is paid by school terms: the ledger of aid tells payments, the ledger of pupils where a child learns since when;
-- of kindergartens, senior schools and colleges nobody tells who is there, so whoever is in need and of the age is 不明.
CREATE TEMP TABLE aid AS
SELECT person_no AS person_id, benefit, make_date(CAST(left(term, 4) AS BIGINT), if(term LIKE '%秋季学期', 11, 5), 1) AS month,
       CASE WHEN count(yuan) = count(*) THEN sum(yuan) END AS yuan
FROM ledger_aid WHERE state = 'paid' GROUP BY ALL;
INSERT INTO answer
WITH terms(month, day) AS (VALUES (DATE '2025-11-01', DATE '2025-11-30'), (DATE '2026-05-01', DATE '2026-05-31')),
old AS (
    SELECT p.person_id, p.village_code, died_on, month, day, died_on IS NULL OR died_on >= month AS alive,
           year(month) - year(birth_on) - CAST(month(month) * 100 + 1 < month(birth_on) * 100 + day(birth_on) AS INTEGER) AS age,
           month >= DATE '2026-01-01' AND wv.village_code IS NOT NULL AND dw.person_id IS NULL AS silent
    FROM people p SEMI JOIN (SELECT person_id FROM listed UNION SELECT person_id FROM card UNION SELECT person_id FROM homes
         UNION SELECT person_id FROM poor UNION SELECT person_id FROM aid) USING (person_id)
    CROSS JOIN terms LEFT JOIN wv USING (village_code) LEFT JOIN dw USING (person_id)),
facts AS (
    SELECT o.*, coalesce(x.lifted, FALSE) OR coalesce(x.monitored, FALSE) AS core,
           CASE WHEN l.person_id IS NOT NULL THEN CASE WHEN NOT l.unsure THEN
                CASE WHEN coalesce(t1 <= day AND t2 > day, FALSE) OR coalesce(g1 <= day AND g2 > day, FALSE) OR coalesce(s1 <= day AND s2 > day, FALSE) THEN TRUE
                     WHEN NOT (tb AND day < DATE '2026-10-01') THEN FALSE END END
                WHEN silent THEN FALSE END AS special,
           CASE WHEN h.person_id IS NOT NULL THEN h.sure WHEN silent OR (l.person_id IS NOT NULL AND month >= DATE '2026-01-01') THEN FALSE END AS home,
           CASE WHEN k.since <= day AND NOT k.unsure THEN k.grade <> '无' END AS carded,
           u.state IN ('at_school', 'inclusive', 'special') AS in_school, u.stage, u.mode
    FROM old o
    LEFT JOIN (SELECT person_id, day, bool_or(what = 'lifted') AS lifted, bool_or(what = 'monitored') AS monitored FROM poor JOIN terms ON since <= day AND until > day GROUP BY ALL) x USING (person_id, day)
    LEFT JOIN listed l USING (person_id)
    LEFT JOIN (SELECT person_id, day, CASE WHEN NOT arg_max(unsure, {'s': since, 'u': unsure}) THEN TRUE END AS sure FROM homes JOIN terms ON since <= day AND until > day GROUP BY ALL) h USING (person_id, day)
    LEFT JOIN card k USING (person_id)
    LEFT JOIN ledger_pupils u ON u.person_no = o.person_id AND u.state NOT IN ('unknown', 'suspected', 'away', 'gone') AND u.state_since <= day),
state AS (
    SELECT *, core OR home OR special OR carded AS any_need, in_school AND stage = '小学' AS primary_school, in_school AND stage = '初中' AS junior_school,
           alive AND age BETWEEN 5 AND 14 AND (core OR home OR special OR carded) AND in_school AND stage = '小学' AND mode = '寄宿' AS boards_primary,
           alive AND age BETWEEN 10 AND 18 AND (core OR home OR special OR carded) AND in_school AND stage = '初中' AND mode = '寄宿' AS boards_junior
    FROM facts),
programmes(benefit, low, high, core_only, half, book) AS (VALUES
    ('boarding_primary', 5, 14, FALSE, 625, '缺教体局“在籍学生名册”'), ('day_primary', 5, 14, FALSE, 312.5, '缺教体局“在籍学生名册”；“小学寄宿生生活补助”应不应享还不明'),
    ('boarding_junior', 10, 18, FALSE, 750, '缺教体局“在籍学生名册”'), ('day_junior', 10, 18, FALSE, 375, '缺教体局“在籍学生名册”；“初中寄宿生生活补助”应不应享还不明'),
    ('preschool_living', 3, 6, FALSE, 200, '缺教体局“在园幼儿名册”'), ('preschool_fee', 3, 6, TRUE, 300, '缺教体局“在园幼儿名册”'), ('senior_grant', 14, 21, FALSE, 1150, '缺教体局“高中阶段学籍名册”'),
    ('vocational_grant', 14, 21, FALSE, 1150, '缺教体局“高中阶段学籍名册”'), ('rain_dew', 14, 24, TRUE, 1500, '缺教体局“高中阶段学籍名册”'), ('college_grant', 16, 25, FALSE, 1850, '缺教体局“本专科学生资助名册”')),
judged AS (
    SELECT benefit, s.*, half, book, age BETWEEN low AND high AND CASE WHEN core_only THEN core ELSE any_need END AS belongs,
           CASE benefit WHEN 'boarding_primary' THEN boards_primary WHEN 'boarding_junior' THEN boards_junior
                WHEN 'day_primary' THEN primary_school AND mode IN ('走读', '随班就读') AND NOT boards_primary
                WHEN 'day_junior' THEN junior_school AND mode IN ('走读', '随班就读') AND NOT boards_junior END AS entitled
    FROM state s CROSS JOIN programmes),
valued AS (
    SELECT j.*, alive AND belongs AND entitled AS due,
           CASE WHEN a.person_id IS NOT NULL THEN a.yuan WHEN told.month IS NOT NULL AND village_code IS NOT NULL THEN 0 END AS got
    FROM judged j LEFT JOIN aid a USING (person_id, benefit, month) LEFT JOIN (SELECT DISTINCT month FROM aid) told USING (month)
    WHERE j.belongs IS NOT FALSE OR a.person_id IS NOT NULL)
SELECT benefit, person_id, month, CASE WHEN due THEN half END, got, due,
       CASE WHEN NOT due THEN if(alive, '不是应享受的学生', '已经去世') WHEN due AND got IS NULL THEN '缺教体局“资助发放台账”'
            WHEN due IS NULL THEN concat_ws('；', CASE WHEN belongs IS NULL AND (home IS NULL OR special IS NULL) THEN '缺民政局“救助对象名册”' END,
                 CASE WHEN belongs IS NULL AND carded IS NULL THEN '缺残联“持证残疾人名册”' END, book) END,
       CASE WHEN NOT due THEN '不应享而享' WHEN due IS NULL OR got IS NULL THEN '不明' WHEN got < half THEN '应享未享' ELSE '不应享而享' END
FROM valued
WHERE CASE WHEN NOT due THEN got > 0 WHEN belongs IS NOT TRUE AND coalesce(got, 0) = 0 THEN FALSE ELSE due IS NULL OR got IS NULL OR got <> half END;

-- What people read: a sentence a person, policy and kind of fault; a line a household.
CREATE TEMP TABLE shorts(benefit, short, who, department) AS VALUES
    ('minimum_living', '低保金', '低保对象', '民政局'), ('destitute_support', '特困供养金', '特困供养人员', '民政局'), ('orphan_support', '孤儿生活费', '孤儿', '民政局'),
    ('unattended_support', '事实无人抚养补贴', '事实无人抚养儿童', '民政局'), ('disability_living', '残疾人生活补贴', '低保家庭残疾人', '民政局'),
    ('disability_nursing', '残疾人护理补贴', '一、二级残疾人', '民政局'), ('medical_subsidy', '参保资助', '', '医保局'),
    ('boarding_primary', '小学寄宿生生活补助', '小学寄宿生', '教体局'), ('day_primary', '小学非寄宿生生活补助', '小学非寄宿生', '教体局'),
    ('boarding_junior', '初中寄宿生生活补助', '初中寄宿生', '教体局'), ('day_junior', '初中非寄宿生生活补助', '初中非寄宿生', '教体局'),
    ('preschool_living', '幼儿生活补助', '在园幼儿', '教体局'), ('preschool_fee', '幼儿保教费补助', '在园幼儿', '教体局'),
    ('senior_grant', '普高国家助学金', '普通高中学生', '教体局'), ('vocational_grant', '中职国家助学金', '中职学生', '教体局'),
    ('rain_dew', '雨露计划补助', '中高职学生', '农业农村局'), ('college_grant', '本专科国家助学金', '本专科学生', '教体局');
CREATE TEMP TABLE lines AS
SELECT a.*, p.household_no, p.village_code, p.name, s.short, s.department, CASE WHEN a.benefit = 'medical_subsidy' THEN a.reason ELSE s.who END AS who,
       CASE WHEN a.benefit = 'medical_subsidy' THEN '2026年度' WHEN s.department IN ('教体局', '农业农村局') THEN concat(year(month), '年', if(month(month) > 7, '秋', '春'), '季学期')
            ELSE concat(year(month), '年', month(month), '月') END AS label,
       CASE WHEN verdict = '应享未享' THEN 'lacking' WHEN verdict = '不应享而享' THEN if(due, 'too_much', 'not_due')
            WHEN due IS NULL THEN 'open' WHEN due_yuan IS NULL THEN 'no_amount' ELSE 'no_book' END AS how,
       year(month) * 12 + month(month) AS nth, s.department = '民政局' AS monthly
FROM answer a JOIN people p USING (person_id) JOIN shorts s USING (benefit);
CREATE TEMP TABLE gaps AS
WITH islands AS (SELECT *, nth - CASE WHEN monthly THEN row_number() OVER (PARTITION BY benefit, person_id, how ORDER BY nth) ELSE 0 END AS island FROM lines),
spans AS (
    SELECT benefit, person_id, how, min(month) AS month, CASE WHEN min(month) = max(month) OR NOT any_value(monthly) THEN arg_min(label, month)
        WHEN year(min(month)) = year(max(month)) THEN concat(arg_min(label, month), '至', month(max(month)), '月') ELSE concat(arg_min(label, month), '至', arg_max(label, month)) END AS label
    FROM islands GROUP BY benefit, person_id, how, island),
months AS (SELECT benefit, person_id, how, string_agg(label, '、' ORDER BY month) AS months FROM spans GROUP BY ALL),
lacks AS (SELECT benefit, person_id, how, string_agg(reason, '；') AS reason FROM (SELECT DISTINCT benefit, person_id, how, unnest(string_split(reason, '；')) AS reason FROM lines) GROUP BY ALL),
summed AS (
    SELECT benefit, person_id, how, any_value(verdict) AS verdict, any_value(department) AS department, any_value(household_no) AS household_no, any_value(village_code) AS village_code,
           any_value(name) AS name, any_value(short) AS short, arg_max(who, month) AS who, count(*) AS payments, min(month) AS first_month, max(month) AS last_month,
           sum(due_yuan) AS due_yuan, sum(got) AS got, sum(CASE WHEN verdict = '不明' THEN due_yuan WHEN due THEN abs(due_yuan - got) ELSE got END) AS yuan
    FROM lines GROUP BY benefit, person_id, how)
SELECT s.*, m.months, l.reason,
       CASE how WHEN 'lacking' THEN concat(name, '，', who, '，', months, '应发', due_yuan, '元，', if(got = 0, '没有发放记录。', concat('只发了', got, '元，少发', yuan, '元。')))
           WHEN 'too_much' THEN concat(name, '，', who, '，', months, '应发', due_yuan, '元，发了', got, '元，多发', yuan, '元。')
           WHEN 'not_due' THEN concat(name, '，', reason, '，', months, '“', short, '”发了', got, '元，不应当发。')
           WHEN 'open' THEN concat(name, '，', months, '应不应享“', short, '”不明：', reason, '。')
           WHEN 'no_amount' THEN concat(name, '，', who, '，', months, '应享“', short, '”，应发多少不明：', reason, '。')
           ELSE concat(name, '，', who, '，', months, '应发', due_yuan, '元，发没发不明：', reason, '。') END AS says
FROM summed s JOIN months m USING (benefit, person_id, how) LEFT JOIN lacks l USING (benefit, person_id, how);
CREATE TEMP TABLE households_of AS
SELECT household_no, any_value(village_code) AS village_code, count(DISTINCT person_id) AS people, count(*) FILTER (how = 'lacking') AS lacking,
       sum(yuan) FILTER (how = 'lacking') AS lacking_yuan, count(*) FILTER (how IN ('too_much', 'not_due')) AS too_much,
       sum(yuan) FILTER (how IN ('too_much', 'not_due')) AS too_much_yuan, count(*) FILTER (verdict = '不明') AS unknown,
       string_agg(says, '' ORDER BY person_id, benefit, how) AS says FROM gaps GROUP BY household_no;
COPY (SELECT benefit, person_id, household_no, village_code, name, month, label, verdict, how, who, due_yuan, got, reason FROM lines ORDER BY benefit, person_id, month)
    TO '{into}/baseline_lines.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY (SELECT * FROM gaps ORDER BY household_no, person_id, benefit, how) TO '{into}/baseline_gaps.parquet' (FORMAT parquet, COMPRESSION zstd);
COPY (SELECT * FROM households_of ORDER BY household_no) TO '{into}/baseline_homes.parquet' (FORMAT parquet, COMPRESSION zstd);
