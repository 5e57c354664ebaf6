"""`huaiyuan ledgers` and `huaiyuan ledger`: every ledger from the command line, by the same acts as its pages."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from huaiyuan.core.kernel.errors import DomainError, declare
from huaiyuan.shells.console import main
from huaiyuan.shells.console.main import AsJson, By, DataDir

MOST = 50
NOT_A_CELL = declare("CONSOLE_NOT_A_CELL", "“{given}”看不懂。每一格写成 列=值，如 {example}=值。")
LACKS = declare("CONSOLE_LACKS", "{act}还要{what}。")


class Do(StrEnum):
    """What may be done with a ledger."""

    LIST = "list"
    SHOW = "show"
    OPEN = "open"
    MOVE = "move"
    DOWNLOAD = "download"
    FILL = "fill"


Cells = Annotated[list[str] | None, typer.Option("--set", help="填一格：列=值，可以写多次")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(main.one_line_failures(ledgers))
    app.command()(main.one_line_failures(ledger))


def ledgers(
    document: Annotated[bool, typer.Option("--document", help="写每本台账的说明：列、步骤、待办、指标、依据")] = False,
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """列归自己看的台账：编号、部门、名称、各状态多少条。"""
    main.open_installation(data_dir)
    account = main.account(by, "LEDGER_READ")
    from huaiyuan.county.ledger import document as documents
    from huaiyuan.county.ledger import queries

    if document:
        says = list(documents.lines(queries.ledgers(account)))
        main.say({"document": "\n".join(says)}, says, as_json=json)
        return

    found: list[dict[str, Any]] = [
        {"code": one.code, "department": one.department, "title": one.title, "says": one.says, "unit": one.unit,
         "states": queries.counted(one, account), "columns": [c.head for c in one.columns]}
        for one in queries.ledgers(account)
    ]  # fmt: skip
    lines = [
        f"{one['code']}  {one['department']}  {one['title']}  共{sum(one['states'].values())}{one['unit']}"
        for one in found
    ]
    main.say({"ledgers": found}, lines or ["没有归您看的台账"], as_json=json)


def ledger(
    code: Annotated[str, typer.Argument(help="哪一本台账，见 huaiyuan ledgers")],
    do: Annotated[
        Do, typer.Argument(help="list 列，show 看一条，open 建账，move 办一步，download 下载表格，fill 传回表格")
    ],
    number: Annotated[str, typer.Argument(help="一条的编号；fill 时是文件")] = "",
    step: Annotated[str, typer.Option("--step", help="办哪一步")] = "",
    cells: Cells = None,
    reason: Annotated[str, typer.Option("--reason", help="原因")] = "",
    village: Annotated[str, typer.Option("--village", help="建账：村代码")] = "",
    household: Annotated[str, typer.Option("--household", help="建账：户编号")] = "",
    person: Annotated[str, typer.Option("--person", help="建账：人员编号")] = "",
    find: Annotated[str, typer.Option("--find", help="list：编号、姓名、户编号或名称")] = "",
    state: Annotated[str, typer.Option("--state", help="list：只列这个状态")] = "",
    out: Annotated[Path | None, typer.Option("--out", help="download：存到哪里")] = None,
    write: Annotated[bool, typer.Option("--write", help="fill：核对完就写入，冲突的不写")] = False,
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """一本台账：列、看、建账、办一步、下载表格、传回表格。"""
    main.open_installation(data_dir)
    account = main.account(by, "LEDGER_READ" if do in (Do.LIST, Do.SHOW) else "LEDGER_WRITE")
    from huaiyuan.county.ledger import errors, queries
    from huaiyuan.county.ledger.actions import Place

    book = queries.find_ledger(code, account)
    if book is None:
        raise DomainError(errors.NOT_FOUND)
    texts = _cells(book, cells or [])
    if do is Do.LIST:
        found, lines = _list(book, account, find, state)
    elif do is Do.OPEN:
        found, lines = _open(book, account, Place(village, "", household, person), texts)
    elif do is Do.MOVE:
        found, lines = _move(book, account, number, step, texts, reason)
    elif do is Do.DOWNLOAD:
        found, lines = _download(book, account, out, find)
    elif do is Do.FILL:
        found, lines = _fill(book, account, number, write=write)
    else:
        found, lines = _show(book, account, number)
    main.say(found, lines, as_json=json)


def _cells(book: Any, given: list[str]) -> dict[str, str]:
    """Cells by the name of their column, however it was called."""
    names = {key: c.name for c in book.columns for key in (c.name, c.title, c.head)}
    found = {}
    for one in given:
        key, mark, value = one.partition("=")
        if not mark or key.strip() not in names:
            raise DomainError(NOT_A_CELL, given=one[:40], example=book.columns[0].title)
        found[names[key.strip()]] = value
    return found


def _list(book: Any, account: Any, find: str, state: str) -> tuple[dict[str, Any], list[str]]:
    from huaiyuan.county.ledger import queries

    rows = queries.found(book, queries.rows(book, account), find).order_by(*book.order)
    rows = rows.filter(state=state) if state else rows
    shown = list(rows[:MOST])
    queries.named_rows(book, shown, account)
    found = [
        {"number": row.number, "state": row.state, "who": row.who, "village": row.where, "version": row.version}
        for row in shown
    ]
    total = rows.count()
    lines = [
        f"{one['number']}  {row.get_state_display()}  {one['who']}  {one['village']}"
        for one, row in zip(found, shown, strict=True)
    ]
    return {"total": total, "rows": found}, [*lines, f"共 {total} {book.unit}"]


def _show(book: Any, account: Any, number: str) -> tuple[dict[str, Any], list[str]]:
    from huaiyuan.county.ledger import errors, queries

    row = queries.rows(book, account).filter(number=number).first()
    if row is None:
        raise DomainError(errors.NO_ENTRY)
    shown = queries.entry_page(book, row, account)
    facts = {fact.name: fact.says for fact in shown.facts}
    history = [{"at": p.at, "who": p.who, "did": p.did, "cells": p.cells} for p in shown.history]
    found = {"number": number, "state": row.state, "version": row.version, "who": shown.subject, "village": shown.village,
             "cells": facts, "moves": [m.name for m in shown.moves], "history": history}  # fmt: skip
    head = f"{number}  {row.get_state_display()}  {shown.subject}  {shown.village}"
    return found, [
        head,
        *(f"{f.title}  {f.says}{f.unit if f.says else ''}" for f in shown.facts),
        *(f"{p['at']:%Y-%m-%d} {p['who']} {p['did']}" for p in history),
    ]


def _open(book: Any, account: Any, place: Any, texts: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
    from huaiyuan.county.ledger import actions

    row = actions.open_entry(book, place, texts, by=account)
    return {"number": row.number, "state": row.state}, [f"已建账 {row.number}"]


def _move(
    book: Any, account: Any, number: str, step: str, texts: dict[str, str], reason: str
) -> tuple[dict[str, Any], list[str]]:
    from huaiyuan.county.ledger import actions

    if not (number and step):
        raise DomainError(LACKS, act="办一步", what=f"编号和 --step，可以是{'、'.join(m.name for m in book.moves)}")
    row = actions.move(book, number, step, texts, by=account, reason=reason)
    return {"number": row.number, "state": row.state, "version": row.version}, [
        f"{row.number}  {row.get_state_display()}"
    ]


def _download(book: Any, account: Any, out: Path | None, find: str) -> tuple[dict[str, Any], list[str]]:
    from huaiyuan.county.ledger import queries
    from huaiyuan.county.ledger.actions.opening import not_yours
    from huaiyuan.county.ledger.trip import workbook

    if out is None:
        raise DomainError(LACKS, act="下载表格", what=" --out 文件名")
    if not queries.does(book, book.fills, account):
        raise not_yours(book.fills)
    rows = queries.found(book, queries.rows(book, account, doing=book.fills), find)
    out.write_bytes(workbook.make(book, rows, by=account))
    return {"file": str(out), "rows": rows.count()}, [f"已存到 {out}，{rows.count()} {book.unit}"]


def _fill(book: Any, account: Any, file: str, *, write: bool) -> tuple[dict[str, Any], list[str]]:
    from huaiyuan.county.ledger.trip import merging, queries, receiving

    if not file:
        raise DomainError(LACKS, act="传回表格", what="文件名")
    fill = receiving.receive(Path(file), book, by=account)
    if write:
        fill = merging.merge(book, fill.number, by=account)
    refused = queries.refused(book, fill)
    clashes, _ = queries.cells(book, fill, account)
    conflicts = [
        {
            "number": c.entry,
            "who": c.who,
            "column": c.title,
            "was": c.was,
            "now": c.now,
            "given": c.given,
            "by": c.changed_by,
        }
        for c in clashes
    ]
    found = {"fill": fill.number, "state": fill.state, "rows": fill.rows, "writes": fill.writes, "added": fill.added,
             "conflicts": conflicts, "refused": refused.total, "lines": refused.lines}  # fmt: skip
    lines = [f"{one['sheet']} 第{one['row']}行 {one['column']}  {one['says']}" for one in refused.lines]
    lines += [
        f"{c['who']}（{c['number']}）{c['column']}  {c['by']}改成了“{c['now']}”，表里是“{c['given']}”，没有写"
        for c in conflicts
    ]
    done = f"写入{fill.writes}格，新增{fill.added}条" if fill.state == "merged" else receiving.says(fill)
    return found, [*lines, f"{fill.number}：{done}"]
