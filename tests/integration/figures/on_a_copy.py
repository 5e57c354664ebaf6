"""Random edits on a data directory, in a process of its own: `python -m tests.integration.figures.on_a_copy DIR SEED`.

Prints one JSON object: the kinds of edits that were drawn, and every figure as plain Python counts it afterwards.
"""

from __future__ import annotations

import json
import os
import random
import sys


def main(data_dir: str, seed: int) -> None:
    """Edit and count."""
    os.environ["HUAIYUAN_DATA_DIR"] = data_dir
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huaiyuan.config.settings")
    import django

    django.setup()
    from huaiyuan.core.kernel import clock
    from tests.integration.figures import edits, plain_count
    from tests.integration.registry.loaded import account

    kinds = edits.edit_at_random(random.Random(seed), account("county1"))
    print(json.dumps({"kinds": sorted(kinds), "figures": plain_count.shown_on(clock.today())}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
