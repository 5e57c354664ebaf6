"""The slices of the five bottom lines (五条底线), one a line: each a sub-package with its own ledgers, if it keeps any."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from huaiyuan.county.ledger.registering import register as register_ledgers

SLICES: tuple[str, ...] = (
    "entitlements",
    "rolls",
    "education",
    "water",
)  # fmt: skip


def register() -> None:
    """Let each slice take in what it declares; called once when the app is ready."""
    for name in SLICES:
        package = f"huaiyuan.county.guarantees.{name}"
        if find_spec(f"{package}.ledgers"):
            register_ledgers(*import_module(f"{package}.ledgers").LEDGERS)
        if find_spec(f"{package}.registering"):
            import_module(f"{package}.registering").register()
