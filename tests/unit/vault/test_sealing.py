"""Sealed values open only where they belong, and an index tells nothing without its key (C18–C20, C23)."""

from __future__ import annotations

import hmac
import os
import stat
import subprocess
import sys
import time

import pyarrow as pa
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from hypothesis import given
from hypothesis import strategies as st

from huaiyuan.base.vault import files, keys, mask
from huaiyuan.base.vault.ciphers import PROFILES
from huaiyuan.base.vault.sealing import PURPOSES, TAIL_BITS, TAIL_PURPOSES, Vault
from huaiyuan.core.kernel.errors import DomainError

COLUMN = "registry_person.id_sealed"
IDS = pa.array([1, 2, 3])
VALUES = pa.array(["99033019700101001X", None, "䶮·买买提"])


@pytest.fixture(scope="module", params=["intl", "sm"])
def vault(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    keys.setup(folder, request.param)
    return Vault(folder)


def _broken(call, code="VAULT_BROKEN"):
    with pytest.raises(DomainError) as refusal:
        call()
    assert refusal.value.code == code


def test_what_is_sealed_opens_again_and_nothing_stays_nothing(vault):
    sealed = vault.seal_many(VALUES, column=COLUMN, ids=IDS)
    assert vault.open_many(sealed, column=COLUMN, ids=IDS).equals(VALUES)
    assert sealed[1].as_py() is None
    assert vault.open_one(sealed[0].as_py(), column=COLUMN, id=1) == "99033019700101001X"


@given(text=st.text(max_size=60), row=st.integers(1, 2**62))
def test_any_text_of_any_row_opens_again(vault, text, row):
    sealed = vault.seal_one(text, column=COLUMN, id=row)
    assert vault.open_one(sealed, column=COLUMN, id=row) == text


def test_equal_values_are_sealed_differently(vault):
    sealed = vault.seal_many(pa.array(["a", "a"]), column=COLUMN, ids=pa.array([1, 1])).to_pylist()
    assert sealed[0] != sealed[1]


def test_two_swapped_rows_do_not_open(vault):
    first, _, third = vault.seal_many(VALUES, column=COLUMN, ids=IDS).to_pylist()
    _broken(lambda: vault.open_many(pa.array([third, None, first]), column=COLUMN, ids=IDS))
    _broken(lambda: vault.open_one(first, column="registry_person.phone_sealed", id=1))


def test_one_flipped_bit_anywhere_refuses(vault):
    sealed = vault.seal_one("99033019700101001X", column=COLUMN, id=1)
    for place in range(len(sealed)):
        flipped = bytearray(sealed)
        flipped[place] ^= 1
        with pytest.raises(DomainError) as refusal:
            vault.open_one(bytes(flipped), column=COLUMN, id=1)
        assert refusal.value.code in {"VAULT_BROKEN", "VAULT_UNKNOWN_KEY"}


@pytest.mark.parametrize("cut", [0, 2, 5, 12, 20])
def test_a_cut_value_refuses(vault, cut):
    sealed = vault.seal_one("99033019700101001X", column=COLUMN, id=1)
    _broken(lambda: vault.open_one(sealed[:cut], column=COLUMN, id=1))


def test_an_index_finds_the_same_value_and_differs_by_purpose_and_by_key(vault, tmp_path):
    keys.setup(tmp_path, "intl")
    text = "99033019700101001X"
    found = {purpose: vault.index_one(text, purpose=purpose) for purpose in PURPOSES - TAIL_PURPOSES}
    assert len(set(found.values())) == len(found)
    assert {len(str(value)) for value in found.values()} == {32}
    assert vault.index_many(pa.array([text, None]), purpose="id").to_pylist() == [found["id"], None]
    assert Vault(tmp_path).index_one(text, purpose="id") != found["id"]


def test_without_the_key_no_index_can_be_recomputed(vault):
    import hashlib

    text = b"99033019700101001X"
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(text)
    unkeyed = {hashlib.sha256(text).hexdigest()[:32], sm3.finalize().hex()[:32]}
    assert {vault.index_one(text.decode(), purpose=p) for p in ("id", "lake")}.isdisjoint(unkeyed)


def test_a_tail_has_fourteen_bits_that_are_all_used(vault):
    tails = pa.array([f"{i:04d}" for i in range(10_000)])
    buckets = vault.index_many(tails, purpose="id_tail").to_pylist()
    assert min(buckets) >= 0
    assert max(buckets) < 2**TAIL_BITS
    # 10,000 tails over 16,384 buckets leave 1 - 1/e**0.61 of them used when they fall evenly.
    assert 0.42 < len(set(buckets)) / 2**TAIL_BITS < 0.49


def test_the_lake_index_is_plain_hmac_so_that_an_engine_can_make_it_too(tmp_path):
    import hmac

    keys.setup(tmp_path, "intl")
    secret = keys.ring(tmp_path, keys.LAKE).newest.secret
    expected = hmac.digest(secret, b"99033019700101001X", "sha256")[:16].hex()
    assert Vault(tmp_path).index_one("99033019700101001X", purpose="lake") == expected


def test_an_unknown_purpose_is_a_mistake_of_the_caller(vault):
    with pytest.raises(ValueError, match="purpose"):
        vault.index_one("x", purpose="anything")


def test_a_turned_key_seals_and_the_old_one_still_opens(tmp_path):
    keys.setup(tmp_path, "intl")
    vault = Vault(tmp_path)
    old = vault.seal_one("旧", column=COLUMN, id=1)
    key_id = keys.turn(tmp_path, keys.FIELD)
    new = vault.seal_one("新", column=COLUMN, id=1)
    assert key_id.encode() in new
    assert [vault.open_one(v, column=COLUMN, id=1) for v in (old, new)] == ["旧", "新"]


def test_a_value_under_a_lost_key_names_the_key(tmp_path):
    keys.setup(tmp_path / "a", "intl")
    keys.setup(tmp_path / "b", "intl")
    sealed = Vault(tmp_path / "a").seal_one("x", column=COLUMN, id=1)
    _broken(lambda: Vault(tmp_path / "b").open_one(sealed, column=COLUMN, id=1), "VAULT_UNKNOWN_KEY")


def test_keys_are_private_never_overwritten_and_hide_themselves(tmp_path):
    keys.setup(tmp_path, "intl")
    before = {f.name: f.read_bytes() for f in (tmp_path / keys.FOLDER).iterdir()}
    keys.setup(tmp_path, "sm")
    assert {f.name: f.read_bytes() for f in (tmp_path / keys.FOLDER).iterdir()} == before
    assert {stat.S_IMODE(f.stat().st_mode) for f in (tmp_path / keys.FOLDER).iterdir()} == {0o600}
    assert len(before) == 4
    key = keys.ring(tmp_path, keys.FIELD).newest
    assert key.secret.hex() not in repr(key)
    assert keys.exist(tmp_path)
    assert not keys.exist(tmp_path / "empty")


def test_missing_keys_and_an_unknown_profile_say_so(tmp_path):
    _broken(lambda: Vault(tmp_path).seal_one("x", column=COLUMN, id=1), "VAULT_NO_KEYS")
    _broken(lambda: keys.setup(tmp_path, "rot13"), "VAULT_BAD_PROFILE")
    (tmp_path / "config.toml").write_text('crypto = "sm"\n')
    keys.setup(tmp_path)
    assert keys.ring(tmp_path, keys.FIELD).newest.profile.name == "sm"


def test_the_standard_vectors_of_sm3_and_sm4_hold():
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(b"abc")
    assert sm3.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    block = bytes.fromhex("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(SM4(block), modes.ECB()).encryptor()
    assert (encryptor.update(block) + encryptor.finalize()).hex() == "681edf34d206965e86b3e94f536e4246"


def test_the_sm4_gcm_vector_of_rfc_8998_holds():
    key, nonce = bytes.fromhex("0123456789abcdeffedcba9876543210"), bytes.fromhex("00001234567800000000abcd")
    aad = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plain = b"".join(bytes([b]) * 8 for b in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    sealed = PROFILES["sm"].sealer(key)(nonce, plain, aad)
    assert sealed.hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec"
    )
    assert PROFILES["sm"].opener(key)(nonce, sealed, aad) == plain


def test_sealing_needs_no_django():
    code = "import sys; from huaiyuan.base import vault; from huaiyuan.base.vault import files, mask; print('django' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        == "False"
    )


@pytest.mark.slow
def test_a_column_takes_little_more_than_its_bare_cryptography(tmp_path):
    keys.setup(tmp_path, "intl")
    vault, rows = Vault(tmp_path), 50_000
    texts = [f"990330{i:012d}" for i in range(rows)]
    values, ids, key = pa.array(texts), pa.array(range(rows)), AESGCM(bytes(32))
    nonces = [os.urandom(12) for _ in texts]

    def seconds(work) -> float:
        began = time.process_time()
        work()
        return time.process_time() - began

    def bare_sealing() -> None:
        for text, nonce in zip(texts, nonces, strict=True):
            key.encrypt(nonce, text.encode(), b"column.id")

    def bare_indexing() -> None:
        for text in texts:
            hmac.digest(bytes(32), text.encode(), "sha256")

    sealing = min(seconds(lambda: vault.seal_many(values, column=COLUMN, ids=ids)) for _ in range(3))
    indexing = min(seconds(lambda: vault.index_many(values, purpose="id")) for _ in range(3))
    assert sealing < 4 * min(seconds(bare_sealing) for _ in range(3))
    assert indexing < 2 * min(seconds(bare_indexing) for _ in range(3))


@pytest.mark.parametrize("size", [0, 1, files.CHUNK, files.CHUNK + 1, 3 * files.CHUNK])
def test_a_sealed_file_opens_again_and_holds_nothing_in_clear(vault, tmp_path, size):
    plain = (b"990330197001010012" * (size // 18 + 1))[:size]
    (tmp_path / "plain").write_bytes(plain)
    files.seal_file(tmp_path / "plain", tmp_path / "sealed", data_dir=vault.data_dir, name="b1")
    assert files.open_file(tmp_path / "sealed", data_dir=vault.data_dir, name="b1") == plain
    assert b"990330" not in (tmp_path / "sealed").read_bytes()
    assert stat.S_IMODE((tmp_path / "sealed").stat().st_mode) == 0o600


def test_a_file_that_was_cut_reordered_joined_or_renamed_does_not_open(vault, tmp_path):
    (tmp_path / "plain").write_bytes(os.urandom(3 * files.CHUNK))
    files.seal_file(tmp_path / "plain", tmp_path / "sealed", data_dir=vault.data_dir, name="b1")
    whole = (tmp_path / "sealed").read_bytes()
    head, step = len(whole) - 3 * (files.CHUNK + 16), files.CHUNK + 16
    first, second, third = (whole[head + i * step : head + (i + 1) * step] for i in range(3))
    damaged = [
        whole[:-1], whole[: head + step], whole[: head + 2 * step], whole[:head] + second + first + third,
        whole[:head] + third, whole + third, b"", whole[:6], b"PK\x03\x04" + whole,
    ]  # fmt: skip
    for body in damaged:
        (tmp_path / "bad").write_bytes(body)
        _broken(lambda: files.open_file(tmp_path / "bad", data_dir=vault.data_dir, name="b1"))
    _broken(lambda: files.open_file(tmp_path / "sealed", data_dir=vault.data_dir, name="b2"))


@pytest.mark.parametrize(
    ("masked", "shown"),
    [
        (mask.id_number("990330197001011234"), "990330********1234"),
        (mask.phone("19900001234"), "199****1234"),
        (mask.card("9999123412345678"), "************5678"),
        (mask.name("张三"), "张*"),
        (mask.name("买买提·吐尔逊"), "买******"),
        (mask.name("王"), "王*"),
        (mask.id_number("1234567890"), "**********"),
        (mask.phone(None), ""),
        (mask.name(""), ""),
    ],
)
def test_a_mask_shows_only_what_it_says(masked, shown):
    assert masked == shown
