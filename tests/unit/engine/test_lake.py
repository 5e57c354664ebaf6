"""A batch stands in the lake whole or not at all."""

from __future__ import annotations

import pytest

from huaiyuan.core.engine import lake
from huaiyuan.core.kernel.errors import DomainError

BATCH = ("medical_bills", "medical_bills-2026-10-01")


def _write(root, batch=BATCH):
    with lake.writing(root, *batch) as folder:
        (folder / lake.ROWS).write_bytes(b"rows")
        lake.write_manifest(folder, {"rows": 1})


def test_a_batch_is_there_when_the_block_has_ended(tmp_path):
    _write(tmp_path)
    [batch] = lake.batches(tmp_path)
    assert (batch.source, batch.batch_id) == BATCH
    assert lake.read_manifest(batch.folder) == {"rows": 1}
    assert lake.find(tmp_path, BATCH[1]) == batch


def test_nothing_is_there_when_the_block_fails(tmp_path):
    def half():
        with lake.writing(tmp_path, *BATCH) as folder:
            (folder / lake.ROWS).write_bytes(b"ro")
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        half()
    assert lake.batches(tmp_path) == []
    assert list((tmp_path / BATCH[0]).iterdir()) == []


def test_the_second_writer_of_a_batch_is_refused_and_changes_nothing(tmp_path):
    def race():
        with lake.writing(tmp_path, *BATCH) as folder:
            _write(tmp_path)
            lake.write_manifest(folder, {"rows": 2})

    with pytest.raises(DomainError) as refusal:
        race()
    assert refusal.value.code == "ENGINE_BATCH_EXISTS"
    assert lake.read_manifest(lake.folder_of(tmp_path, *BATCH)) == {"rows": 1}
    with pytest.raises(DomainError):
        _write(tmp_path)


def test_a_file_that_is_replaced_is_the_old_one_or_the_new_one(tmp_path):
    target = tmp_path / lake.MATCHES
    target.write_bytes(b"old")

    def fail():
        with lake.replacing(target) as file:
            file.write_bytes(b"ne")
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        fail()
    assert target.read_bytes() == b"old"
    with lake.replacing(target) as file:
        file.write_bytes(b"new")
    assert target.read_bytes() == b"new"
    assert [f.name for f in tmp_path.iterdir()] == [lake.MATCHES]


def test_what_a_dead_writer_left_is_swept_and_what_a_live_one_writes_stays(tmp_path):
    dead = tmp_path / BATCH[0] / f".{BATCH[1]}.4194305.abcd"
    dead.mkdir(parents=True)
    (dead / lake.ROWS).write_bytes(b"ro")
    with lake.writing(tmp_path, *BATCH) as folder:
        lake.write_manifest(folder, {"rows": 1})
        assert lake.batches(tmp_path) == []
        assert lake.sweep(tmp_path / BATCH[0]) == 1
        assert not dead.exists()
    assert lake.read_manifest(lake.folder_of(tmp_path, *BATCH)) == {"rows": 1}


def test_a_batch_nobody_knows_can_be_discarded_and_written_again(tmp_path):
    _write(tmp_path)
    lake.discard(tmp_path, *BATCH)
    assert lake.batches(tmp_path) == []
    _write(tmp_path)
    assert len(lake.batches(tmp_path)) == 1


@pytest.mark.parametrize("name", ["../keys", "a/b", ".hidden", "", "a b"])
def test_a_name_that_leads_out_of_the_lake_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match="not a name"):
        lake.folder_of(tmp_path, "medical_bills", name)


def test_a_folder_without_a_manifest_is_no_batch(tmp_path):
    with pytest.raises(DomainError) as refusal:
        lake.find(tmp_path, "medical_bills-2026-10-01")
    assert refusal.value.code == "ENGINE_BATCH_MISSING"
    with pytest.raises(DomainError):
        lake.read_manifest(tmp_path)
