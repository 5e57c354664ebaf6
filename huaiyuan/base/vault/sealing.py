"""Sealing personal values and making blind indexes (封存与盲索引), whole Arrow columns at a time. Knows no Django.

A sealed value is `v1|key_id|` + nonce + ciphertext + tag; what it belongs to (`table.column.id`) is authenticated with
it, so a value moved to another row or column does not open. This is the one place that loops over rows in Python.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
from cryptography.exceptions import InvalidTag

from huaiyuan.base.vault import errors, keys
from huaiyuan.base.vault.ciphers import NONCE
from huaiyuan.core.kernel.errors import DomainError

VERSION = b"v1"
INDEX_HEX = 32
TAIL_BITS = 14
TAIL_PURPOSES = frozenset({"id_tail", "phone_tail", "card_tail"})
LAKE = "lake"
PURPOSES = frozenset({"id", "phone", "card", "certificate", "receipt", "address", LAKE}) | TAIL_PURPOSES

Column: TypeAlias = pa.Array | pa.ChunkedArray


class Vault:
    """The sealing of one installation, by its data directory."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir

    def seal_many(self, values: Column, *, column: str, ids: Column) -> pa.Array:
        """Seal texts; null stays null. `column` is `table.column`, `ids` the row ids (any integer or text)."""
        key = keys.ring(self.data_dir, keys.FIELD).newest
        seal, head = key.profile.sealer(key.secret), VERSION + b"|" + key.key_id.encode() + b"|"
        texts, places = _bytes(values), _places(column, ids)
        nonces = os.urandom(NONCE * len(texts))
        sealed: list[bytes | None] = []
        for number, (text, place) in enumerate(zip(texts, places, strict=True)):
            if text is None:
                sealed.append(None)
                continue
            nonce = nonces[NONCE * number : NONCE * number + NONCE]
            sealed.append(head + nonce + seal(nonce, text, place))
        return pa.array(sealed, pa.binary())

    def open_many(self, sealed: Column, *, column: str, ids: Column) -> pa.Array:
        """Open what `seal_many` sealed. Raises VAULT_BROKEN, VAULT_UNKNOWN_KEY."""
        open_, place = self._opening(), f"{column}."
        pairs = zip(_pylist(sealed), _pylist(ids), strict=True)
        return pa.array([None if value is None else open_(value, f"{place}{row}") for value, row in pairs], pa.string())

    def index_many(self, values: Column, *, purpose: str) -> pa.Array:
        """Keyed digests of texts: 32 hex characters, or an integer of 14 bits for the purposes of a tail."""
        if purpose in TAIL_PURPOSES:
            index = self._indexer(purpose)
            return pa.array([None if text is None else index(text) for text in _pylist(values)], pa.int64())
        # A million values pass here: one call each, not two.
        digest, texts = self._digest(purpose), _bytes(values)
        return pa.array([None if text is None else digest(text)[:INDEX_HEX] for text in texts], pa.string())

    def seal_one(self, value: str, *, column: str, id: int | str) -> bytes:
        """Seal one text."""
        return self.seal_many(pa.array([value]), column=column, ids=pa.array([id]))[0].as_py()

    def open_one(self, sealed: bytes, *, column: str, id: int | str) -> str:
        """Open one value. Raises VAULT_BROKEN when it was changed or belongs to another row, VAULT_UNKNOWN_KEY."""
        return self._opening()(sealed, f"{column}.{id}")

    def index_one(self, value: str, *, purpose: str) -> str | int:
        """The keyed digest of one text."""
        return self._indexer(purpose)(value)

    def _opening(self) -> Callable[[bytes, str], str]:
        """A function that opens one value; the keys are read once for all it opens."""
        ring = keys.ring(self.data_dir, keys.FIELD)
        openers = {key.key_id.encode(): key.profile.opener(key.secret) for key in ring.keys}

        def open_(sealed: bytes, place: str) -> str:
            version, _, rest = bytes(sealed).partition(b"|")
            key_id, bar, body = rest.partition(b"|")
            if version != VERSION or not bar or not key_id.isalnum():
                raise DomainError(errors.BROKEN, place=place)
            opener = openers.get(key_id)
            if opener is None:
                raise DomainError(errors.UNKNOWN_KEY, key_id=key_id.decode("ascii", "replace"))
            try:
                return opener(body[:NONCE], body[NONCE:], place.encode()).decode()
            except (InvalidTag, ValueError) as failure:
                raise DomainError(errors.BROKEN, place=place) from failure

        return open_

    def _digest(self, purpose: str) -> Callable[[bytes], str]:
        if purpose not in PURPOSES:
            raise ValueError(f"no such purpose of an index: {purpose}")
        if purpose == LAKE:
            key = keys.ring(self.data_dir, keys.LAKE).newest
            return key.profile.digester(key.secret)
        # Each field has its own key, so that equal values of two fields cannot be told to be equal.
        key = keys.ring(self.data_dir, keys.INDEX).newest
        return key.profile.digester(bytes.fromhex(key.profile.digester(key.secret)(purpose.encode())))

    def _indexer(self, purpose: str) -> Callable[[str], Any]:
        digest = self._digest(purpose)
        if purpose in TAIL_PURPOSES:
            return lambda text: int(digest(text.encode())[:4], 16) >> (16 - TAIL_BITS)
        return lambda text: digest(text.encode())[:INDEX_HEX]


def _bytes(texts: Column | Sequence[str | None]) -> list[bytes | None]:
    """Texts as their bytes, without making a text of each in between."""
    column = texts if isinstance(texts, pa.Array | pa.ChunkedArray) else pa.array(list(texts), pa.string())
    found: list[bytes | None] = column.cast(pa.string()).cast(pa.binary()).to_pylist()
    return found


def _places(column: str, ids: Column | Sequence[int | str]) -> list[bytes]:
    """`table.column.id` of each row, to which its value is bound."""
    rows = ids if isinstance(ids, pa.Array | pa.ChunkedArray) else pa.array(list(ids))
    joined = pc.binary_join_element_wise(
        pa.scalar(column), rows.cast(pa.string()), ".", null_handling="replace", null_replacement=str(None)
    )
    found: list[bytes] = joined.cast(pa.binary()).to_pylist()
    return found


def _pylist(values: Column | Sequence[Any]) -> list[Any]:
    return values.to_pylist() if isinstance(values, pa.Array | pa.ChunkedArray) else list(values)
