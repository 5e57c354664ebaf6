"""The browser's part: open each page of a plan at both sizes, take its picture, say what is wrong with it.

Runs as its own process without Django: `python -m tests.screens.survey PLAN BASE FOLDER`.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page, Response, sync_playwright

from scripts import browser_ready
from tests.screens.visit import OUTSIDE, Visit, read

SIZES = {"1366": (1366, 768), "390": (390, 844)}
PHONE = "390"
WEIGHT = 150 * 1024
CHECKS = (Path(__file__).with_name("checks.js")).read_text(encoding="utf-8")

# Latin words a county reads every day; numbers of rules, figures, leads, people, batches, units and standards; the
# product's own name.
ALLOWED = re.compile(
    r"(?<![A-Za-z0-9_])(\d+ MB|xlsx|xls|csv|tsv|PDF|Word|docx|Excel|WPS|GBK|UTF-8|Huaiyuan|SQLite|PostgreSQL|R\d+|F\d{3}|I\d{2}|[A-Z]{2}\d{4}-\d+|WXZ-\d+|T/CHES \d+-\d+|[A-Z]{2}\d{5,}|P\d{9}"
    r"|[a-z_]+-\d{4}-\d{2}-\d{2}|[0-9a-f]{8,})(?![A-Za-z0-9_])"
)
ENGLISH = re.compile(r"[A-Za-z]{2,}(?:[ '-][A-Za-z]+)*")
# One renderer for all pages: a process for each would be most of what a walk costs.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--renderer-process-limit=1",
    "--disable-features=IsolateOrigins,site-per-process,SpareRendererForSitePerProcess,ProactivelySwapBrowsingInstance",
]  # fmt: skip
STATIC_BARS = ".dock,.action-bar,.bar,.side nav{position:static!important}"


def survey(plan: list[Visit], base: str, folder: Path) -> list[str]:
    """Look at every page of the plan; the findings as lines, empty when all is well."""
    folder.mkdir(parents=True, exist_ok=True)
    findings: list[str] = []
    with browser_open() as browser:
        for size in SIZES:
            for username in dict.fromkeys(v.username for v in plan):
                context = context_of(browser, size)
                sign_in(context, base, username)
                for visit in (v for v in plan if v.username == username):
                    findings += _look(context, visit, size, base, folder)
                context.close()
    return findings


@contextmanager
def browser_open() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_ready.browser(), args=FLAGS, env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        yield browser
        browser.close()


def context_of(browser: Browser, size: str) -> BrowserContext:
    width, height = SIZES[size]
    is_phone = size == PHONE
    return browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=2 if is_phone else 1, has_touch=is_phone,
        locale="zh-CN", reduced_motion="reduce",
    )  # fmt: skip


def sign_in(context: BrowserContext, base: str, username: str) -> None:
    if not username:
        return
    page = context.new_page()
    page.goto(f"{base}/denglu/")
    page.locator(f'form:has(input[value="{username}"]) button').first.click()
    # The page that was left is loaded too: only the next address tells that signing in is done.
    page.wait_for_url(lambda url: "/denglu/" not in url)
    page.close()


def _look(context: BrowserContext, visit: Visit, size: str, base: str, folder: Path) -> list[str]:
    page = context.new_page()
    noise: list[str] = []
    loaded: list[Response] = []
    page.on("console", lambda m: noise.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: noise.append(str(e)))
    page.on("response", lambda r: loaded.append(r))  # noqa: PLW0108 - playwright cannot wrap a built-in method
    try:
        answer = page.goto(f"{base}{visit.url}", wait_until="networkidle")
    except Error as broken:
        page.close()
        return [] if "Download is starting" in str(broken) else [f"{visit.name} {size}：打不开，{broken}"]
    wrong = _judge(page, visit, size, answer, noise, loaded)
    if answer is not None and "text/html" in answer.headers.get("content-type", ""):
        _picture(page, folder / f"{visit.name}-{size}")
    page.close()
    return [f"{visit.name} {size}：{line}" for line in wrong]


def _judge(
    page: Page, visit: Visit, size: str, answer: Response | None, noise: list[str], loaded: list[Response]
) -> list[str]:
    if answer is None or "text/html" not in answer.headers.get("content-type", ""):
        return []
    expected = 404 if visit.page == "absent" else 200
    wrong = [] if answer.status == expected else [f"状态 {answer.status}，应为 {expected}"]
    if page.url.rstrip("/").endswith("/denglu") and visit.post != OUTSIDE:
        return [*wrong, "被送回登录页"]
    seen = page.evaluate(CHECKS, size == PHONE)
    wrong += seen["found"]
    left = ENGLISH.findall(ALLOWED.sub(" ", seen["words"]))
    wrong += [f"英文：{word}" for word in sorted(set(left))]
    wrong += [f"控制台：{line}" for line in noise if expected == 200 or "404" not in line]
    wrong += _axe(page)
    if size == PHONE and visit.phone and (weight := _weight(loaded)) > WEIGHT:
        wrong.append(f"手机页太重：{weight / 1024:.0f} KB，至多 {WEIGHT // 1024} KB")
    return wrong


def _axe(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [
        f"无障碍（{v['impact']}）{v['id']}：{v['nodes'][0]['html'][:120]}"
        for v in violations
        if v["impact"] in {"serious", "critical"}
    ]


def weigh(context: BrowserContext, url: str) -> int:
    """Bytes of a page and all it loads, on a page of its own.

    What a page left behind is still loading belongs to that page, so nothing that is clicked through can be weighed.
    """
    page = context.new_page()
    loaded: list[Response] = []
    page.on("response", lambda r: loaded.append(r))  # noqa: PLW0108 - playwright cannot wrap a built-in method
    page.goto(url, wait_until="networkidle")
    weight = _weight(loaded)
    page.close()
    return weight


@contextmanager
def weighing(page: Page) -> Iterator[list[int]]:
    """Bytes of each answer that comes while this lasts; listening longer would ask pages that are gone."""
    loaded: list[int] = []

    def weigh_one(answer: Response) -> None:
        if answer.status == 200:
            loaded.append(len(answer.body()))

    page.on("response", weigh_one)
    yield loaded
    page.remove_listener("response", weigh_one)


def _weight(loaded: list[Response]) -> int:
    return sum(len(r.body()) for r in loaded if r.ok)


def _picture(page: Page, stem: Path) -> None:
    page.screenshot(path=f"{stem}.png")
    if page.evaluate("document.documentElement.scrollHeight > window.innerHeight + 40"):
        page.evaluate(
            "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet]; }",
            STATIC_BARS,
        )
        page.screenshot(path=f"{stem}-full.png", full_page=True)


if __name__ == "__main__":
    lines = survey(read(Path(sys.argv[1])), sys.argv[2], Path(sys.argv[3]))
    for line in lines:
        print(line)
    sys.exit(1 if lines else 0)
