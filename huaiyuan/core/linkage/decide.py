"""From judged pairs to one answer per row (结论): a person, several, or nobody. Never the first that fits.

The order of the questions is the law of this module. A number that is somebody's is believed when the name agrees and
nobody else answers to name and birth date; otherwise a person must look. Without a number, exactly one person of the
whole county must fit. A whole number that nobody holds is an outsider's, unless name, birth date and village all agree.
"""

# ruff: noqa: S608 - composed of declared levels only

from __future__ import annotations

import duckdb

from huaiyuan.core.linkage import fitting, levels, pairs, people

CANDIDATES_SHOWN = 5

_AGREES = people.NAMES_AGREE

_HOLDING = f"""
CREATE OR REPLACE TEMP TABLE holding AS
SELECT n, count(*) FILTER (name = 'exact') AS exact,
       count(*) FILTER (name = 'exact' AND birth = 'same') AS exact_birth,
       count(*) FILTER (({_AGREES} OR name = 'missing') AND birth <> 'different') AS agreeing,
       count(*) FILTER (({_AGREES} OR name = 'missing') AND birth = 'same') AS agreeing_birth,
       arg_max(i, (CASE name WHEN 'exact' THEN 200 WHEN 'different' THEN 0 ELSE 100 END
                   + CASE birth WHEN 'same' THEN 50 WHEN 'different' THEN 0 ELSE 25 END) * 1000 + score) AS likeliest
FROM judged WHERE number = 'same' GROUP BY n
"""

_DECIDED = f"""
CREATE OR REPLACE TEMP TABLE decided AS
WITH namesakes AS (
    SELECT j.n, count(*) AS kin FROM judged j
    WHERE j.kind = 'held' AND j.number <> 'same' AND j.name = 'exact'
      AND EXISTS (SELECT 1 FROM judged h WHERE h.n = j.n AND h.number = 'same' AND h.household = j.household)
    GROUP BY j.n
), near AS (
    SELECT n, bool_or(score >= {levels.WORTH_A_LOOK}) AS worth_a_look,
           bool_or(name = 'exact' AND birth = 'same' AND village IN ('same', 'alike')) AS by_all_three
    FROM judged GROUP BY n
), answered AS (
    SELECT r.n, r.kind, r.id_state, h.likeliest, f.best, coalesce(f.fit, 0) AS fit,
           CASE r.kind
               WHEN 'held' THEN CASE
                   WHEN h.exact = 1 OR (h.exact > 1 AND h.exact_birth = 1) THEN 'by_number'
                   WHEN h.exact > 1 THEN 'number_shared'
                   WHEN f.fit = 1 AND f.best_is_kin THEN 'number_of_kin'
                   WHEN f.fit >= 1 OR s.kin >= 1 THEN 'number_of_another'
                   WHEN h.agreeing = 1 OR (h.agreeing > 1 AND h.agreeing_birth = 1) THEN 'by_number'
                   WHEN h.agreeing > 1 THEN 'number_shared'
                   ELSE 'name_differs' END
               WHEN 'unknown' THEN CASE WHEN e.by_all_three THEN 'number_unknown' ELSE 'nobody' END
               ELSE CASE
                   WHEN f.fit = 1 THEN 'by_description'
                   WHEN f.fit > 1 THEN 'several_fit'
                   WHEN e.worth_a_look THEN 'not_enough'
                   ELSE 'nobody' END
           END AS answer
    FROM residue r LEFT JOIN holding h USING (n) LEFT JOIN fitting f USING (n)
    LEFT JOIN namesakes s USING (n) LEFT JOIN near e USING (n)
)
SELECT n, kind, answer,
       CASE answer
           WHEN 'by_number' THEN CASE id_state WHEN 'plain' THEN 'exact' ELSE 'normalised' END
           WHEN 'by_description' THEN 'probable' WHEN 'number_of_kin' THEN 'probable'
           WHEN 'nobody' THEN 'unmatched'
           ELSE 'ambiguous' END AS outcome,
       CASE answer WHEN 'by_number' THEN likeliest WHEN 'by_description' THEN best WHEN 'number_of_kin' THEN best END AS i
FROM answered
"""

# What is said to a person beside the levels; `{n}` is how many candidates are listed.
BECAUSE = {
    "number_of_kin": "证件号写成了同户另一人的",
    "number_shared": "这个证件号底册里有不止一人在用",
    "number_of_another": "证件号是一个人的，姓名和出生日期像另一个人",
    "name_differs": "证件号对得上，姓名不同",
    "number_unknown": "姓名、出生日期、村都一致，但证件号不是底册里的",
    "several_fit": "不止一人符合",
    "not_enough": "只有一部分对得上，不足以认定",
    "nobody": "底册里没有对得上的人",
}


def answers(connection: duckdb.DuckDBPyConnection, *, distinct: bool = True) -> None:
    """Make table `answers` from `residue` and `judged`: n, outcome, i, score, reason, candidates (list of i).

    `distinct=False` takes the likeliest candidate where a person should have looked. It exists so that a test can show
    what that would cost; no caller of the product passes it.
    """
    fitting.fit(connection, people.FIT)
    for step in (_HOLDING, _DECIDED):
        connection.execute(step)
    because = " ".join(f"WHEN '{answer}' THEN '{words}'" for answer, words in BECAUSE.items())
    listed = f"d.outcome = 'ambiguous' AND (j.score >= {levels.WORTH_A_LOOK} OR j.number = 'same' OR j.name = 'exact')"
    said = pairs.says(people.PEOPLE, "j")
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE answers AS
        WITH listed AS (
            SELECT d.n, list(j.i ORDER BY j.score DESC, j.i)[:{CANDIDATES_SHOWN}] AS candidates, max(j.score) AS score,
                   list({said} ORDER BY j.score DESC, j.i)[1] AS says
            FROM decided d JOIN judged j USING (n) WHERE {listed} GROUP BY d.n
        )
        SELECT d.n, CASE WHEN {_forced(distinct)} THEN 'probable' ELSE d.outcome END AS outcome,
               CASE WHEN {_forced(distinct)} THEN l.candidates[1] ELSE d.i END AS i,
               greatest(0, least(100, coalesce(j.score, l.score, 0)))::INTEGER AS score,
               concat_ws('：', CASE d.answer {because} END, coalesce(CASE WHEN j.n IS NOT NULL THEN {said} END, l.says)) AS reason,
               CASE WHEN {_forced(distinct)} THEN [] ELSE coalesce(l.candidates, []) END AS candidates
        FROM decided d LEFT JOIN judged j ON j.n = d.n AND j.i = d.i LEFT JOIN listed l ON l.n = d.n
    """)


def _forced(distinct: bool) -> str:
    return "FALSE" if distinct else "d.outcome = 'ambiguous' AND len(l.candidates) > 0"
