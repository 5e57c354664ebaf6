"""国办名单逐格核对：埋下的不同一处不漏，没埋的一处不报；底册不动。"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from huaiyuan.county.intake import sources
from huaiyuan.county.screening.sources import shapes
from proof import command

pytestmark = pytest.mark.slow
BATCH = "crosscheck-national_roster-2026-10-01"


def _truth(county: Path) -> set[tuple[str, str]]:
    file = command.files_of(county) / "国办名单" / "truth" / "national_roster.parquet"
    return {
        (row["kind"], row["person_id"] or row["household_no"] or row["name"]) for row in pq.read_table(file).to_pylist()
    }


def _found(county: Path) -> list[dict]:
    return pq.read_table(county / "runs" / BATCH / "differences.parquet").to_pylist()


def test_every_planted_difference_is_found_and_no_other(small_county):
    found = [(row["kind"], row["person_id"] or row["household_no"] or row["name"]) for row in _found(small_county)]
    assert len(found) == len(set(found))
    truth = _truth(small_county)
    assert set(found) - truth == set(), "reported and never planted"
    assert truth - set(found) == set(), "planted and not found"
    assert len({kind for kind, _ in truth}) == 17


def test_the_roster_changes_nothing_in_the_registry(small_county):
    with sqlite3.connect(f"file:{small_county / 'huaiyuan.db'}?mode=ro", uri=True) as database:
        for table in ("membership", "residence", "archivetype", "healthfact", "labourfact"):
            kinds = database.execute(f"SELECT DISTINCT source_kind, superseded_at FROM registry_{table}").fetchall()
            assert kinds == [("loaded", None)], table
        # Families identified in November are written by who approved them.
        [kinds] = zip(
            *database.execute("SELECT DISTINCT source_kind FROM registry_monitoringfact").fetchall(), strict=True
        )
        assert set(kinds) <= {"loaded", "approved"}


def test_the_roster_is_no_department_s_source_and_asked_by_no_rule():
    assert "national_roster" in sources.ROSTERS
    assert "national_roster" not in {source["id"] for source in sources.as_json()}
    assert "national_roster" not in shapes()


PROGRAM = """
import django; django.setup()
from django.conf import settings; settings.ALLOWED_HOSTS = ["*"]
from django.test import Client
from django.urls import reverse
from huaiyuan.base.access.models import Account
from huaiyuan.county.crosscheck import queries
compared = queries.newest()
for who in ("county1", "t411330101", "t411330105"):
    account = Account.objects.get(username=who)
    lines = queries.page(compared, account, limit=10_000).lines
    client = Client(); client.force_login(account)
    shown = client.get(reverse("crosscheck"))
    file = client.get(reverse("crosscheck.export"), {"as": "csv"})
    rows = b"".join(file.streaming_content if file.streaming else [file.content]).decode("utf-8-sig").count("\\n")
    print(who, shown.status_code, len(lines), sorted({line.village_code[:9] for line in lines}), rows)
village = Client(); village.force_login(Account.objects.get(username="v411330101200a"))
print("village", village.get(reverse("crosscheck")).status_code)
"""


def test_a_township_sees_and_exports_its_own_differences_only(own_county):
    environment = command.plain_environment() | {
        "HUAIYUAN_DATA_DIR": str(own_county), "DJANGO_SETTINGS_MODULE": "huaiyuan.config.settings",
    }  # fmt: skip
    environment.pop("HUAIYUAN_TEST_DB", None)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False, env=environment, cwd=os.getcwd()
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    everything = len(_found(own_county))
    assert lines["county1"].startswith(f"200 {everything} ")
    for who in ("t411330101", "t411330105"):
        status, count, *_ = lines[who].split(" ")
        assert status == "200"
        assert int(count) < everything
        assert set(lines[who].partition("[")[2].partition("]")[0].replace("'", "").split(", ")) <= {who[1:], ""}
    assert lines["village"] == "404"
