"""The small SQL of rules, read and answered by hand: a value may be missing, and missing spreads as in logic."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

Answer = Callable[[Mapping[str, Any]], Any]
TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|'((?:[^']|'')*)'|(:?[A-Za-z_]\w*)|(<>|!=|<=|>=|[-+*=<>(),]))")


class AtLeast(Decimal):
    """What is known of an amount is only its lower bound."""


def read(text: str) -> Answer:
    """The expression as a function of the values by name; a `:name` is looked up with its colon."""
    reader = _Reader(text)
    answer = reader.either()
    if reader.tokens:
        raise ValueError(f"left over in {text!r}: {reader.tokens}")
    return answer


def both(left: bool | None, right: bool | None) -> bool | None:
    """And."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def not_(value: bool | None) -> bool | None:
    """Not."""
    return None if value is None else not value


def one_of(left: bool | None, right: bool | None) -> bool | None:
    """Or."""
    return not_(both(not_(left), not_(right)))


def compare(sign: str, left: Any, right: Any) -> bool | None:
    """A comparison; a lower bound may prove that it reaches something, and leaves the rest open."""
    if left is None or right is None:
        return None
    found = {
        "=": left == right, "<>": left != right, "!=": left != right, "<": left < right, "<=": left <= right,
        ">": left > right, ">=": left >= right,
    }[sign]  # fmt: skip
    return None if isinstance(left, AtLeast) and not found else found


def _plus(left: Any, right: Any, sign: int) -> Any:
    if left is None or right is None:
        return None
    return left + sign * (dt.timedelta(days=int(right)) if isinstance(left, dt.date) else right)


class _Reader:
    """Recursive descent: OR, AND, NOT, comparison, sum, product, value."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while text[at:].strip():
            found = TOKEN.match(text, at)
            if not found:
                raise ValueError(f"cannot read {text[at:]!r}")
            at = found.end()
            kinds = ("number", "text", "word", "sign")
            self.tokens.append(next((k, v) for k, v in zip(kinds, found.groups(), strict=True) if v is not None))

    def _next(self, *words: str) -> bool:
        if self.tokens and self.tokens[0][0] in {"word", "sign"} and self.tokens[0][1].upper() in words:
            self.tokens.pop(0)
            return True
        return False

    def either(self) -> Answer:
        left = self._all()
        while self._next("OR"):
            left = self._joined(left, self._all(), one_of)
        return left

    def _all(self) -> Answer:
        left = self._denied()
        while self._next("AND"):
            left = self._joined(left, self._denied(), both)
        return left

    @staticmethod
    def _joined(left: Answer, right: Answer, how: Callable[[Any, Any], Any]) -> Answer:
        return lambda known: how(left(known), right(known))

    def _denied(self) -> Answer:
        if self._next("NOT"):
            inner = self._denied()
            return lambda known: not_(inner(known))
        return self._compared()

    def _compared(self) -> Answer:
        left = self._sum()
        turned = self._next("NOT")
        if self._next("BETWEEN"):
            low = self._sum()
            assert self._next("AND")
            high = self._sum()
            within = lambda known: both(  # noqa: E731 - a step of the reading
                compare(">=", left(known), low(known)), compare("<=", left(known), high(known))
            )
            return (lambda known: not_(within(known))) if turned else within
        if self._next("IN"):
            listed = self._listed()

            def among(known: Mapping[str, Any]) -> bool | None:
                value = left(known)
                return None if value is None else any(value == item(known) for item in listed)

            return (lambda known: not_(among(known))) if turned else among
        for sign in ("<>", "!=", "<=", ">=", "=", "<", ">"):
            if self._next(sign):
                right = self._sum()
                return lambda known: compare(sign, left(known), right(known))
        return left

    def _listed(self) -> list[Answer]:
        assert self._next("(")
        items = [self._sum()]
        while self._next(","):
            items.append(self._sum())
        assert self._next(")")
        return items

    def _sum(self) -> Answer:
        left = self._product()
        while True:
            sign = 1 if self._next("+") else -1 if self._next("-") else 0
            if not sign:
                return left
            left = self._added(left, self._product(), sign)

    @staticmethod
    def _added(left: Answer, right: Answer, sign: int) -> Answer:
        return lambda known: _plus(left(known), right(known), sign)

    def _product(self) -> Answer:
        left = self._value()
        while self._next("*"):
            left = self._joined(left, self._value(), lambda a, b: None if a is None or b is None else a * b)
        return left

    def _value(self) -> Answer:
        if self._next("("):
            inner = self.either()
            assert self._next(")")
            return inner
        kind, text = self.tokens.pop(0)
        if kind == "number":
            number = Decimal(text)
            return lambda _: number
        if kind == "text":
            return lambda _: text
        if kind == "word" and text.upper() in {"TRUE", "FALSE"}:
            return lambda _: text.upper() == "TRUE"
        if kind == "word":
            return lambda known: known[text]
        raise ValueError(f"not understood: {text}")
