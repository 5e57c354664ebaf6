"""Figures and identities whose facts the registry owns (F001–F010; domain §9.1)."""

from __future__ import annotations

from huaiyuan.base.figures import catalogue
from huaiyuan.county.registry.figures.county import COUNTY
from huaiyuan.county.registry.figures.identities import IDENTITIES


def register() -> None:
    """Add them to the catalogue; called once when the app is ready."""
    catalogue.register(COUNTY, IDENTITIES)
