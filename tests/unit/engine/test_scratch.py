"""One database a process for small work: nobody sees what another makes, and what breaks it does not stay."""

import os
import re
import threading
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huaiyuan.core.engine import scratch as module
from huaiyuan.core.engine.scratch import scratch
from huaiyuan.core.kernel import installation

PACKAGE = Path(module.__file__).parents[2]
# What would stay in the database, or be set for all of its connections.
FOR_ALL = re.compile(r"CREATE (OR REPLACE )?(TABLE|VIEW)\b|create_view\(|SET (threads|memory_limit|GLOBAL)\b")


def test_two_pieces_of_work_see_nothing_of_each_other():
    with scratch() as one, scratch() as other:
        one.register("given", pa.table({"n": [1, 2]}))
        one.execute("CREATE TEMP TABLE made AS SELECT 1 AS n; SET TimeZone = 'UTC'")
        other.register("given", pa.table({"n": [30]}))
        assert [c.execute("SELECT sum(n) FROM given").fetchone() for c in (one, other)] == [(3,), (30,)]
        with pytest.raises(duckdb.CatalogException):
            other.execute("SELECT * FROM made")
        assert other.execute("SELECT current_setting('TimeZone')").fetchone() != ("UTC",)
    with scratch() as later, pytest.raises(duckdb.CatalogException):
        later.execute("SELECT * FROM given")


def test_many_threads_work_at_once():
    found = []

    def count(n):
        with scratch() as connection:
            connection.register("given", pa.table({"n": range(n * 1000)}))
            found.append(connection.execute("SELECT count(DISTINCT n) FROM given").fetchone()[0])

    threads = [threading.Thread(target=count, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [n * 1000 for n in range(20)]


def test_a_file_that_was_written_anew_is_read_anew(tmp_path):
    file = tmp_path / "rows.parquet"
    for said in ("甲", "乙"):
        pq.write_table(pa.table({"says": [said]}), file)
        os.utime(file, (1, 1))
        with scratch() as connection:
            assert connection.execute("SELECT says FROM read_parquet($1)", [str(file)]).fetchall() == [(said,)]


def test_a_broken_database_is_not_met_again():
    spill = installation.current().folder / "tmp"
    kept = module._database(spill)
    with pytest.raises(duckdb.FatalException), scratch():
        raise duckdb.FatalException("database has been invalidated")
    assert module._database(spill) is not kept


def test_whoever_works_there_makes_only_what_goes_away_with_it():
    users = [file for file in PACKAGE.rglob("*.py") if "import scratch" in file.read_text(encoding="utf-8")]
    assert len(users) > 10
    guilty = [file.name for file in users if FOR_ALL.search(file.read_text(encoding="utf-8"))]
    assert guilty == []
