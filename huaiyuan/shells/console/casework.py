"""Commands of 识别认定 and 监测周期: what the pages list, for scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huaiyuan.shells.console import main
from huaiyuan.shells.console.main import AsJson, By, DataDir


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (cases, cycles, exits, answers, care):
        app.command()(main.one_line_failures(command))


def cases(
    tab: Annotated[
        str, typer.Option("--tab", help="live 在办、village 村里办、noticed 公示中、township、county、papers、over")
    ] = "live",
    case_no: Annotated[str | None, typer.Option("--case", help="认定编号：看这一户怎么走的")] = None,
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """识别认定、风险消除：在办的户到哪一步、还剩几天；和页面列的一样。"""
    main.open_installation(data_dir)
    from huaiyuan.county.casework import exports

    account = main.account(by, "CASEWORK_READ")
    if case_no:
        found = exports.one_case(case_no, by=account)
        main.say(found, [f"{s['at']}  {s['did']}  {s['by']}  {s['reason']}" for s in found["steps"]], as_json=json)
        return
    listed = exports.cases(tab, by=account)
    lines = [f"{c['case_no']}  {c['state_label']}  {c['clock']}  {c['village']}  {c['risks']}" for c in listed["cases"]]
    main.say(listed, [*lines, f"共 {len(lines)} 户"], as_json=json)


def exits(
    township: Annotated[str, typer.Option("--township", help="乡镇代码；不写是看得到的全部")] = "",
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """可研判消除：每户六个条件够、不够、不明，凭什么，谁去补；和页面列的一样。"""
    main.open_installation(data_dir)
    from huaiyuan.county.casework import exports

    found = exports.exits(by=main.account(by, "CASEWORK_READ"), township=township)
    lines = [f"{h['household_no']}  {h['village']}  {h['says']}" for h in found["households"]]
    main.say(found, [*lines, f"共 {len(lines)} 户"], as_json=json)


def cycles(
    household: Annotated[str, typer.Option("--household", help="户编号")],
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """一户的监测周期：哪天识别、消除、回退、清退，凭哪个文号。"""
    main.open_installation(data_dir)
    from huaiyuan.county.casework import exports

    found = exports.cycles(household, by=main.account(by, "CASEWORK_READ"))
    lines = [
        f"第{c['number']}周期  {e['on']}  {e['event']}  {e['category']}  {e['doc_no']}"
        for c in found["cycles"]
        for e in c["events"]
    ]
    main.say(found, lines, as_json=json)


def answers(
    file: Annotated[Path, typer.Argument(help="部门在名单上填好发回来的文件（xlsx、xls、csv）")],
    list_no: Annotated[str, typer.Option("--list", help="名单编号，如 BD2026-0001")],
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """信息比对：收部门对一份名单的答复，逐行对到人；再收一次不会记两次。"""
    main.open_installation(data_dir)
    from huaiyuan.county.casework import exports

    found = exports.take_answers(file, list_no, by=main.account(by, "CASEWORK_COMPARE"))
    lines = [f"第{one['row']}行：{one['says']}" for one in found["wrong"]]
    said = (
        f"收到{found['rows']}行：记下{found['recorded']}人，疑点{found['suspicions']}条，还没答复{found['waiting']}人"
    )
    main.say(found, [*lines, said], as_json=json)


def care(
    begin: Annotated[bool, typer.Option("--begin", help="给以前消除、还没建的户建稳定跟踪")] = False,
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """稳定跟踪：风险消除的户下次哪天看、问谁；和页面列的一样。"""
    main.open_installation(data_dir)
    from huaiyuan.county.casework import actions, exports

    account = main.account(by, "CASEWORK_READ")
    begun = actions.begin_earlier(by=account) if begin else 0
    found = exports.care(by=account) | {"begun": begun}
    lines = [
        f"{c['household_no']}  {c['village']}  第{c['number']}次  {c['due_on']}  {c['contact'] or '联系人还没登记'}"
        for c in found["care"]
    ]
    main.say(found, [*lines, f"共 {len(lines)} 户" + (f"，新建 {begun} 户" if begin else "")], as_json=json)
