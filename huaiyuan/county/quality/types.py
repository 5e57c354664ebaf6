"""Code lists of the registry's own checks."""

from __future__ import annotations

from typing import Protocol

from django.db import models


class PointState(models.TextChoices):
    """Where a point stands."""

    OPEN = "open", "待核"
    CHANGED = "changed", "改过待核查"
    MENDED = "mended", "已改"
    JUDGED = "judged", "核过无误"
    DROPPED = "dropped", "规则停用"


class How(models.TextChoices):
    """How what is wrong is put right; the value is the word in the rule's text."""

    CHANGE = "变更", "登记变更"
    CORRECT = "更正", "改登记"
    COUNTY = "县里", "县里改"
    DEPARTMENT = "部门", "部门改"


# What a village itself can put right; the rest stands in its list, but not in its task.
OF_VILLAGE = (How.CHANGE, How.CORRECT)
# Wrong as far as is known.
LIVE = (PointState.OPEN, PointState.CHANGED)


class Subject(models.TextChoices):
    """Whom a point is about."""

    PERSON = "person", "人"
    HOUSEHOLD = "household", "户"
    VILLAGE = "village", "村"


class PointRow(Protocol):
    """What pages read of a point."""

    number: str
    rule: str
    subject_type: str
    person_id: str
    household_no: str
    village_code: str
    how: str
    state: str
    bundle: str
