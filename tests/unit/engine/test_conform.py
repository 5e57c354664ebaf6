"""A uuid goes to PostgreSQL as its sixteen bytes, to SQLite as Django writes it."""

from __future__ import annotations

import uuid

import pyarrow as pa
import pytest

from huaiyuan.core.engine import conform
from huaiyuan.core.kernel.errors import DomainError

ONE = uuid.UUID("0123456789abcdef0123456789abcdef")


def _given(*texts: str | None) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array(texts, pa.string())], names=["client_uuid"])


def _driven(given: pa.RecordBatch, declared: str, *, text_dates: bool) -> list:
    wanted = {"client_uuid": declared}
    driver = conform.schema(wanted, text_dates=text_dates)
    return conform.batch("visit", given, wanted, driver).column(0).to_pylist()


def test_postgresql_gets_the_bytes_with_or_without_dashes():
    assert _driven(_given(ONE.hex, str(ONE), None), "uuid", text_dates=False) == [ONE.bytes, ONE.bytes, None]
    assert _driven(_given(), "uuid", text_dates=False) == []


def test_sqlite_gets_the_text():
    assert _driven(_given(ONE.hex), "char(32)", text_dates=True) == [ONE.hex]


def test_what_is_no_uuid_is_refused():
    with pytest.raises(DomainError) as refused:
        _driven(_given("0123"), "uuid", text_dates=False)
    assert refused.value.code == "ENGINE_TRANSFER_VALUE"
