"""No identity number, phone or card of anybody stands in clear anywhere under the data directory."""

from __future__ import annotations

import re

import numpy as np
import pyarrow.parquet as pq

from proof import command


def test_a_search_for_planted_numbers_over_the_whole_data_directory_finds_none(small_county, tmp_path):
    out = tmp_path / "people.parquet"
    command.run(small_county, "export", "persons", "--plain-id", "--reason", "测试：找明文", "--out", str(out))
    numbers = [n for n in pq.read_table(out)["id_number"].to_pylist() if n]
    assert len(numbers) > 1000
    drawn = np.random.default_rng(1).choice(numbers, 1000, replace=False)
    wanted = re.compile("|".join(n[6:17] for n in drawn).encode())
    guilty = [
        f.relative_to(small_county).as_posix()
        for f in small_county.rglob("*")
        if f.is_file() and wanted.search(f.read_bytes())
    ]
    assert guilty == []
