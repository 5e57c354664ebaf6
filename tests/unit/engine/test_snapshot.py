"""A snapshot is named by its content, has the declared types, and answers for any day."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing

import pytest

from huaiyuan.core.engine import extracts, snapshot
from huaiyuan.core.engine.tables import TABLES
from huaiyuan.core.kernel.errors import DomainError

TABLE_NAMES = ["households", "residences", "archive_types", "monitoring", "persons", "memberships", "leads"]
OPEN = "9999-12-31"
VILLAGE, OTHER = "411330101200", "411330102201"
ROWS = {
    "households": [
        ("H1", "2020-01-01", None, "", 1),
        ("H2", "2020-01-01", "2026-11-01", "整户迁出", 1),
        ("H3", "2026-11-10", None, None, 1),
    ],
    "residences": [
        ("H1", VILLAGE, "", 1, "2020-01-01", "2026-11-05"),
        ("H1", OTHER, "河湾组", 2, "2026-11-05", OPEN),
        ("H2", VILLAGE, None, None, "2020-01-01", OPEN),
    ],
    "archive_types": [("H1", "脱贫户", "2020-01-01", OPEN)],
    "monitoring": [
        ("H1", 1, "脱贫不稳定户", "未消除", "2024-03-01", None, "首次", "因病", "2024-03-01", "2026-11-03"),
        ("H1", 1, "脱贫不稳定户", "已消除", "2024-03-01", "2026-11-03", "首次", "因病", "2026-11-03", OPEN),
    ],
    "persons": [
        ("P1", "张㙍", "男", "1970-01-01", None, "k1", "居民身份证", 1),
        ("P2", "李梅", "女", "1972-01-01", "2026-11-15", None, "居民身份证", 1),
        ("P3", "王强", "男", "1980-01-01", None, "", "无", 0),
    ],
    "memberships": [
        ("P1", "H1", "户主", 1, "2020-01-01", OPEN, ""),
        ("P2", "H1", "配偶", 0, "2020-01-01", OPEN, None),
        ("P3", "H2", "户主", 1, "2020-01-01", OPEN, None),
    ],
    "leads": [("XS2026-000001", "H1", OTHER, "sent", "红", "2026-11-20", "2026-11-20 16:30:00", None, None, None, None, "r")],
}  # fmt: skip


@pytest.fixture
def registered(monkeypatch):
    monkeypatch.setattr(extracts, "_providers", {})
    for name in TABLE_NAMES:
        extracts.register(name, f"SELECT * FROM {name}")


def _database(folder, rows=ROWS):
    file = folder / "c.db"
    with closing(sqlite3.connect(file)) as db, db:
        for name in TABLE_NAMES:
            columns = list(TABLES[name])
            db.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
            db.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", rows[name])
    return f"sqlite:///{file}"


@pytest.fixture
def taken(tmp_path, registered):
    return snapshot.take(_database(tmp_path), tmp_path / "snapshots")


def _rows(folder, as_of, sql):
    with snapshot.connect(folder, as_of) as connection:
        return connection.execute(sql).fetchall()


def test_every_declared_table_is_there_with_its_types(taken):
    with snapshot.connect(taken, dt.date(2026, 11, 23)) as connection:
        for name, declared in TABLES.items():
            found = {row[0]: row[1] for row in connection.execute(f"DESCRIBE {name}").fetchall()}
            wanted = {
                c: t.removesuffix("?").replace("TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE") for c, t in declared.items()
            }
            assert found == wanted
    assert snapshot.manifest(taken)["rows"]["persons"] == 3
    assert snapshot.manifest(taken)["rows"]["risks"] == 0


@pytest.mark.slow
def test_the_same_facts_in_another_order_have_the_same_hash_and_other_facts_another(tmp_path, taken):
    other, changed = tmp_path / "other", tmp_path / "changed"
    other.mkdir()
    changed.mkdir()
    shuffled = {name: rows[::-1] for name, rows in ROWS.items()}
    edited = ROWS | {"persons": [*ROWS["persons"][:2], (*ROWS["persons"][2][:1], "王弱", *ROWS["persons"][2][2:])]}
    assert snapshot.take(_database(other, shuffled), tmp_path / "snapshots") == taken
    assert snapshot.take(_database(changed, edited), tmp_path / "snapshots") != taken
    names = {f.name for f in (tmp_path / "snapshots").iterdir()}
    assert len(names) == 2
    assert not any(name.startswith(".") for name in names)


def test_an_empty_text_is_none_where_the_table_says_so(taken):
    day = dt.date(2026, 11, 23)
    assert _rows(taken, day, "SELECT count(*) FROM persons WHERE id_key IS NULL") == [(2,)]
    assert _rows(taken, day, "SELECT count(*) FROM households WHERE close_reason IS NULL") == [(2,)]


def test_an_instant_without_a_zone_is_utc_and_shown_in_shanghai(taken):
    assert _rows(taken, dt.date(2026, 11, 23), "SELECT strftime(dispatched_at, '%Y-%m-%d %H:%M') FROM leads") == [
        ("2026-11-21 00:30",)
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-10-31", [("H1", VILLAGE, "411330101", None, True, 2, "未消除"), ("H2", VILLAGE, "411330101", None, False, 1, None)]),
        ("2026-11-03", [("H1", VILLAGE, "411330101", None, False, 2, "已消除")]),
        ("2026-11-23", [("H1", OTHER, "411330102", "河湾组", False, 1, "已消除"), ("H3", None, None, None, False, 0, None)]),
    ],
)  # fmt: skip
def test_a_household_is_what_it_was_on_the_day(taken, day, expected):
    sql = """SELECT household_no, village_code, township_code, group_name, monitored, members, risk_state
             FROM household_now ORDER BY household_no"""
    assert _rows(taken, dt.date.fromisoformat(day), sql) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-10-31", ["P1", "P2", "P3"]), ("2026-11-14", ["P1", "P2"]), ("2026-11-15", ["P1"])],
)
def test_only_the_living_in_open_households_are_persons_of_the_day(taken, day, expected):
    rows = _rows(taken, dt.date.fromisoformat(day), "SELECT person_id FROM person_now ORDER BY person_id")
    assert [row[0] for row in rows] == expected


def test_an_extract_that_lacks_a_column_is_refused_and_leaves_nothing(tmp_path, registered):
    extracts._providers["persons"] = "SELECT person_id, name FROM persons"
    with pytest.raises(DomainError) as refusal:
        snapshot.take(_database(tmp_path), tmp_path / "snapshots")
    assert refusal.value.code == "ENGINE_SNAPSHOT_COLUMNS"
    assert list((tmp_path / "snapshots").iterdir()) == []


def test_only_declared_tables_are_registered_and_each_once(registered):
    extracts.register("persons", "SELECT * FROM persons")
    for table, sql in (("nobody", "SELECT 1"), ("persons", "SELECT 2")):
        with pytest.raises(DomainError) as refusal:
            extracts.register(table, sql)
        assert refusal.value.code == "ENGINE_EXTRACT_UNDECLARED"


def test_a_snapshot_that_is_not_there_says_so(tmp_path):
    for ask in (snapshot.manifest, lambda folder: snapshot.connect(folder, dt.date(2026, 11, 23))):
        with pytest.raises(DomainError) as refusal:
            ask(tmp_path / "gone")
        assert refusal.value.code == "ENGINE_SNAPSHOT_MISSING"
