"""Commands of pairing and visits: pairings, visits."""

from __future__ import annotations

from typing import Annotated

import typer

from huaiyuan.shells.console import main
from huaiyuan.shells.console.main import AsJson, By, DataDir

Area = Annotated[str, typer.Option("--area", help="只看这个乡镇或村（区划代码）")]
MOST = 200


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (pairings, visits):
        app.command()(main.one_line_failures(command))


def pairings(
    area: Area = "",
    lacking: Annotated[bool, typer.Option("--lacking", help="只列还没有帮扶责任人的户")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="只列这一期和上一期都没走访的户")] = False,
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """结对：多少户有人帮扶、多少户没有、谁超过户数、哪些户两期没走访。"""
    main.open_installation(data_dir)
    from huaiyuan.county.duty import queries
    from huaiyuan.county.duty.queries.lists import LACKING
    from huaiyuan.county.duty.types import Due

    account, standards = main.account(by, "PAIRING_READ"), queries.Standards()
    rows = queries.pairings(account, standards).filter(village_code__startswith=area)
    counts = queries.counts(rows)
    wanted = rows.filter(lacking=LACKING) if lacking else queries.overdue(rows) if overdue else rows
    ordered = wanted.order_by("lacking", "village_code", "pk").select_related("household")
    numbers = [row.household.household_no for row in (ordered if overdue else ordered[:MOST])]
    found = [
        {
            "household_no": one.household_no, "village": one.village_name, "kind": one.kind, "helper_no": one.helper_no,
            "unit": one.unit_name, "since": one.since, "carried": one.carried, "limit": one.limit,
            "last_visit_on": one.last_on, "due": str(one.due) if one.due else None,
        }
        for one in queries.lines(numbers, account, standards)
        if not overdue or one.due is Due.OVERDUE
    ]  # fmt: skip
    lines = [
        f"脱贫户和监测对象 {counts['all']:,} 户：还没有人帮扶 {counts['lacking']:,}，责任人超过户数 {counts['overloaded']:,}",
        *(f"{f['household_no']}  {f['village']}  {f['helper_no'] or '没有'}  {f['unit']}" for f in found),
    ]
    main.say({**counts, "households": found}, lines, as_json=json)


def visits(
    area: Area = "",
    since: Annotated[str | None, typer.Option("--since", help="从哪天起 YYYY-MM-DD，默认本月1日")] = None,
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """走访：从某天起走访了多少次、多少户，交办的事办到哪里。"""
    main.open_installation(data_dir)
    from huaiyuan.core.kernel import clock
    from huaiyuan.county.duty import queries

    account, day = main.account(by, "PAIRING_READ"), main.day(since) or clock.today().replace(day=1)
    rows = queries.visits(account).filter(village_code__startswith=area, visited_on__gte=day)
    raised = queries.problems(account).filter(village_code__startswith=area)
    states = queries.by_state(raised)
    households = rows.order_by().values("household_no").distinct().count()
    shown = queries.shown(rows.order_by("-visited_on", "-pk")[:MOST], account)
    found = [
        {
            "visit": str(one.visit.client_uuid), "household_no": one.household_no, "village": one.village_name,
            "visited_on": one.visit.visited_on, "way": one.visit.way_label, "helper_no": one.helper_no,
            "bad": one.visit.bad, "photos": len(one.visit.photos), "marks": [str(mark) for mark in one.marks],
        }
        for one in shown
    ]  # fmt: skip
    total = rows.count()
    lines = [
        f"{day:%Y-%m-%d} 起走访 {total:,} 次、{households:,} 户",
        f"交办的事：在办 {states['open']:,}，已办待回访 {states['done']:,}，已了结 {states['closed']:,}",
    ]
    result = {"since": day, "visits": total, "households": households, "problems": states, "latest": found}
    main.say(result, lines, as_json=json)
