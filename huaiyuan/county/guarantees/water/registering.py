"""Let water do its chores, publish its figures and speak of families' water."""

from huaiyuan.base.jobs import tick
from huaiyuan.county.guarantees.water import figures, keeping, trail, voices  # noqa: F401 - audit sentences
from huaiyuan.county.registry import guarantees


def register() -> None:
    """Called once when the app is ready."""
    figures.register()
    tick.every_minute("water", keeping.keep_up)
    guarantees.register("water", voices.say, voices.LIMITS)
