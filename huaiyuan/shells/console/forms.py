"""The command about forms and books: what there is, and one of them made, for scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huaiyuan.shells.console import main
from huaiyuan.shells.console.main import AsJson, By, DataDir


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (forms,):
        app.command()(main.one_line_failures(command))


def forms(
    render: Annotated[str | None, typer.Option("--render", help="打印哪张表，写代码，如 screening")] = None,
    subject: Annotated[str, typer.Option("--subject", help="户编号、认定编号、测算编号、会议编号或轮次单位")] = "",
    out: Annotated[Path | None, typer.Option("--out", help="存成哪个文件")] = None,
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """表单目录；加 --render 打印一张（登记表号、记入审计，和页面上打印的一样）。"""
    main.open_installation(data_dir)
    from huaiyuan.county.reports import actions, queries

    account = main.account(by, "FORM_PRINT")
    if render is None:
        listed = queries.as_json(account)
        lines = [
            f"{f['form']:14}  {f['title']}  {f['kind']}  "
            + (f"系统填好 {f['filled']} 格，要手填 {f['typed']} 格" if f["printed"] else "还没打印过")
            for f in listed["forms"]
        ]
        main.say(listed, lines, as_json=json)
        return
    made = actions.print_one(render, subject, by=account)
    target = out or Path(made.file_name)
    target.write_bytes(made.data)
    told = {
        "form": render, "subject": subject, "code": made.row.code, "file": str(target), "bytes": len(made.data),
        "filled": made.row.filled, "typed": made.row.typed, "template_version": made.row.template_version,
    }  # fmt: skip
    main.say(
        told,
        [f"{target}：系统填好 {made.row.filled} 格，要手填 {made.row.typed} 格，表号 {made.row.code}"],
        as_json=json,
    )
