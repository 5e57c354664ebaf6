"""How fast finding people stays under load: 200 questions per kind drawn from the data, 20 a second, as county and village.

    HUAIYUAN_DATA_DIR=var python -m bench.search [--seconds 60 | --all] [--rate 20] [--json]

The server runs as it does for users, on its own port; the questions come over HTTP at fixed instants whether or not
earlier ones were answered, and each is timed from the instant it was due, so that a queue shows. Pages of households, of
villages and of leads are asked for among them. The promise is the 95th percentile within 300 ms on two cores, the one that
asks among them. A machine that is busy otherwise shows in its load, which is printed; processor time per answer is ours.
"""

# ruff: noqa: PLC0415 - an installation is set up before what needs it is imported

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench import usage

DRAWS, PROMISE_MS, PATIENCE_S, ASKING = 200, 300, 60, 24
Question = tuple[str, str, str]  # kind, session, address


def main() -> int:
    """Print a line per kind; exit 1 when a kind breaks the promise or an answer is not 200."""
    options = _options()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huaiyuan.config.settings")
    import django

    django.setup()
    from django.conf import settings

    rng = random.Random(options.seed)
    questions = _questions(rng)
    rng.shuffle(questions)
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "huaiyuan.shells.console", "serve", "--data-dir", str(Path(settings.DATA_DIR)),
         "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _await(port)
        load, before = os.getloadavg()[0], usage.family_cpu(server.pid)
        seconds = -(-len(questions) // options.rate) if options.all else options.seconds
        took, failed = _ask(port, questions, options.rate, seconds)
        spent = usage.family_cpu(server.pid) - before
    finally:
        server.terminate()
        server.wait(20)
    found = {kind: {"n": len(ms), "p50": _at(ms, 0.5), "p95": _at(ms, 0.95)} for kind, ms in sorted(took.items())}
    answers = sum(len(ms) for ms in took.values())
    machine = {"load_before": round(load, 1), "server_ms_per_answer": round(spent * 1000 / answers, 1)}
    told = {"kinds": found, "failed": failed, "answers": answers, "seconds": seconds, **machine}
    print(json.dumps(told, ensure_ascii=False) if options.json else _as_text(found, told))
    return int(failed > 0 or any(kind["p95"] > PROMISE_MS for kind in found.values()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.search")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--all", action="store_true", help="每一问都问到")
    parser.add_argument("--rate", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _questions(rng: random.Random) -> list[Question]:
    from huaiyuan.base import reference
    from huaiyuan.county.registry.models import Household, Membership, Person, Residence

    villages = [place.code for place in reference.places(level="village")]
    village = rng.choice(villages)
    near = Membership.objects.known().filter(
        household__in=Residence.objects.known().filter(village_code=village).values("household")
    )
    asked: list[Question] = []
    for post, session, people, homes in (
        ("county", _session("411330"), Person.objects.all(), Household.objects.filter(closed_on__isnull=True)),
        (
            "village", _session(village), Person.objects.filter(pk__in=near.values("person")),
            Household.objects.filter(pk__in=near.values("household"), closed_on__isnull=True),
        ),
    ):  # fmt: skip
        for kind, texts in _texts(rng, people, homes).items():
            asked += [(f"search by {kind}, {post}", session, f"/hu/?q={quote(text)}") for text in texts]
        numbers = _some(rng, homes, "household_no")
        asked += [(f"household, {post}", session, f"/hu/{no}/") for no in numbers]
        lists = villages if post == "county" else [village]
        asked += [(f"village list, {post}", session, f"/cun/{rng.choice(lists)}/") for _ in range(DRAWS)]
        asked += [(f"lead list, {post}", session, "/xiansuo/")] * DRAWS
    return asked


def _texts(rng: random.Random, people: object, homes: object) -> dict[str, list[str]]:
    """What people would type, from the data itself; sealed numbers are opened in memory."""
    import pyarrow as pa

    from huaiyuan.base.vault import vault

    keys = _some(rng, people, "pk")
    rows = list(people.filter(pk__in=keys).values_list("name", "initials"))  # type: ignore[attr-defined]

    def opened(column: str) -> list[str]:
        having = people.filter(**{f"{column}__isnull": False})  # type: ignore[attr-defined]
        held = list(having.filter(pk__in=_some(rng, having, "pk")).values_list("pk", column))
        ids = pa.array([key for key, _ in held], pa.int64())
        sealed = pa.array([bytes(value) for _, value in held], pa.binary())
        return [str(v) for v in vault.open_many(sealed, column=f"registry_person.{column}", ids=ids).to_pylist()]

    numbers, phones = opened("id_sealed"), opened("phone_sealed")
    return {
        "name": [name for name, _ in rows],
        "surname": [name[:1] for name, _ in rows],
        "initials": [initials.lower() for _, initials in rows],
        "two initials": [initials[:2].lower() for _, initials in rows],
        "ID number": numbers,
        "ID tail 4": [n[-4:] for n in numbers],
        "ID tail 6": [n[-6:] for n in numbers],
        "phone": phones,
        "phone tail": [n[-4:] for n in phones],
        "household number": _some(rng, homes, "household_no"),
    }


def _some(rng: random.Random, rows: object, field: str) -> list[str]:
    values = list(rows.values_list(field, flat=True))  # type: ignore[attr-defined]
    return rng.sample(values, min(DRAWS, len(values)))


def _session(area_code: str) -> str:
    """The cookie of somebody signed in who stands at the area."""
    from django.conf import settings
    from django.test import Client

    from huaiyuan.base.access.models import Posting

    holder = Posting.objects.filter(area_code=area_code, account__is_active=True).order_by("pk").first()
    assert holder is not None, area_code
    client = Client(HTTP_HOST="localhost")
    client.force_login(holder.account, backend="django.contrib.auth.backends.ModelBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _ask(port: int, questions: list[Question], rate: int, seconds: int) -> tuple[dict[str, list[float]], int]:
    took: dict[str, list[float]] = {}
    failed: list[str] = []
    lock = threading.Lock()
    start = time.perf_counter() + 1

    def one(number: int, question: Question) -> None:
        kind, session, address = question
        due = start + number / rate
        status = _get(port, address, session)
        waited = (time.perf_counter() - due) * 1000
        with lock:
            took.setdefault(kind, []).append(waited)
            if status != http.client.OK:
                failed.append(f"{kind}: {status}")

    wanted = [questions[n % len(questions)] for n in range(rate * seconds)]
    with ThreadPoolExecutor(ASKING) as pool:
        _paced(start, rate, wanted, lambda n, question: pool.submit(one, n, question))
    for line in failed[:5]:
        print(line, file=sys.stderr)
    return took, len(failed)


def _paced(start: float, rate: int, wanted: Iterable[Question], send: Callable[[int, Question], object]) -> None:
    for number, question in enumerate(wanted):
        time.sleep(max(0.0, start + number / rate - time.perf_counter()))
        send(number, question)


def _get(port: int, address: str, session: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        connection.request("GET", address, headers={"Cookie": session, "Host": "localhost"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _await(port: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit("the server did not answer")


def _at(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1)


def _as_text(found: dict[str, dict[str, float]], told: dict[str, Any]) -> str:
    lines = [f"{k:<36} n {v['n']:>4}  p50 {v['p50']:>7} ms  p95 {v['p95']:>7} ms" for k, v in found.items()]
    asked = f"{told['answers']} answers in {told['seconds']} s, failed {told['failed']}"
    machine = f"load before {told['load_before']}, server {told['server_ms_per_answer']} ms of processors an answer"
    return "\n".join([*lines, f"{asked}; {machine}; promise: p95 within {PROMISE_MS} ms"])


if __name__ == "__main__":
    sys.exit(main())
