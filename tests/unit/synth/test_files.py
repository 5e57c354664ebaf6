"""The department files: what intake reads out of them agrees with the registry, with each other, and with the truth."""

from __future__ import annotations

import datetime as dt
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huaiyuan.county.intake.reading.take import take as take_in_child
from huaiyuan.county.intake.sources import SOURCES
from huaiyuan.synth import county, files
from huaiyuan.synth.files import shocks
from tests.early import FOLDER

SEED, SCALE, REPORT = 7, 0.01, dt.date(2026, 10, 31)
FORMS = {
    "medical_enrolment": (".xlsx", b"PK"), "housing_appraisals": (".xlsx", b"PK"),
    "water_outages": (".csv", b"\xef\xbb\xbf"), "welfare_roll": (".xls", b"\xd0\xcf\x11\xe0"),
}  # fmt: skip
VOLUMES = {"medical_enrolment": 390_000, "housing_appraisals": 20_000, "water_outages": 600, "welfare_roll": 26_000}

pytestmark = pytest.mark.slow


@dataclass
class Sent:
    """Rows of each file as intake reads them, beside the truth and the registry on the report day."""

    paths: dict[str, Path]
    manifests: dict[str, dict[str, Any]]
    engine: duckdb.DuckDBPyConnection

    def one(self, sql: str) -> Any:
        [(value,)] = self.engine.sql(sql).fetchall()
        return value


@pytest.fixture(scope="module")
def sent(tmp_path_factory) -> Sent:
    folder = tmp_path_factory.mktemp("files")
    made = county.build(SEED, SCALE)
    written = [p for p in files.write(made, files.cleared(folder), SEED) if "重发" not in p.name]
    paths = {path.stem.split("_", 1)[1].rsplit("_", 1)[0]: path for path in written}
    engine, manifests = duckdb.connect(), {}
    for name in ("persons", "memberships", "archive_types", "monitoring", "households"):
        engine.register(name, made.tables[name])
    for source, path in paths.items():
        batch = folder / "lake" / f"{source}-2026-10-01"
        batch.mkdir(parents=True)
        order = {
            "file": str(path), "upload": "", "source": source, "period": "2026-10", "batch_id": batch.name,
            "folder": str(batch), "data_dir": str(FOLDER), "areas": made.tables["areas"].to_pylist(), "demo": True,
        }  # fmt: skip
        manifests[source] = take_in_child(order, lambda *_: None)
        truth = pq.read_table(folder / "truth" / f"{path.stem}.parquet")
        engine.register(f"truth_{source}", truth)
        engine.execute(f"CREATE VIEW {source} AS SELECT r.*, t.* EXCLUDE (sheet, row) RENAME (village_code AS meant) "
                       f"FROM '{batch}/rows.parquet' r JOIN truth_{source} t USING (sheet, row)"
                       if "village_code" in truth.column_names else
                       f"CREATE VIEW {source} AS SELECT r.*, t.* EXCLUDE (sheet, row) "
                       f"FROM '{batch}/rows.parquet' r JOIN truth_{source} t USING (sheet, row)")  # fmt: skip
    engine.register("shocks", pq.read_table(folder / "truth" / "shocks.parquet"))
    engine.register("gaps", pq.read_table(folder / "truth" / "gaps.parquet"))
    return Sent(paths, manifests, engine)


def test_each_of_the_seven_departments_files_is_there_in_the_form_it_comes_in(sent):
    assert set(sent.paths) == set(SOURCES)
    for source, (suffix, magic) in FORMS.items():
        assert sent.paths[source].suffix == suffix
        assert sent.paths[source].read_bytes().startswith(magic)
    assert "；" in sent.paths["water_outages"].read_text(encoding="utf-8-sig")
    assert len(sent.manifests["housing_appraisals"]["sheets"]) == 16


def test_volumes_shrink_with_the_county(sent):
    for source, whole in VOLUMES.items():
        assert sent.manifests[source]["rows"] == pytest.approx(max(60, whole * SCALE), rel=0.02, abs=10)


def test_every_declared_column_is_recognised_under_the_departments_own_words(sent):
    for source in FORMS:
        found = {name for titles in sent.manifests[source]["columns"].values() for name in titles}
        assert found == {column.name for column in SOURCES[source].columns}
        assert sent.manifests[source]["unused"] == []


def test_some_rows_are_strangers_and_some_are_dirty_as_in_life(sent):
    for source in ("medical_enrolment", "housing_appraisals", "welfare_roll"):
        [(strangers, dirty, rows)] = sent.engine.sql(
            f"SELECT count(*) FILTER (person_id IS NULL), count(*) FILTER (kind NOT IN ('clean', 'outsider')), count(*) FROM {source}"
        ).fetchall()
        assert 0.003 < strangers / rows < 0.05
        # A small county's small file has at least thirty numbers written for two.
        assert 0.03 < dirty / rows < 0.4


def test_every_file_has_something_to_send_back_and_nobody_of_the_county_in_it(sent):
    for source in FORMS:
        manifest = sent.manifests[source]
        assert 2 <= manifest["rejected"] <= manifest["rows"] * 0.04
        assert sent.one(f"SELECT count(*) FROM truth_{source} WHERE kind LIKE '%unreadable'") == manifest["rejected"]
        assert sent.one(f"SELECT count(*) FROM truth_{source} WHERE kind LIKE '%unreadable' AND findable") == 0


def test_a_recognised_village_is_the_one_that_was_meant(sent):
    assert sent.one("SELECT count(*) FROM water_outages WHERE village_code IS NOT NULL AND village_code <> meant") == 0
    assert sent.one("SELECT count(*) FROM water_outages WHERE findable AND village_code IS NULL") == 0


def test_who_is_said_to_have_died_is_dead_in_the_registry_and_nobody_dead_is_on_benefits(sent):
    for source in ("medical_enrolment", "welfare_roll"):
        said = f"SELECT count(*) FROM {source} JOIN persons USING (person_id) WHERE stopped_because = '死亡'"
        assert sent.one(said) > 0
        assert sent.one(f"{said} AND (died_on IS NULL OR died_on > DATE '{REPORT}')") == 0
    living = "coalesce(died_on > DATE '2026-10-31', TRUE)"
    assert sent.one(f"""SELECT count(*) FROM welfare_roll JOIN persons USING (person_id)
                        WHERE benefit_status = '在保' AND NOT {living}""") == 0  # fmt: skip


def test_whoever_the_county_has_to_see_to_is_insured_but_for_the_struck(sent):
    sent.engine.execute(f"""
        CREATE OR REPLACE VIEW due AS
        SELECT DISTINCT m.person_id FROM memberships m JOIN persons p USING (person_id)
        WHERE m.valid_from <= DATE '{REPORT}' AND m.valid_to > DATE '{REPORT}' AND coalesce(p.died_on > DATE '{REPORT}', TRUE)
          AND (m.household_no IN (SELECT household_no FROM archive_types WHERE archive_type = '脱贫户'
                                  AND valid_from <= DATE '{REPORT}' AND valid_to > DATE '{REPORT}')
               OR m.person_id IN (SELECT person_id FROM welfare_roll WHERE benefit IN ('低保', '特困') AND benefit_status = '在保'))
    """)
    insured = "SELECT person_id FROM medical_enrolment WHERE enrol_status = '参保'"
    lacking = f"SELECT person_id FROM due WHERE person_id NOT IN ({insured} AND person_id IS NOT NULL)"
    planted = "SELECT person_id FROM shocks WHERE rule = 'R06' AND visible"
    assert sent.one(f"SELECT count(*) FROM ({lacking} EXCEPT {planted})") == 0
    assert sent.one(f"SELECT count(*) FROM ({planted} EXCEPT {lacking})") == 0
    assert sent.one("""SELECT count(*) FROM medical_enrolment JOIN welfare_roll w USING (person_id)
                       WHERE w.benefit = '特困' AND w.benefit_status = '在保' AND enrol_status = '参保'
                         AND subsidy_kind <> '特困全额' AND person_id NOT IN (SELECT person_id FROM gaps)""") == 0  # fmt: skip


def test_wrongs_are_planted_of_many_kinds_and_hardly_any_other_is_there(sent):
    kinds = sent.one("SELECT count(DISTINCT kind) FROM gaps WHERE kind <> 'as_in_life'")
    assert kinds >= 20
    assert (
        sent.one("SELECT count(*) FROM gaps WHERE kind = 'as_in_life'") <= sent.one("SELECT count(*) FROM gaps") * 0.2
    )
    told = sent.one(
        "SELECT count(*) FROM gaps g JOIN medical_enrolment e USING (person_id) WHERE g.kind = 'nobody_minimum' AND e.subsidy_yuan = 240"
    )
    assert told == sent.one("SELECT count(*) FROM gaps WHERE kind = 'nobody_minimum'") > 0


@pytest.mark.parametrize(
    ("rule", "seen"),
    [
        ("R15", "SELECT person_id FROM housing_appraisals WHERE grade IN ('C级', 'D级') AND only_dwelling = '是' AND disposal = '未处置'"),
        ("R16", "SELECT person_id FROM housing_appraisals WHERE disposal = '改造中' AND planned_on < DATE '2026-05-01'"),
        ("R20", "SELECT person_id FROM welfare_roll WHERE benefit_status = '停发' AND stopped_because NOT IN ('死亡', '收入提高')"),
        ("R21", "SELECT person_id FROM welfare_roll WHERE benefit IN ('低保', '低保边缘', '刚性支出困难') AND began_on >= DATE '2026-10-01'"),
        ("R22", "SELECT person_id FROM welfare_roll WHERE benefit = '临时救助' GROUP BY person_id HAVING count(*) >= 2 OR max(amount_yuan) >= 3000"),
        ("R23", "SELECT person_id FROM welfare_roll WHERE benefit IN ('特困', '孤儿', '事实无人抚养儿童') AND began_on >= DATE '2026-10-01'"),
    ],
)  # fmt: skip
def test_a_file_shows_just_the_struck_whom_it_should_show(sent, rule, seen):
    planted = f"SELECT person_id FROM shocks WHERE rule = '{rule}' AND visible"
    named = f"SELECT person_id FROM ({seen}) WHERE person_id IS NOT NULL"
    assert sent.one(f"SELECT count(*) FROM ({planted})") > 0
    assert sent.one(f"SELECT count(*) FROM ({planted} EXCEPT {named})") == 0
    assert sent.one(f"SELECT count(*) FROM ({named} EXCEPT {planted})") == 0


def test_dry_villages_are_those_without_water_for_days(sent):
    planted = "SELECT village_code FROM shocks WHERE rule = 'R17' AND visible"
    dry = "SELECT village_code FROM water_outages WHERE outage_days >= 3"
    assert sent.one(f"SELECT count(*) FROM ({planted})") > 0
    assert sent.one(f"SELECT count(*) FROM (({planted} EXCEPT {dry}) UNION ALL ({dry} EXCEPT {planted}))") == 0


def test_at_most_one_shock_a_household_and_some_that_no_file_shows(sent):
    assert sent.one("SELECT count(*) = count(DISTINCT household_no) FROM shocks WHERE household_no IS NOT NULL")
    assert {r for (r,) in sent.engine.sql("SELECT DISTINCT rule FROM shocks").fetchall()} == {*shocks.SHOCKS, "R17"}
    assert sent.one("SELECT count(*) FROM shocks WHERE NOT visible") > 0


def _content(path: Path) -> Any:
    """What a file says; a workbook also holds when it was written."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as book:
        return [(i.filename, i.CRC) for i in book.infolist() if i.filename.startswith("xl/worksheets")]


def test_the_same_seed_gives_the_same_files_and_another_seed_others(sent, tmp_path):
    made = county.build(SEED, SCALE)
    again = [p for p in files.write(made, files.cleared(tmp_path / "again"), SEED) if "重发" not in p.name]
    assert [_content(p) for p in again] == [_content(p) for p in sent.paths.values()]
    truths = sorted((tmp_path / "again" / "truth").glob("*.parquet"))
    before = sent.paths["water_outages"].parent / "truth"
    assert [t.read_bytes() for t in truths] == [(before / t.name).read_bytes() for t in truths]
    other = files.write(made, files.cleared(tmp_path / "other"), SEED + 1)
    assert _content(other[0]) != _content(again[0])
    assert isinstance(made.tables["persons"], pa.Table)
