"""The commands of 指导督导: the ledger by village with the faults that wait, and the questions with their answers."""

from __future__ import annotations

from typing import Annotated

import typer

from huaiyuan.shells.console import main
from huaiyuan.shells.console.main import AsJson, By, DataDir


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (guidance, questions):
        app.command()(main.one_line_failures(command))


def guidance(by: By = None, data_dir: DataDir = main.DEFAULT_DATA_DIR, json: AsJson = False) -> None:
    """督导指导台账：各村去过几次、抽看几户、几个问题没销号；没销号的问题逐个列出。"""
    main.open_installation(data_dir)
    from huaiyuan.county.guiding import exports

    found = exports.guidance(by=main.account(by, "GUIDE_VISITS"))
    been = [v for v in found["villages"] if v["visits"]]
    lines = [
        f"{v['township']} {v['village']}  去过{v['visits']}次  抽看{v['sampled']}户  没销号{v['unsettled']}个  超期{v['overdue']}个"
        for v in been
    ]
    waiting = [
        f"{f['number']}  {f['village']}  {f['stage']}  {f['due'] or '等核'}  {f['text']}" for f in found["faults"]
    ]
    main.say(
        found, [*lines, *waiting, f"去过 {len(been)} 个村，没销号的问题 {len(waiting)} 个"], as_json=json
    )  # fmt: skip


def questions(
    words: Annotated[str, typer.Option("--words", help="几个词，空格隔开")] = "",
    step: Annotated[str, typer.Option("--step", help="哪一步，如 identification.visit")] = "",
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """指导问答：按词、按步骤找；和页面一样。"""
    main.open_installation(data_dir)
    from huaiyuan.county.guiding import exports

    found = exports.questions(words, step, by=main.account(by, "GUIDE_READ"))
    lines = [f"{q['number']}  {q['step']}  {q['question']}  {q['answer'] or q['state']}" for q in found["questions"]]
    main.say(found, [*lines, f"共 {len(lines)} 条"], as_json=json)
