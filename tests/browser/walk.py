"""Walks in the browser, in a process of their own: Django refuses its database inside Playwright's loop.

`walk(base, username, name)` runs one and returns what it saw.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from playwright.sync_api import Page, expect

from tests.screens import survey

STEPS = {"desk": "1366", "phone": "390"}


def walk(base: str, username: str, name: str) -> dict[str, Any]:
    """Run a walk as this account; what it saw by name."""
    command = [sys.executable, "-m", "tests.browser.walk", base, username, name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def desk(page: Page, base: str) -> dict[str, Any]:
    """Menus and ticking rows on the style guide."""
    page.goto(f"{base}/yangzhang/")
    menu = page.locator("details.menu").first
    menu.locator("summary").click()
    seen: dict[str, Any] = {"menu_opened": menu.get_attribute("open") is not None}
    page.keyboard.press("Escape")
    seen["menu_closed_by_escape"] = menu.get_attribute("open") is None
    page.locator("[data-pick]").nth(0).check()
    page.locator("[data-pick]").nth(1).check()
    seen["bulk_says"] = page.locator("[data-bulk] .btn-primary").inner_text()
    page.locator("[data-pick-none]").click()
    seen["bulk_hidden_again"] = not page.locator("[data-bulk]").is_visible()
    return seen


def phone(page: Page, base: str) -> dict[str, Any]:
    """A form that is typed into, reloaded, and submitted without a network."""
    page.goto(f"{base}/yangzhang/")
    page.locator("[name=found]").fill("儿子九月起没有活干")
    page.locator("[name=verdict][value=false]").check()
    # Not wait_for_function: it evaluates text in the page, which the content security policy refuses.
    expect(page.locator("[data-draft-says]")).to_contain_text("已存在手机上")
    seen: dict[str, Any] = {"says_after_typing": page.locator("[data-draft-says]").inner_text()}
    page.reload()
    seen["typed_after_reload"] = page.locator("[name=found]").input_value()
    seen["picked_after_reload"] = page.locator("[name=verdict]:checked").get_attribute("value")
    page.context.set_offline(True)
    page.locator("form[data-draft] [type=submit]").click()
    seen["offline_strip"] = page.locator("[data-offline]").is_visible()
    seen["address_while_offline"] = page.url
    page.context.set_offline(False)
    page.wait_for_url("**found=**")
    seen["address_when_back"] = page.url
    return seen


def main(base: str, username: str, name: str) -> None:
    """Run one walk and print what it saw."""
    errors: list[str] = []
    with survey.browser_open() as browser:
        context = survey.context_of(browser, STEPS[name])
        survey.sign_in(context, base, username)
        page = context.new_page()
        page.on("pageerror", lambda e: errors.append(str(e)))
        seen = {"desk": desk, "phone": phone}[name](page, base)
    print(json.dumps({**seen, "errors": errors}, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
