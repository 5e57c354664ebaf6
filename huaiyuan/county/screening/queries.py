"""What pages and commands read of screening: rules with their state, runs with their results, the unknown by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from huaiyuan.base import reference
from huaiyuan.base.access.scope import Scope
from huaiyuan.core.engine.scratch import scratch
from huaiyuan.core.engine.screening.hits import HITS, UNKNOWN
from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy import inforce, parameters
from huaiyuan.core.policy.check import Checked
from huaiyuan.core.policy.compile import quoted, shown
from huaiyuan.core.policy.rule import is_quality
from huaiyuan.county.quality import queries as quality
from huaiyuan.county.screening import errors, inputs
from huaiyuan.county.screening.models import RuleResult, RuleVersion, Run

PAGE = 50


@dataclass(frozen=True)
class ParameterUsed:
    """A parameter a rule names: its value on the day as people read it, or None when nobody has settled one."""

    name: str
    title: str
    value: str | None
    unit: str
    source: str


@dataclass(frozen=True)
class RuleInForce:
    """A rule as a page shows it. `off_because` is empty when it runs; `as_notice`: its hits are notices, not leads."""

    id: str
    version: int
    title: str
    department: str
    risk_type: str
    state: str
    valid_from: dt.date
    population: str
    condition: str
    grades: str
    basis: str
    off_because: str
    as_notice: bool
    parameters: tuple[ParameterUsed, ...]
    text: str


@dataclass(frozen=True)
class Result:
    """What a rule found in a run."""

    rule: str
    version: int
    hits: int
    unknown: int
    off_because: str


@dataclass(frozen=True)
class RunDone:
    """A run as a page shows it."""

    run_id: str
    as_of: dt.date
    finished_at: dt.datetime
    by_username: str
    batches: tuple[str, ...]
    hits: int
    unknown: int
    opened: int
    merged: int
    suppressed: int
    results: tuple[Result, ...]


@dataclass(frozen=True)
class Unknown:
    """Whom a rule could not decide about, and why: `person_id` is the person's number, else the household's, else the
    village's code; `household_no` is empty for a village."""

    person_id: str
    household_no: str
    village_code: str
    because: str


def titles(on: dt.date | None = None) -> dict[str, str]:
    """The titles of the rules in force on a day, by rule. One query."""
    day = on or clock.today()
    return dict(RuleVersion.objects.filter(valid_from__lte=day, valid_to__gt=day).values_list("rule", "title"))


def rules(on: dt.date | None = None) -> list[RuleInForce]:
    """The rules in force on a day (default: today), in their order, those switched off with their reason."""
    day = on or clock.today()
    versions = {v.rule: v for v in inputs.versions_on(day)}
    checked = inputs.checked_rules({f"{v.rule}.yaml": v.text for v in versions.values()})
    values = inputs.parameter_values(checked, day)
    known = reference.parameters(sorted({n for c in checked for n in c.needs.values()}), day)
    return [in_force(one, versions[one.rule.id], day, values, known) for one in checked]


def in_force(
    checked: Checked, version: RuleVersion, day: dt.date, values: dict[str, Any], known: dict[str, Any]
) -> RuleInForce:
    """A rule version as a page shows it; `known` are the parameters in force on the day with source and value."""
    rule, shipped = checked.rule, parameters.load()
    used = []
    for name in dict.fromkeys(checked.needs.values()):
        found = known.get(name)
        value = shown(found.value) if found else None
        used.append(ParameterUsed(name, shipped[name].title, value, shipped[name].unit, found.source if found else ""))
    return RuleInForce(
        id=rule.id, version=rule.version, title=rule.title, department=rule.department, risk_type=rule.risk,
        state=version.get_state_display(), valid_from=version.valid_from, population=rule.population_says,
        condition=" ".join(rule.when.split()), grades=" · ".join(case.grade for case in rule.cases),
        basis="；".join(f"{basis.doc} {basis.clause}" for basis in rule.basis),
        off_because=inforce.off_because(checked, day, values, shipped),
        as_notice=rule.subject == "village" or rule.kind == "review", parameters=tuple(used), text=version.text,
    )  # fmt: skip


def latest_result(rule_id: str) -> tuple[RunDone, Result] | None:
    """The newest run with what one rule found in it; None before the first, or when the rule was not in it. One query."""
    if is_quality(rule_id):
        return _latest_check(rule_id)
    newest = Run.objects.order_by("-finished_at").values("pk")[:1]
    row = RuleResult.objects.filter(rule=rule_id, run__in=newest).select_related("run").first()
    if row is None:
        return None
    return _run(row.run, [row]), _result(row)


def _latest_check(rule_id: str) -> tuple[RunDone, Result] | None:
    """The newest check of the registry as a run; it opens no leads."""
    found = quality.latest_result(rule_id)
    if found is None:
        return None
    check, row = found
    run = RunDone(check.run_id, check.as_of, check.finished_at, "", (), check.found, check.unknown, 0, 0, 0, ())
    return run, Result(row.rule, row.version, row.hits, row.unknown, row.off_because)


def quality_results() -> dict[str, Result]:
    """What each quality rule found in the newest check of the registry. One query."""
    return {
        row.rule: Result(row.rule, row.version, row.hits, row.unknown, row.off_because)
        for row in quality.latest_results()
    }


@dataclass(frozen=True)
class Findings:
    """What a rule found in a run: hits by township, and within an account's rows why some are unknown."""

    by_township: dict[str, int]
    reasons: list[tuple[str, int]]


def findings(run_id: str, rule: str, scope: Scope) -> Findings:
    """Hits by township and the reasons for 不明, for a run that was written down."""
    with _reading(run_id, HITS) as people:
        counts = people.execute(
            "SELECT left(village_code, 9), count(*) FROM people WHERE rule = $rule GROUP BY ALL", {"rule": rule}
        ).fetchall()
    with _reading(run_id, UNKNOWN) as people:
        return Findings(dict(counts), _reasons(people, rule, scope))


def runs(most: int = 20) -> list[RunDone]:
    """The latest runs, the newest first."""
    return [_run(row) for row in Run.objects.prefetch_related("results").order_by("-finished_at")[:most]]


def latest_run() -> RunDone | None:
    """The newest run, None before the first."""
    return next(iter(runs(1)), None)


def run(run_id: str) -> RunDone:
    """A run by its number. Raises SCREENING_NO_RUN."""
    row = Run.objects.prefetch_related("results").filter(run_id=run_id).first()
    if row is None:
        raise DomainError(errors.NO_RUN, run=run_id[:40])
    return _run(row)


def _run(row: Run, known: list[RuleResult] | None = None) -> RunDone:
    results = sorted(row.results.all() if known is None else known, key=lambda result: result.rule)
    return RunDone(
        row.run_id, row.as_of, row.finished_at, row.by_username, tuple(filter(None, row.batches.split(";"))), row.hits,
        row.unknown, row.opened, row.merged, row.suppressed, tuple(_result(result) for result in results),
    )  # fmt: skip


def _result(row: RuleResult) -> Result:
    return Result(row.rule, row.version, row.hits, row.unknown, row.off_because)


def unknown(run_id: str, rule: str, scope: Scope, *, after: str = "", most: int = PAGE) -> list[Unknown]:
    """Whom a rule could not decide about, within a scope, by household; `after` is the last person_id of a page."""
    with _opened(run_id, UNKNOWN) as people:
        rows = people.execute(
            f"""SELECT coalesce(person_id, household_no, village_code) AS whom, coalesce(household_no, ''), village_code,
                       because FROM people
            WHERE rule = $rule AND {scope.sql("village_code")} AND whom > $after
            ORDER BY whom LIMIT $most""",  # noqa: S608 - the scope's SQL is digits
            {"rule": rule, "after": after, "most": most},
        ).fetchall()
    return [Unknown(*row) for row in rows]


def unknown_by_reason(run_id: str, rule: str, scope: Scope) -> list[tuple[str, int]]:
    """How many people a rule could not decide about, by reason, the commonest first."""
    with _opened(run_id, UNKNOWN) as people:
        return _reasons(people, rule, scope)


def _reasons(people: duckdb.DuckDBPyConnection, rule: str, scope: Scope) -> list[tuple[str, int]]:
    return people.execute(
        f"""SELECT because, count(*) AS n FROM people WHERE rule = $rule AND {scope.sql("village_code")}
        GROUP BY because ORDER BY n DESC, because""",  # noqa: S608 - the scope's SQL is digits
        {"rule": rule},
    ).fetchall()


def by_township(run_id: str) -> list[tuple[str, str, int]]:
    """Hits of a run as (township code, rule, number)."""
    with _opened(run_id, HITS) as people:
        return people.execute(
            "SELECT left(village_code, 9) AS township, rule, count(*) FROM people GROUP BY ALL ORDER BY ALL"
        ).fetchall()


@contextmanager
def _opened(run_id: str, file: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A file of a run that was written down, as relation `people`."""
    if not Run.objects.filter(run_id=run_id).exists() and not quality.run_exists(run_id):
        raise DomainError(errors.NO_RUN, run=run_id[:40])
    with _reading(run_id, file) as connection:
        yield connection


@contextmanager
def _reading(run_id: str, file: str) -> Iterator[duckdb.DuckDBPyConnection]:
    path: Path = inputs.runs_folder() / run_id / file
    with scratch() as connection:
        connection.execute(f"CREATE TEMP VIEW people AS SELECT * FROM read_parquet({quoted(str(path))})")  # noqa: S608
        yield connection


def snapshots_of_runs() -> list[str]:
    """The snapshots that recorded runs were made with."""
    return list(Run.objects.order_by().values_list("snapshot", flat=True).distinct())
