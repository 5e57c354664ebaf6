"""Department files as departments send them, with planted dirt and known truth."""

from huaiyuan.synth.files.deliver import cleared, write

__all__ = ["cleared", "write"]
