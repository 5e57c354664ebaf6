"""Runs as screening leaves them, written by hand for tests of what becomes of their hits."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.cast import VILLAGE

FIRST, SECOND, THIRD = (f"{VILLAGE}-000{n}" for n in (1, 2, 3))


@dataclass(frozen=True)
class FoundHit:
    """One line of `hits.parquet` (data contracts, section 6)."""

    household_no: str = FIRST
    rule: str = "R01"
    rule_version: str = "1"
    person_id: str = "P000000001"
    village_code: str = VILLAGE
    risk_type: str = "因病"
    grade: str = "黄"
    department: str = "医保局"
    says: str = "今年住院和门诊个人自付6,000元，达到5,000元。"
    facts: str = "paid_yuan=6000"
    fingerprint: str = "00000000000000aa"
    match: str = "exact"
    rows: str = "medical_bills-2026-10-01|Sheet1|7"
    kind: str = "risk"
    subject: str = "person"


COLUMNS = [
    "rule", "rule_version", "person_id", "household_no", "village_code", "risk_type", "grade", "department", "says",
    "facts", "fingerprint", "match", "rows", "kind", "subject",
]  # fmt: skip


def write(folder: Path, *hits: FoundHit, **manifest: object) -> Path:
    """A run's folder with these hits."""
    schema = pa.schema([(name, pa.string()) for name in COLUMNS])
    write_table(folder, pa.Table.from_pylist([asdict(hit) for hit in hits], schema=schema), **manifest)
    return folder


def write_table(folder: Path, table: pa.Table, **manifest: object) -> Path:
    """A run's folder with a whole table of hits."""
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, folder / "hits.parquet")
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder
