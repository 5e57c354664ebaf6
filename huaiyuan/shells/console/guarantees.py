"""The commands of the five bottom lines: what families should have and have not."""

from __future__ import annotations

from typing import Annotated

import typer

from huaiyuan.shells.console import main
from huaiyuan.shells.console.main import AsJson, AsOf, By, DataDir


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(main.one_line_failures(gaps))


def gaps(
    as_of: AsOf = None,
    months: Annotated[int, typer.Option("--months", min=1, max=24, help="往回看几个月")] = 12,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只算不写")] = False,
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """应享未享、不应享而享：逐项政策核对全县，记入台账；再算一遍不会重复。"""
    main.open_installation(data_dir)
    from huaiyuan.county.guarantees.entitlements import actions

    result = actions.compute(as_of=main.day(as_of), months=months, by=main.account(by, "SCREEN_RUN"), dry_run=dry_run)
    lines = [
        f"{one['short']}  停用：{one['off_because']}" if one["off_because"] else
        f"{one['short']}  应享未享 {one['lacking']:,} 项 {one['lacking_yuan']} 元  "
        f"不应享而享 {one['too_much']:,} 项 {one['too_much_yuan']} 元  不明 {one['unknown']:,} 人"
        for one in result.data["benefits"]
    ]  # fmt: skip
    main.say(result.data, [*lines, result.says], as_json=json)
