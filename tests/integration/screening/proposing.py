"""The short way from a number to a tried change."""

from __future__ import annotations

import shutil
from types import SimpleNamespace

from django.conf import settings

from huaiyuan.county.screening import changes, trial_child, trials
from tests.integration.screening.world import TODAY

LINE = "medical.self_paid_line.lifted"
PAPER = changes.Paper(TODAY, "村里说太多", "县领导小组会议", "桐防返贫〔2026〕11号")


def sent_files(county):
    """What intake would say of the world's batches."""

    def lines(**_):
        return [SimpleNamespace(source=b.source, period=b.period, state="merged") for b in county.world.batches()]

    return lines


def in_this_process(monkeypatch):
    """Run what a trial's child does here: one test sees to the child itself, the others only wait for it."""
    here = SimpleNamespace(call=lambda _target, payload, report: trial_child.ask(payload, report))
    monkeypatch.setattr(trials, "child", here)


def tried(county, value="6000", *, rule="R01", name="line", paper=PAPER):
    """A change that the first person proposed and tried."""
    change = changes.propose(rule, {name: value}, paper, by=county.by)
    return changes.try_change(change.change_no, by=county.by)


def folder_of(change):
    return trials.tries_folder() / change.trial.trial_id


def forget_trials():
    """Take the trials' folders away, so that the same trial is made once more."""
    shutil.rmtree(settings.DATA_DIR / trials.TRIES, ignore_errors=True)


def leave_nothing():
    """Take what was published out again; the fixtures of the county empty the rest."""
    from django.apps import apps

    from huaiyuan.county.screening.models import ChangedValue, RuleChange, RuleVersion, Trial

    RuleChange.objects.update(restores=None)
    for model in (ChangedValue, RuleChange, Trial, RuleVersion, apps.get_model("reference", "ParameterValue")):
        model.objects.all().delete()


__all__ = ["LINE", "PAPER", "folder_of", "forget_trials", "in_this_process", "leave_nothing", "sent_files", "tried"]
