"""Two people of the county centre, and the short way from a number to a tried change."""

from __future__ import annotations

from types import SimpleNamespace

import pyarrow as pa
from django.conf import settings

from huaiyuan.base.access import bulk as accounts
from huaiyuan.county.screening import changes, trials
from tests.integration.registry import loaded
from tests.integration.screening.world import TODAY

LINE = "medical.self_paid_line.lifted"
PAPER = changes.Paper(TODAY, "村里说太多", "县领导小组会议", "桐防返贫〔2026〕11号")


def second_person(tables):
    """Another account of the county centre."""
    columns = ("username", "display_name", "post_code", "area_code")
    row = {name: [value] for name, value in zip(columns, ("county2", "钱七", "county_center", "411330"), strict=True)}
    accounts.load(pa.table({**row, "demo_login": [False]}), tables["areas"])
    return loaded.account("county2")


def sent_files(county):
    """What intake would say of the world's batches."""

    def lines(**_):
        return [SimpleNamespace(source=b.source, period=b.period, state="merged") for b in county.world.batches()]

    return lines


def tried(county, value="6000", *, rule="R01", name="line", paper=PAPER):
    """A change that the first person proposed and tried."""
    change = changes.propose(rule, {name: value}, paper, by=county.by)
    return changes.try_change(change.change_no, by=county.by)


def folder_of(change):
    return trials.tries_folder() / change.trial.trial_id


def leave_nothing():
    """Take trials and what was published out again; the fixtures of the county empty the rest."""
    import shutil

    from django.apps import apps

    from huaiyuan.county.screening.models import ChangedValue, RuleChange, RuleVersion, Trial

    RuleChange.objects.update(restores=None)
    for model in (ChangedValue, RuleChange, Trial, RuleVersion, apps.get_model("reference", "ParameterValue")):
        model.objects.all().delete()
    shutil.rmtree(settings.DATA_DIR / trials.TRIES, ignore_errors=True)


__all__ = ["LINE", "PAPER", "folder_of", "leave_nothing", "second_person", "sent_files", "tried"]
