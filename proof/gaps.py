"""The gap computation of a demo against the truth of its files: found, missed, and claimed without ground.

`compare(data_dir)` reads the newest computation that stands there and `truth/gaps.parquet`; a claim is a row that says how
many 元 are lacking or too much. A claim that the truth does not hold, or by another sum, is false.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from proof import command

CLAIMS = "('lacking', 'too_much', 'not_due')"
LEAST_KINDS, LEAST_SHARE = 20, 99


def compare(data_dir: Path) -> dict[str, Any]:
    """Sums by kind of what was planted and found, and every false claim."""
    folder = max((data_dir / "gaps").glob("[0-9]*"), key=lambda one: one.stat().st_mtime_ns)
    with duckdb.connect() as engine:
        engine.execute(f"CREATE VIEW found AS SELECT * FROM '{folder / 'gaps.parquet'}'")
        engine.execute(f"CREATE VIEW truth AS SELECT * FROM '{command.files_of(data_dir) / 'truth' / 'gaps.parquet'}'")
        kinds = engine.sql(f"""
            SELECT kind, CAST(count(*) AS INTEGER), CAST(count(*) FILTER (f.yuan = t.yuan AND f.payments = t.payments) AS INTEGER),
                   CAST(sum(t.yuan) AS VARCHAR), CAST(coalesce(sum(f.yuan), 0) AS VARCHAR)
            FROM truth t LEFT JOIN found f USING (person_id, benefit, how) WHERE t.how IN {CLAIMS} GROUP BY kind ORDER BY kind""").fetchall()
        false = engine.sql(f"""
            SELECT f.person_id, f.benefit, f.how, CAST(f.yuan AS VARCHAR), f.says FROM found f
            LEFT JOIN truth t USING (person_id, benefit, how)
            WHERE f.how IN {CLAIMS} AND (t.yuan IS NULL OR t.yuan < f.yuan) ORDER BY ALL""").fetchall()
        quiet = engine.sql(f"""
            SELECT t.kind, count(*) FILTER (f.how IN {CLAIMS}) FROM truth t LEFT JOIN found f ON f.person_id = t.person_id
             AND (f.benefit = t.benefit OR t.benefit = '') WHERE t.how NOT IN {CLAIMS} GROUP BY t.kind ORDER BY t.kind""").fetchall()
        mute = engine.sql(
            f"SELECT count(*) FROM found WHERE how IN {CLAIMS} AND (says IS NULL OR NOT contains(says, '元'))"
        ).fetchall()
        yuan, found_yuan = engine.sql(f"""
            SELECT sum(t.yuan), coalesce(sum(f.yuan) FILTER (f.yuan = t.yuan), 0) FROM truth t
            LEFT JOIN found f USING (person_id, benefit, how) WHERE t.how IN {CLAIMS}""").fetchall()[0]
    return {
        "run": folder.name, "kinds": kinds, "false": false, "quiet": quiet, "unexplained": mute[0][0],
        "yuan": str(yuan), "found_yuan": str(found_yuan), "share": round(float(found_yuan * 100 / yuan), 2),
    }  # fmt: skip


def check(data_dir: Path) -> str:
    """Assert what the gap ledger promises, and say it in one line."""
    found = compare(data_dir)
    planted = [kind for kind, *_ in found["kinds"]] + [kind for kind, _ in found["quiet"]]
    assert len(set(planted)) >= LEAST_KINDS, f"only {len(set(planted))} kinds are planted"
    assert not found["false"], f"claimed without ground: {found['false'][:5]}"
    lost = [kind for kind, _, right, *_ in found["kinds"] if right == 0]
    assert not lost, f"kinds that were not found at all: {lost}"
    assert found["share"] >= LEAST_SHARE, f"found {found['share']} % of the yuan"
    assert not [kind for kind, claims in found["quiet"] if claims], f"what must stay open is claimed: {found['quiet']}"
    assert found["unexplained"] == 0
    n, right = sum(line[1] for line in found["kinds"]), sum(line[2] for line in found["kinds"])
    return f"{len(set(planted))} kinds, {right} of {n} found, {found['found_yuan']} of {found['yuan']} yuan, 0 false"
