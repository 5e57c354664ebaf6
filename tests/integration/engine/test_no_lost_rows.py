"""The loss experiment of decision 0001, against our transfer: rows acknowledged while a child writes are all there."""

from __future__ import annotations

import threading
import time

import pyarrow as pa
import pytest
from django.db import connection

from huaiyuan.base.jobs import checkpoint
from huaiyuan.base.jobs.database import database_url
from huaiyuan.base.vault.models import IdBlock
from huaiyuan.core.engine import transfer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]

ROUNDS, ROWS = 6, 20_000


def test_no_acknowledged_row_is_lost_while_children_write_and_checkpoints_fold(tmp_path):
    acknowledged: list[str] = []
    ended = threading.Event()

    def write() -> None:
        try:
            while not ended.is_set():
                name = f"receipt-{len(acknowledged)}"
                IdBlock.objects.create(table=name)
                acknowledged.append(name)
                time.sleep(0.001)
        finally:
            connection.close()

    def fold() -> None:
        try:
            while not ended.wait(0.05):
                checkpoint.fold()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for work in (write, fold)]
    for thread in threads:
        thread.start()
    try:
        for number in range(ROUNDS):
            transfer.ingest(database_url(), {"vault_idblock": _file(tmp_path, number)})
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    stored = set(IdBlock.objects.values_list("table", flat=True))
    assert len(acknowledged) > ROUNDS
    assert [name for name in acknowledged if name not in stored] == []
    assert len(stored) == len(acknowledged) + ROUNDS * ROWS


def _file(folder, number):
    table = pa.table({"table": [f"bulk-{number}-{i}" for i in range(ROWS)], "next_id": range(ROWS)})
    path = folder / f"{number}.arrow"
    with pa.ipc.new_file(path, table.schema) as writer:
        writer.write_table(table)
    return path
