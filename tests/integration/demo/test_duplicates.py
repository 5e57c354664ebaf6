"""The same content is one batch, however it comes: as is, renamed, re-saved and shuffled, or twenty times at once."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from proof import command

pytestmark = pytest.mark.slow


def test_a_file_sent_again_renamed_or_reshuffled_is_the_first_batch(own_county, tmp_path):
    sent = {path.name: (path, source, period) for path, source, period in command.sent(own_county)}
    first, source, period = next(v for k, v in sent.items() if "school_roll" in k and "重发" not in k)
    again = next(v[0] for k, v in sent.items() if "重发" in k)
    renamed = tmp_path / "新建 XLSX 工作表.xlsx"
    shutil.copy(first, renamed)
    answers = [
        command.run(own_county, "intake", str(path), "--source", source, "--period", period)
        for path in (first, renamed, again)
    ]
    assert len({a["batch"] for a in answers}) == 1
    assert {a["duplicate_of"] for a in answers} == {answers[0]["batch"]}
    assert len({(a["rows"], a["accepted"], a["rejected"]) for a in answers}) == 1


def test_twenty_simultaneous_uploads_of_new_content_make_one_batch(own_county, tmp_path):
    path, source, _ = next(v for v in command.sent(own_county) if v[1] == "disability_cards")
    words = ("intake", str(path), "--source", source, "--period", "2026-11")
    with ThreadPoolExecutor(20) as racing:
        answers = [one.result() for one in [racing.submit(command.run, own_county, *words) for _ in range(20)]]
    assert len({a["batch"] for a in answers}) == 1
    assert sum(a["duplicate_of"] is None for a in answers) == 1
