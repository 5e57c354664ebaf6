"""The six villages as an installation of their own, grown to a real village's size: `python -m tests.ways.build FOLDER`.

With so many families, and so many of them waiting for the county's meeting, that what is counted there is not a toy's.
Prints the families and accounts as JSON.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import sys
from pathlib import Path

from huaiyuan.core.kernel import installation
from huaiyuan.core.kernel.installation import Installation

HOUSEHOLDS, WAITING = 1400, 100
SINCE, TODAY = dt.date(2026, 4, 24), dt.date(2026, 5, 6)


def main(folder: Path) -> None:
    """Set up, load, prepare, and bring a crowd of families to the county's table."""
    Installation(folder, mode="demo", today=TODAY, seed=1, scale=0.01).save()
    for name in ("tmp", "lake", "snapshots", "runs", "media"):
        (folder / name).mkdir(mode=0o700)
    os.environ[installation.ENV] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "huaiyuan.config.settings"
    import django

    from huaiyuan.base.vault import keys

    keys.setup(folder)
    django.setup()
    from django.core.management import call_command

    from tests.integration.registry.loaded import load_tiny
    from tests.ways import six_villages

    call_command("migrate", verbosity=0)
    load_tiny(households=HOUSEHOLDS)
    world = six_villages.prepared(folder)
    _to_the_county(WAITING, {world.applying})
    print(json.dumps(dataclasses.asdict(world), ensure_ascii=False, default=str))


def _to_the_county(count: int, spared: set[str]) -> None:
    """So many families, on assistance already and so spared the comparison, go as far as the county's meeting."""
    from django.db import transaction

    from huaiyuan.core.kernel import clock
    from huaiyuan.county.casework import actions
    from huaiyuan.county.casework.actions import Item
    from huaiyuan.county.casework.types import Level, Result
    from tests.integration.casework.world import Hands

    hands = Hands(day=SINCE, found=SINCE)
    clock.configure(today=hands.day)
    families = [number for number in hands.free_households(count + len(spared)) if number not in spared]
    assert len(families) >= count, f"only {len(families)} families to bring"
    with transaction.atomic():
        cases = [hands.opened(number) for number in families[:count]]
        for case in cases:
            hands.visited(case, exempt="低保0001")
            hands.deliberated(case)
            hands.posted(case)
        hands.later(6)
        clock.configure(today=hands.day)
        for case in cases:
            actions.expire(case.case_no, act=hands.act())
        hands.met(Level.TOWNSHIP, *(Item(case.case_no, Result.PASSED) for case in cases))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
