"""The stage table of a demo: what was done, how long it took, against its budget."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Stage:
    """One line of the table. Seconds."""

    name: str
    budget: int
    took: float


@dataclass
class StageTable:
    """Collects stages; `on_stage` hears of each when it begins."""

    on_stage: Callable[[str], None] = lambda _: None
    stages: list[Stage] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str, budget: int) -> Iterator[None]:
        """Time one stage."""
        self.on_stage(name)
        started = time.perf_counter()
        yield
        self.stages.append(Stage(name, budget, time.perf_counter() - started))

    def lines(self) -> list[str]:
        """The table as people read it."""
        head = [f"{'阶段':<22}  预算秒  实际秒"]
        body = [f"{s.name:<22}  {s.budget:>6}  {s.took:>6.1f}" for s in self.stages]
        total = f"{'合计':<22}  {sum(s.budget for s in self.stages):>6}  {sum(s.took for s in self.stages):>6.1f}"
        return [*head, *body, total]
