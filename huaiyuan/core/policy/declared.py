"""Reading policy files: YAML into checked data, where every fault names its file and line."""

from __future__ import annotations

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
    "missing": "缺少“{field}”",
    "extra_forbidden": "不认识“{field}”这一项",
    "date_from_datetime_parsing": "“{field}”不是日期，应写成 2026-01-01",
    "date_type": "“{field}”不是日期，应写成 2026-01-01",
    "literal_error": "“{field}”只能是{expected}",
}


class Declared(BaseModel):
    """The shape of something declared in a policy file: nothing unknown, nothing changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Loader(yaml.SafeLoader):
    """YAML whose numbers with a fraction are decimals: amounts are never floats."""


def _decimal(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)))


_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)


class Document:
    """One policy file: its data and the line of every entry."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self._lines: dict[Place, int] = {(): 1}
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
            raise DomainError(FILE_FAULT, file=file, line=line, fault=f"不是合格的YAML（{fault.problem}）") from fault
        finally:
            loader.dispose()

    @classmethod
    def open(cls, path: Path) -> Document:
        """Read a file. Raises POLICY_FILE_FAULT when it is not YAML or names an entry twice."""
        return cls(path.name, path.read_text(encoding="utf-8"))

    def _note(self, node: yaml.Node, place: Place) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                below = (*place, key.value)
                if below in self._lines:
                    self._lines[place] = key.start_mark.line + 1
                    self.refuse(place, f"“{key.value}”写了两次")
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
            context = {"expected": "", **first.get("ctx", {})}
            named = says.format(field=where[-1] if where else self.file, message=first["msg"], **context)
            self.refuse((*place, *where), named)
