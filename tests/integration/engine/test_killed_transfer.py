"""A transfer killed before its commit leaves nothing; killed after it, everything is there."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pyarrow as pa
import pytest

from huaiyuan.base.jobs.database import database_url
from huaiyuan.base.vault.models import IdBlock
from huaiyuan.core.engine import transfer
from huaiyuan.core.kernel.errors import DomainError

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]


def _kill_when_halted(trace: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for line in trace.read_text().splitlines() if trace.exists() else ():
            name, pid = line.split()
            if name.endswith(".halted"):
                os.kill(int(pid), signal.SIGKILL)
                return
        time.sleep(0.02)


@pytest.mark.parametrize(("point", "rows"), [("transfer.rows_written", 0), ("transfer.committed", 500)])
def test_a_kill_leaves_all_rows_or_none(tmp_path, monkeypatch, point, rows):
    table = pa.table({"table": [f"t{i}" for i in range(500)], "next_id": range(500)})
    with pa.ipc.new_file(tmp_path / "t.arrow", table.schema) as writer:
        writer.write_table(table)
    url, trace = database_url(), tmp_path / "trace"
    monkeypatch.setenv("HUAIYUAN_STAGE_TRACE", str(trace))
    monkeypatch.setenv("HUAIYUAN_HALT_AT", point)
    killer = threading.Thread(target=_kill_when_halted, args=(trace,))
    killer.start()
    with pytest.raises(DomainError) as failure:
        transfer.ingest(url, {"vault_idblock": tmp_path / "t.arrow"})
    killer.join()
    assert failure.value.code == "ENGINE_CHILD_KILLED"
    assert IdBlock.objects.count() == rows
    assert IdBlock.objects.create(table="afterwards").pk
