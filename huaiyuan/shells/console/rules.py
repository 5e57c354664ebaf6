"""Commands about rules: list, try, propose, publish, send back, roll back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer

from huaiyuan.core.kernel import clock
from huaiyuan.core.kernel.errors import DomainError, declare
from huaiyuan.shells.console import main
from huaiyuan.shells.console.main import AsJson, AsOf, By, DataDir

BAD_SET = declare("CONSOLE_BAD_SET", "“{given}”读不懂。请写成 --set 参数=数，如 --set line=6000。")

RuleId = Annotated[str, typer.Argument(help="规则号，如 R01")]
ChangeNo = Annotated[str, typer.Argument(help="改动编号，如 GZ2026-0001")]
Set = Annotated[list[str] | None, typer.Option("--set", help="参数=新值，可写多次；参数见 huaiyuan rules")]
Text = Annotated[Path | None, typer.Option("--text", help="改正文：新的 YAML 文件")]
Why = Annotated[str, typer.Option("--reason", help="为什么")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (rules, try_rule, propose_rule, publish_rule, send_back_rule, roll_back_rule):
        app.command(command.__name__.replace("_", "-"))(main.one_line_failures(command))


def rules(as_of: AsOf = None, by: By = None, data_dir: DataDir = main.DEFAULT_DATA_DIR, json: AsJson = False) -> None:
    """规则：哪些在用，哪些停用、为什么，用的什么参数。"""
    main.open_installation(data_dir)
    if by:
        main.account(by, "RULE_READ")
    from huaiyuan.county.screening import catalogue

    found = catalogue.as_json(main.day(as_of) or clock.today())
    lines = [f"{r['id']}  {'停用：' + r['off_because'] if r['off_because'] else '在用'}  {r['title']}" for r in found]
    main.say(found, lines, as_json=json)


def try_rule(
    rule: RuleId,
    values: Set = None,
    text: Text = None,
    as_of: AsOf = None,
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """试算：改了参数或正文会怎样，只算不写。"""
    main.open_installation(data_dir)
    from huaiyuan.county.screening import content, trial_reading, trials

    account, day = main.account(by, "RULE_WRITE"), main.day(as_of) or clock.today()
    draft = content.read(content.checked_rule(rule, day), _given(values), _read(text), day)
    trial = trials.run(draft, as_of=day, by=account)
    found = trial_reading.as_json(trial.trial_id, account)
    lines = [
        f"{t['name']}  现行 {t['before']:,}  改后 {t['after']:,}  新增入户 {t['extra_visits']:,}"
        for t in found["townships"]
    ]
    lines.append(
        f"全县  现行 {found['before']['true']:,}  改后 {found['after']['true']:,}。试算号 {trial.trial_id}，没有产生线索。"
    )
    main.say(found, lines, as_json=json)


def propose_rule(
    rule: RuleId,
    reason: Why,
    source: Annotated[str, typer.Option("--source", help="依据：文件名称或会议")],
    values: Set = None,
    text: Text = None,
    since: Annotated[str | None, typer.Option("--from", help="施行日期 YYYY-MM-DD，默认今天")] = None,
    doc_no: Annotated[str, typer.Option("--doc-no", help="文号")] = "",
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """提出规则改动并试算；由另一个人发布。"""
    main.open_installation(data_dir)
    from huaiyuan.county.screening import changes

    account = main.account(by, "RULE_WRITE")
    paper = changes.Paper(main.day(since) or clock.today(), reason, source, doc_no)
    change = changes.propose(rule, _given(values), paper, by=account, text=_read(text))
    _say(changes.try_change(change.change_no, by=account), "已提出并试算，等另一个人发布", json)


def publish_rule(
    change: ChangeNo,
    since: Annotated[str | None, typer.Option("--from", help="改到哪天施行，默认照提出的日期")] = None,
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """发布别人提出并试算过的规则改动。"""
    main.open_installation(data_dir)
    from huaiyuan.county.screening import changes

    done = changes.publish(change, by=main.account(by, "RULE_PUBLISH"), since=main.day(since))
    _say(done, f"已发布，自{done.since.isoformat()}起", json)


def send_back_rule(
    change: ChangeNo, reason: Why, by: By = None, data_dir: DataDir = main.DEFAULT_DATA_DIR, json: AsJson = False
) -> None:
    """退回别人提出的规则改动。"""
    main.open_installation(data_dir)
    from huaiyuan.county.screening import changes

    _say(changes.send_back(change, reason=reason, by=main.account(by, "RULE_PUBLISH")), "已退回", json)


def roll_back_rule(
    change: ChangeNo, reason: Why, by: By = None, data_dir: DataDir = main.DEFAULT_DATA_DIR, json: AsJson = False
) -> None:
    """提出回退一次已发布的改动并试算；由另一个人发布。"""
    main.open_installation(data_dir)
    from huaiyuan.county.screening import changes

    account = main.account(by, "RULE_WRITE")
    asked = changes.ask_roll_back(change, reason=reason, by=account)
    tried = changes.try_change(asked.change_no, by=account) if asked.rule else asked
    _say(tried, f"已提出回退{change}{'并试算' if asked.rule else ''}，等另一个人发布", json)


def _given(values: list[str] | None) -> dict[str, str]:
    given = {}
    for one in values or []:
        name, mark, value = one.partition("=")
        if not mark or not name.strip() or not value.strip():
            raise DomainError(BAD_SET, given=one)
        given[name.strip()] = value.strip()
    return given


def _read(text: Path | None) -> str:
    return text.read_text(encoding="utf-8") if text else ""


def _say(change: Any, says: str, as_json: bool) -> None:
    since: dt.date = change.since
    result = {
        "change": change.change_no, "rule": change.rule, "state": str(change.state), "from": since.isoformat(),
        "trial": change.trial.trial_id if change.trial else None,
    }  # fmt: skip
    main.say(result, [f"{change.change_no} {says}。"], as_json=as_json)
