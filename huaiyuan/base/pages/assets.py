"""Built style sheet, script and icons: which hashed file stands for a name, and which icons there are."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

HERE = Path(__file__).resolve().parent
DIST = HERE / "static" / "huaiyuan" / "dist"
ICONS = frozenset(json.loads((HERE / "frontend" / "icons.json").read_text(encoding="utf-8")))
NOT_BUILT = "网页资源还没有造。请在源码目录运行：make setup"


@lru_cache(maxsize=1)
def _manifest() -> dict[str, dict[str, str | int]]:
    try:
        return json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ImproperlyConfigured(NOT_BUILT) from None


def url(name: str) -> str:
    """The address of a built file. Its name carries its hash, so caches may keep it for ever.

    Raises ImproperlyConfigured, saying `make setup`, when the assets were not built.
    """
    return f"{settings.STATIC_URL}huaiyuan/dist/{_manifest()[name]['file']}"


def size(name: str) -> int:
    """Bytes of a built file."""
    return int(_manifest()[name]["bytes"])


def names() -> list[str]:
    """Every built file."""
    return list(_manifest())
