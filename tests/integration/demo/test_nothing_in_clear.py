"""No identity number, phone or card of anybody stands in clear anywhere under the data directory."""

from __future__ import annotations

import pytest

from proof import clear, command, killing
from tests.small_county import SCALE, SEED

pytestmark = pytest.mark.slow

DRAWN = 1000


@pytest.fixture(scope="module")
def numbers():
    return clear.planted(SEED, SCALE, DRAWN)


def test_the_search_finds_them_where_departments_wrote_them(small_county, numbers):
    found = clear.guilty(command.files_of(small_county), numbers)
    assert any("disability_cards" in name for name in found)


def test_a_finished_demo_holds_none_in_clear(small_county, numbers):
    assert clear.guilty(small_county, numbers) == []


def test_an_intake_killed_with_its_rows_on_disk_leaves_none_in_clear(own_county, tmp_path, numbers):
    words = killing.works(own_county, tmp_path)["intake"]
    killing.kill_at(own_county, words, "intake.rows_written", tmp_path / "trace", whole_command=False)
    left = {
        f.relative_to(own_county).parts[0] for f in own_county.rglob("*") if f.name.endswith((".db-wal", ".parquet"))
    }
    assert "lake" in left
    assert clear.guilty(own_county, numbers) == []
