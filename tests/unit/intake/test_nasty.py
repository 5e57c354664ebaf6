"""Files made to hurt are refused within two seconds and three hundred megabytes, in a process of their own."""

from __future__ import annotations

import pytest

from huaiyuan.core.engine import child
from huaiyuan.county.intake import staging
from tests.corpus.nasty import NASTY
from tests.early import FOLDER
from tests.intake_files import AREAS

pytestmark = pytest.mark.slow
MOST_SECONDS, MOST_MB = 2, 300


def order(file, folder, source="school_roll"):
    return {
        "file": str(file), "upload": "", "source": source, "period": "2026-10", "batch_id": f"{source}-2026-10-01",
        "folder": str(folder), "data_dir": str(FOLDER), "areas": AREAS, "demo": True,
    }  # fmt: skip


@pytest.mark.parametrize("name", NASTY)
def test_a_file_made_to_hurt_is_refused_quickly_and_in_little_memory(name, tmp_path):
    make, code = NASTY[name]
    file, folder = tmp_path / "file", tmp_path / "batch"
    file.write_bytes(make())
    folder.mkdir()
    found = child.call("tests.corpus.measured:refuse", order(file, folder), limits=staging.LIMITS)
    assert found["code"] == f"INTAKE_{code}"
    assert found["seconds"] <= MOST_SECONDS
    assert found["peak_mb"] <= MOST_MB
    assert list(folder.iterdir()) == []
