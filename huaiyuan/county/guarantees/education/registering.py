"""What education declares besides its ledgers: figures, standards in snapshots, background work, the month's look."""

from __future__ import annotations

from huaiyuan.base.jobs import kinds, tick
from huaiyuan.county.guarantees.education import figures, keeping, reconciling, trail, voices  # noqa: F401 - sentences on import
from huaiyuan.county.registry import guarantees

JOB = "schooling"
STAGES = {"children": "找适龄儿童", "rolls": "读名册", "compare": "逐人比对"}


def register() -> None:
    """Declare them; called once when the app is ready."""
    figures.register()
    guarantees.register("education", voices.say, voices.NEEDED)
    kinds.register(JOB, "四查三比对", reconciling.compare_in_background, STAGES)
    tick.every_minute("home_teaching", keeping.keep_up)
