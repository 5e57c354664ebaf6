"""People, posts, area scope and permissions.

`from huaiyuan.base import access` and call `access.may(account, access.P.LEAD_READ)`, `access.scope_of(account)`.
Names resolve on first use, because Django loads this package before its models may be imported.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from huaiyuan.base.access.permissions import Field, P, Role
    from huaiyuan.base.access.queries import acting, departments, may, scope_of, sees_clear, standing
    from huaiyuan.base.access.scope import Scope

_HOMES = {
    "P": "permissions",
    "Field": "permissions",
    "Role": "permissions",
    "Scope": "scope",
    "departments": "queries",
    "may": "queries",
    "scope_of": "queries",
    "sees_clear": "queries",
    "standing": "queries",
    "acting": "queries",
}
__all__ = ["Field", "P", "Role", "Scope", "acting", "departments", "may", "scope_of", "sees_clear", "standing"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
