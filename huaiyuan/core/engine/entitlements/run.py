"""One computation: (snapshot, batches, benefits, parameters, months) in; lines, gaps and households out. Called through `child.call`."""

# Names in the SQL are those of this package, texts are quoted.
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import duckdb

from huaiyuan.core.engine import lake, snapshot
from huaiyuan.core.engine.entitlements import answering, gathering
from huaiyuan.core.engine.entitlements.orders import Order, unpack
from huaiyuan.core.engine.entitlements.telling import Telling
from huaiyuan.core.engine.screening.run import text_hash
from huaiyuan.core.engine.timing import timed
from huaiyuan.core.kernel import faultpoint
from huaiyuan.core.policy import inforce, parameters
from huaiyuan.core.policy.benefits.checking import Checked, check_all
from huaiyuan.core.policy.benefits.deciding import Verdict
from huaiyuan.core.policy.compile import quoted

# Grows whenever the same inputs would give other gaps.
ENGINE_VERSION = 1


def run(payload: dict[str, Any], report: Callable[..., None]) -> dict[str, Any]:
    """Write lines, gaps, households and manifest into the order's folder; returns counts a benefit and seconds a stage."""
    order, seconds = unpack(payload), dict[str, float]()
    shipped = parameters.load()
    checked = check_all(order.benefits, inforce.kinds(shipped, order.parameters))
    on = answering.running(order, checked, {name: one.word for name, one in shipped.items()})
    with snapshot.connect(order.snapshot, order.last.last_day) as connection:
        report("facts")
        with timed(seconds, "facts"):
            telling = Telling(connection, order)
            answering.concerned(connection, on)
            telling.doubt(
                " UNION ALL ".join(f"SELECT person_id FROM may_{one.checked.id}" for one in on) or "SELECT NULL"
            )
            facts = answering.gather_facts(connection, on)
        faultpoint.reached("entitlements.facts_told")
        connection.execute(answering.LINES)
        for done, one in enumerate(on):
            report("benefits", done, len(on))
            with timed(seconds, "benefits"):
                if one.payments:
                    answering.ask(connection, one, facts[one.checked.id])
        with timed(seconds, "gaps"):
            _describe(connection, checked)
            gathering.gather(connection, on, order.months[0])
            gathering.write(connection, order.into)
            results = _results(connection, order, checked)
    faultpoint.reached("entitlements.written")
    lake.write_manifest(order.into, _manifest(order, checked, results))
    return {"benefits": results, "seconds": {name: round(value, 3) for name, value in seconds.items()}}


def _describe(connection: duckdb.DuckDBPyConnection, checked: list[Checked]) -> None:
    lines = ", ".join(
        f"({quoted(one.id)}, {quoted(one.benefit.short)}, {quoted(one.benefit.department)}, {one.benefit.unit == 'month'})"
        for one in checked
    )
    connection.execute(
        f"CREATE TEMP TABLE benefits AS SELECT * FROM (VALUES {lines}) AS b(benefit, short, department, monthly)"
    )


def _results(connection: duckdb.DuckDBPyConnection, order: Order, checked: list[Checked]) -> list[dict[str, Any]]:
    found = connection.execute(f"""
        SELECT benefit, count(*) FILTER (verdict = {quoted(Verdict.MISSING)}),
               coalesce(sum(yuan) FILTER (verdict = {quoted(Verdict.MISSING)}), 0),
               count(*) FILTER (verdict = {quoted(Verdict.OVER)}),
               coalesce(sum(yuan) FILTER (verdict = {quoted(Verdict.OVER)}), 0),
               count(DISTINCT person_id) FILTER (verdict = {quoted(Verdict.UNKNOWN)})
        FROM gaps GROUP BY benefit""").fetchall()
    counts = {line[0]: line[1:] for line in found}
    return [_result(order, one, counts.get(one.id, (0, 0, 0, 0, 0))) for one in checked]


def _result(order: Order, one: Checked, counts: tuple[Any, ...]) -> dict[str, Any]:
    lacking, lacking_yuan, over, over_yuan, unknown = counts
    return {
        "id": one.id, "title": one.benefit.title, "short": one.benefit.short, "department": one.benefit.department,
        "version": one.benefit.version, "off_because": answering.off_because(one, order.parameters, order.last) or None,
        "lacking": lacking, "lacking_yuan": f"{lacking_yuan:.2f}", "too_much": over,
        "too_much_yuan": f"{over_yuan:.2f}", "unknown": unknown,
    }  # fmt: skip


def _manifest(order: Order, checked: list[Checked], results: list[dict[str, Any]]) -> dict[str, Any]:
    """All that the gaps follow from, and the counts. No instant, no path: the same computation has the same manifest."""
    return {
        "snapshot": order.snapshot.name,
        "months": [str(month) for month in order.months],
        "batches": sorted(batch.batch for batch in order.batches),
        "engine": ENGINE_VERSION,
        "feeds": {name: text_hash(repr(feed)) for name, feed in order.feeds.items()},
        "benefits": [
            {**result, "text": text_hash(order.benefits[f"{one.id}.yaml"])}
            for one, result in zip(checked, results, strict=True)
        ],
        "parameters": _told(order.parameters),
    }


def _told(values: Mapping[str, Mapping[Any, object]]) -> dict[str, dict[str, str]]:
    return {
        name: {str(month): str(value) for month, value in sorted(held.items())} for name, held in sorted(values.items())
    }
