"""Rows cross between Arrow files and the business database as Django would have written them, all tables or none."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
from django.db import connection

from huaiyuan.base.audit.models import Event
from huaiyuan.base.jobs.database import database_url
from huaiyuan.base.vault.models import IdBlock
from huaiyuan.core.engine import transfer
from huaiyuan.core.kernel.clock import SHANGHAI
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.registry.models import Household, Person

pytestmark = pytest.mark.django_db(transaction=True)

AT = dt.datetime(2026, 11, 23, 16, 30, 0, 123456, tzinfo=SHANGHAI)
EXACT = dt.datetime(2026, 11, 23, 8, 30, tzinfo=dt.UTC)


@pytest.fixture
def arrow(tmp_path):
    def write(name: str, columns: dict) -> object:
        table = pa.table(columns)
        path = tmp_path / f"{name}.arrow"
        with pa.ipc.new_file(path, table.schema) as writer:
            writer.write_table(table)
        return path

    return write


def _event(**columns):
    texts = ("by_username", "by_display", "ip", "device", "subject", "household_no", "village_code", "reason", "facts")
    rows = len(next(iter(columns.values())))
    return {name: [""] * rows for name in texts} | {"action": ["a.b"] * rows, "result": ["done"] * rows} | columns


def test_dates_instants_booleans_bytes_and_nulls_read_as_django_wrote_them(arrow):
    household = {"id": [1], "household_no": ["H1"], "registered_on": [dt.date(2020, 2, 29)], "close_reason": [""],
                 "closed_on": pa.array([None], pa.date32()), "rural": [True], "source_ref": [""], "closed_ref": [""],
                 "version": pa.array([1], pa.int8())}  # fmt: skip
    person = {"id": [1, 2], "person_id": ["P1", "P2"], "name": ["王㙍", "买买提·吐尔逊"], "sex": ["男", "女"],
              "birth_on": ["1970-01-01", "9999-12-31"], "id_kind": ["无", "无"], "version": [1, 1], "initials": ["w", "mmttex"],
              "id_sealed": pa.array([b"\x00v1|\xff", None]), "id_tail": [7, None]}  # fmt: skip
    files = {"registry_household": arrow("h", household), "registry_person": arrow("p", person)}
    assert transfer.ingest(database_url(), files) == {"registry_household": 1, "registry_person": 2}
    stored = Household.objects.get()
    assert (stored.registered_on, stored.closed_on, stored.rural) == (dt.date(2020, 2, 29), None, True)
    first, second = Person.objects.order_by("id")
    assert (first.name, bytes(first.id_sealed), first.birth_on, first.id_tail) == (
        "王㙍",
        b"\x00v1|\xff",
        dt.date(1970, 1, 1),
        7,
    )
    assert (second.id_sealed, second.id_tail, second.birth_on) == (None, None, dt.date(9999, 12, 31))


def test_instants_of_any_zone_are_found_by_equality_through_django(arrow):
    zoned = pa.array([AT, EXACT], pa.timestamp("us", tz="Asia/Shanghai"))
    transfer.ingest(database_url(), {"audit_event": arrow("e", _event(at=zoned, writes=[True, False]))})
    assert Event.objects.get(at=AT).writes is True
    assert Event.objects.get(at=EXACT).writes is False
    naive = pa.array([dt.datetime(2026, 11, 23, 9)], pa.timestamp("us"))
    transfer.ingest(database_url(), {"audit_event": arrow("n", _event(at=naive, writes=[True]))})
    assert Event.objects.filter(at=dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)).count() == 1


def test_django_goes_on_numbering_after_the_ids_that_were_given(arrow):
    blocks = {"id": [10**9, 10**9 + 1], "table": ["a", "b"], "next_id": [1, 1]}
    transfer.ingest(database_url(), {"vault_idblock": arrow("b", blocks)})
    assert IdBlock.objects.create(table="c").pk == 10**9 + 2


@pytest.mark.slow
def test_a_table_that_fails_takes_the_others_back_with_it(arrow):
    good = arrow("good", {"table": ["a"], "next_id": [1]})
    for code, table, bad in (
        ("ENGINE_TRANSFER_TABLE", "no_such_table", good),
        ("ENGINE_TRANSFER_COLUMN", "registry_household", arrow("col", {"colour": ["red"]})),
        ("ENGINE_TRANSFER_VALUE", "registry_household", arrow("val", {"registered_on": ["2026-02-30"]})),
        ("ENGINE_CHILD_FAILED", "registry_household", arrow("nul", {"household_no": ["H9"]})),
    ):
        with pytest.raises(DomainError) as refusal:
            transfer.ingest(database_url(), {"vault_idblock": good, table: bad})
        assert refusal.value.code == code
        assert IdBlock.objects.count() == 0


def test_a_row_that_points_at_nobody_takes_everything_back(arrow):
    day = [dt.date(2026, 1, 1)]
    residence = {"household_id": [77], "village_code": ["411330101200"], "valid_from": day, "valid_to": [dt.date(9999, 12, 31)],
                 "recorded_at": pa.array([EXACT], pa.timestamp("us", tz="UTC")), "source_kind": ["loaded"], "source_ref": [""]}  # fmt: skip
    files = {"vault_idblock": arrow("b", {"table": ["a"], "next_id": [1]}), "registry_residence": arrow("r", residence)}
    with pytest.raises(DomainError) as refusal:
        transfer.ingest(database_url(), files)
    assert refusal.value.code in {"ENGINE_TRANSFER_ORPHANS", "ENGINE_CHILD_FAILED"}
    assert IdBlock.objects.count() == 0


def test_an_extract_shows_every_row_even_where_the_first_thousands_are_empty(tmp_path, arrow):
    rows = 5000
    blocks = {"table": [f"t{i}" for i in range(rows)], "next_id": range(rows)}
    transfer.ingest(database_url(), {"vault_idblock": arrow("b", blocks)})
    late = f"SELECT CASE WHEN next_id = {rows - 1} THEN 'late' END AS word, next_id FROM vault_idblock ORDER BY next_id"
    assert transfer.extract(database_url(), {"late": late}, tmp_path) == {"late": rows}
    table = pa.ipc.open_file(tmp_path / "late.arrow").read_all()
    assert table["word"].null_count == rows - 1
    assert table["word"][rows - 1].as_py() == "late"


def test_decimals_keep_their_places(tmp_path, arrow):
    from decimal import Decimal

    from huaiyuan.base.reference.models import CountyFact

    fact = {"code": ["area_km2"], "value_text": ["x"], "number": [Decimal("1.2500")], "unit": ["平方公里"], "year": [2025],
            "source": ["s"], "valid_from": [dt.date(2026, 1, 1)], "valid_to": [dt.date(9999, 12, 31)]}  # fmt: skip
    transfer.ingest(database_url(), {"reference_countyfact": arrow("f", fact)})
    assert CountyFact.objects.get().number == Decimal("1.2500")
    transfer.extract(database_url(), {"f": "SELECT number FROM reference_countyfact"}, tmp_path)
    [value] = pa.ipc.open_file(tmp_path / "f.arrow").read_all()["number"].to_pylist()
    assert Decimal(str(value)) == Decimal("1.25")


def test_the_password_never_stands_on_a_command_line(arrow, monkeypatch, spawned_children):
    from huaiyuan.core.engine import child

    commands = []
    real = child.subprocess.Popen
    monkeypatch.setattr(child.subprocess, "Popen", lambda args, **kw: (commands.append(args), real(args, **kw))[1])
    transfer.ingest(database_url(), {"vault_idblock": arrow("b", {"table": ["a"], "next_id": [1]})})
    assert commands
    assert not any(str(connection.settings_dict["NAME"]) in part for command in commands for part in command)
