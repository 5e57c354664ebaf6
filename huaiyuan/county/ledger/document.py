"""The page of a ledger in the documents (台账说明), made of its declaration: what it cannot say nobody can look up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from huaiyuan.base.access.permissions import ROLES
from huaiyuan.county.ledger.columns import Amount, Coded, Count, Day, Link, Measure, Note, Text
from huaiyuan.county.ledger.declaration import Ledger, Move
from huaiyuan.county.ledger.types import About, Who

KINDS = {
    Text: "文字", Note: "一段话", Coded: "码表", Day: "日期", Count: "整数", Amount: "金额", Measure: "数", Link: "另一本台账的一条",
}  # fmt: skip
ABOUT = {About.PERSON: "人", About.HOUSEHOLD: "户", About.VILLAGE: "村", About.COUNTY: "县"}
SEEN = 12


def lines(ledgers: Iterable[Ledger]) -> Iterator[str]:
    """Every ledger, by department."""
    yield "# 台账\n\n由 `scripts/ledgers.py` 从声明生成，不手改；测试会核对它和代码一致。怎样加一本，见 [recipes/ledger.md](recipes/ledger.md)。"
    for ledger in sorted(ledgers, key=lambda one: (one.department, one.code)):
        yield from one(ledger)


def one(ledger: Ledger) -> Iterator[str]:
    """One ledger."""
    yield f"\n## {ledger.department}：{ledger.title}（`{ledger.code}`）\n"
    yield f"{ledger.says}\n\n依据：{ledger.basis}\n"
    yield f"- 一条是关于：{ABOUT[ledger.about]}；编号 {ledger.prefix}年份-序号；新建账的是“{_state(ledger, ledger.opening.state)}”。"
    yield f"- {ledger.opening.title}：{_who(ledger.opening.by)}；改：{_who(ledger.amend)}；用表格填：{_who(ledger.fills)}{'，可以新增' if ledger.adds else ''}。"
    readers = sorted(ledger.reads.posts, key=list(ROLES).index)
    yield f"- 乡村看得到的：{'、'.join(ROLES[role].title for role in readers) or '没有'}，各看各的范围；县里和{ledger.department}看全部。"
    if ledger.once:
        same = "；".join("＋".join(_title(ledger, name) for name in names) for names in ledger.once)
        yield f"- 不许重的：{same}。"
    yield from _columns(ledger)
    yield from _moves(ledger)
    yield from _dues(ledger)
    yield from _rest(ledger)


def _columns(ledger: Ledger) -> Iterator[str]:
    yield "\n| 列 | 名字 | 类型 | 单位 | 码表 | 必填 | 个人信息 | 谁写 | 来源 | 怎么填 |\n|-|-|-|-|-|-|-|-|-|-|"
    for column in ledger.columns:
        kind = next(words for cls, words in KINDS.items() if type(column) is cls)
        codes = [label for _, label in column.choices_shown]
        shown = "、".join(codes[:SEEN]) + (f"等{len(codes)}个" if len(codes) > SEEN else "")
        yield (
            f"| {column.title} | `{column.name}` | {kind} | {column.unit} | {shown} | {_mark(column.required)} | {_mark(column.personal)} "
            f"| {'人' if column.filled else '系统'} | {column.source} | {column.note} |"
        )


def _moves(ledger: Ledger) -> Iterator[str]:
    if ledger.moves:
        yield "\n| 一步 | 从 | 到 | 谁办 | 填什么 | 系统写什么 | 要写原因 | 换一个人 |\n|-|-|-|-|-|-|-|-|"
    for move in ledger.moves:
        sources = "、".join(_state(ledger, source) for source in move.sources)
        other = ledger.move(move.other_than) if move.other_than else None
        yield (
            f"| {move.title} | {sources} | {_state(ledger, move.target)} | {_who(move.by)} | {_asks(ledger, move)} | {_sets(ledger, move.sets)} | {_mark(move.reason)} "
            f"| {f'不能是办“{other.title}”的人' if other else ''} |"
        )


def _asks(ledger: Ledger, move: Move) -> str:
    slot = ledger.slot(*move.asks)
    asked = [*ledger.asked(move), *([slot] if slot else [])]
    return "、".join(f"{one.title}{'' if one.name in move.needs else '（选填）'}" for one in asked)


def _sets(ledger: Ledger, names: Iterable[str]) -> str:
    return "、".join(_title(ledger, name) for name in names)


def _dues(ledger: Ledger) -> Iterator[str]:
    if ledger.dues:
        yield "\n| 到了 | 谁 | 待办 | 期限（参数） | 办结凭证 |\n|-|-|-|-|-|"
    for due in ledger.dues:
        limit = f"`{due.limit}`" if due.limit else ""
        yield f"| {_state(ledger, due.state)} | {_who((due.who,))} | {due.title.replace('{about}', '…')} | {limit} | {due.proof} |"


def _rest(ledger: Ledger) -> Iterator[str]:
    if ledger.told is not None:
        yield f"\n一户的时间线上写：{ledger.told.title}。"
    if ledger.figures:
        yield "\n| 指标 | 名称 | 口径 |\n|-|-|-|"
        yield from (f"| {figure.id} | {figure.title} | {figure.definition} |" for figure in ledger.figures)
    if ledger.raises:
        yield "\n| 引出的预警规则 | 作为哪一份数据 |\n|-|-|"
        yield from (f"| {'、'.join(told.rules)} | {told.name}（`{told.source}`） |" for told in ledger.raises)
    if ledger.mechanisms:
        yield f"\n机制：{'、'.join(ledger.mechanisms)}。"


def _who(whose: tuple[Who, ...]) -> str:
    return "、".join(ROLES[one.role].title for one in whose) or "系统"


def _state(ledger: Ledger, state: Any) -> str:
    return str(ledger.model.States(str(state)).label)


def _title(ledger: Ledger, name: str) -> str:
    return str(ledger.model._meta.get_field(name).verbose_name)


def _mark(yes: bool) -> str:
    return "是" if yes else ""
