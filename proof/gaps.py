"""The gap computation of a demo against the truth of its files: found, missed, and claimed without ground.

`compare(data_dir)` judges two computations. The one that stands there, of the twelve months before the demo, by what was
planted into the rolls of departments (`truth/gaps.parquet`) and into terms before the ledger of pupils began
(`truth/aid_before.parquet`); and the month in which the autumn term's aid falls due, computed here over the same snapshot,
by what was planted into the ledger of aid (`truth/aid.parquet`). A claim is a row that says how many 元 are lacking or too
much. A claim that the truth does not hold, or by more, is false. What must stay 不明 must be told so, with what is missing.
What else the ledgers of education and water hold wrong is judged by their own demo tests.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import duckdb

from proof import command

CLAIMS = "('lacking', 'too_much', 'not_due')"
# Planted so that nobody can know: the row must be told, and as 不明. Of the others (doubtful, right) only nothing is claimed.
TOLD_OPEN = "('unknown', 'no_book')"
# What life has without anybody's planting: it is judged as the rest is, and counts as no kind.
LIFE, OF_LIFE = "as_in_life", {"as_in_life", "刚纳入监测的学生还没发", "特教学校学生漏发"}
LEAST_KINDS, LEAST_SHARE = 40, 99
TERM_PAID = dt.date(2026, 11, 30)


@dataclass(frozen=True)
class Kind:
    """What was planted of one kind: how often, how often it was answered rightly, its 元, and the 元 found of them.

    claims: whether the truth wants a claim; else it wants that none is made.
    """

    name: str
    claims: bool
    planted: int
    right: int
    yuan: Decimal
    found_yuan: Decimal

    @property
    def found(self) -> bool:
        """Whether the kind is seen: at least every second of its wrongs to the yuan; of what must stay open each one."""
        return self.right * 2 >= self.planted if self.claims else self.right == self.planted


@dataclass(frozen=True)
class Found:
    """What a computation says of what was planted, and what it claims without ground or words."""

    kinds: tuple[Kind, ...]
    false: tuple[tuple[str, ...], ...]
    unexplained: int

    def __add__(self, other: Found) -> Found:
        """Both computations in one; a kind that both were judged by stays two lines."""
        return Found((*self.kinds, *other.kinds), (*self.false, *other.false), self.unexplained + other.unexplained)

    @property
    def planted(self) -> set[str]:
        """The kinds that were planted, without what life brought."""
        return {kind.name for kind in self.kinds} - OF_LIFE

    @property
    def lost(self) -> list[Kind]:
        """Planted kinds that were not found, or answered where nobody can know."""
        return [kind for kind in self.kinds if not kind.found and kind.name != LIFE]

    @property
    def yuan(self) -> tuple[Decimal, Decimal]:
        """元 found to the fen, of all that are lacking or too much."""
        claimed = [kind for kind in self.kinds if kind.claims]
        return sum((kind.found_yuan for kind in claimed), Decimal()), sum((kind.yuan for kind in claimed), Decimal())

    @property
    def share(self) -> float:
        """How much of the money was found, in per cent."""
        found, planted = self.yuan
        return round(float(found * 100 / planted), 2)

    @property
    def share_of_kinds(self) -> float:
        """How many of the planted kinds were found, in per cent."""
        lost = {kind.name for kind in self.lost} - OF_LIFE
        return round(100 - 100 * len(lost) / len(self.planted), 2)


def compare(data_dir: Path) -> Found:
    """What stands there and what falls due in November, by what was planted."""
    made = standing(data_dir)
    found = judge(made, *truths(data_dir))
    with tempfile.TemporaryDirectory() as folder:
        _compute(data_dir, json.loads((made / "manifest.json").read_text())["snapshot"], Path(folder))
        return found + judge(Path(folder), command.files_of(data_dir) / "truth" / "aid.parquet")


def standing(data_dir: Path) -> Path:
    """The folder of the newest computation that a demo holds."""
    return max((data_dir / "gaps").glob("[0-9]*"), key=lambda one: one.stat().st_mtime_ns)


def truths(data_dir: Path) -> tuple[Path, Path]:
    """What was planted for it."""
    folder = command.files_of(data_dir) / "truth"
    return folder / "gaps.parquet", folder / "aid_before.parquet"


def judge(folder: Path, *truths: Path) -> Found:
    """One computation by what was planted for it."""
    with duckdb.connect() as engine:
        engine.execute(f"CREATE VIEW found AS SELECT * FROM '{folder / 'gaps.parquet'}'")
        engine.execute(f"CREATE VIEW truth AS SELECT * FROM read_parquet({[str(file) for file in truths]})")
        claimed = engine.sql(f"""
            SELECT kind, TRUE, count(*), count(*) FILTER (f.yuan = t.yuan AND f.payments = t.payments), sum(t.yuan),
                   coalesce(sum(f.yuan) FILTER (f.yuan = t.yuan), 0)
            FROM truth t LEFT JOIN found f USING (person_id, benefit, how) WHERE t.how IN {CLAIMS} GROUP BY kind ORDER BY kind""")
        quiet = engine.sql(f"""
            WITH answered AS (
                SELECT t.kind, t.how, t.person_id, t.benefit, count(*) FILTER (f.how IN {CLAIMS}) AS claims,
                       count(*) FILTER (f.verdict = '不明' AND f.missing <> '') AS open
                FROM truth t LEFT JOIN found f ON f.person_id = t.person_id AND (f.benefit = t.benefit OR t.benefit = '')
                WHERE t.how NOT IN {CLAIMS} GROUP BY ALL)
            SELECT kind, FALSE, count(*), count(*) FILTER (claims = 0 AND (open > 0 OR how NOT IN {TOLD_OPEN} OR kind = '{LIFE}')),
                   CAST(0 AS DECIMAL(14,2)), CAST(0 AS DECIMAL(14,2))
            FROM answered GROUP BY kind ORDER BY kind""")
        false = engine.sql(f"""
            SELECT f.person_id, f.benefit, f.how, CAST(f.yuan AS VARCHAR), f.says FROM found f
            LEFT JOIN truth t USING (person_id, benefit, how)
            WHERE f.how IN {CLAIMS} AND (t.yuan IS NULL OR t.yuan < f.yuan) ORDER BY ALL""")
        mute = engine.sql(
            f"SELECT count(*) FROM found WHERE how IN {CLAIMS} AND (says IS NULL OR NOT contains(says, '元'))"
        )
        kinds = tuple(Kind(*line) for line in (*claimed.fetchall(), *quiet.fetchall()))
        return Found(kinds, tuple(false.fetchall()), mute.fetchall()[0][0])


def check(data_dir: Path) -> str:
    """Assert what the gap ledger promises, and say it in one line."""
    found = compare(data_dir)
    assert len(found.planted) >= LEAST_KINDS, f"only {len(found.planted)} kinds are planted"
    assert not found.false, f"claimed without ground: {found.false[:5]}"
    assert found.share_of_kinds >= LEAST_SHARE, f"found {found.share_of_kinds} % of the kinds, not {found.lost}"
    assert not found.lost, f"not answered as they must be: {found.lost}"
    assert found.share >= LEAST_SHARE, f"found {found.share} % of the yuan"
    assert found.unexplained == 0, f"{found.unexplained} claims say no sum"
    n, right = (sum(getattr(kind, name) for kind in found.kinds if kind.claims) for name in ("planted", "right"))
    open_ = sum(kind.right for kind in found.kinds if not kind.claims)
    kinds = f"{len(found.planted)} kinds, {found.share_of_kinds} % of them found"
    yuan, of = found.yuan
    return f"{kinds}, {right} of {n} wrongs, {yuan} of {of} yuan ({found.share} %), {open_} left open rightly, 0 false"


def _compute(data_dir: Path, snapshot: str, into: Path) -> None:
    """The month in which the autumn term's aid falls due, over a snapshot, in a process of its own: nothing is kept there."""
    words = [sys.executable, "-m", "proof.gaps", snapshot, str(into)]
    env = command.plain_environment() | {
        "HUAIYUAN_DATA_DIR": str(data_dir),
        "DJANGO_SETTINGS_MODULE": "huaiyuan.config.settings",
    }
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def main(snapshot: str, into: Path) -> None:
    """Compute into a folder, in an installation that the environment names."""
    import django

    django.setup()
    from huaiyuan.base.figures import snapshots
    from huaiyuan.core.engine.entitlements import orders, run
    from huaiyuan.county.guarantees.entitlements import inputs

    of = replace(snapshots.newest(), folder=snapshots.root() / snapshot)
    order = inputs.order(of, TERM_PAID, 1, into)
    run.run(json.loads(json.dumps(orders.pack(order), default=str)), lambda *_args, **_more: None)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
