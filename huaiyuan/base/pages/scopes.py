"""What a page shows, seen from the rows: resolvers that turn URL parts into an object the account may see.

An app registers a resolver once, at start; pages name it:

    @scopes.resolver("household")
    def by_household(reach: Scope, household_no: str) -> Household | None: ...

Absent and foreign are the same answer, None, so that nobody can tell them apart from outside.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

from django.http import Http404

from huaiyuan.base.access.scope import Scope

Resolver = Callable[..., Any]


class Rows(StrEnum):
    """Declarations for pages without one object of their own."""

    ROWS = "rows"
    NO_ROWS = "no_rows"


ROWS, NO_ROWS = Rows.ROWS, Rows.NO_ROWS
Declared = str | Rows | Resolver
ABSENT: Final[Any] = object()
# A resolver that names this parameter gets who asks: a department's rows are told by its post, not by an area.
ACCOUNT = "account"

RESOLVERS: dict[str, Resolver] = {}


def resolver(name: str) -> Callable[[Resolver], Resolver]:
    """Register a resolver: called with the scope and the URL parts it names; returns the object or None."""

    def register(function: Resolver) -> Resolver:
        taken = RESOLVERS.get(name)
        if taken is not None and (taken.__module__, taken.__qualname__) != (function.__module__, function.__qualname__):
            raise ValueError(f"scope resolver {name} is registered twice")
        RESOLVERS[name] = function
        return function

    return register


def resolve(declared: Declared, reach: Scope, kwargs: Mapping[str, Any], account: Any = None) -> Any:
    """(positional, keyword) arguments for the view, or ABSENT. Raises KeyError for a resolver nobody registered."""
    if declared in (ROWS, NO_ROWS):
        return (), dict(kwargs)
    function = declared if callable(declared) else RESOLVERS[declared]
    takes = list(inspect.signature(function).parameters)[1:]
    try:
        offered = {**kwargs, ACCOUNT: account}
        found = function(reach, **{k: v for k, v in offered.items() if k in takes})
    except Http404:
        return ABSENT
    if found is None:
        return ABSENT
    return (found,), {k: v for k, v in kwargs.items() if k not in takes}
