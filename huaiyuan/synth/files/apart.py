"""Writing the departments' files beside everything else (两个核一起用): a child builds the same county of the same seed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from huaiyuan.core.engine import child
from huaiyuan.synth.files.deliver import cleared

Sent = Callable[[], list[Path]]


@contextmanager
def writing(folder: Path, *, seed: int, scale: float, today: dt.date) -> Iterator[Sent]:
    """Begin to write the files; what is given waits for them and tells where they lie. A failure is raised there."""
    order = {"folder": str(cleared(folder)), "seed": seed, "scale": scale, "today": today.isoformat()}
    # The thread that starts a child must outlive it: the child ends with it.
    with ThreadPoolExecutor(1) as beside:
        answer = beside.submit(child.call, "huaiyuan.synth.files.apart:write", order)
        yield lambda: [Path(sent) for sent in answer.result()["sent"]]


def write(order: Mapping[str, Any]) -> dict[str, Any]:
    """The child's work: folder, seed, scale and today in, the files' paths out."""
    from huaiyuan.synth import county, files, slips

    seed = int(order["seed"])
    made, _ = slips.plant(county.build(seed, float(order["scale"]), dt.date.fromisoformat(order["today"])), seed)
    return {"sent": [str(sent) for sent in files.write(made, Path(order["folder"]), seed)]}
