"""A policy expression answered for one person in plain Python, three-valued as SQL is, and what is to blame for 不明."""

from __future__ import annotations

import datetime as dt
import math
import operator
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from sqlglot import exp

Value = bool | Decimal | str | dt.date | None
Values = Mapping[str, Value]

# The checker has compared like with like, so what comes in is of the kind that each of these wants.
Two = Callable[[Any, Any], Any]
One = Callable[[Any], Any]
COMPARED: dict[type[exp.Expr], Two] = {
    exp.EQ: operator.eq, exp.NEQ: operator.ne, exp.LT: operator.lt, exp.LTE: operator.le, exp.GT: operator.gt,
    exp.GTE: operator.ge,
}  # fmt: skip
CALLED: dict[type[exp.Expr], One] = {
    exp.Abs: abs,
    exp.Floor: lambda value: Decimal(math.floor(value)),
    exp.Ceil: lambda value: Decimal(math.ceil(value)),
    exp.Length: lambda value: Decimal(len(value)),
    exp.Year: lambda value: Decimal(value.year),
    exp.Month: lambda value: Decimal(value.month),
    exp.Neg: operator.neg,
}
SUMMED: dict[type[exp.Expr], Two] = {
    exp.Add: lambda left, right: _moved(left, right, 1),
    exp.Sub: lambda left, right: _moved(left, right, -1),
    exp.Mul: operator.mul,
}


def answer(tree: exp.Expr, values: Values) -> Value:
    """The value of a checked expression; None is 不明. Raises KeyError for a name without a value."""
    if isinstance(tree, exp.And | exp.Or):
        return _joined(tree, values)
    if isinstance(tree, exp.Paren):
        return answer(tree.this, values)
    if isinstance(tree, exp.Column | exp.Placeholder):
        return values[tree.name]
    if isinstance(tree, exp.Not):
        found = answer(tree.this, values)
        return None if found is None else not found
    return _single(tree, values)


def _joined(tree: exp.Expr, values: Values) -> bool | None:
    """AND and OR: one part may decide, else one 不明 leaves it open."""
    decides = isinstance(tree, exp.Or)
    parts = [answer(part, values) for part in (tree.this, tree.args["expression"])]
    if decides in parts:
        return decides
    return None if None in parts else not decides


def _single(tree: exp.Expr, values: Values) -> Value:
    if isinstance(tree, exp.Literal):
        return str(tree.this) if tree.is_string else Decimal(tree.this)
    if isinstance(tree, exp.Boolean):
        return bool(tree.this)
    if isinstance(tree, exp.Cast):
        return dt.date.fromisoformat(tree.this.this)
    if isinstance(tree, exp.Between):
        return _between([answer(part, values) for part in (tree.this, tree.args["low"], tree.args["high"])])
    if isinstance(tree, exp.In):
        found = answer(tree.this, values)
        return None if found is None else found in [answer(part, values) for part in tree.expressions]
    return _counted(tree, values)


def _between(parts: list[Any]) -> bool | None:
    """Both comparisons, each of which may be 不明: a value below the low end is outside whatever the high end is."""
    value, low, high = parts
    if value is None:
        return None
    reached = None if low is None else low <= value
    passed = None if high is None else value <= high
    return False if False in (reached, passed) else None if None in (reached, passed) else True


def _counted(tree: exp.Expr, values: Values) -> Value:
    call = CALLED.get(type(tree))
    if call is not None:
        found = answer(tree.this, values)
        return None if found is None else call(found)
    both = {**COMPARED, **SUMMED}.get(type(tree))
    if both is None:
        raise TypeError(f"not an expression of the policy: {tree.sql()}")
    left, right = answer(tree.this, values), answer(tree.args["expression"], values)
    return None if left is None or right is None else both(left, right)


def _moved(left: Any, right: Any, sign: int) -> Any:
    return left + (dt.timedelta(days=sign * int(right)) if isinstance(left, dt.date) else sign * right)


def blamed(tree: exp.Expr, values: Values) -> list[str]:
    """The names that leave an expression 不明, in the order they stand; empty where it is known.

    A missing fact is not to blame where another decides: of `甲 OR 乙` with 甲 true nothing is lacking.
    """
    if answer(tree, values) is not None:
        return []
    return list(dict.fromkeys(leaf.name for leaf, above in leaves(tree) if _is_lacking(leaf, above, values)))


def _is_lacking(leaf: exp.Expr, above: tuple[exp.Expr, ...], values: Values) -> bool:
    return values[leaf.name] is None and all(answer(part, values) is None for part in above)


def leaves(tree: exp.Expr, above: tuple[exp.Expr, ...] = ()) -> Iterator[tuple[exp.Expr, tuple[exp.Expr, ...]]]:
    """Every name in an expression, with the expressions around it that must all be 不明 for it to be to blame."""
    if isinstance(tree, exp.Column | exp.Placeholder):
        yield tree, above
        return
    around = above if isinstance(tree, exp.Paren) else (*above, tree)
    for part in tree.iter_expressions():
        yield from leaves(part, around)
