"""Exports: within the rows of who asks, masked unless asked otherwise, on record, never inside the data directory."""

from __future__ import annotations

import datetime as dt

import pyarrow.parquet as pq
import pytest

from huaiyuan.base.audit.models import Event
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.registry import exports
from tests.early import FOLDER
from tests.integration.registry.loaded import account

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 10, 31)
PERSONS = [
    "person_id",
    "household_no",
    "name",
    "id_number",
    "sex",
    "birth_on",
    "village_code",
    "village_name",
    "township_name",
]
HOUSEHOLDS = [
    "household_no",
    "village_code",
    "group",
    "archive_type",
    "category",
    "risk_state",
    "approved_on",
    "cleared_on",
    "registered",
    "members",
]


def _persons(out, who="county1", **more):
    exports.export_persons(as_of=DAY, out=out, by=account(who), reason="县里核对", **more)
    return pq.read_table(out)


@pytest.mark.slow
def test_persons_have_the_columns_that_others_script(tiny, tmp_path):
    table = _persons(tmp_path / "persons.parquet")
    assert table.column_names == PERSONS
    shown = {value for value in table["id_number"].to_pylist() if value}
    assert all(value.startswith("990330********") for value in shown)
    assert table["person_id"].to_pylist() == sorted(table["person_id"].to_pylist())


@pytest.mark.slow
def test_plain_numbers_are_those_that_went_in(tiny, tmp_path):
    table = _persons(tmp_path / "persons.parquet", plain_id=True)
    given = {row["person_id"]: row["id_number"] for row in tiny["persons"].to_pylist()}
    got = dict(zip(table["person_id"].to_pylist(), table["id_number"].to_pylist(), strict=True))
    assert got == {person_id: given[person_id] for person_id in got}
    assert None in got.values()
    event = Event.objects.filter(action="registry.persons.exported").latest("pk")
    assert (event.reason, event.by_username) == ("县里核对", "county1")
    assert f"rows={table.num_rows}" in event.facts
    assert "明文" in event.facts


@pytest.mark.slow
def test_a_township_exports_its_own_people(tiny, tmp_path):
    whole = _persons(tmp_path / "all.parquet").num_rows
    parts = [_persons(tmp_path / f"{who}.parquet", who) for who in ("yuehe", "huilong")]
    assert {code[:9] for code in parts[0]["village_code"].to_pylist()} == {"411330101"}
    assert sum(part.num_rows for part in parts) == whole


@pytest.mark.slow
def test_households_add_up_to_the_persons(tiny, tmp_path):
    persons = _persons(tmp_path / "persons.parquet")
    out = tmp_path / "households.parquet"
    rows = exports.export_households(as_of=DAY, out=out, by=account("county1"), reason="县里核对")
    table = pq.read_table(out)
    assert table.column_names == HOUSEHOLDS
    assert table.num_rows == rows
    assert sum(table["members"].to_pylist()) == persons.num_rows
    struck = [row for row in table.to_pylist() if row["risk_state"] == "已清退"]
    assert struck
    assert {(row["category"], row["approved_on"], row["cleared_on"]) for row in struck} == {(None, None, None)}


@pytest.mark.parametrize(
    ("who", "reason", "inside", "code"),
    [
        ("county1", " ", False, "REGISTRY_NO_REASON"),
        ("county1", "核对", True, "REGISTRY_EXPORT_INSIDE"),
        ("xuzhai", "核对", False, "REGISTRY_NOT_YOURS"),
    ],
)
def test_an_export_is_refused_and_leaves_no_file(tiny, tmp_path, who, reason, inside, code):
    out = (FOLDER if inside else tmp_path) / "persons.parquet"
    with pytest.raises(DomainError) as refused:
        exports.export_persons(as_of=DAY, out=out, by=account(who), reason=reason, plain_id=True)
    assert refused.value.code == code
    assert not out.exists()
