"""Where this installation keeps its data, and what kind of installation it is."""

from __future__ import annotations

import datetime as dt
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

ENV = "HUAIYUAN_DATA_DIR"


@dataclass(frozen=True)
class Installation:
    """`config.toml` of a data directory. A directory without one is a production installation not yet set up."""

    folder: Path
    mode: str = "production"
    today: dt.date | None = None
    seed: int = 0
    scale: float = 1.0
    crypto: str = "intl"

    @property
    def is_demo(self) -> bool:
        """Whether every person in it is synthetic."""
        return self.mode == "demo"

    def save(self) -> None:
        """Write `config.toml`; the directory is readable by its owner only."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lines = [f'mode = "{self.mode}"', f"seed = {self.seed}", f"scale = {self.scale}", f'crypto = "{self.crypto}"']
        if self.today:
            lines.append(f"today = {self.today.isoformat()}")
        (self.folder / "config.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def current() -> Installation:
    """The installation that the environment names (default `./var`)."""
    folder = Path(os.environ.get(ENV, "var")).resolve()
    file = folder / "config.toml"
    if not file.exists():
        return Installation(folder)
    return Installation(folder, **tomllib.loads(file.read_text(encoding="utf-8")))
