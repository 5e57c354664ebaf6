"""One run: (snapshot, batches, rules, parameters, day) in, hits and unknowns out. Called through `child.call`."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import duckdb

from huaiyuan.core.engine import lake, snapshot
from huaiyuan.core.engine.screening import hits
from huaiyuan.core.engine.screening.facts import Facts
from huaiyuan.core.engine.screening.orders import Order, unpack
from huaiyuan.core.engine.timing import timed
from huaiyuan.core.kernel import faultpoint
from huaiyuan.core.policy import compile, inforce, parameters
from huaiyuan.core.policy.check import Checked, check

# Grows whenever the same inputs would give other hits.
ENGINE_VERSION = 4


def run(payload: dict[str, Any], report: Callable[..., None]) -> dict[str, Any]:
    """Write hits, unknowns and manifest into the order's folder; returns counts per rule and seconds per stage."""
    order, seconds = unpack(payload), dict[str, float]()
    shipped = parameters.load()
    shapes = inforce.kinds(shipped, order.parameters)
    rules = [check(file, text, order.sources, shapes) for file, text in sorted(order.rules.items())]
    off = {rule.rule.id: inforce.off_because(rule, order.as_of, order.parameters, shipped) for rule in rules}
    running = [rule for rule in rules if not off[rule.rule.id]]
    with snapshot.connect(order.snapshot, order.as_of) as connection:
        with timed(seconds, "people"):
            facts = Facts(connection, order, running)
        hits.prepare(connection)
        counts = {}
        for done, checked in enumerate(running):
            report("rules", done, len(running))
            with timed(seconds, "rules"):
                counts[checked.rule.id] = _ask(connection, order, facts, checked)
        faultpoint.reached("screen.rules_asked")
        with timed(seconds, "hits"):
            hits.write(connection, order.into)
    faultpoint.reached("screen.hits_written")
    results = [_result(checked, counts, off) for checked in rules]
    lake.write_manifest(order.into, _manifest(order, rules, results))
    return {"rules": results, "seconds": {name: round(value, 3) for name, value in seconds.items()}}


def _ask(connection: duckdb.DuckDBPyConnection, order: Order, facts: Facts, checked: Checked) -> tuple[int, int]:
    bound = inforce.bind(checked, order.as_of, order.parameters)
    answers = f"answers_{checked.rule.id}"
    connection.execute(f"CREATE TEMP TABLE {answers} AS {compile.answer_sql(bound, facts.given(bound))}")
    return hits.collect(connection, bound, answers, facts)


def _result(checked: Checked, counts: Mapping[str, tuple[int, int]], off: Mapping[str, str]) -> dict[str, Any]:
    true, unknown = counts.get(checked.rule.id, (0, 0))
    return {"id": checked.rule.id, "true": true, "unknown": unknown, "off_because": off[checked.rule.id] or None}


def _manifest(order: Order, rules: list[Checked], results: list[dict[str, Any]]) -> dict[str, Any]:
    """All that the hits follow from, and the counts. No instant, no path: the same run has the same manifest."""
    return {
        "snapshot": order.snapshot.name,
        "as_of": order.as_of.isoformat(),
        "batches": sorted(batch.batch for batch in order.batches),
        "engine": ENGINE_VERSION,
        "parameters": {name: str(value) for name, value in sorted(order.parameters.items())},
        "rules": [
            {
                **result,
                "title": checked.rule.title,
                "version": checked.rule.version,
                **_mending(order, checked),
                "text": text_hash(order.rules[f"{checked.rule.id}.yaml"]),
            }
            for checked, result in zip(rules, results, strict=True)
        ],
        "cool_down": {checked.rule.id: _cool_down(order, checked) for checked in rules if checked.rule.cool_down},
    }


def _cool_down(order: Order, checked: Checked) -> dict[str, str]:
    given = checked.rule.cool_down
    days = order.parameters.get(given.days) if given else None
    return {"days": "" if days is None else str(days), "reopen_when": given.reopen_when if given else ""}


def _mending(order: Order, checked: Checked) -> dict[str, Any]:
    """What a quality rule says should be, and how what is wrong is put right."""
    rule = checked.rule
    if rule.mend is None:
        return {}
    return {
        "expects": rule.expects, "mend": rule.mend.model_dump(), "department": rule.department,
        "stands": rule.holds_on(order.as_of),
    }  # fmt: skip


def text_hash(text: str) -> str:
    """A short name for the very text of a rule or a benefit."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
