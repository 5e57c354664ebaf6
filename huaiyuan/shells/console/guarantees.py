"""The commands of the five bottom lines: what families should have and have not."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError, declare
from huaiyuan.shells.console import main
from huaiyuan.shells.console.main import AsJson, AsOf, By, DataDir

MOST, VILLAGE_LENGTH = 5000, 12
NOT_HERE = declare("CONSOLE_NOT_HERE", "没有这个村或这一户，或者不归您看。请核对村代码或户编号。")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(main.one_line_failures(gaps))
    app.command()(main.one_line_failures(secured))


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


def secured(
    number: Annotated[str, typer.Argument(help="村代码或户编号")],
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """两不愁三保障和饮水：一个村各项有保障、有问题、不明多少户；一户每项谁说的、哪天的。"""
    main.open_installation(data_dir)
    account = main.account(by, "HOUSEHOLD_READ")
    from huaiyuan.county.registry import guarantees, queries

    today = clock.today()
    if len(number) == VILLAGE_LENGTH:
        rows = [row.household_no for row in queries.village_page(number, account, limit=MOST).rows]
    else:
        rows = list(queries.listed({number}, account))
    if not rows:
        raise DomainError(NOT_HERE)
    standing = guarantees.standing(guarantees.homes(rows, today), today)
    found, lines = _of_home(standing.get(number, {})) if rows == [number] else _of_village(rows, standing)
    main.say({"number": number, "households": len(rows), "guarantees": found}, lines, as_json=json)


def _of_home(answers: Any) -> tuple[dict[str, Any], list[str]]:
    from huaiyuan.core.policy.guarantees import LABELS, TELLERS, WORDS
    from huaiyuan.county.registry import guarantees

    found, lines = {}, []
    for what, label in LABELS.items():
        known, said = guarantees.of(answers, what), answers.get(what)
        says = said.evidence if said else TELLERS[what]
        found[str(what)] = {"known": known.name.lower(), "says": says, "on": said.on.isoformat() if said else None}
        lines.append(f"{label}  {WORDS[known]}  {says}")
    return found, lines


def _of_village(rows: list[str], standing: Any) -> tuple[dict[str, Any], list[str]]:
    from huaiyuan.core.policy.guarantees import LABELS, WORDS
    from huaiyuan.county.registry import guarantees

    counts = guarantees.counted(rows, standing)
    found = {str(what): {known.name.lower(): counts[what][known] for known in WORDS} for what in LABELS}
    lines = [
        f"{label}  {'  '.join(f'{word}{counts[what][known]:,}户' for known, word in WORDS.items())}"
        for what, label in LABELS.items()
    ]
    return found, lines
