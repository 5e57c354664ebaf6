"""Who could be meant (分块): for the rows the exact join did not settle, the few persons worth comparing.

A block is a way to be found: two rows of evidence that agree outright. Whom no block finds can never fit, because every
pair that may fit agrees on two of name, birth date and village, or has a number that is the same or one slip away.
"""

# ruff: noqa: S608 - composed of declared blocks only

from __future__ import annotations

import duckdb

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
    # Everyone born that day: whoever is as near by name in another village is a rival, and nobody may be named over one.
    "birth": "r.birth = p.birth AND r.kind = 'broken'",
}


def candidates(connection: duckdb.DuckDBPyConnection) -> None:
    """Make table `pairs` (n, i) from `residue`, `persons`, `holders` (n, i) and `near` (n, i, kind).

    Beside the blocks: who holds the number, whose number is one slip away, and the household of who holds it, because a
    child or a wife is often written down with the number of another of the family.
    """
    parts = [f"SELECT r.n, p.i FROM residue r JOIN persons p ON {on}" for on in BLOCKS.values()]
    parts += [
        "SELECT n, i FROM holders JOIN residue USING (n)",
        "SELECT n, i FROM near",
        """SELECT h.n, kin.i FROM holders h JOIN residue r USING (n) JOIN persons p ON p.i = h.i
           JOIN persons kin ON kin.household = p.household AND kin.plain = r.plain""",
    ]
    connection.execute(f"CREATE OR REPLACE TEMP TABLE pairs AS {' UNION '.join(parts)}")
