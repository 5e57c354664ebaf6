"""One page as one post sees it, and the plan as a file for the browser process, which knows no Django."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

OUTSIDE = "未登录"


@dataclass(frozen=True)
class Visit:
    """One page as one post sees it."""

    page: str
    post: str
    username: str
    url: str
    phone: bool
    title: str

    @property
    def name(self) -> str:
        """The stem of its pictures."""
        return f"{self.page}-{self.post}"


def write(visits: list[Visit], file: Path) -> None:
    """The plan as a file."""
    file.write_text(json.dumps([asdict(v) for v in visits], ensure_ascii=False), encoding="utf-8")


def read(file: Path) -> list[Visit]:
    """The plan again."""
    return [Visit(**one) for one in json.loads(file.read_text(encoding="utf-8"))]
