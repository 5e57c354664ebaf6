"""Putting a synthetic county into the business database, through each app's own bulk door."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huaiyuan.synth.county import County


def create_tables() -> None:
    """Make the tables of an empty database."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def load(county: County, *, seed: int) -> None:
    """Areas, constants, accounts, registry, and the cycles of everybody ever monitored."""
    from huaiyuan.base.access import bulk as accounts
    from huaiyuan.base.reference import bulk as reference
    from huaiyuan.county.casework import bulk as casework
    from huaiyuan.county.registry import bulk as registry

    tables = county.tables
    reference.load_areas(tables["areas"])
    reference.load_county_facts(tables["county_facts"])
    accounts.load(county.accounts, tables["areas"])
    registry.load(tables, source_ref=f"演示底册 种子{seed}")
    casework.adopt()
