"""A rule's expressions in words (条件用话说): what a cadre reads beside the expression itself.

`paid_yuan >= :line` is “个人负担达到5,000元”. Every branch that `expression` allows has its words here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlglot import exp

from huaiyuan.core.policy import subject
from huaiyuan.core.policy.check import AS_OF, Checked
from huaiyuan.core.policy.compile import shown
from huaiyuan.core.policy.expression import DIALECT, FUNCTIONS, Kind
from huaiyuan.core.policy.parameters import load

COMPARED: dict[type[exp.Expression], tuple[str, str]] = {
    exp.EQ: ("是", "是"),
    exp.NEQ: ("不是", "不是"),
    exp.GTE: ("达到", "不早于"),
    exp.GT: ("超过", "晚于"),
    exp.LTE: ("不超过", "不晚于"),
    exp.LT: ("低于", "早于"),
}
JOINED: dict[type[exp.Expression], str] = {exp.And: "，并且", exp.Or: "，或者"}
COUNTED: dict[type[exp.Expression], str] = {exp.Add: "加", exp.Sub: "减", exp.Mul: "乘"}
CALLED: dict[type[exp.Expression], str] = {
    exp.Abs: "的绝对值", exp.Floor: "舍去小数", exp.Ceil: "进一取整", exp.Length: "的字数", exp.Year: "的年份",
    exp.Month: "的月份",
}  # fmt: skip
DAY = "截至日"


@dataclass(frozen=True)
class Piece:
    """A piece of a sentence; `parameter` is the name of the policy parameter whose value it is, else empty."""

    text: str
    parameter: str = ""


def says(
    checked: Checked,
    tree: exp.Expression,
    values: Mapping[str, tuple[str, str]],
    labels: Mapping[str, str] | None = None,
) -> list[Piece]:
    """An expression of a rule in words. `values` are (value, unit) of parameters by name; a missing one is named.

    `labels` are the words of columns that are neither the subject's nor an input: those of a source.
    """
    return list(_Words(checked, values, labels or {}).of(tree))


def plain(pieces: list[Piece]) -> str:
    """The sentence as one text."""
    return "".join(piece.text for piece in pieces)


class _Words:
    def __init__(self, checked: Checked, values: Mapping[str, tuple[str, str]], labels: Mapping[str, str]) -> None:
        self.checked, self.values, self.labels = checked, values, labels

    def of(self, node: exp.Expression) -> Iterator[Piece]:
        for table, tell in (
            (JOINED, self._joined), (COMPARED, self._compared), (COUNTED, self._counted), (FUNCTIONS, self._called),
        ):  # fmt: skip
            if type(node) in table:
                yield from tell(node)
                return
        yield from self._single(node)

    def _single(self, node: exp.Expression) -> Iterator[Piece]:
        if isinstance(node, exp.Paren):
            yield Piece("（")
            yield from self.of(node.this)
            yield Piece("）")
        elif isinstance(node, exp.Not):
            yield from self._denied(node.this)
        elif isinstance(node, exp.Between):
            yield from self.of(node.this)
            yield Piece("在")
            yield from self.of(node.args["low"])
            yield Piece("到")
            yield from self.of(node.args["high"])
            yield Piece("之间（含两头）")
        elif isinstance(node, exp.In):
            yield from self.of(node.this)
            yield Piece(f"是{'、'.join(literal.this for literal in node.expressions)}之一")
        else:
            yield self._word(node)

    def _denied(self, node: exp.Expression) -> Iterator[Piece]:
        if isinstance(node, exp.Column):
            yield Piece(f"“{self._label(node.name)}”为否")
        else:
            yield Piece("不是这样：")
            yield from self.of(node)

    def _word(self, node: exp.Expression) -> Piece:
        if isinstance(node, exp.Column):
            is_answer = self.checked.kinds.get(node.name) is Kind.BOOL and isinstance(
                node.parent, exp.And | exp.Or | exp.Paren | type(None)
            )
            label = self._label(node.name)
            return Piece(f"“{label}”为是" if is_answer else label)
        if isinstance(node, exp.Placeholder):
            return self._parameter(node.name)
        if isinstance(node, exp.Literal):
            return Piece(node.this if node.is_string else shown(Decimal(node.this)))
        if isinstance(node, exp.Boolean):
            return Piece("是" if node.this else "否")
        if isinstance(node, exp.Cast):
            return Piece(str(node.this.this))
        if isinstance(node, exp.Neg):
            return Piece(f"负{plain(list(self.of(node.this)))}")
        return Piece(node.sql(DIALECT))

    def _parameter(self, alias: str) -> Piece:
        if alias == AS_OF:
            return Piece(DAY)
        name = self.checked.rule.parameters.get(alias, alias)
        known = load().get(name)
        title = (known.short or known.title) if known else alias
        value, unit = self.values.get(name, (f"{title}（还没有录入）", ""))
        return Piece(f"{value}{unit}", name)

    def _label(self, name: str) -> str:
        if name in self.labels:
            return self.labels[name]
        given = self.checked.rule.inputs.get(name)
        return given.label if given else subject.COLUMNS[name].label if name in subject.COLUMNS else name

    def _joined(self, node: exp.Expression) -> Iterator[Piece]:
        yield from self.of(node.this)
        yield Piece(JOINED[type(node)])
        yield from self.of(node.args["expression"])

    def _compared(self, node: exp.Expression) -> Iterator[Piece]:
        left = node.this
        is_date = isinstance(left, exp.Column) and self.checked.kinds.get(left.name) is Kind.DATE
        yield from self.of(left)
        yield Piece(COMPARED[type(node)][is_date])
        yield from self.of(node.args["expression"])

    def _counted(self, node: exp.Expression) -> Iterator[Piece]:
        left, right = node.this, node.args["expression"]
        if isinstance(left, exp.Placeholder) and left.name == AS_OF:
            yield Piece(f"{DAY}{'前' if isinstance(node, exp.Sub) else '后'}")
            yield from self.of(right)
            return
        if isinstance(node, exp.Mul) and isinstance(left, exp.Literal):
            yield from self.of(right)
            yield Piece(f"的{shown(Decimal(left.this))}倍")
            return
        yield from self.of(left)
        yield Piece(COUNTED[type(node)])
        yield from self.of(right)

    def _called(self, node: exp.Expression) -> Iterator[Piece]:
        yield from self.of(node.this)
        yield Piece(CALLED.get(type(node), ""))
