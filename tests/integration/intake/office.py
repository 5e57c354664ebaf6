"""One office that takes a file in, as a process of its own: `python -m tests.integration.intake.office FILE SOURCE PERIOD`.

Prints the answer as JSON. The data directory comes from the environment.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path


def main(file: str, source: str, period: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huaiyuan.config.settings")
    import django

    django.setup()
    from huaiyuan.core.kernel.errors import DomainError
    from huaiyuan.county.intake import actions
    from tests.integration.intake.nobody import find_nobody

    try:
        received = actions.receive_and_merge(Path(file), source=source, period=period, by="center", match=find_nobody)
    except DomainError as refusal:
        sys.exit(str(refusal))
    print(json.dumps(asdict(received), ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
