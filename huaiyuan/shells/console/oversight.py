"""The command about the monthly rhythm (5+2): who has reported what this month, who is late."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.period import Period
from huaiyuan.shells.console import main
from huaiyuan.shells.console.main import AsJson, By, DataDir


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(main.one_line_failures(rhythm))


def rhythm(
    month: Annotated[str, typer.Option("--month", help="哪个月 YYYY-MM，默认本月")] = "",
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """月度节奏（5+2）：这个月各单位应报几件、已报几件、超期几件。"""
    main.open_installation(data_dir)
    from huaiyuan.county.oversight import queries

    account, period = main.account(by, "RHYTHM_READ"), _month(month)
    found = queries.items(account).filter(period_from__lte=period.last_day, period_to__gte=period.first_day)
    units: dict[str, dict[str, int]] = {}
    for item in found.order_by("unit_code", "action"):
        counts = units.setdefault(item.unit_code, dict.fromkeys(queries.STANDINGS, 0))
        counts[queries.standing(item)] += 1
    whole = {name: sum(counts[name] for counts in units.values()) for name in queries.STANDINGS}
    told = {
        "month": str(period),
        "counts": whole,
        "units": [{"unit": code, **counts} for code, counts in units.items()],
    }
    main.say(told, [f"{period}  " + "，".join(f"{says} {whole[name]:,}" for name, says in queries.STANDINGS.items())],
             as_json=json)  # fmt: skip


def _month(text: str) -> Period:
    if not text:
        return Period(clock.today().year, clock.today().month)
    try:
        return Period.parse(text)
    except ValueError:
        print(f"月份要写成 YYYY-MM，收到的是“{text}”", file=sys.stderr)
        raise typer.Exit(2) from None
