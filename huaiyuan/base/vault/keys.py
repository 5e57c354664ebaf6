"""The keys of an installation (密钥): three of them, in `keys/`, readable by their owner only. Knows no Django.

A key file holds one line per key, `key_id profile hex`; the last line seals, all of them open. So a key can be turned
without touching what is sealed under the old one.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from huaiyuan.base.vault import errors
from huaiyuan.base.vault.ciphers import PROFILES, Profile
from huaiyuan.core.kernel.errors import DomainError

FOLDER = "keys"
FIELD, INDEX, LAKE = "field.key", "index.key", "lake.key"
SESSION = "session.key"
KEY_ID_BYTES = 3


@dataclass(frozen=True)
class Key:
    """One key with its short public id."""

    key_id: str
    profile: Profile
    secret: bytes

    def __repr__(self) -> str:
        return f"Key({self.key_id}, {self.profile.name})"


@dataclass(frozen=True)
class Ring:
    """The keys of one purpose; the newest is used, every one still opens."""

    keys: tuple[Key, ...]

    @property
    def newest(self) -> Key:
        """The key that seals from now on."""
        return self.keys[-1]

    def by_id(self, key_id: str) -> Key:
        """Raises VAULT_UNKNOWN_KEY."""
        for key in self.keys:
            if key.key_id == key_id:
                return key
        raise DomainError(errors.UNKNOWN_KEY, key_id=key_id)


def setup(data_dir: Path, crypto: str | None = None) -> None:
    """Make the keys that are missing; keys that exist are never touched. `crypto` defaults to `config.toml`.

    Raises: VAULT_BAD_PROFILE.
    """
    profile = _profile(crypto or _configured(data_dir))
    folder = data_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in (FIELD, INDEX, LAKE):
        secret = secrets.token_hex(profile.key_bytes)
        _write_new(folder / name, f"{secrets.token_hex(KEY_ID_BYTES)} {profile.name} {secret}\n")
    _write_new(folder / SESSION, secrets.token_urlsafe(48))


def exist(data_dir: Path) -> bool:
    """Whether the installation has its keys."""
    return all((data_dir / FOLDER / name).exists() for name in (FIELD, INDEX, LAKE))


def ring(data_dir: Path, name: str) -> Ring:
    """The keys in one file. Raises VAULT_NO_KEYS."""
    file = data_dir / FOLDER / name
    if not file.exists():
        raise DomainError(errors.NO_KEYS)
    return _read(file, file.stat().st_mtime_ns)


def turn(data_dir: Path, name: str) -> str:
    """Add a new key that seals from now on; older ones still open. Returns its id."""
    profile = ring(data_dir, name).newest.profile
    key_id = secrets.token_hex(KEY_ID_BYTES)
    file = data_dir / FOLDER / name
    temporary = file.with_suffix(".new")
    temporary.unlink(missing_ok=True)
    _write_new(temporary, f"{file.read_text()}{key_id} {profile.name} {secrets.token_hex(profile.key_bytes)}\n")
    temporary.replace(file)
    return key_id


@lru_cache(maxsize=16)
def _read(file: Path, changed: int) -> Ring:  # noqa: ARG001 - a changed file is read again
    lines = [line.split() for line in file.read_text().splitlines() if line.strip()]
    return Ring(tuple(Key(key_id, _profile(name), bytes.fromhex(secret)) for key_id, name, secret in lines))


def _profile(name: str) -> Profile:
    if name not in PROFILES:
        raise DomainError(errors.BAD_PROFILE, profile=name)
    return PROFILES[name]


def _configured(data_dir: Path) -> str:
    file = data_dir / "config.toml"
    return str(tomllib.loads(file.read_text(encoding="utf-8")).get("crypto", "intl")) if file.exists() else "intl"


def _write_new(file: Path, text: str) -> None:
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as sink:
        sink.write(text)
        sink.flush()
        os.fsync(sink.fileno())
