"""Old snapshots go by themselves (快照清理); what somebody still rests on stays."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from huaiyuan.base.figures import snapshots

# A reader that opened a snapshot has long finished by then.
GRACE_S = 24 * 3600
_KEPT: list[Callable[[], Iterable[str]]] = []


def keep(hashes: Callable[[], Iterable[str]]) -> None:
    """Say which snapshots must stay, asked anew each time: those that recorded runs name."""
    _KEPT.append(hashes)


def drop_old() -> list[str]:
    """Remove snapshots older than a day that are neither the newest nor kept; returns their hashes."""
    newest = snapshots.newest_hash()
    kept = {name for hashes in _KEPT for name in hashes()} | {newest}
    return remove(folder for folder in _folders() if folder.name not in kept and rested(folder))


def rested(folder: Path) -> bool:
    """Whether nobody reads a folder any more who opened it when it was made."""
    return _age_s(folder) > GRACE_S


def remove(folders: Iterable[Path]) -> list[str]:
    """Remove them with all they hold; returns their names in order."""
    old = list(folders)
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return sorted(folder.name for folder in old)


def _folders() -> list[Path]:
    return [folder for folder in snapshots.root().iterdir() if folder.is_dir()] if snapshots.root().is_dir() else []


def _age_s(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except FileNotFoundError:
        return 0.0
