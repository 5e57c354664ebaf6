"""How fast pages answer on the whole county: the median of fifty draws from the data, per kind of page.

    HUAIYUAN_DATA_DIR=var python -m bench.pages [--json]

The promise to users is 300 ms on two cores; printed beside it. The page is asked for in this process, through every
middleware, so what is measured is the server's share.
"""

# ruff: noqa: PLC0415 - an installation is set up before what needs it is imported

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator

DRAWS = 50
PROMISE_MS = 300


def main() -> int:
    """Print a line per kind; exit 1 when a median breaks the promise."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huaiyuan.config.settings")
    import django

    django.setup()
    found = {kind: _median(draw) for kind, draw in _kinds().items()}
    if "--json" in sys.argv:
        print(json.dumps(found))
    else:
        for kind, milliseconds in found.items():
            print(f"{kind:<28} median {milliseconds:7.1f} ms   promise {PROMISE_MS} ms")
    return int(any(m > PROMISE_MS for m in found.values()))


def _kinds() -> dict[str, Callable[[], Iterator[Callable[[], object]]]]:
    from django.test import Client

    from huaiyuan.base.access.models import Account

    clients = {}
    for username in ("county1", "t411330101", "v411330101200a"):
        clients[username] = Client(HTTP_HOST="localhost")
        clients[username].force_login(
            Account.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend"
        )

    def ask(username: str, address: str) -> Callable[[], object]:
        def get() -> object:
            response = clients[username].get(address)
            assert response.status_code == 200, (address, response.status_code)
            return response

        return get

    rng = random.Random(1)
    names, numbers, villages, leads = _drawn(rng)
    return {
        "search by name, county": lambda: (ask("county1", f"/hu/?q={n}") for n in names),
        "search by number, county": lambda: (ask("county1", f"/hu/?q={n}") for n in numbers),
        "village list, county": lambda: (ask("county1", f"/cun/{v}/") for v in villages),
        "household, county": lambda: (ask("county1", f"/hu/{n}/") for n in numbers),
        "lead, county": lambda: (ask("county1", f"/xiansuo/{n}/") for n in leads),
        "leads list, county": lambda: (ask("county1", f"/xiansuo/?zhen={v[:9]}&tab=all") for v in villages),
        "leads list, township": lambda: (ask("t411330101", "/xiansuo/?tab=all") for _ in range(DRAWS)),
        "round, village": lambda: (ask("county1", f"/paicha/PC2026-02-{v}/cun/") for v in villages),
        "workbench, village": lambda: (ask("v411330101200a", "/") for _ in range(DRAWS)),
        "workbench, county": lambda: (ask("county1", "/") for _ in range(DRAWS)),
    }


def _drawn(rng: random.Random) -> tuple[list[str], list[str], list[str], list[str]]:
    from huaiyuan.base import reference
    from huaiyuan.county.leads.models import Lead
    from huaiyuan.county.registry.models import Household, Person

    def some(rows: object, field: str) -> list[str]:
        last = rows.order_by("-id").values_list("id", flat=True).first() or 0  # type: ignore[attr-defined]
        keys = rng.sample(range(1, last + 1), min(DRAWS * 2, last))
        return list(rows.filter(id__in=keys).values_list(field, flat=True))[:DRAWS]  # type: ignore[attr-defined]

    villages = [p.code for p in reference.places(level="village")]
    return (
        some(Person.objects.all(), "name"),
        some(Household.objects.filter(closed_on__isnull=True), "household_no"),
        rng.sample(villages, DRAWS),
        some(Lead.objects.all(), "lead_no"),
    )


def _median(draw: Callable[[], Iterator[Callable[[], object]]]) -> float:
    took = []
    for get in draw():
        started = time.perf_counter()
        get()
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took)


if __name__ == "__main__":
    sys.exit(main())
