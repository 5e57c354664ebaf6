"""Reference data (参考数据): areas, parameters in force, deadlines and the working calendar.

`reference.parameter(...)`, `reference.deadline(...)`, `reference.days_left(...)` are those of `queries`; they are
looked up late because a Django app package is imported before its models may be.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from huaiyuan.base.reference.queries import (
        DaysLeft,
        Parameter,
        Place,
        all_parameters,
        days_left,
        deadline,
        parameter,
        parameters,
        places,
        places_by_code,
    )

__all__ = [
    "DaysLeft",
    "Parameter",
    "Place",
    "all_parameters",
    "days_left",
    "deadline",
    "parameter",
    "parameters",
    "places",
    "places_by_code",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("huaiyuan.base.reference.queries"), name)
