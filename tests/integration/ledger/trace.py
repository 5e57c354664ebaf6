"""Where a ledger leaves a trace: `python -m tests.integration.ledger.trace WORD` prints what of the whole system names it."""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def of(code: str, table: str) -> dict[str, list[str]]:
    """Every place that knows a ledger, by what it is: kinds of tasks, tables, figures, lines of a timeline, documents."""
    from django.apps import apps
    from django.db import connection

    from huaiyuan.base.figures.catalogue import FIGURES
    from huaiyuan.core.engine import extracts, tables
    from huaiyuan.county.ledger import document
    from huaiyuan.county.ledger.declaration import LEDGERS
    from huaiyuan.county.registry import timeline
    from huaiyuan.county.worklist import kinds

    known: dict[str, Any] = {
        "ledgers": LEDGERS, "task kinds": kinds.KINDS, "snapshot tables": tables.every(),
        "extracts": extracts.for_dialect(connection.vendor), "timeline": timeline.SHARING,
        "models": [model._meta.db_table for model in apps.get_models()],
        "documents": [line for line in document.lines(LEDGERS.values()) if line.startswith("\n## ")],
        "figures": [f"{name} {figure.records}" for name, figure in FIGURES.items()],
    }  # fmt: skip
    return {what: found for what, names in known.items() if (found := [n for n in names if code in n or table in n])}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huaiyuan.config.settings")
    import django

    django.setup()
    print(json.dumps(of(*sys.argv[1:3]), ensure_ascii=False))
