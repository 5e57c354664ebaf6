"""Reading policy files: YAML into checked data, where every fault names its file and line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from huaiyuan.core.kernel.errors import DomainError
from huaiyuan.core.policy.errors import FILE_FAULT

Place = tuple[str | int, ...]
Shape = TypeVar("Shape", bound=BaseModel)

FAULTS = {
    "missing": "缺少“{field}”，请补上",
    "extra_forbidden": "不认识“{field}”这一项，请改正拼写或者去掉",
    "date_from_datetime_parsing": "“{field}”不是日期，应写成 2026-01-01",
    "date_type": "“{field}”不是日期，应写成 2026-01-01",
    "literal_error": "“{field}”只能是{expected}",
    "string_type": "“{field}”要写成文字，请加上引号",
    "string_pattern_mismatch": "“{field}”的写法不对，应符合 {pattern}",
    "string_too_short": "“{field}”写得太短，至少{min_length}个字",
    "int_parsing": "“{field}”要写成整数",
    "int_type": "“{field}”要写成整数",
    "greater_than_equal": "“{field}”不能小于{ge}",
    "too_short": "“{field}”不能空着，至少写一项",
    "dict_type": "“{field}”要写成“名称: 内容”的一组",
    "model_type": "“{field}”要写成“名称: 内容”的一组",
    "tuple_type": "“{field}”要写成清单，例如 [甲, 乙]",
    "decimal_parsing": "“{field}”要写成数",
}
DEEPEST = 12
CONTROLS = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Declared(BaseModel):
    """The shape of something declared in a policy file: nothing unknown, nothing changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Loader(yaml.CSafeLoader):
    """YAML whose numbers with a fraction are decimals: amounts are never floats."""


def _decimal(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)))


def _day(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Any:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as fault:
        raise yaml.MarkedYAMLError(problem="没有这一天", problem_mark=node.start_mark) from fault


_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)


def _hidden(text: str) -> int:
    """The line of the first character that YAML does not allow; 0 when there is none."""
    found = CONTROLS.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 0


class Document:
    """One policy file: its data and the line of every entry."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self._lines: dict[Place, int] = {(): 1}
        if hidden := _hidden(text):
            raise DomainError(FILE_FAULT, file=file, line=hidden, fault="这一行里有看不见的控制字符，请删掉重写")
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if not isinstance(node, yaml.MappingNode):
                self.refuse((), "文件里没有内容")
            self._note(node, ())
            self.data: dict[str, Any] = loader.construct_document(node)
        except yaml.MarkedYAMLError as fault:
            mark = fault.problem_mark
            line = mark.line + 1 if mark else 1
            problem = f"不是合格的YAML（{fault.problem}）。请检查缩进、引号和日期的写法"
            raise DomainError(FILE_FAULT, file=file, line=line, fault=problem) from fault
        finally:
            loader.dispose()

    @classmethod
    def open(cls, path: Path) -> Document:
        """Read a file. Raises POLICY_FILE_FAULT when it is not YAML or names an entry twice."""
        return cls(path.name, path.read_text(encoding="utf-8"))

    def _note(self, node: yaml.Node, place: Place) -> None:
        if len(place) > DEEPEST:
            self.refuse(place[:1], "嵌套太深，或者自己引用自己。请把内容直接写出来，不用 & 和 *")
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    self.refuse(place, "名称只能是一个词，请改成“名称: 内容”")
                below = (*place, key.value)
                if below in self._lines:
                    self._lines[place] = key.start_mark.line + 1
                    self.refuse(place, f"“{key.value}”写了两次，请删去一处")
                self._lines[below] = key.start_mark.line + 1
                self._note(value, below)
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                self._lines[(*place, index)] = value.start_mark.line + 1
                self._note(value, (*place, index))

    def line(self, place: Place) -> int:
        """The line of an entry, or of the nearest entry that holds it."""
        while place not in self._lines:
            place = place[:-1]
        return self._lines[place]

    def refuse(self, place: Place, fault: str) -> NoReturn:
        """Raise POLICY_FILE_FAULT at an entry."""
        raise DomainError(FILE_FAULT, file=self.file, line=self.line(place), fault=fault)

    def shaped(self, shape: type[Shape], data: Mapping[str, Any], place: Place = ()) -> Shape:
        """`data`, which stands at `place`, as `shape`. Raises POLICY_FILE_FAULT at the first fault."""
        try:
            return shape.model_validate(data)
        except ValidationError as fault:
            # A misspelt entry is also a missing one; naming what stands in the file helps more.
            first = min(fault.errors(), key=lambda error: error["type"] != "extra_forbidden")
            where = tuple(first["loc"])
            says = FAULTS.get(first["type"], "“{field}”写得不对（{message}）")
            standing = self._standing((*place, *where), first["type"] == "missing")
            context = {"expected": "", **first.get("ctx", {})}
            named = says.format(field=standing[-1] if standing else self.file, message=first["msg"], **context)
            self.refuse((*place, *where), named)

    def _standing(self, place: Place, is_missing: bool) -> Place:
        """The part of a place that stands in the file: a fault inside a choice also names the choice it tried."""
        while place and not is_missing and place not in self._lines:
            place = place[:-1]
        return place
