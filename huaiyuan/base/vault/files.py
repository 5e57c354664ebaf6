"""Sealing whole files (原件封存): originals and photos, in chunks, so that a large one needs little memory.

Format: `hys1|key_id|` + 7 bytes of nonce, then chunks of 1 MiB each with its tag. A chunk's nonce carries its number
and whether it is the last, so that a cut, reordered or joined file does not open. Knows no Django.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag

from huaiyuan.base.vault import errors, keys
from huaiyuan.base.vault.ciphers import TAG
from huaiyuan.core.kernel.errors import DomainError

VERSION = b"hys1"
PREFIX = 7
CHUNK = 1024 * 1024


def seal_file(source: Path, target: Path, *, data_dir: Path, name: str) -> None:
    """Seal a file. `name` says what it is (batch or photo number) and must be given again to open it."""
    with source.open("rb") as plain, _private(target) as sealed:
        seal_stream(plain, sealed, data_dir=data_dir, name=name)


def seal_stream(plain: BinaryIO, sealed: BinaryIO, *, data_dir: Path, name: str) -> None:
    """Seal everything that is left in `plain` into `sealed`."""
    key = keys.ring(data_dir, keys.FIELD).newest
    prefix = os.urandom(PREFIX)
    sealed.write(VERSION + b"|" + key.key_id.encode() + b"|" + prefix)
    seal = key.profile.sealer(key.secret)
    for number, (chunk, last) in enumerate(_with_last(plain, CHUNK)):
        sealed.write(seal(_nonce(prefix, number, last=last), chunk, name.encode()))


def open_stream(sealed: BinaryIO, *, data_dir: Path, name: str) -> Iterator[bytes]:
    """The chunks of a sealed file in clear. Raises VAULT_BROKEN when it was changed, cut or is another file."""
    head = sealed.read(len(VERSION) + 1)
    key_id = sealed.read(2 * keys.KEY_ID_BYTES + 1)
    if head != VERSION + b"|" or key_id[-1:] != b"|":
        raise DomainError(errors.BROKEN, place=name)
    key = keys.ring(data_dir, keys.FIELD).by_id(key_id[:-1].decode("ascii", "replace"))
    prefix = sealed.read(PREFIX)
    open_ = key.profile.opener(key.secret)
    for number, (chunk, last) in enumerate(_with_last(sealed, CHUNK + TAG)):
        try:
            yield open_(_nonce(prefix, number, last=last), chunk, name.encode())
        except (InvalidTag, ValueError) as failure:
            raise DomainError(errors.BROKEN, place=name) from failure


def open_file(sealed: Path, *, data_dir: Path, name: str) -> bytes:
    """A whole sealed file in clear, in memory. Raises VAULT_BROKEN."""
    with sealed.open("rb") as stream:
        return b"".join(open_stream(stream, data_dir=data_dir, name=name))


def _private(target: Path) -> BinaryIO:
    return os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + (b"\1" if last else b"\0")


def _with_last(stream: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Chunks and whether each is the last; an empty stream is one empty last chunk."""
    chunk = stream.read(size)
    while True:
        following = stream.read(size)
        yield chunk, not following
        if not following:
            return
        chunk = following
