"""Loading a whole registry at once."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pyarrow as pa
import pytest
from django.db import connection

from huaiyuan.base.vault import vault
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.county.registry import bulk
from huaiyuan.county.registry.models import DATED, Household, Membership, Person, Roster, RosterHousehold, RosterPerson
from tests.early import FOLDER
from tests.integration.registry import tiny as tiny_county


@pytest.fixture
def empty(tiny):
    """The registry emptied within the test's transaction."""
    for model in (*DATED, RosterPerson, RosterHousehold, Roster, Person, Household):
        model.objects.all().delete()


def test_every_row_that_went_in_stands_in_the_registry(tiny):
    assert Household.objects.count() == tiny["households"].num_rows
    assert Person.objects.count() == tiny["persons"].num_rows
    assert Membership.objects.count() == tiny["memberships"].num_rows
    assert RosterPerson.objects.count() == tiny["roster_persons"].num_rows
    assert sum(model.objects.count() for model in DATED) == sum(
        tiny[name].num_rows for name in ("memberships", "residences", "archive_types", "monitoring", "health", "labour")
    )


def test_what_was_sealed_opens_to_what_went_in(tiny):
    given = {row["person_id"]: row for row in tiny["persons"].to_pylist()}
    for person in Person.objects.order_by("pk")[:20]:
        row = given[person.person_id]
        opened = {
            name: vault.open_one(bytes(sealed), column=f"registry_person.{name}", id=person.pk) if sealed else None
            for name, sealed in (("id_sealed", person.id_sealed), ("phone_sealed", person.phone_sealed))
        }
        assert opened == {"id_sealed": row["id_number"], "phone_sealed": row["phone"]}


def test_no_number_stands_in_clear_on_the_disk(tiny, tmp_path):
    given = tiny["persons"].to_pylist()
    numbers = [row[name] for row in given for name in ("id_number", "phone") if row[name]]
    assert _on_disk(numbers, tmp_path) == []
    assert connection.vendor != "sqlite" or _on_disk([given[0]["name"]], tmp_path)


def _on_disk(wanted: list[str], tmp_path: Path) -> list[str]:
    """Files of the data directory that hold one of the texts. Searched by another process: opening and closing the
    database's file here would drop the locks that this process holds on it."""
    patterns = tmp_path / "wanted"
    patterns.write_text("\n".join(wanted) + "\n", encoding="utf-8")
    found = subprocess.run(["grep", "-rlaF", "-f", patterns, FOLDER], capture_output=True, text=True, check=False)
    assert found.returncode in (0, 1)
    return found.stdout.splitlines()


def test_a_registry_that_holds_households_is_not_loaded_over(tiny):
    with pytest.raises(DomainError) as refused:
        bulk.load(tiny, source_ref="再装一次")
    assert refused.value.code == "REGISTRY_NOT_EMPTY"


def test_a_fact_about_an_unknown_household_stops_the_whole_load(empty):
    tables = tiny_county.build(households=20)
    stranger = tables["residences"].slice(0, 1).to_pylist()[0] | {"household_no": "411330101200-9999"}
    tables["residences"] = pa.concat_tables(
        [tables["residences"], pa.Table.from_pylist([stranger], schema=tables["residences"].schema)]
    )
    with pytest.raises(DomainError) as refused:
        bulk.load(tables, source_ref="缺户的底册")
    assert refused.value.code == "REGISTRY_UNKNOWN_NUMBER"
    assert "411330101200-9999" in str(refused.value)
    assert Household.objects.count() == 0
