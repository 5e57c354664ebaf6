"""The lake (数据湖): immutable batches of departments, a folder each, complete or not there at all.

`lake/<source>/<batch_id>/` holds Parquet, the sealed original and `manifest.json`. A folder appears by one rename, so a
reader never meets half a batch; what a dead writer left behind begins with `.` and is swept away.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huaiyuan.core.engine import errors
from huaiyuan.core.kernel.errors import DomainError

MANIFEST = "manifest.json"
ROWS, FAULTS, MATCHES, ORIGINAL = "rows.parquet", "faults.parquet", "matches.parquet", "original.sealed"
REVIEW = "review.parquet"
HIDDEN = "."
SAFE_NAME = re.compile(r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$")


@dataclass(frozen=True)
class Batch:
    """A batch that stands in the lake."""

    source: str
    batch_id: str
    folder: Path


def folder_of(lake: Path, source: str, batch_id: str) -> Path:
    """Where a batch lies or will lie. Raises ValueError for a name that is no plain name."""
    for name in (source, batch_id):
        if not SAFE_NAME.match(name):
            raise ValueError(f"not a name of the lake: {name!r}")
    return lake / source / batch_id


@contextmanager
def writing(lake: Path, source: str, batch_id: str) -> Iterator[Path]:
    """A hidden folder to fill; it becomes the batch when the block ends well, and vanishes otherwise.

    Raises: ENGINE_BATCH_EXISTS, also when another writer was first.
    """
    target = folder_of(lake, source, batch_id)
    if target.exists():
        raise DomainError(errors.BATCH_EXISTS, batch=batch_id)
    with filling(target) as folder:
        yield folder


@contextmanager
def filling(target: Path) -> Iterator[Path]:
    """A hidden sibling of `target` that becomes it when the block ends well. Raises ENGINE_BATCH_EXISTS."""
    with hidden_folder(target.parent, target.name) as folder:
        yield folder
        if not publish(folder, target):
            raise DomainError(errors.BATCH_EXISTS, batch=target.name)


@contextmanager
def hidden_folder(parent: Path, name: str) -> Iterator[Path]:
    """A folder readers do not see; gone at the end unless it was published."""
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(prefix=_hidden(name), dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(hidden: Path, target: Path) -> bool:
    """Rename a hidden folder to its name, durably; False when that name is taken already."""
    for file in hidden.iterdir():
        _flush(file)
    _flush(hidden)
    try:
        hidden.rename(target)
    except OSError:
        if target.exists():
            return False
        raise
    _flush(target.parent)
    return True


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A hidden file to write; it takes the place of `target` when the block ends well (`matches.parquet`, a manifest)."""
    descriptor, name = tempfile.mkstemp(prefix=_hidden(target.name), dir=target.parent)
    os.close(descriptor)
    hidden = Path(name)
    try:
        yield hidden
        _flush(hidden)
        hidden.replace(target)
        _flush(target.parent)
    finally:
        hidden.unlink(missing_ok=True)


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write `manifest.json`, the same bytes for the same content."""
    with replacing(folder / MANIFEST) as file:
        file.write_text(json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Raises ENGINE_BATCH_MISSING when the folder has none."""
    try:
        return dict(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError) as failure:
        raise DomainError(errors.BATCH_MISSING, batch=folder.name) from failure


def batches(lake: Path, source: str | None = None) -> list[Batch]:
    """The batches that stand, by source and id."""
    folders = lake.glob(f"{source or '*'}/*/{MANIFEST}")
    found = [Batch(file.parent.parent.name, file.parent.name, file.parent) for file in folders]
    return sorted((b for b in found if not b.batch_id.startswith(HIDDEN)), key=lambda b: (b.source, b.batch_id))


def find(lake: Path, batch_id: str) -> Batch:
    """A batch by its id alone. Raises ENGINE_BATCH_MISSING."""
    for batch in batches(lake):
        if batch.batch_id == batch_id:
            return batch
    raise DomainError(errors.BATCH_MISSING, batch=batch_id)


def discard(lake: Path, source: str, batch_id: str) -> None:
    """Take away a batch that no record knows (its writer died between the folder and the record)."""
    target = folder_of(lake, source, batch_id)
    if target.exists():
        hidden = target.with_name(_hidden(batch_id) + "discarded")
        target.rename(hidden)
        shutil.rmtree(hidden)


def sweep(folder: Path) -> int:
    """Remove what dead writers left in a folder (`lake/<source>`, `snapshots`); returns how many."""
    left = [entry for entry in folder.glob(f"{HIDDEN}*.*.*") if not _writer_lives(entry)] if folder.is_dir() else []
    for entry in left:
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
    return len(left)


def _hidden(name: str) -> str:
    return f"{HIDDEN}{name}.{os.getpid()}."


def _writer_lives(entry: Path) -> bool:
    process = entry.name.rsplit(".", 2)[1]
    if not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _flush(path: Path) -> None:
    """Make a file or a directory survive a power cut."""
    if os.name == "nt" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
