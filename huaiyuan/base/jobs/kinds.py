"""The kinds of jobs (作业种类), registered by the apps that do them: Chinese names, stages, and what the worker calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Work = Callable[..., str | None]


@dataclass(frozen=True)
class Kind:
    """One kind. `work` gets the enqueued arguments by name and may return a sentence; None for kinds never enqueued."""

    name: str
    label: str
    work: Work | None = None
    stages: Mapping[str, str] = field(default_factory=dict)


KINDS: dict[str, Kind] = {}


def register(name: str, label: str, work: Work | None = None, stages: Mapping[str, str] | None = None) -> None:
    """Declare a kind when Django is ready. `stages` gives the Chinese word of each stage."""
    KINDS[name] = Kind(name, label, work, stages or {})


def label(name: str) -> str:
    """The Chinese name of a kind."""
    return KINDS[name].label if name in KINDS else name


def stage_label(name: str, stage: str) -> str:
    """The Chinese word of a stage."""
    return KINDS[name].stages.get(stage, stage) if name in KINDS and stage else stage or "刚开始"
