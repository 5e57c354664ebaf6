"""What a file says, as one keyed hash: the same for the same rows, whatever their order, sheets, format or name."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import pyarrow as pa

from huaiyuan.base.vault.sealing import LAKE, Vault


def content_hash(con: duckdb.DuckDBPyConnection, data_dir: Path) -> str:
    """The keyed hash over the multiset of canonical rows (`lines`), rejected rows too."""
    digest = hashlib.sha256()
    for batch in con.sql("SELECT line || chr(10) AS line FROM lines ORDER BY lines.line").to_arrow_reader(50_000):
        lines = batch.column(0).cast(pa.large_string())
        # The lines of a column stand one behind the other: they are hashed where they are.
        _, ends, texts = lines.buffers()
        offsets = memoryview(ends).cast("q")[lines.offset : lines.offset + len(lines) + 1]
        if texts is not None:
            digest.update(memoryview(texts)[offsets[0] : offsets[-1]])
    # Without the key nobody can try out whether a batch says something about somebody.
    return str(Vault(data_dir).index_one(f"content:{digest.hexdigest()}", purpose=LAKE))


def file_hash(data: bytes, data_dir: Path) -> str:
    """The keyed hash of the bytes of a file."""
    return str(Vault(data_dir).index_one(f"file:{hashlib.sha256(data).hexdigest()}", purpose=LAKE))
