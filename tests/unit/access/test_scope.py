"""Row scope: what an area code reaches, in every form it is asked in."""

from __future__ import annotations

import duckdb
import pytest

from huaiyuan.base.access.permissions import ROLES, SAYS, P, Role
from huaiyuan.base.access.scope import Scope

COUNTY, TOWN, VILLAGE, OTHER = "411330", "411330101", "411330101200", "411330105200"


def test_a_county_reaches_all_a_township_its_villages_a_village_itself():
    assert Scope.of([COUNTY]).covers(VILLAGE)
    assert Scope.of([TOWN]).covers(VILLAGE)
    assert not Scope.of([TOWN]).covers(OTHER)
    assert Scope.of([VILLAGE]).covers(VILLAGE)
    assert not Scope.of([VILLAGE]).covers("411330101201")
    assert not Scope.of([VILLAGE]).covers(TOWN)


def test_no_posting_and_no_code_reach_nothing():
    assert not Scope().covers(VILLAGE)
    assert not Scope.of([COUNTY]).covers("")
    assert not Scope.of([COUNTY]).covers(None)
    assert Scope().sql() == "(1 = 0)"


def test_a_village_may_name_its_own_township_but_not_read_it():
    assert Scope.of([VILLAGE]).overlaps(TOWN)
    assert not Scope.of([VILLAGE]).overlaps("411330105")


def test_a_code_inside_another_is_dropped():
    assert Scope.of([VILLAGE, TOWN, OTHER]).prefixes == (TOWN, OTHER)


@pytest.mark.parametrize("wrong", ["", "41", "4113301", "41133O101200", "411330101200 OR 1=1", "'", "411330\n"])
def test_what_is_no_code_is_refused(wrong):
    with pytest.raises(ValueError, match="not an area code"):
        Scope.of([wrong])


@pytest.mark.parametrize("column", ["village_code; DROP", "a b", "1", "x'"])
def test_what_is_no_column_is_refused(column):
    with pytest.raises(ValueError, match="not a column"):
        Scope.of([TOWN]).sql(column)


@pytest.mark.parametrize("codes", [[COUNTY], [TOWN], [VILLAGE], [VILLAGE, OTHER], [TOWN, OTHER], []])
def test_sql_and_covers_agree(codes):
    scope = Scope.of(codes)
    rows = [VILLAGE, OTHER, "411330101201", "411330999999", "411331000000", "411329999999", "4113301010"]
    connection = duckdb.connect()
    connection.execute("CREATE TABLE t AS SELECT unnest($1::VARCHAR[]) AS village_code", [rows])
    found = {r[0] for r in connection.execute(f"SELECT village_code FROM t WHERE {scope.sql()}").fetchall()}
    assert found == {r for r in rows if scope.covers(r)}


def test_every_permission_and_every_role_is_said_in_words():
    assert set(SAYS) == set(P)
    assert set(ROLES) == set(Role)
    assert all(d.title and d.says for d in ROLES.values())


def test_a_leader_sees_no_personal_field_in_clear_and_changes_nothing():
    leader = ROLES[Role.LEADER]
    assert leader.clear == frozenset()
    assert not leader.permissions & {P.PERSONAL_REVEAL, P.EXPORT, P.INTAKE_WRITE, P.LEAD_DISPATCH, P.LEAD_VERIFY}
