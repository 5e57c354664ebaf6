"""Let the rolls speak."""

from huaiyuan.county.guarantees.rolls import voices
from huaiyuan.county.registry import guarantees


def register() -> None:
    """Called once when the app is ready."""
    guarantees.register("rolls", voices.say, voices.NEEDED)
