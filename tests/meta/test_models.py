"""What every model owes: privacy sorting, Chinese names, no floats for money, no JSON, no cascade into history."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import models

OURS = sorted((m for m in apps.get_models() if m.__module__.startswith("huaiyuan.")), key=lambda m: m._meta.label)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_every_field_is_sorted_as_personal_or_plain(model):
    sorted_fields = set(model.Privacy.personal) | set(model.Privacy.plain)
    assert sorted_fields == {f.name for f in model._meta.concrete_fields}
    assert not set(model.Privacy.personal) & set(model.Privacy.plain)


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_every_field_says_in_chinese_what_it_is(model):
    silent = [
        f.name
        for f in model._meta.concrete_fields
        if not f.primary_key and not CHINESE.search(f"{f.verbose_name}{f.help_text}")
    ]
    assert silent == []


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_no_float_no_json_no_bare_status(model):
    wrong = [f.name for f in model._meta.concrete_fields if isinstance(f, models.FloatField | models.JSONField)]
    assert wrong == []
