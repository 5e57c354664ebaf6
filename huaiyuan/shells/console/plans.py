"""The command about plans: listing them, one of them, who lacks a measure, and drafting."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from huaiyuan.shells.console import main
from huaiyuan.shells.console.main import AsJson, By, DataDir


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (plans,):
        app.command()(main.one_line_failures(command))


def plans(
    tab: Annotated[
        str,
        typer.Option(
            "--tab", help="live 在办、draft、review 待审核、returned、running、overdue 措施超期、early 先帮后补、over"
        ),
    ] = "live",
    plan: Annotated[str | None, typer.Option("--plan", help="计划编号：看这一份")] = None,
    lacking: Annotated[bool, typer.Option("--lacking", help="看哪些户还缺措施")] = False,
    draft: Annotated[str | None, typer.Option("--draft", help="户编号：给这一户起草一户一策")] = None,
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """一户一策：列出来、看一份、看谁还缺措施，或给一户起草；和页面一样。"""
    main.open_installation(data_dir)
    from huaiyuan.county.plans import exports

    if draft:
        found = _draft(draft, main.account(by, "PLAN_WRITE"))
        return main.say(
            found, [f"已起草 {found['plan_no']}，措施{len(found['measures'])}条", *_told(found)], as_json=json
        )
    account = main.account(by, "PLAN_READ")
    if plan:
        found = exports.one_plan(plan, by=account)
        return main.say(found, _told(found), as_json=json)
    if lacking:
        found = exports.lacking(by=account)
        lines = [f"{one['household_no']}  {'；'.join(one['says']) or '还没订一户一策'}" for one in found["lacking"]]
        return main.say(found, [*lines, f"共 {len(lines)} 户"], as_json=json)
    found = exports.plans(tab, by=account)
    lines = [
        f"{one['plan_no']}  {one['state_label']}  {one['village']}  落实{one['done']}/{one['measures']}条  {one['risks']}"
        for one in found["plans"]
    ]
    return main.say(found, [*lines, f"共 {len(lines)} 份"], as_json=json)


def _draft(household_no: str, account: Any) -> dict[str, Any]:
    from huaiyuan.county.duty import queries as duty
    from huaiyuan.county.plans import actions, exports

    known = duty.principals([household_no]).get(household_no)
    helper = None
    if known is not None:
        helper = actions.Helper(
            known.helper_no, known.name, known.unit_name, known.public_servant, known.carried, known.limit
        )
    made = actions.draft(household_no, act=actions.Act(account), helper=helper)
    return exports.one_plan(made.number, by=account)


def _told(found: dict[str, Any]) -> list[str]:
    lines = [
        f"{one['kind']}  {one['says']}  {one['owner']}  {one['from']}至{one['to']}  {one['state']}"
        for one in found["measures"]
    ]
    return [*lines, *(f"缺{one['what']}：{one['because']}" for one in found["lacking"])]
