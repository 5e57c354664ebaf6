"""How fast 我的待办 opens for every post with twenty thousand open tasks on the whole county.

    HUAIYUAN_DATA_DIR=var python -m bench.tasks [--json] [--draws 40]

The tasks are opened in one transaction that is rolled back, so the county stays as it was. Beside each post stands its
baseline, the page of one's own account: the same frame, menu and middleware with no list in it. The promise to users is
200 ms in 95 of 100 cases on two cores; the ratio is what another machine can be compared by.
"""

# ruff: noqa: PLC0415 - an installation is set up before what needs it is imported

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from typing import Any

LEAST, PROMISE_MS = 20_000, 200
POSTS = {
    "县监测中心": "county1", "县领导": "leader1", "乡镇": "t411330101", "村": "v411330101200a", "部门": "dep_yibao",
}  # fmt: skip
# Of a hundred tasks: so many of villages, townships, departments and the county centre.
SHARES = {"verify_lead": 70, "identify_household": 15, "order_carry_department": 5, "order_check_county_center": 10}
ASKED = {"": "/", "按类": "/?lei=线索核实", "找字": "/?q=河"}


def main() -> int:
    """Print a line per post and question; exit 1 when one breaks the promise."""
    parser = argparse.ArgumentParser(prog="python -m bench.tasks")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--draws", type=int, default=40)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huaiyuan.config.settings")
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        opened = _open()
        found = [line for post, username in POSTS.items() for line in _of_post(post, username, options.draws)]
        transaction.set_rollback(True)
    if options.json:
        print(json.dumps({"open_tasks": opened, "posts": found}, ensure_ascii=False))
    else:
        print(f"全县待办 {opened:,} 件；限 p95 {PROMISE_MS} ms；基线为同一岗位的“我的”页")
        for line in found:
            print(
                f"{line['post']}{line['asked'] and '，' + line['asked']:<8} 本岗位 {line['tasks']:>6,} 件  p95 {line['p95_ms']:6.1f} ms"
                f"（限 {PROMISE_MS}），自身 {line['cpu_ms']:5.1f} ms  基线 {line['baseline_ms']:5.1f} ms，自身"
                f" {line['baseline_cpu_ms']:5.1f} ms  自身比 {line['ratio']:.1f}"
            )
    return int(opened < LEAST or any(line["p95_ms"] > PROMISE_MS for line in found))


def _open() -> int:
    """As many tasks as it takes, spread over villages, townships, one department and the county centre."""
    import datetime as dt

    import pyarrow as pa

    from huaiyuan.base import reference
    from huaiyuan.core.kernel import clock
    from huaiyuan.county.worklist import actions
    from huaiyuan.county.worklist.models import Task, TaskState

    now = clock.business_now()
    villages = [place.code for place in reference.places(level="village")]
    wanted = max(LEAST + 1_000 - Task.objects.filter(state=TaskState.OPEN).count(), 0)
    for kind, share in SHARES.items():
        rows = []
        for n in range(wanted * share // 100):
            village = villages[n % len(villages)]
            area = {"verify_lead": village, "identify_household": village[:9]}.get(kind, village[:6])
            rows.append({
                "subject_no": f"BENCH-{kind}-{n}", "about": f"河西组第{n}件", "household_no": "", "village_code": village,
                "owner_area": area, "grade": "", "due_at": now + dt.timedelta(hours=n % 600 - 200),
                "owner_department": "医保局" if kind.endswith("department") else "",
            })  # fmt: skip
        schema = pa.schema([*actions.COLUMNS.items(), (actions.DEPARTMENT, pa.string())])
        actions.open_many(kind, pa.Table.from_pylist(rows, schema=schema), by=None, at=now)
    return Task.objects.filter(state=TaskState.OPEN).count()


def _of_post(post: str, username: str, draws: int) -> list[dict[str, Any]]:
    from django.test import Client

    from huaiyuan.base.access.models import Account
    from huaiyuan.county.worklist import queries

    account, client = Account.objects.get(username=username), Client(HTTP_HOST="localhost")
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    tasks, found = queries.open_count(account), []
    for asked, address in ASKED.items():
        # A process that serves has counted the leader's figures of the newest snapshot already.
        _timed(client, address)
        # In turn, so that a busy machine troubles both alike.
        drawn = [(_timed(client, address), _timed(client, "/wode/")) for _ in range(draws)]
        wall, work, bare_wall, bare_work = (_p95(drawn, page, clock) for page in (0, 1) for clock in (0, 1))
        found.append(
            {"post": post, "asked": asked, "tasks": tasks, "p95_ms": wall, "cpu_ms": work, "baseline_ms": bare_wall,
             "baseline_cpu_ms": bare_work, "ratio": round(work / bare_work, 2), "within": wall <= PROMISE_MS}
        )  # fmt: skip
    return found


def _p95(drawn: list[tuple[tuple[float, float], tuple[float, float]]], page: int, clock: int) -> float:
    return round(statistics.quantiles([one[page][clock] for one in drawn], n=20)[-1], 1)


def _timed(client: Any, address: str) -> tuple[float, float]:
    """Milliseconds by the clock on the wall, and of this thread's own work, which no neighbour lengthens."""
    began, worked = time.perf_counter(), time.thread_time()
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return (time.perf_counter() - began) * 1000, (time.thread_time() - worked) * 1000


if __name__ == "__main__":
    sys.exit(main())
