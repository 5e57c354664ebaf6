"""Loading what a process keeps to its end (装载): two thousand modules, none of them ever garbage."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def for_good() -> Iterator[None]:
    """Load without looking for garbage, and never look through what was loaded again.

    Looking through it again and again is a fifth of what a process takes to start.
    """
    gc.disable()
    try:
        yield
        gc.freeze()
        # Libraries count at the end what is left.
        atexit.register(gc.unfreeze)
    finally:
        gc.enable()
