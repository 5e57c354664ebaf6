"""Command of education: schooling."""

from __future__ import annotations

from typing import Annotated

import typer

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.shells.console import main
from huaiyuan.shells.console.main import AsJson, By, DataDir


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(main.one_line_failures(schooling))


def schooling(
    compare: Annotated[bool, typer.Option("--compare", help="先比对底册、学籍、残联三份名单，再看结果")] = False,
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """教育保障：适龄儿童在哪里上学、劝返、送教、资助；--compare 做四查三比对。"""
    main.open_installation(data_dir)
    from huaiyuan.county.guarantees.education import queries, reconciling

    account = main.account(by, "LEDGER_READ")
    if compare and not queries.may_compare(account):
        raise DomainError(main.NOT_PERMITTED, username=account.username, what="四查三比对")
    done = reconciling.compare(by=account) if compare else None
    desk = queries.desk(account)
    found = {
        "states": {code: count for code, _, count in desk.states}, "returns": desk.returns, "teaching": desk.teaching,
        "incomplete": desk.incomplete, "aid": desk.aid, "period": desk.period,
        "growth": [{"kind": one.title, "now": one.now, "before": one.before, "net": one.net} for one in desk.growth],
        "compared": done.as_json() if done else None,
    }  # fmt: skip
    lines = [
        *(
            [
                f"比了 {done.children:,} 人：新建账 {done.opened:,}，改 {done.changed:,}，移出 {done.gone:,}，新疑似辍学 {done.suspected:,}"
            ]
            if done
            else []
        ),
        "　".join(f"{label} {count:,}" for _, label, count in desk.states if count),
        *(f"{one.title}家庭 {one.now:,} 户，上月同日 {one.before:,} 户，净增 {one.net:,} 户" for one in desk.growth),
    ]
    main.say(found, lines, as_json=json)
