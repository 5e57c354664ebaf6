"""A tiny county in the database and batches beside it, for screening as the command does it."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings

from huaiyuan.base.figures import snapshots
from huaiyuan.base.reference import actions as reference
from huaiyuan.county.screening import inputs, seeds
from huaiyuan.county.screening.models import RuleVersion
from tests.integration.registry import loaded
from tests.integration.screening.world import TODAY, World
from tests.pages import cast, quick_hashing

__all__ = ["cast", "quick_hashing"]

RULES = ("R01", "R02", "R09", "R11", "R12", "R15", "R17", "R31")


def plant_few():
    """The rules that are spoken of here: each further one would be asked in every run and every trial."""
    seeds.plant_rules(RuleVersion)
    RuleVersion.objects.exclude(rule__in=RULES).delete()


@pytest.fixture
def seeded(db):
    """What migrations plant and a flushing test before this one took away."""
    reference.seed()
    seeds.plant_rules(RuleVersion)


@pytest.fixture
def county(transactional_db, monkeypatch, tmp_path):
    """The tiny county, its people as lines to write rows about, and the batches that intake would give."""
    tables = loaded.load_tiny()
    plant_few()
    world = World(tmp_path)
    snapshot = snapshots.current()
    with snapshots.connect(snapshot, TODAY) as connection:
        found = connection.sql(
            "SELECT person_id, household_no, name, birth_on, village_code AS village, archive_type, monitored"
            " FROM person_now WHERE village_code IS NOT NULL ORDER BY person_id"
        )
        world.people = found.to_arrow_table().to_pylist()
    monkeypatch.setattr(inputs.intake, "effective_batches", lambda _: [_in_force(b) for b in world.batches()])
    runs = Path(settings.DATA_DIR) / "runs"
    yield SimpleNamespace(world=world, tables=tables, by=loaded.account("county1"), runs=runs)
    for folder in runs.iterdir():
        shutil.rmtree(folder)


def _in_force(batch):
    return SimpleNamespace(
        batch_id=batch.batch, source=batch.source, period=batch.period, folder=batch.folder, covers=batch.covers
    )
