"""Kinds of tasks (任务种类), registered as data by the apps whose work they are."""

from __future__ import annotations

from dataclasses import dataclass

from huaiyuan.base.access.permissions import Role


@dataclass(frozen=True)
class Kind:
    """One kind of task: its title, whose post does it, and what proves it done.

    `title` may name `{about}`, the task's own few words. `limit` is the policy parameter that sets the deadline; a kind
    whose limit nobody has settled has tasks without one.
    """

    code: str
    title: str
    post: Role
    proof: str
    subject: str
    limit: str = ""

    def titled(self, about: str) -> str:
        """The title of one task."""
        return self.title.format(about=about)


KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Add kinds of tasks. Raises ValueError when a code is taken by another kind."""
    for kind in kinds:
        if KINDS.get(kind.code, kind) != kind:
            raise ValueError(f"task kind {kind.code} is registered twice")
        KINDS[kind.code] = kind
