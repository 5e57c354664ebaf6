"""Books against pages, and how long a thousand take.

    python -m proof.books DATA_DIR COUNT [SEED]          # sampled books compared with their pages; prints JSON
    python -m proof.books DATA_DIR --timed COUNT         # forms and books made, seconds; prints JSON

A book says what its household's pages say: every figure of the book (its own content) stands in the text of the PDF, and
on one of the pages a person would open for the same. A book laid beside another household's pages must not pass.
Runs as its own process, because it opens the installation.
"""

from __future__ import annotations

import html
import io
import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from proof import command

BOOK = "dossier"
FIGURE = re.compile(r"\d[\d,.:*-]*\d|\d")
ASIDE = {"题目", "表号", "小码", "演示", "打印日期", "打印人"}
PAGES = ("household", "cycles.household", "pairing")
FORMS = ("screening", "visits", "card", "handbook", "dossier")
DRAWN = 3


def compare(data_dir: Path, count: int, seed: int = 1) -> dict[str, Any]:
    """Sampled books against their pages in a process of its own."""
    words = [sys.executable, "-m", "proof.books", str(data_dir), str(count), str(seed)]
    done = subprocess.run(words, env=command.plain_environment(), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise command.Failed(done.stderr[-3000:])
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main(data_dir: Path, count: int, seed: int) -> None:
    """Draw households with a statement of income, with visits and without; compare each."""
    from huaiyuan.shells.console.main import account, open_installation

    open_installation(data_dir)
    by = account(None)
    told: dict[str, Any] = {"books": 0, "figures": 0, "wrong": [], "told_apart": 0}
    texts: list[tuple[str, list[str]]] = []
    for number in _drawn(by, count, seed):
        said, book, pages = _made(number, by)
        figures = sorted({one for leaf in _leaves(said) for one in FIGURE.findall(leaf)})
        told["books"] += 1
        told["figures"] += len(figures)
        told["wrong"] += [f"{number}：书里没有 {one}" for one in figures if one not in book]
        told["wrong"] += [f"{number}：页面上没有 {one}" for one in figures if one not in pages]
        texts.append((pages, figures))
    told["told_apart"] = sum(
        any(one not in texts[place - 1][0] for one in figures) for place, (_, figures) in enumerate(texts)
    )
    print(json.dumps(told, ensure_ascii=False))


def _drawn(by: Any, count: int, seed: int) -> list[str]:
    from huaiyuan.county.reports import catalogue, subjects

    draw, family = random.Random(seed), catalogue.form(BOOK)
    monitored = [one.key for one in subjects.many(family, _county(by), subjects.MONITORED, by)]
    followed = [one.key for one in subjects.many(family, _county(by), subjects.FOLLOWED, by)]
    measured = [one.household_no for one in subjects.many(catalogue.form("income"), _county(by), "", by)]
    third = -(-count // DRAWN)
    return [number for rows in (monitored, followed, measured) for number in draw.sample(rows, min(third, len(rows)))][
        :count
    ]


def _county(by: Any) -> str:
    from huaiyuan.base import access

    return str(access.scope_of(by).prefixes[0])


def _made(number: str, by: Any) -> tuple[dict[str, Any], str, str]:
    """A book's content, the text of its PDF, and the text of the pages; both without white space."""
    from pypdf import PdfReader

    from huaiyuan.county.reports import binding, catalogue, subjects

    form = catalogue.form(BOOK)
    said = binding.content(form, subjects.find(form.kind, number, by), "K7M2X9PQRTHJ4WC", by, "K7M2X9PQRTHJ4WC")
    reader = PdfReader(io.BytesIO(binding.set_in_type(form, said).data))
    text = "".join(page.extract_text() for page in reader.pages)
    kept = {name: value for name, value in said.items() if name not in ASIDE}
    return kept, _bare(text), _bare("".join(_pages(number, by)))


def _pages(number: str, by: Any) -> Iterator[str]:
    from django.test import Client
    from django.urls import reverse

    from huaiyuan.county.income import queries as income
    from huaiyuan.county.plans import queries as plans

    client = Client()
    client.force_login(by)
    urls = [reverse(name, args=[number]) for name in PAGES]
    held = income.latest(number)
    urls += [reverse("income.print", args=[held.number])] if held else []
    urls += [reverse("plan", args=[one.plan.number]) for one in plans.of_household(number)[:1]]
    for url in urls:
        answer = client.get(url)
        if answer.status_code == 200:
            yield html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one)
    elif value:
        yield str(value)


def timed(data_dir: Path, count: int) -> None:
    """Seconds for a thousand of each, read, filled and set, as the background work makes them."""
    from huaiyuan.shells.console.main import account, open_installation

    open_installation(data_dir)
    from huaiyuan.county.reports import background, catalogue, subjects

    by = account(None)
    found = subjects.many(catalogue.form("card"), _county(by), subjects.FOLLOWED, by)[:count]
    told = {}
    for code in FORMS:
        began = time.monotonic()
        made = sum(1 for _ in background.filled(catalogue.form(code), found, by, "", []))
        told[code] = {"made": made, "seconds": round(time.monotonic() - began, 1)}
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    if sys.argv[2] == "--timed":
        timed(Path(sys.argv[1]), int(sys.argv[3]))
    else:
        main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)
