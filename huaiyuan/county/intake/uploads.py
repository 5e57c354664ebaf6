"""Files handed over by the page (上传): sealed at once, because an upload waiting for its turn may not lie in clear."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from huaiyuan.base.vault import files
from huaiyuan.core.kernel import installation
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.intake import errors

FOLDER = "uploads"


@dataclass(frozen=True)
class Original:
    """A file to be received: where it lies, what it is called, and its upload number when it is sealed.

    `kept`: it stays when it could not be taken, for whoever brought it still decides about it.
    """

    path: Path
    name: str
    upload: str = ""
    kept: bool = False

    @property
    def sealed_under(self) -> str:
        """What a sealed upload is bound to; empty for a plain file."""
        return f"upload:{self.upload}" if self.upload else ""

    def drop(self) -> None:
        """Forget a sealed upload; a plain file belongs to whoever brought it."""
        if self.upload and not self.kept:
            self.path.unlink(missing_ok=True)


def keep(stream: BinaryIO) -> str:
    """Seal an uploaded file and return its number, to be given to `at` by whoever takes it in."""
    upload, data_dir = uuid.uuid4().hex, installation.current().folder
    target = _path(upload)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    with target.open("xb") as sealed:
        target.chmod(0o600)
        files.seal_stream(stream, sealed, data_dir=data_dir, name=f"upload:{upload}")
    return upload


def at(upload: str, name: str) -> Original:
    """An upload by its number. Raises INTAKE_UPLOAD_GONE."""
    path = _path(uuid.UUID(upload).hex)
    if not path.exists():
        raise DomainError(errors.UPLOAD_GONE)
    return Original(path, name, upload)


def forget(upload: str) -> None:
    """Take away an upload nobody waits for any more."""
    _path(uuid.UUID(upload).hex).unlink(missing_ok=True)


def plain(path: Path) -> Original:
    """A file as it lies on disk outside the data directory. Raises INTAKE_NO_FILE."""
    if not path.is_file():
        raise DomainError(errors.NO_FILE, name=path.name)
    return Original(path, path.name)


def _path(upload: str) -> Path:
    return installation.current().folder / FOLDER / f"upload-{upload}.sealed"
