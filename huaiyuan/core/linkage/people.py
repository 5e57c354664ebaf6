"""人 as a declaration: how people of a register are found, compared and told apart by what departments write of them."""

# ruff: noqa: S608 - composed of declared levels only

from __future__ import annotations

from huaiyuan.core.linkage import declaration, levels, names, slips
from huaiyuan.core.linkage.declaration import Declaration, Fit, Texts

# A block is a way to be found (分块): two rows of evidence that agree outright. Whom no block finds can never fit, because
# every pair that may fit agrees on two of name, birth date and village, or has a number that is the same or one slip away.
# `residue`: n, name, birth, village, guessed, township, kind. `persons`: i, plain, birth, village, township, household.
# kind: `held` the number is some person's, `unknown` it is whole but nobody's, `broken` there is none to trust.
BLOCKS = {
    "name_birth": "r.plain = p.plain AND r.birth = p.birth",
    "name_village": "r.plain = p.plain AND r.village = p.village",
    "name_guessed": "r.plain = p.plain AND r.guessed = p.village",
    # Wider than any slip in a date, so that the levels and not the blocks decide what is near.
    "name_about_birth": """r.plain = p.plain AND r.kind = 'broken'
        AND (abs(r.birth - p.birth) <= 366 OR (month(r.birth) = month(p.birth) AND day(r.birth) = day(p.birth)))""",
    "birth_village": "r.birth = p.birth AND r.village = p.village AND r.kind <> 'unknown'",
    "birth_guessed": "r.birth = p.birth AND r.guessed = p.village AND r.kind <> 'unknown'",
}
# Of those born that day, whoever is as near by name in another village is a rival, and nobody may be named over one. Who
# bears another name altogether is none, and is left out: see `slips`.
BY_BIRTH = (slips.near_by_name("kind = 'broken'"),)

# Beside the blocks: who holds the number, whose number is one slip away, and the household of who holds it, because a
# child or a wife is often written down with the number of another of the family.
BY_NUMBER = (
    "SELECT n, i FROM holders JOIN residue USING (n)",
    "SELECT n, i FROM near",
    """SELECT h.n, kin.i FROM holders h JOIN residue r USING (n) JOIN persons p ON p.i = h.i
       JOIN persons kin ON kin.household = p.household AND kin.plain = r.plain""",
)

EVIDENCE = f"""
SELECT q.n, q.i, r.kind, p.household,
       CASE r.kind
           WHEN 'held' THEN CASE WHEN h.n IS NULL THEN 'elsewhere' ELSE 'same' END
           WHEN 'unknown' THEN 'unknown'
           ELSE CASE
               WHEN v.kind IS NOT NULL THEN v.kind
               WHEN p.id_key IS NULL OR r.shape IS NULL THEN 'absent'
               WHEN r.shape = 'remains' THEN 'remains_against'
               ELSE 'against'
           END
       END AS number_tie,
       r.plain AS row_name, p.plain AS person_name, length(r.plain) AS row_length, length(p.plain) AS person_length,
       coalesce(r.plain <> p.plain AND length(p.plain) >= {slips.PART_OF} AND length(r.plain) >= {slips.PART}
                AND (starts_with(p.plain, r.plain) OR ends_with(p.plain, r.plain)), FALSE) AS name_part,
       r.birth AS row_birth, p.birth AS person_birth, r.sex AS row_sex, p.sex AS person_sex,
       r.village AS row_village, r.guessed AS guessed_village, r.township AS row_township,
       p.village AS person_village, p.township AS person_township
FROM pairs q JOIN residue r USING (n) JOIN persons p USING (i)
LEFT JOIN holders h ON h.n = q.n AND h.i = q.i
LEFT JOIN near v ON v.n = q.n AND v.i = q.i
"""


NAMES_AGREE = "name IN ({})".format(", ".join(f"'{key}'" for key in levels.NAMES_AGREE))

# Who answers to the description without the number's help; nobody does whom fifteen typed digits speak against. Villages
# are what clerks get wrong, so a village alone never sets a namesake aside.
FIT = Fit(
    eligible="j.kind <> 'unknown' AND j.number <> 'same'",
    fits=f"""CASE j.kind WHEN 'broken' THEN j.score >= {levels.FITS} AND j.number <> 'remains_against'
                  ELSE CASE WHEN h.name_agrees THEN j.name = 'exact' AND j.birth = 'same'
                            ELSE j.score >= {levels.FITS} END END""",
    by_heart="j.name = 'exact' AND j.birth = 'same'",
    flawless="j.name = 'exact' AND j.birth = 'same' AND j.village = 'same'",
    rival="e.name = b.name AND e.birth = b.birth",
    clearly_ahead=levels.CLEARLY_AHEAD,
    beside=f"""LEFT JOIN (
        SELECT n, bool_or({NAMES_AGREE}) AS name_agrees, list(household) AS households
        FROM judged WHERE number = 'same' GROUP BY n
    ) h USING (n)""",
    aside={"kin": "coalesce(list_contains(h.households, j.household), FALSE)"},
)

PEOPLE = Declaration(
    ways=(*declaration.blocks(BLOCKS), *BY_BIRTH, *BY_NUMBER),
    evidence=EVIDENCE,
    comparisons=levels.COMPARISONS,
    fit=FIT,
    texts=(Texts("row_name", "person_name", names.compare),),
    carried=("kind", "household"),
)
