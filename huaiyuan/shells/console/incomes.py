"""The command about income statements."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from huaiyuan.shells.console import main
from huaiyuan.shells.console.main import AsJson, By, DataDir


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (income,):
        app.command()(main.one_line_failures(command))


def income(
    household: Annotated[str, typer.Option("--household", help="户编号")],
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """一户的收入测算：每次的科目、纯收入、监测参考收入、比参考线，缺什么（记入审计）。"""
    main.open_installation(data_dir)
    from huaiyuan.county.income import exports

    found: dict[str, Any] = exports.of_household(household, by=main.account(by, "INCOME_READ"))
    lines = [
        f"{one['statement_no']}  {one['purpose']}  {one['period']}  人均纯收入{one['per_head_says']}  "
        f"人均监测参考收入{one['reference_per_head_says']}  {one['standing']}"
        for one in found["statements"]
    ]
    main.say(found, lines or ["还没有测算过"], as_json=json)
