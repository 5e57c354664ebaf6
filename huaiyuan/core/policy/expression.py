"""The small SQL that a rule may be written in: parsed, typed, and nothing outside the list below.

Missing must stay missing, so whatever turns it into a value (COALESCE, IS NULL, CASE, ...) is refused. What is
allowed here means the same on DuckDB and on Spark.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

DIALECT = "duckdb"


class Kind(StrEnum):
    """What a value in a rule is; the value is the word shown to the rule's author."""

    NUMBER = "数"
    TEXT = "文字"
    DATE = "日期"
    BOOL = "是否"


class ExpressionFault(ValueError):
    """An expression that must not run; `str()` says why in Chinese."""


Names = Mapping[str, Kind]
Codes = Mapping[str, tuple[str, ...]]

HIDES_MISSING = (
    exp.Coalesce, exp.Is, exp.Case, exp.If, exp.Nullif, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Null, exp.Greatest,
    exp.Least,
)  # fmt: skip
MISSING_REMEDY = (
    "缺的数据就是不明，不许改成有或没有。没有行算什么，请在这一项输入的 absent、else 里写；个别格空着，用 empty_cells"
)
DIVISIONS = (exp.Div, exp.IntDiv, exp.Mod)
DIVISION_REMEDY = "除数可能是零。请改写成乘法，例如 甲 * 100 >= 乙 * :比例"
ALLOWED = (
    "能用的有：比较、AND、OR、NOT、BETWEEN、IN、加、减、乘，"
    "以及 abs、floor、ceil、length、year、month；要汇总的请写成输入（inputs）"
)
COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)
LOGIC = (exp.And, exp.Or)
FUNCTIONS: dict[type[exp.Expression], tuple[Kind, Kind]] = {
    exp.Abs: (Kind.NUMBER, Kind.NUMBER),
    exp.Floor: (Kind.NUMBER, Kind.NUMBER),
    exp.Ceil: (Kind.NUMBER, Kind.NUMBER),
    exp.Length: (Kind.TEXT, Kind.NUMBER),
    exp.Year: (Kind.DATE, Kind.NUMBER),
    exp.Month: (Kind.DATE, Kind.NUMBER),
}


def parse(
    text: str, names: Names, parameters: Names, wants: Kind = Kind.BOOL, codes: Codes | None = None
) -> exp.Expression:
    """The expression as a tree. `names` are its columns, `parameters` its `:placeholders`.

    `codes` lists the only values a coded column has, so that a misspelt one cannot silently never match.
    Raises: ExpressionFault.
    """
    try:
        statements = sqlglot.parse(text, dialect=DIALECT)
    except SqlglotError as fault:
        raise ExpressionFault(f"条件“{text}”读不懂，请检查括号和引号") from fault
    tree = statements[0] if len(statements) == 1 else None
    if not isinstance(tree, exp.Expression):
        raise ExpressionFault(f"条件“{text}”应当只是一个表达式，请去掉分号和其余部分")
    found = _Typer(names, parameters, codes or {}).kind(tree)
    if found is not wants:
        raise ExpressionFault(f"条件“{text}”得出的是{found}，这里要的是{wants}，请写成比较，例如 甲 >= :线")
    return tree


def only_reached(tree: exp.Expression, name: str) -> bool:
    """Whether a name is only asked whether it reaches something: `name >= …` or `name > …`, never negated.

    A lower bound may stand in such a place: it can prove the condition, and what it cannot prove stays 不明.
    """
    return all(_asks_reach(column) for column in tree.find_all(exp.Column) if column.name == name)


def _asks_reach(column: exp.Column) -> bool:
    above = column.parent
    if not isinstance(above, (exp.GT, exp.GTE)) or above.this is not column:
        return False
    while above is not None:
        if not isinstance(above, (exp.GT, exp.GTE, exp.And, exp.Or, exp.Paren)):
            return False
        above = above.parent
    return True


class _Typer:
    """Walks a tree, giving each part its kind; a part that no branch knows is refused."""

    def __init__(self, names: Names, parameters: Names, codes: Codes) -> None:
        self.names, self.parameters, self.codes = names, parameters, codes

    def kind(self, node: exp.Expression) -> Kind:
        if isinstance(node, HIDES_MISSING):
            raise ExpressionFault(f"不能用 {node.sql(DIALECT)}：{MISSING_REMEDY}")
        if isinstance(node, DIVISIONS):
            raise ExpressionFault(f"不能用 {node.sql(DIALECT)}：{DIVISION_REMEDY}")
        for shapes, judge in self._judges():
            if isinstance(node, shapes):
                return judge(node)
        raise ExpressionFault(f"规则里不能用 {node.sql(DIALECT)}。{ALLOWED}")

    def _judges(self) -> tuple[tuple[tuple[type, ...], Callable[[exp.Expression], Kind]], ...]:
        return (
            (LOGIC, self._logic),
            ((exp.Not,), self._not),
            (COMPARISONS, self._comparison),
            ((exp.Paren,), lambda node: self.kind(node.this)),
            ((exp.Column,), self._column),
            ((exp.Placeholder,), self._placeholder),
            ((exp.Literal,), lambda node: Kind.TEXT if node.is_string else Kind.NUMBER),
            ((exp.Boolean,), lambda _: Kind.BOOL),
            ((exp.Between,), self._between),
            ((exp.In,), self._membership),
            ((exp.Add, exp.Sub), self._sum),
            ((exp.Mul,), self._product),
            ((exp.Neg,), self._product),
            ((exp.Cast,), self._date_literal),
            (tuple(FUNCTIONS), self._function),
        )

    def _same(self, parts: list[exp.Expression], whole: exp.Expression) -> Kind:
        kinds = [self.kind(part) for part in parts]
        if len(set(kinds)) > 1:
            raise ExpressionFault(f"“{whole.sql(DIALECT)}”拿{kinds[0]}和{kinds[-1]}比，类型不同。请拿同一类的值来比")
        for column in parts:
            self._coded(column, parts)
        return kinds[0]

    def _coded(self, column: exp.Expression, parts: list[exp.Expression]) -> None:
        known = self.codes.get(column.name) if isinstance(column, exp.Column) else None
        for value in parts if known else ():
            if isinstance(value, exp.Literal) and value.this not in (known or ()):
                raise ExpressionFault(f"“{column.name}”没有“{value.this}”这个值，只有：{'、'.join(known or ())}")

    def _wanted(self, node: exp.Expression, wants: Kind, whole: exp.Expression) -> None:
        found = self.kind(node)
        if found is not wants:
            raise ExpressionFault(f"“{whole.sql(DIALECT)}”里的“{node.sql(DIALECT)}”是{found}，应当是{wants}，请改写")

    def _logic(self, node: exp.Expression) -> Kind:
        self._wanted(node.this, Kind.BOOL, node)
        self._wanted(node.args["expression"], Kind.BOOL, node)
        return Kind.BOOL

    def _not(self, node: exp.Expression) -> Kind:
        self._wanted(node.this, Kind.BOOL, node)
        return Kind.BOOL

    def _comparison(self, node: exp.Expression) -> Kind:
        self._same([node.this, node.args["expression"]], node)
        return Kind.BOOL

    def _column(self, node: exp.Expression) -> Kind:
        name = node.sql(DIALECT)
        if name not in self.names:
            raise ExpressionFault(f"没有“{name}”这一列，可用的有：{'、'.join(sorted(self.names))}")
        return self.names[name]

    def _placeholder(self, node: exp.Expression) -> Kind:
        if node.name not in self.parameters:
            raise ExpressionFault(f"没有声明参数“:{node.name}”，可用的有：{'、'.join(sorted(self.parameters))}")
        return self.parameters[node.name]

    def _between(self, node: exp.Expression) -> Kind:
        self._same([node.this, node.args["low"], node.args["high"]], node)
        return Kind.BOOL

    def _membership(self, node: exp.Expression) -> Kind:
        if not node.expressions or not all(isinstance(part, exp.Literal) for part in node.expressions):
            raise ExpressionFault(f"“{node.sql(DIALECT)}”的 IN 后面只能列出具体的值")
        self._same([node.this, *node.expressions], node)
        return Kind.BOOL

    def _sum(self, node: exp.Expression) -> Kind:
        left = self.kind(node.this)
        self._wanted(node.args["expression"], Kind.NUMBER, node)
        if left not in {Kind.NUMBER, Kind.DATE}:
            raise ExpressionFault(f"“{node.sql(DIALECT)}”里{left}不能加减，只有数和日期可以")
        return left

    def _product(self, node: exp.Expression) -> Kind:
        for part in (node.this, node.expression) if isinstance(node, exp.Mul) else (node.this,):
            self._wanted(part, Kind.NUMBER, node)
        return Kind.NUMBER

    def _date_literal(self, node: exp.Expression) -> Kind:
        if not node.is_type("date") or not isinstance(node.this, exp.Literal):
            raise ExpressionFault(f"规则里不能用 {node.sql(DIALECT)}，只能写 DATE '2026-01-01'")
        return Kind.DATE

    def _function(self, node: exp.Expression) -> Kind:
        takes, gives = FUNCTIONS[type(node)]
        if any(value for name, value in node.args.items() if name != "this"):
            raise ExpressionFault(f"“{node.sql(DIALECT)}”只能有一个参数")
        self._wanted(node.this, takes, node)
        return gives
