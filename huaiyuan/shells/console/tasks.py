"""`huaiyuan tasks`: the inbox, the lists that were issued, and what stands without anybody; the same as the pages."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from huaiyuan.shells.console import main
from huaiyuan.shells.console.main import AsJson, By, DataDir

MOST = 200


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(main.one_line_failures(tasks))


def tasks(
    order: Annotated[str, typer.Option("--order", help="清单编号：看各乡镇、每一条办到哪里")] = "",
    orders: Annotated[bool, typer.Option("--orders", help="列交办清单和批示")] = False,
    unowned: Annotated[bool, typer.Option("--unowned", help="列没人管的待办")] = False,
    by: By = None,
    data_dir: DataDir = main.DEFAULT_DATA_DIR,
    json: AsJson = False,
) -> None:
    """待办、交办清单、没人管的；和页面列的一样。"""
    main.open_installation(data_dir)
    needs = "HANDOVER_WRITE" if unowned else "ORDER_READ" if order or orders else "TASK_READ"
    account = main.account(by, needs)
    if order:
        found, lines = _one(order, account)
    elif orders:
        found, lines = _orders(account)
    else:
        found, lines = _unowned(account) if unowned else _inbox(account)
    main.say(found, lines, as_json=json)


def _inbox(account: Any) -> tuple[dict[str, Any], list[str]]:
    from huaiyuan.county.worklist import queries

    inbox = queries.inbox(account, limit=MOST)
    counts = {str(when): n for when, n in inbox.counts.items()}
    rows = [
        {"title": t.title, "kind": t.kind, "subject_no": t.subject_no, "household_no": t.household_no, "due_at": t.due_at,
         "due": t.due_words}
        for group in inbox.groups.values() for t in group
    ]  # fmt: skip
    head = f"要办 {inbox.total:,} 件：" + "，".join(f"{name} {n:,}" for name, n in counts.items())
    found = {"total": inbox.total, "counts": counts, "closed_this_month": inbox.closed_this_month, "tasks": rows}
    return found, [head, *(f"{r['due']}  {r['title']}  {r['subject_no']}" for r in rows)]


def _orders(account: Any) -> tuple[dict[str, Any], list[str]]:
    from huaiyuan.county.orders import queries

    found = list(queries.orders(account).order_by("-issued_at", "-pk")[:MOST])
    counts = queries.counted(found, account)
    rows = [
        {"number": o.number, "nature": o.nature, "title": o.title, "due_at": o.due_at, **_counts(counts.get(o.pk))}
        for o in found
    ]
    lines = [
        f"{r['number']}  已销号 {r['settled']}/{r['wanted']}，超期 {r['late']}  {r['title']}" for r in rows
    ]  # fmt: skip
    return {"orders": rows}, [*lines, f"共 {len(rows)} 份"]


def _one(number: str, account: Any) -> tuple[dict[str, Any], list[str]]:
    from huaiyuan.base import access
    from huaiyuan.core.kernel.errors import DomainError
    from huaiyuan.county.orders import errors, queries

    order = queries.find_order(access.scope_of(account), number, account)
    if order is None:
        raise DomainError(errors.NOT_FOUND)
    areas = [{"code": one.code, "name": one.name, **_counts(one.counts)} for one in queries.progress(order, account)]
    rows = [
        {"number": line.number, "unit": line.unit_name, "household_no": line.household_no, "state": line.state,
         "due_at": line.due_at, "answer": line.answer, "returns": line.returns}
        for line in queries.lines(account).filter(order=order).order_by("number")
    ]  # fmt: skip
    found = {
        "number": number,
        "title": order.title,
        "says": order.says,
        "due_at": order.due_at,
        "areas": areas,
        "lines": rows,
    }
    lines = [f"{a['name']}  已销号 {a['settled']}/{a['wanted']}，超期 {a['late']}" for a in areas]
    return found, [order.title, *lines]


def _unowned(account: Any) -> tuple[dict[str, Any], list[str]]:
    from huaiyuan.base import access
    from huaiyuan.base.access.permissions import P
    from huaiyuan.county.worklist import queries

    rows: list[dict[str, Any]] = [
        {"area": one.area, "post": str(one.post), "department": one.department, "by_name": one.owner is not None,
         "tasks": one.tasks}
        for one in queries.unowned(access.scope_of(account, P.HANDOVER_WRITE))
    ]  # fmt: skip
    total = sum(r["tasks"] for r in rows)
    return {"tasks": total, "posts": rows}, [
        *(f"{r['area']}  {r['post']}  {r['tasks']}" for r in rows),
        f"没人管的待办 {total} 件",
    ]


def _counts(counts: Any) -> dict[str, Any]:
    if counts is None:
        return {"wanted": 0, "settled": 0, "late": 0, "states": {}}
    return {"wanted": counts.wanted, "settled": counts.settled, "late": counts.late, "states": counts.states}
