"""The hand-written baseline of `make bench` is an independent count: both must find the same people, rule by rule."""

import datetime as dt
import json

import pytest

from bench import rounds
from huaiyuan.core.engine.screening.orders import Batch, Order
from huaiyuan.core.policy import inforce, parameters, rule
from huaiyuan.county.intake.sources import SOURCES
from huaiyuan.county.screening.sources import shapes

DAY = dt.date(2026, 11, 20)


@pytest.mark.slow
def test_rules_as_data_and_rules_by_hand_find_the_same_people(small_county, tmp_path):
    newest = json.loads((small_county / "snapshots" / "newest.json").read_text())["hash"]
    manifests = [json.loads(file.read_text()) for file in small_county.glob("lake/*/*/manifest.json")]
    batches = tuple(
        Batch(m["batch"], m["source"], m["period"], small_county / "lake" / m["source"] / m["batch"], ("411330",))
        for m in manifests
        if m["source"] in SOURCES
    )
    assert {batch.source for batch in batches} == set(SOURCES)
    order = Order(
        small_county / "snapshots" / newest, DAY, batches, shapes(), rule.shipped_texts(),
        inforce.shipped_values(parameters.load(), DAY), tmp_path,
    )  # fmt: skip
    measured = rounds.interleaved(order, tmp_path, rounds=1)
    assert min(measured.ours) > 0
    found = (tmp_path / "round0" / "hits" / "hits.parquet").stat().st_size
    assert found > 1000, "there was something to agree about"
